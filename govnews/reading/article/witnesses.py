"""The witnesses of an article: each place of its page that names a date, a source or a person.

Lines about the text, metas, elements, scripts, the listing row and the URL are looked at. Nothing is decided here:
the witnesses are kept in the order of trust, and ``dates`` and ``credits`` decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from govnews.items import ListingEntry, Witness
from govnews.reading.article.embedded import read_configuration
from govnews.reading.article.line_kinds import (
    is_credit,
    is_heading_of_comments,
    is_heading_of_links,
    is_index,
    is_neighbour,
)
from govnews.reading.credits import (
    find_credits,
    first_byline,
    is_byline,
    last_byline,
    lone_label,
    names_office,
    outlet_beside,
    without_gloss,
)
from govnews.reading.dates import date_role, find_dates, read_date, url_date, url_near
from govnews.reading.page.lines import Flow
from govnews.reading.page.page import Page
from govnews.reading.vocabulary import (
    AUTHOR_METAS,
    BARE_SOURCE_LABELS,
    EDITOR_LABELS,
    ELEMENT_IDS,
    META_NAMES,
    SITE_METAS,
    spaced,
)
from govnews.text import fold, remembered

_NAMES = re.compile(r"[\u3400-\u9fff·、 ]{2,12}")
_PLACEHOLDER = re.compile(r"网站名称|政府网站标识码|栏目名称|null|undefined|\{\{|\$\{")
_DIGIT = re.compile("[0-9０-９〇二]")
_BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]{8,24}[)）\]】]$")
_WEEKDAY = re.compile(r"\s{0,9}[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?\s{0,9}")
# A date in round brackets with nothing beside it stands below the headline of a speech: its day, and the page's too.
_BY_ITSELF = re.compile(r"[(（][^()（）]*[)）]")
_NOT_LETTERS = re.compile("[^a-z]")
# Lines at a page's end that may name who keeps its site, and how they do.
_KEPT = 15
_KEPT_BY = re.compile("主办|承办|版权所有")
# Lines below the text that are the article's, and those of a document's index.
_FOOT, _INDEX = 14, 30
# What parts a headline and the site's name.
_PARTS = re.compile(r"\s?[_|｜]\s?|\s?[-–—]{1,2}\s?")
# A label whose value stands in an element of its own, without a colon between: <b>来源</b><span>某局.
_UNMARKED = re.compile(rf"^({spaced(BARE_SOURCE_LABELS, gap='')})\s?(?=[\u3400-\u9fff]{{2,20}}$)")
# A date that stands in blocks of its own: 2019 | 09/07 | 19:02.
_SPLIT_DATE = re.compile(r"((?:19|20)\d\d)\s+(\d{1,2})[/-]\s?(\d{1,2})(\s+\d\d:\d\d(?::\d\d)?)?(?!\S)")


def collect_witnesses(
    page: Page, flow: Flow, at: int | None, start: int, end: int, entry: ListingEntry | None
) -> dict[str, list[Witness]]:
    """The witnesses of a page by field, in order of trust, each once.

    ``lines[start:end]`` of ``flow`` are the text, ``lines[at]`` is the headline. The key ``site_name`` holds
    what the page calls its site.
    """
    site = next((page.metas[name] for name in SITE_METAS if name in page.metas), "")
    collected = _Witnesses(near=_near(page, entry), site=site or _site_in_title(page.title) or _keeper(flow))
    above = list(_head(flow, at, start))
    _from_head(collected, flow, above, at, start, end)
    _from_elements_and_metas(collected, page, flow)
    if "source" not in collected.by_field and at is not None:
        collected.add(
            "source", Witness("element", "header", _outlet_beside_date(collected, flow, at, start, reach=1))
        )
    for witness in _marked_up(page, [said.text for said in above if said.close]):
        collected.add("published_on", witness)
    _from_foot(collected, flow, start, end)
    _from_other_fields(collected, page, site)
    _from_bylines(collected, flow, start, end)
    for name in ("published_on", "source"):
        for witness in () if collected.names(name) else read_configuration(page.text, name):
            collected.add(name, witness)
    if at is not None and "published_on" not in collected.by_field:
        # Some write the date behind the headline, in brackets. Where another is named, that one is an event's.
        dated = _BRACKETED.search(flow.lines[at].text)
        for witness in _dates(dated[0], None) if dated else ():
            collected.add("published_on", Witness("heuristic", "headline", witness.raw))
    if entry and (said := _row_date(entry)):
        collected.add("published_on", Witness("listing", "row", said))
    if url_date(page.url):
        collected.add("published_on", Witness("url", "path", page.url))
    collected.add("site_name", Witness("meta", "SiteName", site))
    return collected.by_field


def _near(page: Page, entry: ListingEntry | None) -> date | None:
    """A day close to the article's, for dates without a year: that of its row or its address."""
    row = read_date(entry.date) if entry and entry.date else None
    return row.day if row else url_near(page.url)


