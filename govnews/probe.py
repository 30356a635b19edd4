"""What the crawler sees at first contact with a site: each step of the crawl, once, with its evidence."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import scrapy
from protego import Protego
from rich.cells import cell_len, set_cell_size
from scrapy.http import Response
from scrapy.settings import BaseSettings

from govnews.addon import bring_settings
from govnews.clock import now, utc_now
from govnews.crawl.patterns import Wanted
from govnews.downloader.refusal import Outside
from govnews.downloader.rendering import ADVICE, find_browser, rendered
from govnews.downloader.robots import MAX_SIZE
from govnews.errors import PageChanged
from govnews.identity import canonical_url, url_hash
from govnews.items import Article, Column, ListingEntry
from govnews.reading import (
    Kind,
    Page,
    choose_columns,
    is_no_list,
    kind_of,
    normalise,
    read_article,
    read_expected,
    recognise,
)
from govnews.reading.budget import Budget
from govnews.reading.listing.columns import Choice
from govnews.reading.listing.guesses import usual_second_pages
from govnews.reading.listing.paging import Claims, Next, PageRequest
from govnews.reading.page.picked import Field
from govnews.reading.platforms import Platform
from govnews.reading.region import region_of
from govnews.reading.selectors import Selectors
from govnews.spiders.messages import content_type, listing_request, page_of
from govnews.spiders.saved_pages import Sample
from govnews.urls import same_site

Fetch = Callable[[scrapy.Request], Awaitable[Response]]
MAX_COLUMNS = 8  # columns looked into; all are named
MAX_LEFT_OUT = 20  # links that are named although they are no columns


@dataclass(slots=True)
class Finding:
    """What a probe found, as lines to print, and what can be kept of it."""

    lines: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    entries: int = 0
    article: Article | None = None
    home: str = ""
    region: str | None = None
    """The administrative division of its 网站标识码; None where its home page has none."""
    publisher: str | None = None
    """What the site calls itself; None where its home page does not say it."""

    def say(self, label: str, text: str, *, depth: int = 0) -> None:
        """One line of the finding."""
        width = 16 - 2 * depth
        self.lines.append("  " * depth + set_cell_size(label, max(width, cell_len(label) + 1)) + text)

    @property
    def can_be_crawled(self) -> bool:
        """Whether a list was read, and an article of it."""
        return self.article is not None and self.entries > 0

    @property
    def verdict(self) -> str:
        """What to do now."""
        if self.can_be_crawled:
            return f"can be crawled: scrapy crawl site -a home={self.home}"
        if self.article is not None:
            return f"an article, which can be read; its site is crawled from the home page: scrapy probe {self.home}"
        return "cannot be crawled as it is: see what is missing above"


def is_home(url: str) -> bool:
    """Whether the address is that of a site's home page.

    >>> is_home("http://www.example.gov.cn/index.html"), is_home("http://www.example.gov.cn/xw/")
    (True, False)
    """
    return "/" not in canonical_url(url).rstrip("/")


@dataclass(frozen=True, slots=True)
class Means:
    """How the site is looked at."""

    fetch: Fetch
    browser: str | None
    """The program that fetches what a script draws; None where there is none."""
    budget: Budget
    """For the reading of each page."""
    selectors: Selectors
    """The site's."""
    wanted: Wanted
    """By the site's patterns."""

    def page_of(self, response: Response) -> Page:
        """The page with what the selectors pick on it."""
        return self.selectors.pick(page_of(response))


async def probe(url: str, means: Means) -> Finding:
    """Look at ``url`` (a home page, a list or an article) and at what it leads to.

    Raises what is raised by fetching the first page, and :exc:`~govnews.errors.Unreadable` for that page; further pages that
    cannot be had are said in the finding.
    """
    finding = Finding(home=urljoin(url, "/"))
    finding.lines.append(url)
    response = await means.fetch(scrapy.Request(url))
    with means.budget.reading():
        page = means.page_of(response)
    _say_answer(finding, response, page)
    if response.status >= 400:
        return finding
    await _robots(finding, url, means.fetch)
    with means.budget.reading():
        # A home page that leads on, by a script or its markup, is one wherever it stands.
        kind = "home" if is_home(url) or is_home(response.url) else kind_of(page)
        recognition = recognise(page)
        choice = choose_columns(page) if kind in ("home", Kind.OTHER) else Choice([], [])
    finding.say("page type", kind)
    finding.say("platform", f"{recognition.platform.name}: {recognition.why}")
    if kind is Kind.ARTICLE:
        _article(finding, response, means, read_article)
        return finding
    if kind == "home":
        finding.region, finding.publisher = region_of(page.metas.get("siteidcode", "")), publisher_of(page)
    columns = [one for one in choice.columns if means.wanted.columns.admits(one.name, one.url)]
    if not choice.columns:
        columns = [Column(page.metas.get("columnname", "this page"), url, "the page itself", 0)]
    else:
        finding.samples.append(
            _sample("home", response, "columns", [{"name": c.name, "url": c.url} for c in columns])
        )
        finding.say("columns", f"{len(columns)} of news: {', '.join(column.name for column in columns)}")
    _say_pick(finding, page, Field.COLUMNS, depth=0)
    for one in choice.columns:
        if one not in columns:
            finding.say("left out", f"{one.name} ({one.url}): by the site's patterns")
    _say_left_out(finding, choice)
    first: ListingEntry | None = None
    for column in columns[:MAX_COLUMNS]:
        entries = await _column(finding, column, means)
        first = first or next((entry for entry in entries if same_site(entry.url, url)), None)
    if first is not None:
        await _first_article(finding, first, means)
    return finding


