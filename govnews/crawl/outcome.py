"""What can come of an entry, of a walk and of a run, each as a type: nothing is decided by comparing sentences."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum


class EntryOutcome(Enum):
    """What became of a listed entry."""

    NEW = "new"
    KNOWN = "known"
    ELSEWHERE = "elsewhere"
    """The same, and another column of this run listed it before: what came of it stands in that one's account."""
    FAILED = "failed"
    EXCLUDED = "excluded"
    """It is not asked for; :class:`Exclusion`, or the reason that a refusal gives."""
    GONE = "gone"
    """It is listed, and its page is gone: a dead link, by several looks."""


class Exclusion(StrEnum):
    """Why a listed entry is not asked for; the value is its word in the certificate."""

    OTHER_HOST = "other host"
    SINCE = "before since"
    LIMIT = "over the limit"
    PATTERN = "not wanted by its address"
    """The site's data (include, exclude) leave it out."""
    OTHER_COLUMN = "another column"
    """The site's search has it, and its address is none of a news column's."""


class LeftOut(StrEnum):
    """Why an address that a web archive has brings no article; the value is its word in the run report.

    A page that a site shows in the place of an article is called as in :class:`~govnews.errors.StandIn`.
    """

    NO_HTML = "no HTML"
    """A picture, a style, a file."""
    STATUS = "no answer with status 200"
    """The archive has errors and redirects of it alone."""
    REVISIT = "a revisit of a page that is not there"
    """The archive says that the page was as in another capture, and does not have that."""
    ROBOTS = "robots.txt"
    HOME = "home page"
    NO_ARTICLE = "no article"
    """Neither list nor notice, and no article: a form, an imprint, a page without a text or without a date."""
    FURTHER = "further page of an article"
    NOT_WHOLE = "its further pages are not there"
    LOST = "not on the site any more"
    """The site does not have it, and no archive was named that may."""
    NOT_ARCHIVED = "not at the replay server"


class EndKind(StrEnum):
    """How a walk through a column's listing pages ended; the value stands in the ledger beside the sentence."""

    LAST_PAGE = "last-page"
    """The page says itself that it is the last one."""
    MISSING_PAGE = "missing-page"
    """There is no page after it: 404 or 410."""
    REPEATS = "repeats"
    """What comes after it is what came before."""
    NO_PAGER = "no-pager"
    """It shows no way to another page."""
    UNREADABLE = "unreadable"
    """The page after it could not be had or not be read."""
    FIRST_PAGE_GONE = "first-page-gone"
    ELSEWHERE = "elsewhere"
    """Its address leads to the list of another column."""
    OVER_BOUND = "over-bound"
    """The list went on beyond the pages that a run asks for (``GOVNEWS_MAX_PAGES``), or beyond 100,000 entries."""
    NOTHING_NEW = "nothing-new"
    """From here on everything is known since an earlier walk."""
    OLDER = "older"
    """From here on everything is older than ``-a since`` asks for."""
    LIMIT = "limit"
    """The run has brought as many articles as ``-a limit`` asks for."""
    STOPPED = "stopped"
    """The run ended before the walk did."""


class Problem(StrEnum):
    """What can go wrong in a run; the value is its word in the run report."""

    NETWORK = "network"
    """No answer, or one that breaks off."""
    CERTIFICATE = "certificate"
    """The certificate of a host is not valid: expired, self-signed, that of another host."""
    HTTP = "http"
    """An error status."""
    GONE = "gone"
    """The page of a listed article is not there: 404 or 410."""
    NO_ADDRESS = "no-address"
    """A listed row leads to no web address: a script alone opens it, or what its link says is none."""
    DELETED = "deleted"
    """The same, said by the site itself in a page or an alert with a status of 200."""
    BLOCKED = "blocked"
    """The site refuses the crawler."""
    REFUSED = "refused"
    """Not allowed: robots.txt."""
    OUTSIDE = "outside"
    """It leads out of the site."""
    PAUSED = "paused"
    """The run is at its own end: its hours are over, or it has asked often enough."""
    BOUNDS = "bounds"
    """Larger than anything that is meant to be read."""
    UNREADABLE = "unreadable"
    """A page of an article that is none."""
    NO_TEXT = "no-text"
    """A page of an article that has no text, picture or file: a film."""
    FILE = "file"
    """A file of a new article could not be had; it is asked for again with the next look at the article."""
    MAINTENANCE = "maintenance"
    """A notice of upkeep in the place of the home page or of a list."""
    ERROR_PAGE = "error-page"
    """A page by which a program failed, or a notice that there is nothing, in that place, with a status of 200."""
    MOVED = "moved"
    """The home page or a list leads to another host, or names it: a redirect by HTTP, markup or script, or a notice."""
    COLUMN_LEFT_HOME = "column-left-home"
    """The home page does not show a column any more that it had; the column is walked all the same for some looks."""
    NO_BROWSER = "no-browser"
    """The home page, a list or an article is drawn by a script, and there is no Chromium on this machine."""
    LAYOUT_CHANGED = "layout-changed"
    """Something that the site had is not there any more."""
    NO_SEARCH = "no-search"
    """The site's past was to be had by its search, and no interface of one was found that can be asked."""
    OUTPUT = "output"
    """The ledger or a feed could not be written."""
    ERROR = "error"
    """A fault in govnews itself."""
    AGAIN = "again"
    """What failed in an earlier run failed once more, or a known article could not be looked at."""


class Outcome(Enum):
    """The outcomes of a run, from good to bad: of several, the last one in this list is reported.

    Each has the exit code of ``scrapy crawl`` and what it means. 1 is Scrapy's own code for anything unforeseen.
    """

    OK = (
        "ok",
        0,
        "every column was walked to a proven end, to what is known or as far as asked; what is new is published",
    )
    PARTIAL = ("partial", 3, "some articles could not be had; the next run tries them again")
    INCOMPLETE = (
        "incomplete",
        4,
        "a column, or the site's search, was not walked to a proven end; the next run walks on",
    )
    NO_BROWSER = (
        "no-browser",
        10,
        "a list, or many an article, is drawn by a script, and no Chromium was found to draw it",
    )
    LAYOUT_CHANGED = ("layout-changed", 5, "pages come but cannot be read, or there is nothing in them")
    MOVED = (
        "moved",
        11,
        "the site leads to another host, which the report names; if it is there now: -a home=ADDRESS",
    )
    BLOCKED = ("blocked", 6, "the site refuses the crawler: a block page, a challenge, or its robots.txt")
    UNREACHABLE = (
        "unreachable",
        7,
        "the site does not answer, or only with errors, or its certificate is not valid",
    )
    ERROR = ("error", 1, "a fault in govnews itself; the log has it")
    OUTPUT_FAILED = (
        "output-failed",
        8,
        "a feed or the ledger cannot be used: no room, no right, damage; what stands in no feed is published by the next run",
    )
    LOCKED = ("locked", 9, "another run of this site is on; nothing was done")
    USAGE = ("usage", 2, "the command was given wrong; nothing was done")

    def __init__(self, word: str, exit_code: int, meaning: str) -> None:
        self.word = word
        self.exit_code = exit_code
        self.meaning = meaning


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome that is reported where several are true; OK where none is.

    >>> worst([Outcome.PARTIAL, Outcome.BLOCKED]).word
    'blocked'
    >>> worst([]).word
    'ok'
    """
    ranking = list(Outcome)
    return max(outcomes, key=ranking.index, default=Outcome.OK)
