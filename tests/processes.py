"""``scrapy`` in a process of its own, forked from one that has imported everything.

A run that a shell starts imports for a second before it does anything; a forked one starts at once. It has its own exit
code, signals, memory, files and environment. What depends on how Python itself is started (``PYTHONPATH``, certificates in
the environment) is tested with ``python -m scrapy``.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import resource
import time
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

import scrapy.commands
import scrapy.downloadermiddlewares

from govnews import commands, downloader, spiders

PRELOADED = [
    *("scrapy.cmdline", "scrapy.crawler", "scrapy.core.engine", "scrapy.core.downloader.handlers.http11"),
    *(
        "govnews.extensions.report",
        "govnews.extensions.progress",
        "govnews.feeds.exporter",
        "govnews.pipelines",
    ),
    *(
        f"{package.__name__}.{module.name}"
        for package in (commands, downloader, spiders, scrapy.commands, scrapy.downloadermiddlewares)
        for module in pkgutil.iter_modules(package.__path__)
    ),
]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(PRELOADED)


def start(
    arguments: list[str],
    variables: Mapping[str, str],
    folder: Path,
    *,
    out: Path,
    err: Path | None = None,
    largest_file: int | None = None,
) -> BaseProcess:
    """``scrapy`` with ``arguments`` in ``folder``, nothing but ``variables`` in its environment.

    What it says is appended to ``out``, its log too where there is no ``err``. Its files may have ``largest_file`` bytes,
    None: as many as those of this process. It is killed when this one ends.
    """
    if largest_file is None:
        largest_file, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    process = _FORKS.Process(
        target=_scrapy_here,
        args=(arguments, dict(variables), folder, out, err or out, largest_file),
        daemon=True,
    )
    process.start()
    return process


def _scrapy_here(
    arguments: list[str], variables: Mapping[str, str], folder: Path, out: Path, err: Path, largest_file: int
) -> None:
    """``scrapy`` in this process, which does nothing else."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, most))
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    from scrapy.cmdline import execute

    execute(["scrapy", *arguments])