def publisher_of(page: Page) -> str | None:
    """What a home page says that its site is called: its SiteName, else its title up to where a further part begins.

    >>> publisher_of(Page("http://example.gov.cn/", "<title>青石县人民政府门户网站 - 首页</title>"))
    '青石县人民政府门户网站'
    >>> publisher_of(Page("http://example.gov.cn/", "<title>首页</title>")) is None
    True
    """
    said = page.metas.get("sitename") or re.split(r"[-_|｜—–\s]+", page.title.strip())[0]
    return said if 2 < len(said) <= 40 else None


def _say_answer(finding: Finding, response: Response, page: Page) -> None:
    sent = content_type(response) or "no type"
    said = f"HTTP {response.status}, {sent}, {len(response.body):,} bytes, read as {page.encoding}"
    finding.say("answer", said + (f", at {response.url}" if response.url != finding.lines[0] else ""))
    if page.mirror is not None:
        finding.say("mirror", page.mirror)


def _say_pick(finding: Finding, page: Page, field: Field, *, depth: int = 1) -> None:
    """That a selector matches nothing, where it does not."""
    picked = page.picked.get(field)
    if picked is not None and not picked.matches:
        finding.say("selector", f"{field} = {picked.selector} MATCHES NOTHING", depth=depth)


def _say_left_out(finding: Finding, choice: Choice) -> None:
    """A line for each link that might have been a news column: a wrong choice is seen, and can be named."""
    for each in choice.left_out[:MAX_LEFT_OUT]:
        finding.say("left out", f"{each.name} ({each.url}): {each.why}")
    if (more := len(choice.left_out) - MAX_LEFT_OUT) > 0:
        finding.say("left out", f"and {more} more")


async def _robots(finding: Finding, url: str, fetch: Fetch) -> None:
    try:
        robots = await fetch(scrapy.Request(urljoin(url, "/robots.txt")))
    except Outside as away:
        finding.say("robots.txt", f"{away}: no rule")
        return
    if robots.status != 200:
        finding.say("robots.txt", f"HTTP {robots.status}: no rule")
        return
    rules = Protego.parse(robots.body[:MAX_SIZE].decode("utf-8", "replace"))
    allowed = "allowed" if rules.can_fetch(url, "govnews") else "FORBIDDEN for govnews"
    delay = rules.crawl_delay("govnews")
    finding.say("robots.txt", allowed + (f", one request in {delay} s" if delay else ""))


@dataclass(frozen=True, slots=True)
class _FirstPage:
    """The first page of a column, read."""

    response: Response
    page: Page
    platform: Platform
    entries: list[ListingEntry] | None
    """None where nothing in it can be taken for a list."""
    no_list: bool
    """Whether it is an article."""
    following: Next
    claims: Claims
    drawn: bool
    """Whether its list is drawn by a script and was fetched with a browser."""


async def _column(finding: Finding, column: Column, means: Means) -> list[ListingEntry]:
    """The entries of a column's first page that the site's patterns want; said are all, what the site claims, and how page 2 is
    reached.
    """
    finding.lines.append("")
    finding.say(column.name, f"{column.url} ({column.why})")
    try:
        first = await _first_page(finding, column, means)
    except Exception as error:  # whatever a site does, the other columns are looked at
        if isinstance(error, Outside) and column.url == finding.lines[0]:
            raise  # it is the page that was named itself, which a script leads away
        finding.say("problem", f"{type(error).__name__}: {error}", depth=1)
        return []
    if first.no_list:
        finding.say("problem", "no column: its page is an article", depth=1)
        return []
    if first.response.status != 200 or not first.entries:
        finding.say("problem", f"HTTP {first.response.status}, no entry read", depth=1)
        return []
    wanted = [entry for entry in first.entries if means.wanted.articles.admits(entry.url)]
    finding.entries += len(wanted)
    finding.samples.append(
        _sample(
            f"list-{len(finding.samples)}",
            first.response,
            "listing",
            [asdict(entry) for entry in first.entries],
        )
    )
    _say_entries(finding, first.entries, wanted)
    _say_rows_alone(finding, first, means)
    for line in _claims(first.claims):
        finding.say("states", line, depth=1)
    await _say_second_page(finding, column, first, means)
    return wanted


