"""Which links of a home page are its news columns: decided on all of them together, with a reason for each that is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govnews.items import Column
from govnews.reading.listing import words
from govnews.reading.listing.columns.addresses import Leads, folder
from govnews.reading.listing.columns.headings import LONGEST_OF_ITEM_ROW
from govnews.reading.listing.columns.links import HomeLink, Place
from govnews.reading.listing.columns.names import NameKind, clean, read_name
from govnews.reading.listing.words import any_of

# Of as many links under a menu entry of news as this, and of this share news, the others are taken along.
_GROUP = 3
_COMPANY = 1 / 2
_RANK_OF_COMPANY = 9
# Channels without a word of news that a news site's menu has at least, beside one that is news by its name.
_BEATS = 2
_OF_GOVERNMENT = re.compile(any_of(*words.OF_GOVERNMENT))
# Children of a parent that are news columns, from which on its list is theirs.
_CHILDREN = 2


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A link that might have been a news column, and why it is none."""

    name: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The news columns of a home page, the best first, and what was left out."""

    columns: list[Column]
    left_out: list[LeftOut]


def choose(links: Sequence[HomeLink]) -> Choice:
    """The news columns among ``links``, each address once, the best first."""
    left: dict[str, LeftOut] = {}
    taken = []
    for link in links:
        if (why := _against(link)) is None:
            taken.append(link)
        elif why:
            left.setdefault(link.key, LeftOut(link.name.text, link.address.url, why))
    taken += _company(links, taken)
    taken += _channels(links, taken)
    covered = _covered(links, taken)
    best = _best(taken)
    columns = [link for link in best if link.key not in covered]
    left = {key: each for key, each in left.items() if key not in {link.key for link in taken}}
    left |= {
        link.key: LeftOut(link.name.text, link.address.url, f"its list is that of {covered[link.key]}")
        for link in best
        if link.key in covered
    }
    ordered = sorted(columns, key=_rank)
    return Choice([_column(link, _rank(link)) for link in ordered], list(left.values()))


def asked_for(links: Sequence[HomeLink], names: Sequence[str]) -> list[Column]:
    """The columns of these names, news or not, in this order: those called exactly so, else those whose name holds it.

    Of several that are called exactly so only those whose addresses are the likeliest of lists.
    """
    return list(
        {
            column.url: column
            for rank, name in reversed(list(enumerate(names)))
            for column in _called(links, clean(name), rank)
        }.values()
    )


def _called(links: Sequence[HomeLink], name: str, rank: int) -> list[Column]:
    reachable = [link for link in links if link.address.leads <= Leads.ARTICLE]
    exact = [link for link in reachable if link.name.text == name]
    if exact:
        surest = min(link.address.leads for link in exact)
        found = [link for link in exact if link.address.leads == surest]
    else:
        found = [
            link
            for link in reachable
            if name
            and name in link.name.text
            and link.address.leads < Leads.ARTICLE
            and link.place is not Place.ITEM
        ]
    once = {link.key: link for link in reversed(found)}
    return [_column(link, rank) for link in found if once[link.key] is link]


def _column(link: HomeLink, rank: int) -> Column:
    return Column(link.name.text, link.address.url, link.why, rank)


def _rank(link: HomeLink) -> int:
    return _RANK_OF_COMPANY if link.name.rank is None else link.name.rank


def _against(link: HomeLink) -> str | None:
    """Why a link is no news column; empty where nobody would take it for one; None where it is one."""
    name, address = link.name, link.address
    if name.kind is not NameKind.NEWS:
        return name.why
    if address.sub_domain and address.leads < Leads.ARTICLE:
        return "on a host of its own: crawled when it is named"
    if link.place is Place.ITEM and len(name.text) > LONGEST_OF_ITEM_ROW:
        return "a headline among others"
    if address.leads is Leads.LIST:
        return None
    if address.leads is Leads.UNSURE:
        return "its address and its place are an article's" if link.place is Place.ITEM else None
    return {
        Leads.ARTICLE: "its address is an article's",
        Leads.HOME: "",
        Leads.FILE: "its address is a file's",
        Leads.ELSEWHERE: "on another site",
    }[address.leads]


def _best(links: Iterable[HomeLink]) -> list[HomeLink]:
    """Each address once, under its best name; of equal ones the first, which on a home page is the menu's."""
    best: dict[str, HomeLink] = {}
    for link in links:
        if link.key not in best or _rank(link) < _rank(best[link.key]):
            best[link.key] = link
    return list(best.values())