def _site_in_title(title: str) -> str:
    """What stands behind the headline in a page's ``<title>``.

    >>> _site_in_title("区长调研春耕_政务要闻-青石区人民政府"), _site_in_title("区长调研春耕")
    ('政务要闻-青石区人民政府', '')
    """
    headline = _PARTS.search(title)
    return title[headline.end() :].strip() if headline else ""


def _keeper(flow: Flow) -> str:
    """What the last lines of a page say of who keeps its site: 主办：青石县人民政府办公室; empty where they do not."""
    return " ".join(line.text for line in flow.lines[-_KEPT:] if _KEPT_BY.search(line.text))


def _row_date(entry: ListingEntry) -> str:
    """The row's date as written; where that leaves the year open, as its column was read."""
    raw = entry.date_raw or ""
    if read_date(raw):
        return raw
    # What the column refused (28-11-23 below 05-12-23), nobody else can read.
    return entry.date or ("" if find_dates(raw) else raw)


@dataclass(slots=True)
class _Witnesses:
    """The witnesses found so far, by field."""

    near: date | None
    """A witness for the year of dates without one."""
    site: str
    """What the page calls its site; empty where it does not."""
    by_field: dict[str, list[Witness]] = field(default_factory=dict)

    def add(self, name: str, witness: Witness) -> None:
        """Keep a witness that says something, once."""
        if witness.raw and not _PLACEHOLDER.search(witness.raw):
            told = self.by_field.setdefault(name, [])
            if witness not in told:
                told.append(witness)

    def names(self, name: str) -> bool:
        """Whether a field has a witness that is more than a guess."""
        return any(witness.kind != "heuristic" for witness in self.by_field.get(name, ()))

    def shows_date(self) -> bool:
        """Whether readers have seen a date of publishing."""
        return any(
            witness.kind in ("label", "element") and date_role(witness.name) in ("publish", "bare")
            for witness in self.by_field.get("published_on", ())
        )


class _Said(NamedTuple):
    """A line above the text that can hold credits."""

    text: str
    close: bool
    """Whether it stands close to the title."""
    below: bool
    """Whether it stands below the title, on its own."""


def _head(flow: Flow, at: int | None, start: int) -> Iterator[_Said]:
    """The lines above the text that can hold its credits.

    Tables of disclosed information stand further up, a label in one cell and its value in the next.
    """
    title = at if at is not None and at <= start else start
    first = max(0, title - 40, start - 60)
    for number, text, told in _with_labels(flow, first, start):
        line = flow.lines[number]
        if number == at:
            # The headline's element may hold the date with its label, or date and credits, too.
            dates = find_dates(text)
            if not told and (
                any(found.role == "publish" for found in dates) or (dates and find_credits(text))
            ):
                yield _Said(text, close=True, below=False)
        elif told:
            yield _Said(text, close=number >= title - 6, below=False)
        elif not lone_label(text):
            # An unlabelled date beside a link is a row of a list.
            row = line.linked >= 6 and line.linked * 3 > len(text) and not find_credits(text)
            close = number >= title - 6 and not row
            yield _Said(text, close, below=close and at is not None and number > at)


def _with_labels(flow: Flow, first: int, last: int) -> Iterator[tuple[int, str, bool]]:
    """What ``lines[first:last]`` say, each with its number: the lines themselves, and True with those below a lone label.

    A date is its label's alone, in whichever cell: 成文日期 | 2023-11-01. A line that begins with a label has its own.
    """
    label = ""
    for number in range(first, min(last, len(flow.lines))):
        line = flow.lines[number]
        if line.hidden:
            continue
        if label and not ((own := find_credits(line.text)) and own[0].start == 0):
            told = f"{label}：{line.text}"
            yield number, told, True
            if any(found.role not in ("bare", "other") for found in find_dates(told)):
                label = ""
                continue
        label = lone_label(line.text)
        yield number, line.text, False


