"""What is known of a column's pages: how one is asked for, what comes after it, how many the site states."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Literal


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How to ask for one listing page."""

    url: str
    """Absolute URL."""

    method: Literal["GET", "POST"] = "GET"

    body: str = ""
    """An ``application/x-www-form-urlencoded`` form, where ``method`` is POST."""

    headers: dict[str, str] = field(default_factory=dict)
    """What this request needs beyond the crawler's own headers, e.g. ``Referer``."""

    @classmethod
    def of_script(cls, url: str, page_url: str) -> PageRequest:
        """The request that a script of the page at ``page_url`` makes for its data."""
        return cls(url, headers={"Referer": page_url})

    def at(self, url: str) -> PageRequest:
        """The same request to another address.

        >>> PageRequest("http://a.cn/rows?page=1", "POST", "id=7").at("http://a.cn/rows?page=2").body
        'id=7'
        """
        return replace(self, url=url)

    @property
    def is_link(self) -> bool:
        """Whether the URL alone asks for the page, as a link does; not so for forms and for a script's data."""
        return self.method == "GET" and not self.headers


class LastPageSign(Enum):
    """What in a listing page says that it is the column's last one."""

    PAGE_COUNT_SHOWN = auto()
    """The pager shows how many pages there are (共31页, 31/31, the address of 尾页, a ``<select>`` with all of
    them), and this is the last of them."""

    PAGE_COUNT_IN_SCRIPT = auto()
    """A script or a hidden input holds the number of pages, or of entries and of rows a page
    (``createPageHTML(31, 30, …)``, ``countPage``), and this is the last of them."""

    PAGE_COUNT_IN_ANSWER = auto()
    """The JSON that stands for the list states its number of pages, and this is the last of them."""

    ENTRY_COUNT_REACHED = auto()
    """The site states how many entries the column has, and they end with this page's."""

    PAGE_OR_ENTRY_COUNT_REACHED = auto()
    """The number of this page reaches a stated count, which may be one of pages or of entries."""

    NO_HIGHER_NUMBER = auto()
    """The pager has numbers and no 下一页, and none of the numbers is above this page's."""

    NEXT_IS_THIS_PAGE = auto()
    """下一页 leads to the page that it stands on."""

    NEXT_IS_NO_LINK = auto()
    """下一页 leads nowhere, while 上一页 is a link."""

    LAST_IS_THIS_PAGE = auto()
    """尾页 leads to the page that it stands on, and 下一页 is no link."""

    ONLY_BACK = auto()
    """The pager of a further page leads back (上一页, «) and has no way on."""

    NEXT_IS_DISABLED = auto()
    """下一页 is marked as disabled, by an attribute or by its class."""

    NOTHING_PICKED = auto()
    """The site's selector of the next page, which led to this page, picks nothing on it."""

    FIRST_FILE = auto()
    """The files behind the first page count down, and this is number 1."""

    EMPTY_ANSWER = auto()
    """What stands for the list (JSON, XML, a fragment) came as it should, and holds no row."""

    WHOLE_ANSWER = auto()
    """The list came in one answer whose address has no page number that could be raised."""


@dataclass(frozen=True, slots=True)
class LastPage:
    """That a listing page is the column's last one, as the page itself shows.

    >>> str(LastPage(LastPageSign.PAGE_COUNT_SHOWN, "page 5 of 5 stated"))
    'page 5 of 5 stated'
    """

    sign: LastPageSign
    words: str
    """The sign with what this page says: one line for reports."""

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Next:
    """What comes after a listing page.

    Without candidates and without ``end`` the page shows no pager at all, or one that only a script can work:
    ``more`` tells these apart.

    >>> Next((PageRequest("http://example.gov.cn/xw/index_1.html"),)).is_known, Next().is_known
    (True, False)
    """

    candidates: tuple[PageRequest, ...] = ()
    """Ways to ask for the next page, the likeliest first; none where there is an ``end``.

    Several where families number their pages differently (``index_1`` or ``index_2`` for page 2): they are
    tried in turn, and the first that answers with an entry not seen before is taken."""

    end: LastPage | None = None
    """Why this page is the last one; None where the page does not say so."""

    more: str | None = None
    """What shows that the list goes on although nothing says how to ask for it, in one line for people: a list that
    seems to end after this page is then not proven to. None where the page shows nothing of the kind, and where
    ``end`` or a candidate that is not ``guessed`` settles what comes."""

    guessed: bool = False
    """The candidates follow from how such files are usually named, or from a script that makes the address of any
    page, and nothing in the page says that they are there: that one of them is missing (404) is then no dead link,
    but how such a list ends."""

    @classmethod
    def ended(cls, sign: LastPageSign, words: str) -> Next:
        """Nothing: the page shows by ``sign`` that it is the last one; ``words`` say so for reports."""
        return cls(end=LastPage(sign, words))

    def guessing(self, *urls: str) -> Next:
        """The same, with addresses to try that the page does not name.

        >>> guess = Next(more="2 is worked by a script").guessing("http://example.gov.cn/xw/index_2.html")
        >>> guess.guessed, guess.more
        (True, '2 is worked by a script')
        """
        return replace(self, candidates=tuple(map(PageRequest, urls)), guessed=True)

    @property
    def is_known(self) -> bool:
        """Whether the page tells what comes after it: a further page, or nothing."""
        return bool(self.candidates) or self.end is not None


@dataclass(frozen=True, slots=True)
class Claims:
    """What the site itself states of the column's size; None where it states nothing."""

    pages: int | None = None
    """Pages, as stated. Static pages may be fewer than a stated total demands (field facts §3.1)."""

    entries: int | None = None
    """Entries of the whole column."""

    either: int | None = None
    """A count of which the site does not say whether it means pages or entries (``#pageDec`` of the
    Henan platform, field facts §1.4): it agrees with a walk that counted as many of either."""