# --- what the neighbours say ---


def _company(links: Sequence[HomeLink], taken: Sequence[HomeLink]) -> list[HomeLink]:
    """The links without a word of news that stand among news columns under a menu entry of news: 院系风采 of 新闻中心."""
    groups: dict[int, dict[str, HomeLink]] = defaultdict(dict)
    for link in links:
        if link.group and link.place is Place.MENU and read_name(link.under).kind is NameKind.NEWS:
            groups[link.group].setdefault(link.key, link)
    news = {link.key for link in taken}
    found = []
    for group in groups.values():
        share = sum(key in news for key in group) / len(group)
        if len(group) >= _GROUP and share >= _COMPANY:
            found += [link for key, link in group.items() if key not in news and _may_keep_company(link)]
    return found


def _channels(links: Sequence[HomeLink], taken: Sequence[HomeLink]) -> list[HomeLink]:
    """The channels of a news site that have no word of news: 民生 and 乡镇 in a menu with 时政.

    A government's menu is none of a news site: 民生 and 文旅 are services beside 政务公开.
    """
    menus: dict[int, list[HomeLink]] = defaultdict(list)
    for link in links:
        if link.group and link.place is Place.MENU:
            menus[link.group].append(link)
    news = {link.key for link in taken}
    found = []
    for menu in menus.values():
        if any(_OF_GOVERNMENT.search(link.name.text) for link in menu):
            continue
        sure = [
            link.address.leads
            for link in menu
            if link.key in news and link.name.text in words.NEWS_CHANNELS and not link.address.sub_domain
        ]
        # The addresses of one menu are built alike: where that of 要闻 may be an article's, 民生 has such a one, too.
        beats = [
            link
            for link in menu
            if link.name.text in words.BEATS
            and link.address.leads <= max(sure, default=-1)
            and not link.address.sub_domain
        ]
        if len(beats) >= _BEATS:
            found += [link for link in beats if link.key not in news]
    return found


def _may_keep_company(link: HomeLink) -> bool:
    address = link.address
    return (
        link.name.is_plain
        and address.leads is Leads.LIST
        and not address.sub_domain
        and 3 <= len(link.name.text) <= 6
    )


def _covered(links: Sequence[HomeLink], taken: Sequence[HomeLink]) -> dict[str, str]:
    """The parents whose list is that of their children, by key; with the names of these.

    That is where two of the children are news columns, or all of them are. Pictures and films are no such children: they
    show what stands elsewhere.
    """
    news = {link.key: link.name for link in taken}
    children: dict[str, dict[str, str]] = defaultdict(dict)
    folders: dict[str, set[str]] = defaultdict(set)
    for link in _best(taken):
        folders[folder(link.address.url)].add(link.key)
    for link in links:
        if link.address.leads >= Leads.ARTICLE or link.place is Place.ITEM:
            continue
        if link.above and link.above != link.key:
            children[link.above][link.key] = link.name.text
        names = folder(link.address.url).split("/")[:-2]
        for depth in range(2, len(names) + 1):
            for parent in folders.get("/".join(names[:depth]) + "/", ()):
                if parent != link.key:
                    children[parent][link.key] = link.name.text
    covered = {}
    for parent in news:
        those = [name for key, name in children[parent].items() if key in news and not news[key].is_media]
        if those and (len(those) >= _CHILDREN or len(those) == len(children[parent])):
            covered[parent] = "、".join(those)
    return covered
