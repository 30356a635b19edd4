"""Articles and moments for tests of the ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from govnews.identity import content_hash, url_hash
from govnews.items import ListingEntry, Record
from govnews.ledger import Ledger
from govnews.ledger.batch import Recording

NOW = "2025-03-24T01:00:00Z"
LATER = "2025-03-25T01:00:00Z"


def article(number: int, **more: object) -> Record:
    url = f"http://www.example.gov.cn/2025/{number}.html"
    one = Record(
        url=url, url_hash=url_hash(url), site="test", title=f"新闻{number}", body=f"正文第{number}条。",
        published_on="2025-03-24", fetched_at=NOW, content_hash="",
    )  # fmt: skip
    one = replace(one, **more)
    return replace(one, content_hash=content_hash(one.title, one.body, one.file_urls))


def pending_versions(ledger: Ledger) -> list[int]:
    """The numbers of all that is in no feed yet."""
    numbers = [ledger.pending_id(one) for one in ledger.pending()]
    assert None not in numbers
    return [number for number in numbers if number is not None]


def record_at_once(ledger: Ledger, *articles: Record) -> list[BaseException | None]:
    """What each of the articles gets that come at the same moment: nothing, or what kept it from being committed."""

    async def all_at_once() -> list[BaseException | None]:
        recording = Recording(ledger)
        return await asyncio.gather(
            *(recording.record(one, now=NOW) for one in articles), return_exceptions=True
        )

    return asyncio.run(all_at_once())


def leave_out(ledger: Ledger, url: str, reason: str) -> None:
    """Exclude the address until :data:`LATER`."""
    ledger.exclude(
        ListingEntry(url, "新闻"), "新闻", reason, kind="outside", listed_from=LATER, again_at=LATER
    )
