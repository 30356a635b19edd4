"""What a run is asked for, checked before it begins: spider arguments (``-a``) and the project's settings (``-s``).

A wrong one is one line and exit code 2, not a run that ends oddly: nothing is opened before all were read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import urlsplit

from govnews.archive.extra import check_installed, is_installed
from govnews.clock import is_day
from govnews.crawl.pacing import Window
from govnews.crawl.rhythm import Rhythm
from govnews.documents.extra import check_installed as check_readers
from govnews.errors import UsageError
from govnews.items import Article
from govnews.text import is_whole
from govnews.urls import is_host

# Days, hours or seconds: a century of days, beyond which the calendar ends, for who means never.
MOST = 36_500
# Every setting of ours, as govnews/settings.py documents them.
SETTINGS = (
    "GOVNEWS_ALERTS",
    "GOVNEWS_ARCHIVE",
    "GOVNEWS_ARCHIVE_DAYS",
    "GOVNEWS_ATOM",
    "GOVNEWS_BACKOFF_HOURS",
    "GOVNEWS_CHROMIUM",
    "GOVNEWS_CHROMIUM_ARGS",
    "GOVNEWS_COLUMNS_DAYS",
    "GOVNEWS_CONTACT",
    "GOVNEWS_DEEPER_RUNS",
    "GOVNEWS_DEEP_DAYS",
    "GOVNEWS_EVIDENCE",
    "GOVNEWS_FILES",
    "GOVNEWS_FILES_MAXSIZE",
    "GOVNEWS_INSECURE_HOSTS",
    "GOVNEWS_KEEP_COPIES_DAYS",
    "GOVNEWS_KEEP_LOGS_DAYS",
    "GOVNEWS_KEEP_REPORTS_DAYS",
    "GOVNEWS_LEDGER",
    "GOVNEWS_LOG",
    "GOVNEWS_MAX_PAGES",
    "GOVNEWS_MAX_REQUESTS",
    "GOVNEWS_MAX_WAIT",
    "GOVNEWS_METRICS",
    "GOVNEWS_OUTPUT",
    "GOVNEWS_PAUSE",
    "GOVNEWS_PING",
    "GOVNEWS_READING_SECONDS",
    "GOVNEWS_RECHECKS_PER_RUN",
    "GOVNEWS_RECHECK_DAYS",
    "GOVNEWS_RENDER",
    "GOVNEWS_RHYTHM",
    "GOVNEWS_SITES",
    "GOVNEWS_SITES_AT_ONCE",
    "GOVNEWS_WINDOW",
)
# What a setting of ours looks like with a letter too few or too many. No setting of Scrapy's does.
_LIKE_OURS = re.compile(r"GOV|G.{0,3}NEWS_|OVNEWS")
# An e-mail or web address of printable ASCII; a parenthesis would end the comment of the user agent that it stands in.
_CONTACT = re.compile(r"(?:https?://|[!-'*-?A-~]+@)[!-'*-~]+")
# How Scrapy reads what is on or off, besides numbers, and which whole defaults are seconds.
_SWITCHED = frozenset(("True", "true", "False", "false"))
_SECONDS = re.compile(r"_(?:DELAY|TIMEOUT)$")

# Spider arguments that say something of the site's lists, and of a web archive.
_OF_LISTS = frozenset({"columns", "recheck"})
_OF_ARCHIVES = frozenset({"from", "replay"})
# What scrapyd tells every spider: the number of its job.
_OF_SCHEDULERS = frozenset({"_job"})
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|(?=[^:]*:[^:]*:)[0-9a-f:.]+")


class Backfill(StrEnum):
    """Where the past of a site is had from, besides its lists (``-a backfill=``)."""

    SEARCH = "search"
    """The site's own search, after its lists."""
    ARCHIVE = "archive"
    """A web archive, by a file that the user brings."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The spider arguments of a run, checked."""

    columns: tuple[str, ...] = ()
    """Names of the columns to crawl; empty: the site's news columns."""
    since: str | None = None
    """``YYYY-MM-DD``: older articles are left out."""
    limit: int | None = None
    """How many new articles this run may bring; its columns give one each in turn, from the tops of their lists."""
    home: str | None = None
    """Another address of the site's home page."""
    recheck: bool = False
    """Everything known is due to be looked at once more, over as many runs as that takes."""
    backfill: Backfill | None = None
    """Where the site's past is had from; None: a crawl of its lists as they are."""
    source: Path | None = None
    """``-a from=``: the WARC file or index (CDX, CDXJ) of a web archive."""
    replay: str | None = None
    """Addresses by which a web archive shows its pages, with ``{timestamp}`` and ``{url}`` in them; None: none is asked."""

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Self:
        """The arguments as the command line has them.

        Raises :exc:`UsageError` for an unknown name or a value that cannot be read.

        >>> Arguments.read({"columns": "孟津要闻, 镇街动态", "limit": "20"})  # doctest: +ELLIPSIS
        Arguments(columns=('孟津要闻', '镇街动态'), since=None, limit=20, home=None, recheck=False, backfill=None, ...)
        >>> Arguments.read({"_job": "6487ec79947edab326d6db28a2d86511e8247444"}) == Arguments()
        True
        >>> Arguments.read({"since": "2023-02-30"})
        Traceback (most recent call last):
        govnews.errors.UsageError: since=2023-02-30: not a day; write it as -a since=YYYY-MM-DD
        """
        arguments = {name: value for name, value in arguments.items() if name not in _OF_SCHEDULERS}
        known = {"columns", "since", "limit", "home", "recheck", "backfill", "from", "replay"}
        if unknown := sorted(arguments.keys() - known):
            raise UsageError(
                f"unknown spider argument {unknown[0]}; known are -a {', -a '.join(f'{n}=…' for n in sorted(known))}"
            )
        if arguments.get("recheck", "all") != "all":
            raise UsageError(f"recheck={arguments['recheck']}: write it as -a recheck=all")
        names = tuple(name.strip() for name in arguments.get("columns", "").replace("，", ",").split(","))
        if "columns" in arguments and not all(names):
            raise UsageError("columns=: a name is empty; write them as -a columns=孟津要闻,镇街动态")
        return cls(
            columns=names if "columns" in arguments else (),
            since=_day(arguments["since"]) if "since" in arguments else None,
            limit=_articles(arguments["limit"]) if "limit" in arguments else None,
            home=_home(arguments["home"]) if "home" in arguments else None,
            recheck="recheck" in arguments,
            backfill=(backfill := _backfill(arguments)),
            source=Path(arguments["from"]).expanduser() if backfill is Backfill.ARCHIVE else None,
            replay=_replay(arguments["replay"]) if "replay" in arguments else None,
        )


