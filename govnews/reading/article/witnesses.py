"""The witnesses of an article: each place of its page that names a date, a source or a person.

Lines about the text, metas, elements, scripts, the listing row and the URL are looked at. Nothing is decided here:
the witnesses are kept in the order of trust, and ``dates`` and ``credits`` decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from govnews.items import ListingEntry, Witness
from govnews.reading.article.body import ends_article, is_credit, is_notice
from govnews.reading.article.embedded import read_configuration
from govnews.reading.credits import (
    find_credits,
    is_byline,
    lone_label,
    names_office,
    outlet_beside,
    without_gloss,
)
from govnews.reading.dates import find_dates, url_date
from govnews.reading.page.lines import Flow, Line
from govnews.reading.page.page import Page
from govnews.reading.vocabulary import (
    AUTHOR_METAS,
    BARE_SOURCE_LABELS,
    ELEMENT_IDS,
    META_NAMES,
    SITE_METAS,
    spaced,
)
from govnews.text import fold

_NAMES = re.compile(r"[\u3400-\u9fff·、 ]{2,12}")
_PLACEHOLDER = re.compile(r"网站名称|政府网站标识码|栏目名称|null|undefined|\{\{|\$\{")
_DIGIT = re.compile("[0-9０-９〇二]")
_BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]{8,24}[)）\]】]$")
_WEEKDAY = re.compile(r"\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?\s*")
# A label whose value stands in an element of its own, without a colon between: <b>来源</b><span>某局.
_UNMARKED = re.compile(rf"^({spaced(BARE_SOURCE_LABELS, gap='')})\s?(?=[\u3400-\u9fff]{{2,20}}$)")
# A second that the next inline element is glued to: 09:15:0039健康网.
_GLUED = re.compile(r"(?<=\d{4}[-/.]\d\d[-/.]\d\d \d\d:\d\d:\d\d)(?=\d)")
# A date that stands in blocks of its own: 2019 | 09/07 | 19:02.
_SPLIT_DATE = re.compile(r"((?:19|20)\d\d)\s+(\d{1,2})[/-]\s?(\d{1,2})(\s+\d\d:\d\d(?::\d\d)?)?(?!\S)")


def collect_witnesses(
    page: Page, flow: Flow, at: int | None, start: int, end: int, entry: ListingEntry | None
) -> dict[str, list[Witness]]:
    """The witnesses of a page by field, in order of trust, each once.

    ``lines[start:end]`` of ``flow`` are the text, ``lines[at]`` is the headline. The key ``site_name`` holds
    what the page calls its site.
    """
    collected = _Witnesses()
    _from_head(collected, flow, at, start, end)
    _from_elements_and_metas(collected, page, flow)
    for said in _foot(flow, start, end):
        _from_foot(collected, without_gloss(said))
    site = next((page.metas[name] for name in SITE_METAS if name in page.metas), "")
    _from_other_fields(collected, page, site)
    for name in ("published_on", "source"):
        for witness in () if name in collected.by_field else read_configuration(page.text, name):
            collected.add(name, witness)
    if entry and entry.date_raw:
        collected.add("published_on", Witness("listing", "row", entry.date_raw))
    if url_date(page.url):
        collected.add("published_on", Witness("url", "path", page.url))
    collected.add("site_name", Witness("meta", "SiteName", site))
    return collected.by_field


@dataclass(slots=True)
class _Witnesses:
    """The witnesses found so far, by field."""

    by_field: dict[str, list[Witness]] = field(default_factory=dict)

    def add(self, name: str, witness: Witness) -> None:
        """Keep a witness that says something, once."""
        if witness.raw and not _PLACEHOLDER.search(witness.raw):
            told = self.by_field.setdefault(name, [])
            if witness not in told:
                told.append(witness)


def _head(flow: Flow, at: int | None, start: int) -> Iterator[tuple[str, bool]]:
    """The lines above the text that can hold its credits; True for those close to the title.

    Tables of disclosed information stand further up, a label in one cell and its value in the next.
    """
    title = at if at is not None and at <= start else start
    label = ""
    for number in range(max(0, title - 40, start - 60), start):
        line = flow.lines[number]
        if line.hidden:
            continue
        if number == at:
            # Some write the date into the headline's own element, in brackets.
            if dated := _BRACKETED.search(line.text):
                yield dated[0], True
            continue
        if label:
            yield f"{label}：{line.text}", number >= title - 6
        label = lone_label(line.text)
        if not label:
            # An unlabelled date beside a link is a row of a list.
            row = line.linked >= 6 and line.linked * 3 > len(line.text) and not find_credits(line.text)
            yield line.text, number >= title - 6 and not row


def _foot(flow: Flow, start: int, end: int) -> Iterator[str]:
    """The last lines of the text and those right below it that can hold its credits."""
    for line in flow.lines[max(start, end - 6) : end]:
        yield line.text
    links = 0
    for line in flow.lines[end : end + 14]:
        if line.hidden:
            continue
        links += line.linked * 2 > len(line.text)
        if links > 6 or (
            ends_article(line.text) and not find_credits(line.text) and not is_notice(line.text)
        ):
            break
        yield line.text


def _from_head(collected: _Witnesses, flow: Flow, at: int | None, start: int, end: int) -> None:
    """What stands above the text, and in credit lines that begin it."""
    above = list(_head(flow, at, start))
    for whole, close in above:
        if len(whole) <= 300:
            said = without_gloss(whole)
            if ":" in said:
                said = _GLUED.sub(" ", said)
            for name, witness in _labelled(_UNMARKED.sub(r"\1：", said) if close else said):
                if close or witness.kind == "label":
                    collected.add(name, witness)
            if close and is_byline(said):
                collected.add("author", Witness("element", "byline", said))
    if "source" not in collected.by_field and at is not None:
        _from_outlet_beside_date(
            collected, [line for line in flow.lines[at + 1 : min(at + 5, start)] if not line.hidden]
        )
    for line in flow.lines[start : min(start + 2, end)]:
        if is_credit(line.text):
            for name, witness in _labelled(without_gloss(line.text)):
                collected.add(name, witness)
    if "published_on" not in collected.by_field:
        split = _SPLIT_DATE.search(" ".join(said for said, close in above if close))
        for witness in _dates(f"{split[1]}/{split[2]}/{split[3]}{split[4] or ''}") if split else ():
            collected.add("published_on", witness)


def _from_outlet_beside_date(collected: _Witnesses, below: list[Line]) -> None:
    """An outlet without a label: beside the date, in ``below`` the headline."""
    for line in below:
        said = line.text
        if len(said) <= 80 and (dates := find_dates(said)) and not find_credits(said):
            for found in reversed(dates):
                said = f"{said[: found.start]} {said[found.end :]}"
            collected.add("source", Witness("element", "header", outlet_beside(said)))


def _from_elements_and_metas(collected: _Witnesses, page: Page, flow: Flow) -> None:
    """Elements that are named for what they hold, and metas."""
    for name, ids in ELEMENT_IDS.items():
        for key in ids:
            if (element := flow.named.get(key)) is not None:
                said = fold("".join(element.itertext()))
                if len(said) <= 80:
                    collected.add(name, Witness("element", f"#{key}", said))
    for name, keys in META_NAMES.items():
        for key in keys:
            collected.add(name, Witness("meta", key, page.metas.get(key, "")))


def _from_foot(collected: _Witnesses, line: str) -> None:
    """A line below the text, or one of its last: labelled values, and the date that a system prints there."""
    long = len(line) > 120
    if long and line[-1] not in ")）】]":
        return
    for name, witness in _labelled(line[-60:] if long else line):
        if witness.kind == "label" and not (long and name == "published_on"):
            collected.add(name, witness)
        elif witness.kind == "element" and len(line) <= 40:
            # A bare date below a text is the writer's; with a clock time it is the system's.
            collected.add(name, Witness("heuristic", "footer", witness.raw))


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
        if witness.kind == "label":
            collected.add("author", witness)


def _labelled(line: str) -> Iterator[tuple[str, Witness]]:
    for witness in _dates(line):
        yield "published_on", witness
    for credit in find_credits(line):
        if credit.field != "other" and credit.value:
            field_name = "source" if names_office(credit) else credit.field
            yield field_name, Witness("label", credit.label, credit.value)


def _dates(line: str) -> Iterator[Witness]:
    if not _DIGIT.search(line):
        return
    for found in find_dates(line):
        if found.role not in ("clock", "generated"):
            # No clock, as its role says: the weekday would make it one where it stands alone.
            raw = _WEEKDAY.sub(" ", line[found.start : found.end])
            if found.label:
                yield Witness("label", found.label, raw)
            else:
                # Without a label, yet alone with its clock time: the line below the headline.
                shown = ":" in raw and len(line) <= 80
                yield Witness("element" if shown else "heuristic", "header", raw)
