"""A spider that asks for nothing: it reads archived pages again, and what is read otherwise now goes the way of every article."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, ClassVar

from govnews.archive.rereading import Reread
from govnews.crawl.run import Run
from govnews.crawl.visit import Visit
from govnews.errors import OutputFailed
from govnews.spiders.base import GovNewsSpider


class RereadingSpider(GovNewsSpider):
    """The site, without a crawl of it; its name and what it reads are given by who makes a class of it."""

    home = "http://archive.invalid/"
    rereadings: ClassVar[Callable[[], Iterable[Reread]]]
    """Every article that can be read again, as it is read now."""

    open_run = Run.prepare

    async def start(self) -> AsyncIterator[Any]:
        """What earlier runs recorded and could not publish, then what is read otherwise."""
        try:
            for article in self.run.pending():
                yield article
            for one in type(self).rereadings():
                if one.changed:
                    self.run.visits[one.after.url_hash] = Visit(files=one.files)
                    yield one.after
                await asyncio.sleep(0)  # a signal is heard between two pages
        except OutputFailed as error:
            self.run.ledger_failed(error)