def _backfill(arguments: Mapping[str, str]) -> Backfill | None:
    """Raises :exc:`UsageError` for what does not go together, too."""
    named = arguments.get("backfill")
    if named is not None and named not in list(Backfill):
        raise UsageError(f"backfill={named}: one of {', '.join(Backfill)}")
    if named == Backfill.ARCHIVE:
        if not arguments.get("from"):
            raise UsageError("backfill=archive: name its WARC file or index (CDX) by -a from=FILE")
        for name in _OF_LISTS & arguments.keys():
            raise UsageError(f"{name} goes with a crawl of lists, not with backfill=archive")
    else:
        for name in _OF_ARCHIVES & arguments.keys():
            raise UsageError(f"{name} goes with -a backfill=archive")
    return Backfill(named) if named is not None else None


def _replay(text: str) -> str:
    fits = all(text.count(name) == 1 for name in ("{timestamp}", "{url}"))
    if not fits or not is_web_address(text.replace("{timestamp}", "2016").replace("{url}", "http://a.cn/")):
        raise UsageError(
            f"replay={text}: write it as -a replay=http://archive.example.org/web/{{timestamp}}id_/{{url}}"
        )
    return text


def _day(text: str) -> str:
    if not is_day(text):
        raise UsageError(f"since={text}: not a day; write it as -a since=YYYY-MM-DD")
    return text