def _from_head(
    collected: _Witnesses, flow: Flow, above: list[_Said], at: int | None, start: int, end: int
) -> None:
    """What stands above the text, and in credit lines that begin it."""
    for whole, close, below in above:
        if len(whole) <= 300:
            said = without_gloss(whole)
            said = _UNMARKED.sub(r"\1：", said) if close else said
            # The head's date is the first below the headline: a label further down is a part of the text.
            later = below and collected.shows_date()
            for witness in _dates(said, collected.near, below=below):
                if close or witness.kind == "label":
                    collected.add("published_on", _as_guess(witness, witness.name) if later else witness)
            for name, witness in _labelled(said):
                collected.add(name, witness)
            if close and is_byline(said):
                collected.add("author", Witness("element", "byline", first_byline(said)))
    named = any(key in flow.named for key in ELEMENT_IDS["source"])
    if at is not None and not named and "source" not in collected.by_field:
        collected.add(
            "source", Witness("element", "header", _outlet_beside_date(collected, flow, at, start, reach=0))
        )
    for line in flow.lines[start : min(start + 2, end)]:
        said = without_gloss(line.text)
        if is_credit(said) or _is_dated_credit(said):
            for witness in _dates(said, collected.near, below=not collected.shows_date()):
                collected.add("published_on", witness)
            for name, witness in _labelled(said):
                collected.add(name, witness)
    if "published_on" not in collected.by_field:
        split = _SPLIT_DATE.search(" ".join(said.text for said in above if said.close))
        for witness in _dates(f"{split[1]}/{split[2]}/{split[3]}{split[4] or ''}", None) if split else ():
            collected.add("published_on", witness)


def _is_dated_credit(line: str) -> bool:
    """Whether a line names who published it and when: 2023-11-03 来源：某发布."""
    if len(line) > 80 or "。" in line or not find_dates(line):
        return False
    return any(credit.field != "other" for credit in find_credits(line))


def _outlet_beside_date(collected: _Witnesses, flow: Flow, at: int, start: int, reach: int) -> str:
    """An outlet without a label in the date's line below the headline, or in a short line at most ``reach`` from it."""
    below = flow.lines[at + 1 : min(at + 6, start)]
    lines = [without_gloss(line.text) for line in below if not line.hidden]
    for number, said in enumerate(lines):
        dates = find_dates(said) if len(said) <= 80 else ()
        if not dates:
            continue
        near = [*lines[number + 1 : number + 1 + reach], *lines[max(0, number - reach) : number]]
        looked_at = [_unclaimed(said), *(_unclaimed(one) for one in near if len(one) <= 20)]
        return next(filter(None, (outlet_beside(one, collected.site) for one in looked_at)), "")
    return ""


def _unclaimed(line: str) -> list[str]:
    """What a line says between its dates, each piece up to the first label."""
    dates, labels = find_dates(line), [credit.start for credit in find_credits(line)]
    starts, ends = [0, *(found.end for found in dates)], [*(found.start for found in dates), len(line)]
    pieces = []
    for start, end in zip(starts, ends, strict=True):
        pieces.append(
            line[start : min((label for label in labels if start <= label), default=end)][: end - start]
        )
    return pieces


def _from_elements_and_metas(collected: _Witnesses, page: Page, flow: Flow) -> None:
    """Elements that are named for what they hold, and metas."""
    for name, ids in ELEMENT_IDS.items():
        for key in ids:
            if (element := flow.named.get(key)) is not None:
                said = fold("".join(element.itertext()))
                if len(said) <= 80:
                    collected.add(name, Witness("element", f"#{key}", said))
    metas: dict[str, str] = {}
    for written in page.metas:
        metas.setdefault(_letters(written), written)
    for name, keys in META_NAMES.items():
        for key in keys:
            if key in metas:
                collected.add(name, Witness("meta", metas[key], page.metas[metas[key]]))


@remembered(1024)  # pages of a site have the same metas
def _letters(name: str) -> str:
    return _NOT_LETTERS.sub("", name)


def _marked_up(page: Page, head: list[str]) -> Iterator[Witness]:
    """The dates that markup gives: ``<time datetime>`` in the ``head``, ``itemprop="datePublished"``.

    Of several ``<time>`` those count whose text stands in the head, or whose class says what they are.
    """
    times = [element for element in page.root.iter("time") if element.get("datetime")]
    every = page.root.iter() if "itemprop" in page.text else ()
    published = (element for element in every if element.get("itemprop", "").lower() == "datepublished")
    if (element := next(published, None)) is not None:
        value = element.get("content") or element.get("datetime") or fold("".join(element.itertext()))
        yield Witness("meta" if element.tag == "meta" else "element", "datePublished", value.strip())
    for element in times[:20]:
        text = fold("".join(element.itertext()))
        name = ".".join(["time", *element.get("class", "").split()])
        # Without a year, or in words (三天前), the text is no date of its own.
        if len(times) == 1 or date_role(name) != "bare" or (text and any(text in line for line in head)):
            yield Witness("element", name, element.get("datetime", "").strip())


