"""What the crawler sees at first contact with a site: each step of the crawl, once, with its evidence."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import scrapy
from protego import Protego
from rich.cells import cell_len, set_cell_size
from scrapy.http import Response
from scrapy.settings import BaseSettings

from govnews.addon import bring_settings
from govnews.clock import now, utc_now
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
from govnews.reading.platforms import Platform
from govnews.spiders.messages import content_type, listing_request, page_of
from govnews.urls import same_site

Fetch = Callable[[scrapy.Request], Awaitable[Response]]
MAX_COLUMNS = 8  # columns looked into; all are named
MAX_LEFT_OUT = 20  # links that are named although they are no columns


@dataclass(slots=True)
class Sample:
    """A page as received, with what it was read as: a fixture of the site."""

    case: str
    body: bytes
    meta: dict[str, Any]
    expected: Any


@dataclass(slots=True)
class Finding:
    """What a probe found, as lines to print, and what can be kept of it."""

    lines: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    entries: int = 0
    article: Article | None = None
    home: str = ""

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
            return "the article can be read; probe the site's home page or a list next"
        return "cannot be crawled as it is: see what is missing above"


def is_home(url: str) -> bool:
    """Whether the address is that of a site's home page.

    >>> is_home("http://www.example.gov.cn/index.html"), is_home("http://www.example.gov.cn/xw/")
    (True, False)
    """
    return "/" not in canonical_url(url).rstrip("/")


async def probe(url: str, fetch: Fetch, *, browser: str | None, budget: Budget) -> Finding:
    """Look at ``url`` (a home page, a list or an article) and at what it leads to.

    ``browser`` is the program that fetches what a script draws, None where there is none; ``budget`` is each page's. Raises
    what ``fetch`` raises for the first page, and :exc:`~govnews.errors.Unreadable` for that page; further pages that
    cannot be had are said in the finding.
    """
    finding = Finding(home=urljoin(url, "/"))
    finding.lines.append(url)
    response = await fetch(scrapy.Request(url))
    with budget.reading():
        page = page_of(response)
    _say_answer(finding, response, page)
    if response.status >= 400:
        return finding
    await _robots(finding, url, fetch)
    with budget.reading():
        # A home page that leads on, by a script or its markup, is one wherever it stands.
        kind = "home" if is_home(url) or is_home(response.url) else kind_of(page)
        recognition = recognise(page)
        choice = choose_columns(page) if kind in ("home", Kind.OTHER) else Choice([], [])
    finding.say("page type", kind)
    finding.say("platform", f"{recognition.platform.name}: {recognition.why}")
    if kind is Kind.ARTICLE:
        with budget.reading():
            _article(finding, response, lambda: read_article(page))
        return finding
    columns = choice.columns
    if not columns:
        columns = [Column(page.metas.get("columnname", "this page"), url, "the page itself", 0)]
    else:
        finding.samples.append(
            _sample("home", response, "columns", [{"name": c.name, "url": c.url} for c in columns])
        )
        finding.say("columns", f"{len(columns)} of news: {', '.join(column.name for column in columns)}")
    _say_left_out(finding, choice)
    first: ListingEntry | None = None
    for column in columns[:MAX_COLUMNS]:
        entries = await _column(finding, column, fetch, browser, budget)
        first = first or next((entry for entry in entries if same_site(entry.url, url)), None)
    if first is not None:
        await _first_article(finding, first, fetch, budget)
    return finding


def _say_answer(finding: Finding, response: Response, page: Page) -> None:
    sent = content_type(response) or "no type"
    said = f"HTTP {response.status}, {sent}, {len(response.body):,} bytes, read as {page.encoding}"
    finding.say("answer", said + (f", at {response.url}" if response.url != finding.lines[0] else ""))
    if page.mirror is not None:
        finding.say("mirror", page.mirror)


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
    platform: Platform
    entries: list[ListingEntry] | None
    """None where nothing in it can be taken for a list."""
    no_list: bool
    """Whether it is an article."""
    following: Next
    claims: Claims
    drawn: bool
    """Whether its list is drawn by a script and was fetched with a browser."""


async def _column(
    finding: Finding, column: Column, fetch: Fetch, browser: str | None, budget: Budget
) -> list[ListingEntry]:
    """The entries of a column's first page; said are they, what the site claims, and how page 2 is reached."""
    finding.lines.append("")
    finding.say(column.name, f"{column.url} ({column.why})")
    try:
        first = await _first_page(finding, column, fetch, browser, budget)
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
    finding.entries += len(first.entries)
    finding.samples.append(
        _sample(
            f"list-{len(finding.samples)}",
            first.response,
            "listing",
            [asdict(entry) for entry in first.entries],
        )
    )
    _say_entries(finding, first.entries)
    for line in _claims(first.claims):
        finding.say("states", line, depth=1)
    await _say_second_page(finding, column, first, fetch, budget)
    return first.entries


