"""Benchmarks: where govnews stands against the tools its users would otherwise take, and against the limit.

``make bench`` runs every part in its quick form, ``make bench PART=crawl ARGS="--rounds 5"`` one part with its
options (``python -m bench --help``). The parts:

``extraction``  CPU time and quality of one page, tools alternated page by page
``crawl``       pages per second against plain Scrapy spiders and news-please, crawls alternated
``quiet``       what a run without news costs
``ledger``      rates, size, memory and opening time at growing numbers of keys
``scaling``     time and peak memory of a crawl as the site grows

Everything is compared within one run on one machine: the ratios are what holds elsewhere, the absolute figures
are not. A run is kept in ``bench/results/``; ``python -m bench.compare A B`` shows what became worse between two.
"""
