"""Articles on their way into the ledger: those that come at the same moment share a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from govnews.errors import GovNewsError, LedgerNotWritable, LedgerUnusable
from govnews.items import Article
from govnews.ledger.protocol import Ledger

# Seconds from the first article to the commit. A polite crawl has one article in it, a fast one a dozen.
COMMIT_WITHIN = 0.05


@dataclass(frozen=True, slots=True)
class _Unwritten:
    article: Article
    store: Callable[[], None]
    committed: asyncio.Future[None]

    def write(self) -> None:
        """Store it; what fails is told to whoever waits. Raises where it is the ledger that is at fault."""
        try:
            self.store()
        except (LedgerNotWritable, LedgerUnusable):
            raise
        except Exception as error:
            # Whatever it is, it is this article's, and raised again where it is awaited.
            self.end(error)

    def end(self, error: Exception | None) -> None:
        """Tell whoever waits, once, if anybody still does."""
        if self.committed.done():
            return
        if error is None:
            self.committed.set_result(None)
        else:
            self.committed.set_exception(error)


class Recording:
    """Holds articles back for a moment. Who records one waits until it is committed: no feed has it before."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._unwritten: list[_Unwritten] = []

    async def record(self, article: Article, **more: Any) -> None:
        """:meth:`Ledger.record`, together with the others of this moment; raises what kept it from being committed."""
        loop = asyncio.get_running_loop()
        if not self._unwritten:
            loop.call_later(COMMIT_WITHIN, self.commit)
        one = _Unwritten(article, partial(self._ledger.record, article, **more), loop.create_future())
        self._unwritten.append(one)
        await one.committed

    def catch_up(self, article: Article) -> None:
        """Commit now, if something of the same address or the same words waits: it must be known."""
        if any(
            one.article.url_hash == article.url_hash or one.article.content_hash == article.content_hash
            for one in self._unwritten
        ):
            self.commit()

    def commit(self) -> None:
        """Write what waits, in one transaction: an article at fault fails alone, a ledger at fault fails all."""
        unwritten, self._unwritten = self._unwritten, []
        if not unwritten:
            return  # it was written before its time
        fault: GovNewsError | None = None
        try:
            with self._ledger.together():
                for one in unwritten:
                    one.write()
        except GovNewsError as error:
            fault = error
        for one in unwritten:
            one.end(fault)
