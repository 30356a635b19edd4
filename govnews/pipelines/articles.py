"""From an article's page to its record in the ledger; read from top to bottom, what its files say comes before the edits."""

from __future__ import annotations

from abc import abstractmethod

from scrapy.exceptions import DropItem

from govnews.archive.rereading import changed_fields
from govnews.component import RunComponent
from govnews.crawl.edits import is_same_article, says_nothing_new
from govnews.identity import holds_title
from govnews.items import Article, Record
from govnews.reading.article.normalise import settle_body, settle_date, settle_region, settle_source
from govnews.reading.bounds import article_over_bound


class Known(DropItem):
    """The article is recorded already, under this or another address."""


class Unwanted(DropItem):
    """The article is not asked for; the message is the reason that the certificate counts."""


class Replaced(DropItem):
    """Another page stands in the place of a known article: nothing of the article is left."""


class ReadingPipeline(RunComponent):
    """Decides something of an article on its witnesses, which are a page's words: within the budget of one page."""

    @abstractmethod
    def settle(self, item: Article) -> Article:
        """The article with what is decided."""

    def process_item(self, item: Article) -> Article:
        """Raises :exc:`~govnews.errors.TookTooLong`."""
        with self.run.budget.reading():
            return self.settle(item)


class RegionPipeline(ReadingPipeline):
    """Region from the site's data, else from the page's 网站标识码."""

    def settle(self, item: Article) -> Article:
        return settle_region(item)


class DatesPipeline(ReadingPipeline):
    """``published_on`` and ``published_at`` from their witnesses."""

    def settle(self, item: Article) -> Article:
        return settle_date(item)


class SourcePipeline(ReadingPipeline):
    """来源, author and editor from their witnesses."""

    def settle(self, item: Article) -> Article:
        return settle_source(item)


class BodyPipeline(ReadingPipeline):
    """Paragraphs without furniture."""

    def settle(self, item: Article) -> Article:
        return settle_body(item)


class CheckPipeline(RunComponent):
    """The article becomes a record: fit for a feed, asked for, and within bounds."""

    def process_item(self, item: Article) -> Record:
        """Raises ValueError (an item error, counted as failed) where the article is not fit for a feed."""
        record = Record.of(item)
        since = self.run.arguments.since
        older = since and record.published_on and record.published_on < since
        if older and not self.run.republishes(record):
            raise Unwanted("before since")
        if (what := article_over_bound(record)) is not None:
            raise ValueError(f"{record.url}: {what}")
        return record


class DedupePipeline(RunComponent):
    """Each article once: by the hash of its URL, then by that of its content."""

    def process_item(self, item: Record) -> Record:
        """Raises :exc:`Known` for an article that is recorded already."""
        ledger = self.run.ledger
        self.run.recording.catch_up(item)
        if self.run.republishes(item) or item.event == "withdrawn":
            return item  # recorded by a run that could not publish it, or known to be gone
        if item.event == "reread":
            return item
        if item.event != "new":
            return self._looked_at(item)
        if ledger.recorded(item.url):
            self.run.same_as(item, item.url)
            raise Known(f"known: {item.url}")
        visit = self.run.visits.get(item.url_hash)
        listed = visit.entry.title if visit and visit.entry else None
        if listed and not holds_title(item.title, listed) and (other := ledger.copied_from(item)) is not None:
            self.run.visits.pop(item.url_hash)
            raise ValueError(f"{item.url}: its page is that of {other}")
        if (twin := ledger.twin(item)) is not None:
            self.run.same_as(item, twin)
            raise Known(f"same content as {twin}: {item.url}")
        return item

    def _looked_at(self, item: Record) -> Record:
        """A known article's page, edited or not. Raises :exc:`Replaced` where it is another one.

        One that nobody else got, and that is the same at the next look, is an edit after all.
        """
        run, current = self.run, self.run.ledger.current(item.url)
        check = run.visits[item.url_hash].check
        assert current is not None
        assert check is not None
        other = run.ledger.copied_from(item) if item.content_hash != current.content_hash else None
        if other is None and is_same_article(current, item):
            return item
        if other is None and check.doubt == item.content_hash and run.ledger.doubted(item.content_hash) == 1:
            return item
        run.visits.pop(item.url_hash)
        run.doubted(check, item)
        raise Replaced(f"another page in the place of {item.url}: {item.title}")


class EditsPipeline(RunComponent):
    """Of looks at known articles, those that are worth a version."""

    def process_item(self, item: Record) -> Record:
        """Raises :exc:`Known` where neither the page nor a file says anything new."""
        run = self.run
        if item.event != "updated" or run.republishes(item):
            return item
        current = run.ledger.current(item.url)
        assert current is not None
        if not says_nothing_new(current, item):
            return item
        visit = run.visits.pop(item.url_hash)
        # What is read from it by itself is what is known: it can be read again in its place.
        if visit.pages and not changed_fields(current, item) and not run.kept(item.url):
            run.ledger.keep_pages(item.url, visit.pages)
        if visit.files is not None:
            run.ledger.keep_files(item.url, visit.files)
        raise Known(f"unchanged: {item.url}")


class RecordPipeline(RunComponent):
    """The whole record into the ledger, in the transaction that marks the article seen, before any feed has it."""

    async def process_item(self, item: Record) -> Record:
        """Raises what the ledger raises where it cannot be written."""
        if not self.run.republishes(item):
            await self.run.record(item)
        return item
