"""An article of several pages: which page is read next, whether it is one of them, what all of them say together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from govnews.errors import PageChanged, PageOverBound, StandIn
from govnews.identity import url_hash
from govnews.items import FURTHER, PAGES, Article, Evidence, ListingEntry, Witness
from govnews.reading.article.article import further_pages, is_stand_in, read_article
from govnews.reading.article.further import FurtherPages, PageLink
from govnews.reading.article.joining import bears_headline, join
from govnews.reading.bounds import article_over_bound
from govnews.reading.kind import is_plain_list
from govnews.reading.page.page import Page
from govnews.reading.states.scripts import script_page
from govnews.reading.states.stand_in import bears_title, holds_state, stand_in

MOST_PAGES = 100
"""Pages of one article. The longest reports have twenty or so; what goes on after so many is a server that makes pages up."""


@dataclass(slots=True)
class Pages:
    """The pages of an article, from the first one on.

    Page after page is read, as each leads to the next one. The article is whole where no page leads on any more, or where
    one is none of its own or says nothing new.
    """

    first: Article
    """As its first page says it: with the headline that the others have to bear."""
    address: str
    """Of the first page, as it answered."""
    named: FurtherPages
    """What is known of further pages: of the first page, then of all that were read."""
    joined: Article = field(init=False)
    """What was read so far."""
    links: list[PageLink] = field(default_factory=list)
    """What led to the further pages that were joined, in order."""
    ended: bool = False
    """Whether no further page is asked for, whatever is named."""

    def __post_init__(self) -> None:
        self.joined = self.first

    @classmethod
    def of(cls, page: Page, first: Article) -> Self:
        """The pages of the article ``first``, which was read from ``page``."""
        several = FURTHER in first.evidence
        return cls(first, page.url, further_pages(page, page.url) if several else FurtherPages())

    @property
    def number(self) -> int:
        """The number of the page that comes next."""
        return len(self.links) + 2

    def following(self) -> PageLink | None:
        """What leads to the next page; None where the article is whole.

        Raises :exc:`PageChanged` where there is a next page and nothing leads to it, :exc:`PageOverBound` where there are
        far too many.
        """
        if self.ended:
            return None
        link = self.named.numbered.get(self.number) or self.named.following
        read = {url_hash(url) for url in (self.address, *(one.url for one in self.links))}
        if link is None or url_hash(link.url) in read:
            if self.number <= self.named.count:
                raise PageChanged(self.address, f"way to page {self.number} of {self.named.count}")
            return None
        if self.number > MOST_PAGES:
            raise PageOverBound(f"an article of more than {MOST_PAGES} pages")
        return link

    def read(self, page: Page, link: PageLink) -> bool:
        """Read the next page, to which ``link`` led; whether it belongs to the article and says something new.

        Raises :exc:`PageChanged` where the page is there and cannot be had, :exc:`PageOverBound` for far too much text.
        """
        part = read_part(page, self.first, is_sure=link.is_sure)
        joined = join(self.joined, part) if part is not None else None
        if joined is None:
            self.ended = True
            return False
        if (what := article_over_bound(joined)) is not None:
            raise PageOverBound(what)
        named = further_pages(page, self.address)
        self.joined = joined
        self.links.append(link)
        self.named = FurtherPages(
            {**named.numbered, **self.named.numbered}, named.following, max(named.count, self.named.count)
        )
        return True

    def article(self) -> Article:
        """The article with the text of all its pages, and their addresses in its evidence."""
        evidence = {name: said for name, said in self.joined.evidence.items() if name != FURTHER}
        if self.links:
            first = Witness("url", "page 1", self.first.url)
            others = (Witness(link.kind, link.label, link.url) for link in self.links)
            evidence[PAGES] = Evidence(witnesses=[first, *others])
        return replace(self.joined, evidence=evidence)


def read_part(page: Page, first: Article, *, is_sure: bool) -> Article | None:
    """What ``page``, to which a pager of the article ``first`` leads, says of it; None where it is no further page of it.

    None is another article (by its headline; where the address is not ``is_sure``, by want of this one's), and a page that
    has this one's headline and nothing below it: the server's answer to a number that is too high. What repeats the article
    is told by :func:`join`. Raises :exc:`PageChanged` where the page is there and cannot be had: an error page, a notice or a
    list in its place, a shell for its scripts, nothing at all.
    """
    title = first.title or ""
    came = stand_in(page, title)
    if came is not None:
        raise PageChanged(page.url, f"further page ({came})", came)
    if is_plain_list(page):
        raise PageChanged(page.url, "further page, it is a list", StandIn.LIST)
    try:
        part = read_article(page, entry=ListingEntry(page.url, title))
    except PageChanged:
        if bears_title(page, title) and script_page(page.text) is None:
            return None
        raise
    if (came := holds_state(part, page, title)) is not None:
        raise PageChanged(page.url, f"text of the further page ({came})", came)
    same = bears_headline(part, first)
    if same is False or not (same or is_sure):
        return None
    if is_stand_in(part, title) and not ("published_on" in part.evidence or "source" in part.evidence):
        raise PageChanged(page.url, "text of the further page", StandIn.NOTICE)
    return part if part.body or part.file_urls else None