async def _first_page(
    finding: Finding, column: Column, fetch: Fetch, browser: str | None, budget: Budget
) -> _FirstPage:
    """The column's first page, fetched with a browser where its HTML lists nothing and there is one."""
    request = scrapy.Request(column.url)
    response = await fetch(request)
    with budget.reading():
        first = _read_first(response, column, drawn=False)
    if first.entries is not None:
        return first
    if browser is None:
        finding.say("problem", ADVICE, depth=1)
        return first
    finding.say("rendered", "the HTML lists nothing: drawn by a script, fetched with a browser", depth=1)
    response = await fetch(rendered(request))
    with budget.reading():
        return _read_first(response, column, drawn=True)


def _read_first(response: Response, column: Column, *, drawn: bool) -> _FirstPage:
    page = page_of(response)
    platform = recognise(page).platform
    entries = _entries(platform, page)
    no_list = response.status == 200 and is_no_list(page)
    following = platform.next(page, 1, PageRequest(column.url)) if entries else Next()
    return _FirstPage(response, platform, entries, no_list, following, platform.claims(page), drawn)


def _entries(platform: Platform, page: Page) -> list[ListingEntry] | None:
    """The entries of a listing page; None where it has none that can be read."""
    try:
        return platform.read_list(page)
    except PageChanged:
        return None


def _say_entries(finding: Finding, entries: list[ListingEntry]) -> None:
    dates = sorted(entry.date for entry in entries if entry.date)
    span = f", {dates[0]} to {dates[-1]}" if dates else ""
    counts = (
        ("pinned", sum(entry.pinned for entry in entries)),
        ("on other hosts", sum(entry.foreign for entry in entries)),
    )
    marks = "".join(f", {count} {name}" for name, count in counts if count)
    finding.say("entries", f"{len(entries)}, {len(dates)} dated{span}{marks}", depth=1)
    finding.say("first", f"{entries[0].title} ({entries[0].url})", depth=1)


def _claims(claims: Claims) -> Iterator[str]:
    for count, what in (
        (claims.pages, "pages"),
        (claims.entries, "entries"),
        (claims.either, "pages or entries"),
    ):
        if count is not None:
            yield f"{count} {what}"


async def _say_second_page(
    finding: Finding, column: Column, first: _FirstPage, fetch: Fetch, budget: Budget
) -> None:
    if first.following.end is not None:
        finding.say("page 2", f"none: {first.following.end}", depth=1)
        return
    for asked in first.following.candidates or usual_second_pages(column.url):
        finding.say("page 2", await _second_page(asked, first, fetch, budget), depth=1)


async def _second_page(asked: PageRequest, first: _FirstPage, fetch: Fetch, budget: Budget) -> str:
    """What came of one way to ask for page 2, which is read by the family of page 1, as in a crawl."""
    request = listing_request(asked)
    try:
        response = await fetch(rendered(request) if first.drawn else request)
        with budget.reading():
            entries = _entries(first.platform, page_of(response)) if response.status == 200 else None
    except Exception as error:  # said in the finding
        return f"{asked.url}: {type(error).__name__}: {error}"
    if not entries:
        return f"{asked.method} {asked.url}: HTTP {response.status}, no entry"
    known = {url_hash(entry.url) for entry in first.entries or ()}
    new = sum(url_hash(entry.url) not in known for entry in entries)
    return f"{asked.method} {asked.url}: {len(entries)} entries, {new} of them new"


