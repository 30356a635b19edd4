"""A log of its own for each run, beside its feed."""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from govnews.component import RunComponent


class LogFile(RunComponent):
    """Writes what a run says to ``<start time>.log``; switched off where ``GOVNEWS_LOG`` names no level."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        if not settings["GOVNEWS_LOG"]:
            raise NotConfigured
        path = self.run.output / self.run.site / f"{self.run.label}.log"
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
        handler.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        handler.setLevel(settings["GOVNEWS_LOG"])
        logging.root.addHandler(handler)
        # What no handler wants is dropped before it is made: so much of it is wanted now.
        logging.root.setLevel(min(handler.level, logging.root.level))
