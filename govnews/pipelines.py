"""The item pipelines, read from top to bottom: each is a shell around one plain function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError
from scrapy.exceptions import DropItem

from govnews.component import RunComponent
from govnews.identity import content_hash
from govnews.items import ARTICLE, Article
from govnews.reading.article.normalise import settle_body, settle_date, settle_source
from govnews.reading.bounds import article_over_bound

if TYPE_CHECKING:
    pass


class Known(DropItem):
    """The article is recorded already, under this or another address."""


class Unwanted(DropItem):
    """The article is not asked for; the message is the reason that the certificate counts."""


class DatesPipeline:
    """``published_at`` from its witnesses."""

    def process_item(self, item: Article) -> Article:
        return settle_date(item)


class SourcePipeline:
    """来源, author and editor from their witnesses."""

    def process_item(self, item: Article) -> Article:
        return settle_source(item)


class BodyPipeline:
    """Paragraphs without furniture."""

    def process_item(self, item: Article) -> Article:
        return settle_body(item)


class CheckPipeline(RunComponent):
    """Required fields are there and every value has the form of the schema."""

    def process_item(self, item: Article) -> Article:
        """Raises ValueError (an item error, counted as failed) where the record is not fit for a feed."""
        if not item.title:
            raise ValueError(f"{item.url}: the page has no title")
        if not (item.body or item.images or item.attachments):
            raise ValueError(f"{item.url}: the page has no text, no image and no attachment")
        since = self.run.arguments.since
        older = since and item.published_at and item.published_at[:10] < since
        if older and not self.run.republishes(item):
            raise Unwanted("before since")
        if (what := article_over_bound(item)) is not None:
            raise ValueError(f"{item.url}: {what}")
        item.content_hash = content_hash(item.title, item.body)
        try:
            ARTICLE.validate_python(ARTICLE.dump_python(item))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ValueError(f"{item.url}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        return item


class DedupePipeline(RunComponent):
    """Each article once: by the hash of its URL, then by that of its content."""

    def process_item(self, item: Article) -> Article:
        """Raises :exc:`Known` for an article that is recorded already."""
        ledger = self.run.ledger
        assert item.url_hash is not None
        self.run.recording.catch_up(item)
        if self.run.republishes(item) or item.event == "withdrawn":
            return item  # recorded by a run that could not publish it, or known to be gone
        if item.event == "updated":
            current = ledger.current(item.url)
            if current is not None and current.content_hash == item.content_hash:
                self.run.visits.pop(item.url_hash, None)
                raise Known(f"unchanged: {item.url}")
            return item
        if ledger.knows(item.url):
            self.run.same_as(item, item.url)
            raise Known(f"known: {item.url}")
        if (twin := ledger.twin(item)) is not None:
            self.run.same_as(item, twin)
            raise Known(f"same content as {twin}: {item.url}")
        return item


class RecordPipeline(RunComponent):
    """The whole record into the ledger, in the transaction that marks the article seen, before any feed has it."""

    async def process_item(self, item: Article) -> Article:
        """Raises what the ledger raises where it cannot be written."""
        if not self.run.republishes(item):
            await self.run.record(item)
        return item