async def _first_article(finding: Finding, entry: ListingEntry, fetch: Fetch, budget: Budget) -> None:
    """The article of a column's entry, read as a crawl reads it: no list, and no notice in its place."""
    try:
        response = await fetch(scrapy.Request(entry.url))
        with budget.reading():
            page = page_of(response)
            _article(
                finding,
                response,
                lambda: read_expected(page, title=entry.title, entry=entry),
                entry=entry,
            )
    except Exception as error:  # said in the finding
        finding.say("problem", f"{entry.url}: {type(error).__name__}: {error}")


def _article(
    finding: Finding, response: Response, read: Callable[[], Article], *, entry: ListingEntry | None = None
) -> None:
    """One article's record with its evidence; ``entry`` is the row that led to it, where one did."""
    finding.lines.append("")
    finding.say("article", response.url)
    try:
        article = normalise(read(), fetched_at=now())
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
        value, evidence = getattr(article, name), article.evidence.get(name)
        if name == "published_on":
            value = article.published_at or value
        witness = next((w for w in evidence.witnesses if w.raw == evidence.raw), None) if evidence else None
        told = f"  ({witness.kind} {witness.name}: {witness.raw})" if witness else ""
        contested = "  WITNESSES DISAGREE" if evidence and evidence.disagree else ""
        finding.say(name, f"{value or '–'}{told}{contested}", depth=1)
    paragraphs = article.body.split("\n") if article.body else []
    ends = [w.raw for w in article.evidence["body"].witnesses if w.name == "end"]
    ended = f"  (ended by {ends[0]})" if ends else ""
    finding.say("body", f"{len(article.body)} characters, {len(paragraphs)} paragraphs{ended}", depth=1)
    for paragraph in [*paragraphs[:1], *paragraphs[1:][-1:]]:
        finding.say("", paragraph[:80], depth=1)
    finding.say(
        "files",
        f"{len(article.images)} images, {len(article.films)} films, {len(article.attachments)} attachments",
        depth=1,
    )


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

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__()
        self.url = self.start_page = url  # the guard keeps the probe inside the site, as it does a crawl
        self.budget = Budget(seconds)
        self.finding: Finding | None = None
        self.error: Exception | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Probe; nothing is scheduled."""
        try:
            self.finding = await probe(
                self.url, self.fetch, browser=find_browser(self.settings), budget=self.budget
            )
        except Exception as error:  # printed by the command in one line
            self.error = error
        scheduled: tuple[scrapy.Request, ...] = ()
        for request in scheduled:
            yield request

    async def fetch(self, request: scrapy.Request) -> Response:
        """The answer to one request. Raises what the downloader raises."""
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)


def save(finding: Finding, name: str, project: Path) -> list[Path]:
    """Write the spider module and the fixtures of a probed site; returns the paths. Nothing is overwritten.

    Raises FileExistsError where a file is there already.
    """
    module = project / "govnews" / "spiders" / f"{name}.py"
    class_name = "".join(part.capitalize() for part in name.split("_")) + "Spider"
    files = {
        module: (
            f'"""{name}: added by scrapy probe."""\n\nfrom govnews.spiders.base import GovNewsSpider\n\n\n'
            f'class {class_name}(GovNewsSpider):\n    name = "{name}"\n    home = {json.dumps(finding.home)}\n'
        ).encode()
    }
    for sample in finding.samples:
        folder = project / "tests" / "fixtures" / name / sample.case
        files[folder / "page.html"] = sample.body
        files[folder / "meta.json"] = _json(sample.meta)
        files[folder / "expected.json"] = _json(sample.expected)
    for path in files:
        if path.exists():
            raise FileExistsError(f"{path} is there already")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
