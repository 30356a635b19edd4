"""The contract: what one record holds, field by field. The JSON Schema follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import not_
from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from govnews.identity import content_hash
from govnews.text import without_controls

WitnessKind = Literal[
    "meta", "element", "label", "script", "listing", "url", "title", "heuristic", "site", "selector"
]
Event = Literal["new", "updated", "withdrawn", "restored", "reread"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$", examples=["2023-03-24"])]
BeijingTime = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$", examples=["2023-03-24T09:15:00+08:00"])
]
SCHEMA_VERSION: Final = 3
"""The edition of the record: counted up where a field changes its name, its form or its meaning."""
PAGES: Final = "pages"
"""The key of the evidence that names the pages of an article of several."""
FURTHER: Final = "further"
"""The key of the evidence that names the further pages of an article that were not read."""
ARCHIVED_AT: Final = "archived_at"
"""The key of the evidence that says when an archive took the page of an article that was not had from its site."""
_FROM_DOCSTRINGS = ConfigDict(use_attribute_docstrings=True, defer_build=True, extra="forbid")


def _purge(item: object, *names: str) -> None:
    """The one door by which texts of pages become values: what is built here holds no control characters.

    Each class that has such texts calls it when one is made, read back from a ledger included.
    """
    for name in names:
        text = getattr(item, name)
        if text is not None and not text.isprintable():
            object.__setattr__(item, name, without_controls(text))  # some of them are frozen


class NoText(ValueError):
    """A page with a headline and nothing below it that a record could hold: a form, a player that a script draws."""


@dataclass(slots=True, frozen=True)
class Witness:
    """One place of a page that says what a field's value is."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    kind: WitnessKind
    """Sort of place: a meta tag, an element by id or tag, a label such as 发布时间, a script's
    configuration, the listing entry, the URL, the <title>, a heuristic, the site's own data, or what a selector picks."""

    name: str
    """Which one of its kind, as the page writes it: ``PubDate``, ``#pubDate``, ``发布时间``; the selector as it was written."""

    raw: str
    """What stands there, white space at the ends and control characters aside."""

    def __post_init__(self) -> None:
        _purge(self, "name", "raw")


@dataclass(slots=True)
class Evidence:
    """Where a field's value came from."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    witness: WitnessKind | None = None
    """Kind of the witness that was believed; null where the field is null."""

    raw: str | None = None
    """The text the value was read from, as it stands in the page."""

    precision: Literal["day", "minute", "second"] | None = None
    """How exactly the page gives the moment of publishing; null for every field but ``published_on``."""

    disagree: bool = False
    """Whether another witness says something else."""

    witnesses: Annotated[list[Witness], Field(exclude_if=not_)] = field(default_factory=list)
    """Every witness that was found, in the order of trust. Left out where none was, and in the brief form of the evidence
    (``GOVNEWS_EVIDENCE``), but of ``pages`` and ``further``, whose content they are."""

    def __post_init__(self) -> None:
        _purge(self, "raw")


@dataclass(slots=True)
class Attachment:
    """A file that the article offers for download."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    url: str
    """Absolute URL."""

    name: str
    """The link's text; empty where the link has none."""

    text: str | None = None
    """What the file says, by its bytes: plain text, one ``\n`` between paragraphs and between rows of a table, whose cells
    have a tab between them; of an archive the names of what is in it. Null where files are not fetched, where this one could
    not be had, and where no text was read from it; which of them, ``files`` says."""

    def __post_init__(self) -> None:
        _purge(self, "url", "name", "text")


@dataclass(slots=True, frozen=True)
class File:
    """A file of the article that was asked for: an attachment or a picture."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    url: str
    """Its address, as in ``images`` or ``attachments``."""

    sha256: Sha256 | None = None
    """SHA-256 hex of its bytes, and its name in the site's folder ``files/``; null where it was never had."""

    size: int | None = None
    """Bytes."""

    type: str | None = None
    """What it is by its bytes, as a media type: ``application/pdf``; null where they tell nothing that is known."""

    missing: str | None = None
    """Why it cannot be had, in one line; null where it is there. Beside a ``sha256``: it was had, and is gone."""

    unread: str | None = None
    """Why it has no text, or not all of it, in one line; null where it was read, and for what holds no text."""

    def __post_init__(self) -> None:
        _purge(self, "url", "missing", "unread")