def _say_rows_alone(finding: Finding, first: _FirstPage, means: Means) -> None:
    """Where the site has a selector for them: what the list would be without it."""
    if Field.ROWS in means.selectors:
        with means.budget.reading():
            page = page_of(first.response)
            alone = _entries(recognise(page).platform, page) or []
        said = f"{len(alone)} entries" + (f", the first: {alone[0].title}" if alone else "")
        finding.say("by itself", said, depth=1)


async def _first_page(finding: Finding, column: Column, means: Means) -> _FirstPage:
    """The column's first page, fetched with a browser where its HTML lists nothing and there is one."""
    request = scrapy.Request(column.url)
    response = await means.fetch(request)
    with means.budget.reading():
        first = _read_first(response, means.page_of(response), column, drawn=False)
    if first.entries is not None:
        _say_pick(finding, first.page, Field.ROWS)
        return first
    if means.browser is None:
        finding.say("problem", ADVICE, depth=1)
        return first
    finding.say("rendered", "the HTML lists nothing: drawn by a script, fetched with a browser", depth=1)
    response = await means.fetch(rendered(request))
    with means.budget.reading():
        return _read_first(response, means.page_of(response), column, drawn=True)


def _read_first(response: Response, page: Page, column: Column, *, drawn: bool) -> _FirstPage:
    platform = recognise(page).platform
    entries = _entries(platform, page)
    no_list = response.status == 200 and is_no_list(page)
    following = platform.next(page, 1, PageRequest(column.url)) if entries else Next()
    return _FirstPage(response, page, platform, entries, no_list, following, platform.claims(page), drawn)


def _entries(platform: Platform, page: Page) -> list[ListingEntry] | None:
    """The entries of a listing page; None where it has none that can be read."""
    try:
        return platform.read_list(page)
    except PageChanged:
        return None


def _say_entries(finding: Finding, entries: list[ListingEntry], wanted: list[ListingEntry]) -> None:
    dates = sorted(entry.date for entry in entries if entry.date)
    span = f", {dates[0]} to {dates[-1]}" if dates else ""
    counts = (
        ("pinned", sum(entry.pinned for entry in entries)),
        ("on other hosts", sum(entry.foreign for entry in entries)),
        ("left out by the site's patterns", len(entries) - len(wanted)),
    )
    marks = "".join(f", {count} {name}" for name, count in counts if count)
    finding.say("entries", f"{len(entries)}, {len(dates)} dated{span}{marks}", depth=1)
    if wanted:
        finding.say("first", f"{wanted[0].title} ({wanted[0].url})", depth=1)


def _claims(claims: Claims) -> Iterator[str]:
    for count, what in (
        (claims.pages, "pages"),
        (claims.entries, "entries"),
        (claims.either, "pages or entries"),
    ):
        if count is not None:
            yield f"{count} {what}"


async def _say_second_page(finding: Finding, column: Column, first: _FirstPage, means: Means) -> None:
    if not first.following.end:
        _say_pick(finding, first.page, Field.NEXT)
    if first.following.end is not None:
        finding.say("page 2", f"none: {first.following.end}", depth=1)
        return
    for asked in first.following.candidates or usual_second_pages(column.url):
        finding.say("page 2", await _second_page(asked, first, means), depth=1)


async def _second_page(asked: PageRequest, first: _FirstPage, means: Means) -> str:
    """What came of one way to ask for page 2, which is read by the family of page 1, as in a crawl."""
    request = listing_request(asked)
    try:
        response = await means.fetch(rendered(request) if first.drawn else request)
        with means.budget.reading():
            entries = _entries(first.platform, means.page_of(response)) if response.status == 200 else None
    except Exception as error:  # said in the finding
        return f"{asked.url}: {type(error).__name__}: {error}"
    if not entries:
        return f"{asked.method} {asked.url}: HTTP {response.status}, no entry"
    known = {url_hash(entry.url) for entry in first.entries or ()}
    new = sum(url_hash(entry.url) not in known for entry in entries)
    return f"{asked.method} {asked.url}: {len(entries)} entries, {new} of them new"


async def _first_article(finding: Finding, entry: ListingEntry, means: Means) -> None:
    """The article of a column's entry, read as a crawl reads it: no list, and no notice in its place."""
    try:
        response = await means.fetch(scrapy.Request(entry.url))
        _article(
            finding,
            response,
            means,
            lambda page: read_expected(page, title=entry.title, entry=entry),
            entry=entry,
        )
    except Exception as error:  # said in the finding
        finding.say("problem", f"{entry.url}: {type(error).__name__}: {error}")


