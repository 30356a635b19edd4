"""The extractors that are compared: each takes a page and gives title, day and body as far as it has them.

All are given the decoded text, but govnews and the bare parse, which start from the bytes: decoding is a part of
what they are measured by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """A saved page."""

    name: str
    url: str
    body: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extractor found; None for what it does not look for or did not find."""

    title: str | None = None
    day: str | None = None
    body: str | None = None


Extractor = Callable[[Sample], Extract]


def govnews() -> Extractor:
    """From bytes to the record, as the crawl and ``scrapy extract`` do it: the check for a mirror included."""
    from govnews.reading import kind_of, normalise, open_page, read_article

    def extract(sample: Sample) -> Extract:
        page = open_page(sample.body, sample.url)
        kind_of(page)
        record = asdict(normalise(read_article(page), fetched_at=None))
        return Extract(record["title"], record["published_on"], record["body"])

    return extract


def lxml_parse() -> Extractor:
    """The limit: the parse and nothing else."""
    import lxml.html

    def extract(sample: Sample) -> Extract:
        lxml.html.document_fromstring(sample.body)
        return Extract()

    return extract


def trafilatura() -> Extractor:
    """In the mode that does best on these pages, metadata included."""
    import trafilatura as peer

    def extract(sample: Sample) -> Extract:
        found: Any = peer.bare_extraction(
            sample.text, url=sample.url, favor_precision=True, with_metadata=True, include_comments=False
        )
        return Extract(found.title, found.date, found.text) if found else Extract()

    return extract


def trafilatura_text() -> Extractor:
    """The text alone: no title, no date."""
    import trafilatura as peer

    def extract(sample: Sample) -> Extract:
        return Extract(body=peer.extract(sample.text, favor_precision=True, include_comments=False))

    return extract


def newspaper4k() -> Extractor:
    """With its Chinese language module."""
    from newspaper import Article

    def extract(sample: Sample) -> Extract:
        article = Article(sample.url, language="zh", fetch_images=False)
        article.download(input_html=sample.text)
        article.parse()
        day = article.publish_date.isoformat() if article.publish_date else None
        return Extract(article.title, day, article.text)

    return extract


def gne() -> Extractor:
    """GeneralNewsExtractor."""
    from gne import GeneralNewsExtractor

    peer = GeneralNewsExtractor()

    def extract(sample: Sample) -> Extract:
        found = peer.extract(sample.text, host=sample.url)
        return Extract(found["title"], found["publish_time"], found["content"])

    return extract


def readability() -> Extractor:
    """readability-lxml: title and the article's HTML, as text."""
    import lxml.html
    from readability import Document

    def extract(sample: Sample) -> Extract:
        document = Document(sample.text, url=sample.url)
        html = document.summary(html_partial=True)
        return Extract(title=document.short_title(), body=lxml.html.fromstring(html).text_content())

    return extract


def magic_html() -> Extractor:
    """magic-html's article mode."""
    import lxml.html
    from magic_html import GeneralExtractor

    peer = GeneralExtractor()

    def extract(sample: Sample) -> Extract:
        found = peer.extract(sample.text, base_url=sample.url)
        return Extract(title=found.get("title"), body=lxml.html.fromstring(found["html"]).text_content())

    return extract


EXTRACTORS: dict[str, Callable[[], Extractor]] = {
    "govnews": govnews,
    "lxml parse": lxml_parse,
    "trafilatura": trafilatura,
    "trafilatura, text only": trafilatura_text,
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
    "GNE": gne,
    "magic-html": magic_html,
}