@dataclass(slots=True, kw_only=True)
class Article:
    """One news article as its page says it: what the page does not say, and what only a crawl knows, is null."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    schema_version: Literal[3] = SCHEMA_VERSION
    """The edition of the record's form."""

    url: str
    """Final URL as fetched, after redirects."""

    url_hash: Sha256 | None = None
    """The identity of the article; null until the crawl gives it."""

    site: str | None = None
    """Spider name; null where a saved page is read."""

    region: str | None = None
    """Administrative division code (GB/T 2260), e.g. ``410308``: the one that the site's data names, else the one in
    the page's 网站标识码; null where there is neither. Never a name."""

    column: str | None = None
    """栏目: name of the column that listed the article, as the site writes it; null where unknown."""

    title: str | None = None
    """Headline, one line, without the site's suffix; null where the page has none."""

    published_on: Day | None = None
    """The day in Beijing: ``2023-03-24``. Null where no witness gives a possible date."""

    published_at: BeijingTime | None = None
    """The moment, in Beijing time: ``2023-03-24T09:15:00+08:00``, a moment of ``published_on``; whether the page gave
    the seconds stands in the evidence of ``published_on``. Null where the page gives no clock time."""

    source: str | None = None
    """来源 as an outlet's plain name, e.g. 孟津融媒; never an author. Null where the page names none."""

    author: str | None = None
    """作者, 记者, 通讯员, as named, several with one space between; null where the page names none."""

    editor: str | None = None
    """责任编辑, 编辑, 审核, as named; null where the page names none."""

    body: str = ""
    """Plain text, one ``\\n`` between paragraphs, no furniture; empty for an article that is pictures, films or files
    alone."""

    images: list[str] = field(default_factory=list)
    """Absolute URLs of the body's images, in order, each once."""

    films: list[str] = field(default_factory=list)
    """Absolute URLs of the films that the article shows, in order, each once."""

    attachments: list[Attachment] = field(default_factory=list)
    """Files the article offers, in order, each once."""

    images_text: str | None = None
    """What stands written in the article's pictures, read by machine: of each picture its lines, an empty line between two
    pictures. Null where pictures are not read, and where nothing is written in them."""

    files: list[File] = field(default_factory=list)
    """Such of its images and attachments as were asked for, in this order; empty where files are not fetched."""

    event: Event = "new"
    """Why this line was written: first seen, changed since its last version, gone from the site, there again
    after it was gone, or the same page read again by a later govnews, which reads it otherwise."""

    version: Annotated[int, Field(ge=1)] = 1
    """1 for ``new``, counted up with each further event of the same article."""

    content_hash: Sha256 | None = None
    """Identity of what the article says; null until the article is a :class:`Record`."""

    fetched_at: str | None = None
    """When the page was received, as in :class:`Record`; null where a saved page does not tell."""

    evidence: dict[str, Evidence] = field(default_factory=dict)
    """For each field that was read: which witness gave it, the raw text, whether witnesses disagreed. ``published_on``
    speaks for ``published_at``, too, which has no key of its own. The key ``mirror`` is there only for a degraded
    mirror; its ``raw`` names the family. The key ``pages`` is there only for an article of several pages: its witnesses
    are these pages in order, the ``raw`` of each is its address. The key ``further`` has the same form and names pages
    that were not read, where a saved page is read alone. The key ``archived_at`` is there only for an article whose page
    was not had from the site, but from a web archive; its ``raw`` is the moment at which that took it: UTC, ISO 8601."""

    def __post_init__(self) -> None:
        _purge(self, "url", "column", "title", "source", "author", "editor", "body", "images_text")
        self.images, self.films = (list(map(without_controls, urls)) for urls in (self.images, self.films))

    @property
    def further_urls(self) -> list[str]:
        """Addresses of the pages whose text was joined to the first one's, in order."""
        pages = self.evidence.get(PAGES, Evidence()).witnesses
        return [page.raw for page in pages[1:]]

    @property
    def archived_at(self) -> str | None:
        """When a web archive took the page: UTC, ISO 8601; None for a page that was had from its site."""
        return self.evidence.get(ARCHIVED_AT, Evidence()).raw

    @property
    def file_urls(self) -> list[str]:
        """Absolute URLs of the images, films and attachments."""
        return [*self.images, *self.films, *(attachment.url for attachment in self.attachments)]


