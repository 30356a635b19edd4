"""From the article as its page says it to the record: region, dates, credits, text, in this order.

Both the crawl's item pipelines and ``scrapy extract`` call these functions, so that there is one line.
Each is idempotent: what it decides follows from the evidence, and deciding again decides the same.
"""

from __future__ import annotations

from datetime import UTC, datetime

from govnews.items import Article, Evidence, Witness
from govnews.reading.article.body import clean
from govnews.reading.credits import decide_author, decide_editor, decide_source
from govnews.reading.dates import decide_date
from govnews.reading.region import decide_region


def normalise(article: Article, *, fetched_at: datetime | None) -> Article:
    """``article`` with region, date, credits and text decided; the same object, changed in place.

    ``fetched_at`` (aware) is when the page was received: dates beyond it are refused, relative ones
    counted from it. None where a saved page does not tell.
    """
    if fetched_at is not None and article.fetched_at is None:
        article.fetched_at = fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return settle_body(settle_source(settle_date(settle_region(article))))


def settle_date(article: Article) -> Article:
    """``published_on`` and ``published_at`` from their witnesses, judged at the moment when the site showed the page.

    That is ``archived_at`` of a page from a web archive, whose 3月24日 is not one of this year, and ``fetched_at`` of any other.
    """
    shown = article.archived_at or article.fetched_at
    at = datetime.fromisoformat(shown) if shown else None
    moment, evidence = decide_date(_witnesses(article, "published_on"), fetched_at=at)
    article.evidence["published_on"] = evidence
    article.published_on = moment[:10] if moment else None
    article.published_at = None if evidence.precision == "day" else moment
    return article


def settle_region(article: Article) -> Article:
    """``region`` from its witnesses."""
    article.region, article.evidence["region"] = decide_region(_witnesses(article, "region"))
    return article


def settle_source(article: Article) -> Article:
    """``source``, ``author`` and ``editor`` from their witnesses."""
    site = next((witness.raw for witness in _witnesses(article, "site_name")), None)
    article.source, article.evidence["source"] = decide_source(_witnesses(article, "source"), site_name=site)
    article.author, article.evidence["author"] = decide_author(_witnesses(article, "author"), site_name=site)
    article.editor, article.evidence["editor"] = decide_editor(_witnesses(article, "editor"), site_name=site)
    return article


def settle_body(article: Article) -> Article:
    """``body`` without the page's furniture."""
    article.body = clean(article.body)
    return article


def _witnesses(article: Article, name: str) -> list[Witness]:
    return article.evidence.get(name, Evidence()).witnesses