def _articles(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise UsageError(f"limit={text}: not a number of articles; write it as -a limit=100")
    return int(text)


def _home(text: str) -> str:
    if not is_web_address(text):
        raise UsageError(f"home={text}: not a web address; write it as -a home=http://www.example.gov.cn/")
    parts = urlsplit(text)
    return text if parts.path or parts.query else text + "/"


def is_web_address(text: str) -> bool:
    """Whether a page can be asked for by what a user gives as its address.

    >>> is_web_address("http://www.example.gov.cn:8080/xw"), is_web_address("https://孟津.政务"), is_web_address("http://[::1]/")
    (True, True, True)
    >>> [is_web_address(f"{text}/") for text in ("www.example.gov.cn", "http://a..cn", "http://a.cn:99999", "http://[x]@b")]
    [False, False, False, False]
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # a host in brackets that is no IPv6 address, a port that is none
        return False
    bracketed = "[" in parts.netloc and ":" not in host
    return (
        parts.scheme in {"http", "https"} and is_whole(text) and is_host(host) and port != 0 and not bracketed
    )


class Render(StrEnum):
    """When a list is drawn by a browser (``GOVNEWS_RENDER``)."""

    AUTO = "auto"
    """Where it is empty without one."""
    NEVER = "never"
    ALWAYS = "always"


class Keep(StrEnum):
    """Which pages are kept in the archive (``GOVNEWS_ARCHIVE``)."""

    AUTO = "auto"
    """Those of articles where the archive's library is installed, else none."""
    ARTICLES = "articles"
    ALL = "all"
    OFF = "off"


class EvidenceForm(StrEnum):
    """How much of the evidence stands in feeds (``GOVNEWS_EVIDENCE``); the ledger has all of it."""

    BRIEF = "brief"
    """Which witness was believed, and what it says."""
    FULL = "full"
    """Every witness that was found, too."""


class FilesWanted(StrEnum):
    """Which files of articles are fetched (``GOVNEWS_FILES``)."""

    OFF = "off"
    ATTACHMENTS = "attachments"
    IMAGES = "images"
    ALL = "all"
    """Attachments and images; never films."""

    def of(self, article: Article) -> list[str]:
        """The addresses of the article's files that are, each once: pictures first.

        >>> FilesWanted.IMAGES.of(Article(url="http://example.gov.cn/1.html", images=["http://example.gov.cn/1.jpg"]))
        ['http://example.gov.cn/1.jpg']
        """
        images = article.images if self in {FilesWanted.IMAGES, FilesWanted.ALL} else []
        offered = article.attachments if self in {FilesWanted.ATTACHMENTS, FilesWanted.ALL} else []
        return list(dict.fromkeys([*images, *(one.url for one in offered)]))


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """The project's settings, as ``govnews/settings.py`` documents them, checked and in their own types."""

    columns_age: timedelta
    """``GOVNEWS_COLUMNS_DAYS``: how old the known columns may be before the home page is read again."""
    deep_age: timedelta
    """``GOVNEWS_DEEP_DAYS``: how long ago a column may have been walked to its end."""
    deeper_runs: int
    """``GOVNEWS_DEEPER_RUNS``: every how many runs a column is looked at one page deeper; 0: never."""
    recheck_days: tuple[float, ...]
    """``GOVNEWS_RECHECK_DAYS``: ages at which a known article is visited again, rising; empty: never."""
    archive_days: float
    """``GOVNEWS_ARCHIVE_DAYS``: in how many days everything older is looked at once; 0: never."""
    rechecks: int
    """``GOVNEWS_RECHECKS_PER_RUN``: how many such visits a run makes at most."""
    render: Render
    window: Window | None
    """``GOVNEWS_WINDOW``: hours in which requests may be made; None: all day."""
    max_requests: int
    """``GOVNEWS_MAX_REQUESTS`` of one run; 0: no limit."""
    max_pages: int
    """``GOVNEWS_MAX_PAGES`` of one column."""
    pause: float
    """``GOVNEWS_PAUSE``, in seconds: after a 429 that names no time itself."""
    max_wait: float
    """``GOVNEWS_MAX_WAIT``, in seconds: the longest wait within a run."""
    backoff: timedelta
    """``GOVNEWS_BACKOFF_HOURS``: how long a host that refuses is left alone at first."""
    reading_seconds: float
    """``GOVNEWS_READING_SECONDS`` of CPU that the reading of one page may take; 0: any time."""
    rhythm: Rhythm
    """``GOVNEWS_RHYTHM``: how often ``scrapy round`` crawls the site."""
    atom: bool
    """``GOVNEWS_ATOM``: whether the run writes Atom feeds."""
    archive: Keep
    """Which pages are kept; never ``AUTO``."""
    evidence: EvidenceForm
    files: FilesWanted
    files_maxsize: int
    """``GOVNEWS_FILES_MAXSIZE``: bytes of one file; 0: any number."""
    ledger: str
    """``GOVNEWS_LEDGER``: the address of its database; empty: the file in the output folder."""

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Self:
        """The settings of a run; one that is missing counts as its least value, which switches off what it limits.

        Raises :exc:`UsageError` for the first one whose value cannot be meant.

        >>> CrawlSettings.read({"GOVNEWS_DEEP_DAYS": "30"}).deep_age
        datetime.timedelta(days=30)
        >>> CrawlSettings.read({"GOVNEWS_RENDER": "perhaps"})
        Traceback (most recent call last):
        govnews.errors.UsageError: GOVNEWS_RENDER=perhaps: one of auto, never, always
        """
        render = settings.get("GOVNEWS_RENDER", Render.AUTO)
        if render not in list(Render):
            raise UsageError(f"GOVNEWS_RENDER={render}: one of {', '.join(Render)}")
        if settings.get("JOBDIR"):
            raise UsageError(
                "JOBDIR: the ledger keeps where a run ended, and the next one goes on there; leave it out"
            )
        window = settings.get("GOVNEWS_WINDOW")
        _number(settings, "DOWNLOAD_DELAY")
        insecure_hosts(settings.get("GOVNEWS_INSECURE_HOSTS"))
        return cls(
            columns_age=timedelta(days=_number(settings, "GOVNEWS_COLUMNS_DAYS")),
            deep_age=timedelta(days=_number(settings, "GOVNEWS_DEEP_DAYS")),
            deeper_runs=_count(settings, "GOVNEWS_DEEPER_RUNS", least=0),
            recheck_days=_ages(settings, "GOVNEWS_RECHECK_DAYS"),
            archive_days=_number(settings, "GOVNEWS_ARCHIVE_DAYS"),
            rechecks=_count(settings, "GOVNEWS_RECHECKS_PER_RUN", least=0),
            render=Render(render),
            window=Window.read(str(window)) if window else None,
            max_requests=_count(settings, "GOVNEWS_MAX_REQUESTS", least=0),
            max_pages=_count(settings, "GOVNEWS_MAX_PAGES", least=1),
            pause=_number(settings, "GOVNEWS_PAUSE"),
            max_wait=_number(settings, "GOVNEWS_MAX_WAIT"),
            backoff=timedelta(hours=_number(settings, "GOVNEWS_BACKOFF_HOURS")),
            reading_seconds=reading_seconds(settings),
            rhythm=rhythm(settings.get("GOVNEWS_RHYTHM") or "1h"),
            atom=_switch(settings, "GOVNEWS_ATOM"),
            archive=_archive(settings),
            evidence=evidence_form(settings.get("GOVNEWS_EVIDENCE", EvidenceForm.BRIEF)),
            files=_files(settings),
            files_maxsize=_count(settings, "GOVNEWS_FILES_MAXSIZE", least=0),
            ledger=str(settings.get("GOVNEWS_LEDGER") or ""),
        )


def _archive(settings: Mapping[str, Any]) -> Keep:
    asked = settings.get("GOVNEWS_ARCHIVE", Keep.OFF)
    if asked not in list(Keep):
        raise UsageError(f"GOVNEWS_ARCHIVE={asked}: one of {', '.join(Keep)}")
    if asked == Keep.AUTO:
        return Keep.ARTICLES if is_installed() else Keep.OFF
    if asked != Keep.OFF:
        check_installed()
    return Keep(asked)


def evidence_form(asked: str) -> EvidenceForm:
    """The form of the evidence that is asked for. Raises UsageError."""
    if asked not in list(EvidenceForm):
        raise UsageError(f"GOVNEWS_EVIDENCE={asked}: one of {', '.join(EvidenceForm)}")
    return EvidenceForm(asked)


def _files(settings: Mapping[str, Any]) -> FilesWanted:
    asked = settings.get("GOVNEWS_FILES", FilesWanted.OFF)
    if asked not in list(FilesWanted):
        raise UsageError(f"GOVNEWS_FILES={asked}: one of {', '.join(FilesWanted)}")
    if asked != FilesWanted.OFF:
        check_readers()
    return FilesWanted(asked)


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """How long ``scrapy ledger prune`` keeps what nobody needs for ever; None: for ever."""

    reports: timedelta | None
    """``GOVNEWS_KEEP_REPORTS_DAYS``: reports of runs, as files and in the ledger, and samples of block pages."""
    logs: timedelta | None
    """``GOVNEWS_KEEP_LOGS_DAYS``: log files of runs."""
    copies: timedelta | None
    """``GOVNEWS_KEEP_COPIES_DAYS``: copies of the ledger as it was before a migration."""

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Self:
        """The settings; one that is missing counts as 0. Raises :exc:`UsageError` for the first that is no number of days.

        >>> KeepSettings.read({"GOVNEWS_KEEP_LOGS_DAYS": "60"})
        KeepSettings(reports=None, logs=datetime.timedelta(days=60), copies=None)
        >>> KeepSettings.read({"GOVNEWS_KEEP_LOGS_DAYS": "never"})
        Traceback (most recent call last):
        govnews.errors.UsageError: GOVNEWS_KEEP_LOGS_DAYS=never: a number from 0 to 36500
        """
        days = {
            kind: _number(settings, f"GOVNEWS_KEEP_{kind}_DAYS") for kind in ("REPORTS", "LOGS", "COPIES")
        }
        reports, logs, copies = (timedelta(days=one) if one else None for one in days.values())
        return cls(reports, logs, copies)


def check_names(settings: Iterable[str], environment: Iterable[str] = ()) -> None:
    """Raises :exc:`UsageError` for a name among ``settings`` that is nearly one of ours, and for one in ``environment``.

    What nobody reads is no setting, and a run without it is not the one that was asked for.

    >>> check_names(["GOVNEWS_OUTPUT", "DOWNLOAD_DELAY"], ["PATH"])
    >>> check_names(["GOVNEWS_OUPUT"])
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_OUPUT is no setting; GOVNEWS_OUTPUT is the nearest
    >>> check_names([], ["GOVNEWS_OUTPUT"])
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_OUTPUT in the environment is not read: give it by -s GOVNEWS_OUTPUT=…
    """
    for name in settings:
        if name not in SETTINGS and _LIKE_OURS.match(name.upper()):
            raise UsageError(f"{name} is no setting; {_nearest(name)} is the nearest")
    for name in environment:
        if name.upper().removeprefix("SCRAPY_").startswith("GOVNEWS_"):
            setting = _nearest(name.upper().removeprefix("SCRAPY_"))
            raise UsageError(f"{name} in the environment is not read: give it by -s {setting}=…")


def check_scrapys(settings: Mapping[str, Any], defaults: Mapping[str, object]) -> None:
    """Raises :exc:`UsageError` for the first of Scrapy's own settings that is no number, no switch or no level of a log.

    What it has to be tells its value among ``defaults``; seconds may be fractions where Scrapy's default is whole.

    >>> defaults = {"CONCURRENT_REQUESTS": 16, "DOWNLOAD_TIMEOUT": 180, "RETRY_ENABLED": True}
    >>> check_scrapys({"CONCURRENT_REQUESTS": "4", "DOWNLOAD_TIMEOUT": "2.5", "RETRY_ENABLED": "False"}, defaults)
    >>> check_scrapys({"CONCURRENT_REQUESTS": "2.5"}, defaults)
    Traceback (most recent call last):
    govnews.errors.UsageError: CONCURRENT_REQUESTS=2.5: a whole number
    >>> check_scrapys({"LOG_LEVEL": "foo"}, defaults)
    Traceback (most recent call last):
    govnews.errors.UsageError: LOG_LEVEL=foo: one of CRITICAL, ERROR, WARNING, INFO, DEBUG
    """
    for name, default in defaults.items():
        if not name.isupper() or not isinstance(default, int | float):
            continue
        value = settings.get(name)
        if value is None:
            continue
        if isinstance(default, bool) or name.endswith("_ENABLED"):
            if str(value) not in _SWITCHED and not _is_integer(value):
                raise UsageError(f"{name}={value}: True or False")
        elif isinstance(default, float) or _SECONDS.search(name):
            if not _is_number(value):
                raise UsageError(f"{name}={value}: a number")
        elif not _is_integer(value):
            raise UsageError(f"{name}={value}: a whole number")
    for name in ("LOG_LEVEL", "GOVNEWS_LOG"):
        level = settings.get(name) or "DEBUG"
        if not isinstance(level, int) and level not in logging.getLevelNamesMapping():
            raise UsageError(f"{name}={level}: one of CRITICAL, ERROR, WARNING, INFO, DEBUG")


def _nearest(name: str) -> str:
    return get_close_matches(name.upper(), SETTINGS, n=1, cutoff=0.0)[0]


def reading_seconds(settings: Mapping[str, Any]) -> float:
    """``GOVNEWS_READING_SECONDS`` alone. Raises :exc:`UsageError` where it is no number of seconds.

    >>> reading_seconds({"GOVNEWS_READING_SECONDS": "10"})
    10.0
    >>> reading_seconds({"GOVNEWS_READING_SECONDS": "-1"})
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_READING_SECONDS=-1: a number from 0 to 36500
    """
    return _number(settings, "GOVNEWS_READING_SECONDS")


def rhythm(value: object) -> Rhythm:
    """What ``GOVNEWS_RHYTHM`` says. Raises :exc:`UsageError` where it is no rhythm.

    >>> rhythm("daily")
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_RHYTHM=daily: not a rhythm; write it as 1h-1d (between an hour and a day) or 6h
    """
    try:
        return Rhythm.read(str(value))
    except ValueError as error:
        raise UsageError(f"GOVNEWS_RHYTHM={value}: {error}") from None


def sites_at_once(settings: Mapping[str, Any]) -> int:
    """``GOVNEWS_SITES_AT_ONCE``. Raises :exc:`UsageError` where it is no number of sites.

    >>> sites_at_once({"GOVNEWS_SITES_AT_ONCE": "8"})
    8
    """
    return _count(settings, "GOVNEWS_SITES_AT_ONCE", least=1)


def contact(value: object) -> str | None:
    """The address that ``GOVNEWS_CONTACT`` names, as it stands in the user agent; None where it names none.

    Raises :exc:`UsageError` for what is no e-mail or web address in one line without parentheses.

    >>> contact("news@example.org"), contact("https://example.org/bot"), contact("")
    ('news@example.org', 'https://example.org/bot', None)
    >>> contact("the archive (Luoyang)")
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_CONTACT='the archive (Luoyang)': an e-mail or web address, without parentheses
    """
    if value in (None, ""):
        return None
    if not _CONTACT.fullmatch(str(value)):
        raise UsageError(f"GOVNEWS_CONTACT={str(value)!r}: an e-mail or web address, without parentheses")
    return str(value)


def insecure_hosts(value: object) -> frozenset[str]:
    """The hosts that ``GOVNEWS_INSECURE_HOSTS`` names, by their names without port, lower case; none where it names none.

    Raises :exc:`UsageError` for what is no host's name: an address of a page, a pattern.

    >>> sorted(insecure_hosts("www.example.gov.cn, 127.0.0.1")), insecure_hosts(None)
    (['127.0.0.1', 'www.example.gov.cn'], frozenset())
    >>> insecure_hosts(["https://www.example.gov.cn/"])
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_INSECURE_HOSTS=https://www.example.gov.cn/: names of hosts, as www.example.gov.cn
    """
    listed = value.split(",") if isinstance(value, str) else list(cast("Iterable[str]", value or ()))
    names = [str(name).strip().lower() for name in listed]
    for name in filter(None, names):
        if not _HOST.fullmatch(name):
            raise UsageError(f"GOVNEWS_INSECURE_HOSTS={name}: names of hosts, as www.example.gov.cn")
    return frozenset(filter(None, names))


def _number(settings: Mapping[str, Any], name: str) -> float:
    value = settings.get(name, 0)
    if not _is_number(value) or not 0 <= float(value) <= MOST:
        raise UsageError(f"{name}={value}: a number from 0 to {MOST}")
    return float(value)


def _switch(settings: Mapping[str, Any], name: str) -> bool:
    value = str(settings.get(name, False))
    if value not in _SWITCHED | {"1", "0"}:
        raise UsageError(f"{name}={value}: True or False")
    return value in {"True", "true", "1"}


def _count(settings: Mapping[str, Any], name: str, *, least: int) -> int:
    value = settings.get(name, least)
    if not str(value).isdecimal() or int(value) < least:
        raise UsageError(f"{name}={value}: a whole number, at least {least}")
    return int(value)


def _ages(settings: Mapping[str, Any], name: str) -> tuple[float, ...]:
    value = settings.get(name) or ()
    ages = value.split(",") if isinstance(value, str) else list(value)
    numbers = tuple(float(age) for age in ages if _is_number(age))
    if (
        len(numbers) < len(ages)
        or sorted(numbers) != list(numbers)
        or not all(0 <= age <= MOST for age in numbers)
    ):
        raise UsageError(f"{name}={','.join(map(str, ages))}: ages in days, rising: 1,3,7")
    return numbers


def _is_integer(value: object) -> bool:
    try:
        int(str(value))
    except ValueError:
        return False
    return True


def _is_number(value: object) -> bool:
    try:
        return isfinite(float(str(value)))
    except ValueError:
        return False