def _article(
    finding: Finding,
    response: Response,
    means: Means,
    read: Callable[[Page], Article],
    *,
    entry: ListingEntry | None = None,
) -> None:
    """One article's record with its evidence; ``entry`` is the row that led to it, where one did."""
    finding.lines.append("")
    finding.say("article", response.url)
    fetched_at = now()
    with means.budget.reading():
        page = means.page_of(response)
        alone = _read_alone(response, read, fetched_at) if means.selectors else None
    try:
        with means.budget.reading():
            article = normalise(read(page), fetched_at=fetched_at)
    except PageChanged as changed:
        finding.say("problem", str(changed), depth=1)
        return
    finding.article = article
    sample = _sample("article", response, "article", asdict(article))
    sample.meta["fetched_at"] = article.fetched_at
    if entry is not None:
        sample.meta["entry"] = asdict(entry)  # a witness of title and date
    finding.samples.append(sample)
    for name in ("title", "published_on", "source", "author", "editor", "region"):
        _say_field(finding, article, name)
        if name in set(Field) and Field(name) in means.selectors:
            _say_pick(finding, page, Field(name))
            finding.say("by itself", _value_of(alone, name) if alone else "no article", depth=1)
    _say_text(finding, article)
    if Field.BODY in means.selectors:
        _say_pick(finding, page, Field.BODY)
        finding.say("by itself", f"{len(alone.body)} characters" if alone else "no article", depth=1)
    finding.say(
        "files",
        f"{len(article.images)} images, {len(article.films)} films, {len(article.attachments)} attachments",
        depth=1,
    )


def _read_alone(response: Response, read: Callable[[Page], Article], fetched_at: datetime) -> Article | None:
    """The article as the reader finds it without selectors; None where it finds none."""
    try:
        return normalise(read(page_of(response)), fetched_at=fetched_at)
    except PageChanged:
        return None


def _value_of(article: Article, name: str) -> str:
    value = getattr(article, name)
    if name == "published_on":
        value = article.published_at or value
    return value or "–"


def _say_field(finding: Finding, article: Article, name: str) -> None:
    evidence = article.evidence.get(name)
    witness = next((w for w in evidence.witnesses if w.raw == evidence.raw), None) if evidence else None
    told = f"  ({witness.kind} {witness.name}: {witness.raw})" if witness else ""
    contested = "  WITNESSES DISAGREE" if evidence and evidence.disagree else ""
    finding.say(name, f"{_value_of(article, name)}{told}{contested}", depth=1)


def _say_text(finding: Finding, article: Article) -> None:
    paragraphs = article.body.split("\n") if article.body else []
    ends = [w.raw for w in article.evidence["body"].witnesses if w.name == "end"]
    ended = f"  (ended by {ends[0]})" if ends else ""
    finding.say("body", f"{len(article.body)} characters, {len(paragraphs)} paragraphs{ended}", depth=1)
    for paragraph in [*paragraphs[:1], *paragraphs[1:][-1:]]:
        finding.say("", paragraph[:80], depth=1)


def _sample(case: str, response: Response, reads: str, expected: Any) -> Sample:
    meta = {
        "url": response.url,
        "content_type": content_type(response),
        "fetched_at": utc_now(),
        "reads": reads,
        "why": "first contact; compare expected.json with the page before it is trusted",
    }
    return Sample(case, response.body, meta, expected)


class ProbeSpider(scrapy.Spider):
    """Runs one probe through Scrapy's downloader: robots.txt, delays and middlewares are those of a crawl."""

    name = "probe"

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The probe has the settings of govnews, whatever project it runs in."""
        super().update_settings(settings)
        settings.set("FEEDS", {}, priority="spider")  # nothing is collected
        bring_settings(settings)

    def __init__(self, url: str, seconds: float, selectors: Selectors, wanted: Wanted) -> None:
        super().__init__()
        self.url = self.start_page = url  # the guard keeps the probe inside the site, as it does a crawl
        self.budget, self.selectors, self.wanted = Budget(seconds), selectors, wanted
        self.finding: Finding | None = None
        self.error: Exception | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Probe; nothing is scheduled."""
        try:
            means = Means(self.fetch, find_browser(self.settings), self.budget, self.selectors, self.wanted)
            self.finding = await probe(self.url, means)
        except Exception as error:  # printed by the command in one line
            self.error = error
        scheduled: tuple[scrapy.Request, ...] = ()
        for request in scheduled:
            yield request

    async def fetch(self, request: scrapy.Request) -> Response:
        """The answer to one request. Raises what the downloader raises."""
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)