def _from_foot(collected: _Witnesses, flow: Flow, start: int, end: int) -> None:
    """The last lines of the text and those right below it: labelled values, and the date that a system prints there.

    A date of the text is what it tells of: a guess. So is one below it, where the head shows another.
    """
    shown, comments = collected.shows_date(), False
    for line in flow.lines[max(start, end - 6) : end]:
        _from_foot_line(collected, without_gloss(line.text), guess=True)
    links, limit = 0, end + _FOOT
    for number, text, told in _with_labels(flow, end, end + _FOOT + _INDEX):
        if is_index(text):
            limit = number + _INDEX
        if number >= limit:
            break
        links += flow.lines[number].is_link and not told
        if links > 6 or ((is_neighbour(text) or is_heading_of_links(text)) and not find_credits(text)):
            break
        # A comment's date is that of who wrote it. (评论 may be a button as well: a label below it is the page's.)
        comments = comments or is_heading_of_comments(text)
        if not comments or (find_credits(text) and not told):
            _from_foot_line(collected, without_gloss(text), guess=shown)


def _from_foot_line(collected: _Witnesses, line: str, *, guess: bool) -> None:
    long = len(line) > 120
    if long and line[-1] not in ")）】]":
        return
    for witness in () if long else _dates(line, collected.near):
        if witness.kind == "label":
            collected.add("published_on", _as_guess(witness, witness.name) if guess else witness)
        elif witness.kind == "element" and len(line) <= 40:
            # A bare date below a text is the writer's; with a clock time it is the system's.
            collected.add("published_on", _as_guess(witness, "footer"))
    for name, witness in _labelled(line[-60:] if long else line):
        collected.add(name, witness)


def _as_guess(witness: Witness, name: str) -> Witness:
    return Witness("heuristic", name, witness.raw)


def _from_bylines(collected: _Witnesses, flow: Flow, start: int, end: int) -> None:
    """Authors that the text names itself, at its beginning and its end."""
    for line in flow.lines[start : min(start + 2, end)]:
        collected.add("author", Witness("heuristic", "byline", first_byline(line.text)))
    for line in flow.lines[max(start, end - 3) : end]:
        collected.add("author", Witness("heuristic", "byline", last_byline(line.text)))


def _from_other_fields(collected: _Witnesses, page: Page, site: str) -> None:
    """Authors that other fields name: the meta, which may be the editor's, and what follows the outlet."""
    others = " ".join(
        witness.raw for key in ("editor", "source") for witness in collected.by_field.get(key, ())
    )
    for key in AUTHOR_METAS:
        name = page.metas.get(key, "")
        if _NAMES.fullmatch(name) and name not in others and name != site:
            collected.add("author", Witness("meta", key, name))
    for witness in collected.by_field.get("source", ()):
        if witness.kind == "label" and witness.name not in EDITOR_LABELS:
            collected.add("author", witness)


def _labelled(line: str) -> Iterator[tuple[str, Witness]]:
    """The credits of a line that have a label, by field."""
    for credit in find_credits(line):
        if credit.field != "other" and credit.value:
            office = names_office(credit)
            if office:
                yield "source", Witness("label", credit.label, credit.value)
            if not office or credit.field == "editor":
                yield credit.field, Witness("label", credit.label, credit.value)


def _dates(line: str, near: date | None, *, below: bool = False) -> Iterator[Witness]:
    """The dates of a line; ``below`` the headline a short line that has one is the page's own."""
    if not _DIGIT.search(line):
        return
    for found in find_dates(line, near=near):
        if found.role not in ("clock", "generated"):
            # No clock, as its role says: the weekday would make it one where it stands alone.
            raw = _WEEKDAY.sub(" ", line[found.start : found.end])
            if found.label:
                yield Witness("label", found.label, raw)
            else:
                # Without a label, yet alone with its clock time: the line below the headline.
                timed = found.moment.precision != "day"
                shown = len(line) <= 80 and (timed or (below and not _BY_ITSELF.fullmatch(line)))
                yield Witness("element" if shown else "heuristic", "header", raw)