@dataclass(slots=True, kw_only=True)
class Record(Article):
    """One news article as it is published, as one line of a feed: the fields in this order, every key always there."""

    __pydantic_config__ = _FROM_DOCSTRINGS

    url_hash: Sha256
    """SHA-256 hex of the canonical form of ``url`` (identity.py): the identity of the article."""

    site: str
    """Spider name, e.g. ``mengjin``."""

    title: str
    """Headline, one line, without the site's suffix."""

    content_hash: Sha256
    """SHA-256 hex of title, body and the addresses of images, films and attachments; character width, white space, the
    order of files and what only dresses their addresses are folded (identity.py)."""

    fetched_at: str
    """When the page was received: UTC, ISO 8601, ``2023-03-24T01:15:00Z``. Of a page from a web archive, when it was read there;
    what the evidence calls ``archived_at`` is when the site showed it."""

    def in_brief(self) -> Self:
        """The same with the brief form of its evidence: which witness was believed and what it says, without all the others.

        >>> told = Evidence("meta", "孟津融媒", witnesses=[Witness("meta", "ContentSource", "孟津融媒")])
        >>> pages = Evidence(witnesses=[Witness("url", "1", "http://example.gov.cn/1.html")])
        >>> article = Article(url="http://example.gov.cn/1.html", url_hash="0" * 64, site="example", title="孟津春茶开采",
        ...                   body="春茶", fetched_at="2023-03-24T01:15:00Z", evidence={"source": told, "pages": pages})
        >>> [len(one.witnesses) for one in Record.of(article).in_brief().evidence.values()]
        [0, 1]
        """
        return replace(
            self,
            evidence={
                key: one if key in (PAGES, FURTHER) else replace(one, witnesses=[])
                for key, one in self.evidence.items()
            },
        )

    @staticmethod
    def of(article: Article) -> Record:
        """The record of ``article``, which stays as it is.

        Raises ValueError, in one line, where the article has no title, :exc:`NoText` where it has neither text nor image nor
        film nor attachment, and where a value has not the form of the schema.

        >>> article = Article(url="http://example.gov.cn/1.html", url_hash="0" * 64, site="example",
        ...                   title="孟津春茶开采", body="春茶", fetched_at="2023-03-24T01:15:00Z")
        >>> Record.of(article).content_hash[:8]
        'bdd4b36a'
        >>> Record.of(Article(url="http://example.gov.cn/1.html", body="春茶"))
        Traceback (most recent call last):
        ValueError: http://example.gov.cn/1.html: the page has no title
        """
        if not article.title:
            raise ValueError(f"{article.url}: the page has no title")
        if not (article.body or article.file_urls):
            raise NoText(f"{article.url}: the page has no text, no image, no film and no attachment")
        values = ARTICLE.dump_python(article) | {
            "content_hash": content_hash(article.title, article.body, article.file_urls)
        }
        try:
            return RECORD.validate_python(values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ValueError(f"{article.url}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


@dataclass(slots=True)
class ListingEntry:
    """One row of a listing page."""

    url: str
    """Absolute URL as the list gives it: fetched as it stands. Of a row that leads to no address, which a script alone
    opens, :func:`nowhere`."""

    title: str
    """Full title as far as the list has it (``@title`` where the text is cut)."""

    date: str | None = None
    """When the row's article was published: ``2023-03-24``, or ``2023-03-24T09:15:00+08:00`` where the row has a clock
    time; null where it has no date."""

    date_raw: str | None = None
    """The row's date as written."""

    pinned: bool = False
    """The row stands above newer ones, out of the list's order (置顶)."""

    foreign: bool = False
    """The row leads to another host than the list's."""

    def __post_init__(self) -> None:
        _purge(self, "url", "title", "date_raw")

    @property
    def has_address(self) -> bool:
        """Whether the row leads anywhere."""
        return not self.url.startswith(_NOWHERE)


_NOWHERE = "about:blank#"


def nowhere(title: str) -> str:
    """What stands for the address of a row that has none; rows with other titles have others.

    >>> ListingEntry(nowhere("春耕"), "春耕").has_address, ListingEntry("http://a.cn/1.html", "春耕").has_address
    (False, True)
    """
    return _NOWHERE + title


@dataclass(frozen=True, slots=True)
class Column:
    """A list that the site offers."""

    name: str
    """栏目 name as the site writes it, white space removed."""

    url: str
    """Absolute URL of its first page, as the link gives it."""

    why: str
    """The evidence: where the name was read."""

    rank: int
    """0 is the first choice; equal ranks stand in page order."""

    def __post_init__(self) -> None:
        _purge(self, "name", "url", "why")


ARTICLE = TypeAdapter(Article)
RECORD = TypeAdapter(Record)


def article_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one line of a feed; shipped as ``govnews/article.schema.json``."""
    schema = RECORD.json_schema(mode="serialization")
    # Docstrings are read from a class's own fields only; those of the others stand in Article.
    inherited = ARTICLE.json_schema(mode="serialization")["properties"]
    schema["properties"] = {
        name: dict(sorted(({"description": inherited[name]["description"]} | said).items()))
        for name, said in schema["properties"].items()
    }
    schema["required"] = list(schema["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:govnews:record:{SCHEMA_VERSION}",
        **schema,
    }
