"""What Scrapy's components see of the spider that they serve: the run, and the page it starts from."""

from __future__ import annotations

from typing import Protocol

from govnews.crawl.run import Run


class Crawling(Protocol):
    """A spider that collects."""

    run: Run
    start_page: str
