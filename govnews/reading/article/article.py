"""The article of a page, as the page says it: text, pictures, files, and every field's witnesses.

Nothing here knows a site. The text's block is found by what stands in it (sentences against links), with
the ids that publishing systems give it as the first witnesses; head and tail are told by labels and by
the title. What the values are is decided afterwards (normalise.py), the title excepted.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Literal

from govnews.errors import PageChanged
from govnews.items import Article, Attachment, Evidence, ListingEntry
from govnews.reading.article.body import ends_article, is_credit, is_furniture
from govnews.reading.article.embedded import State, read_state
from govnews.reading.article.title import find_title
from govnews.reading.article.witnesses import hear
from govnews.reading.credits import find_credits, lone_label
from govnews.reading.dates import find_dates
from govnews.reading.page.lines import Block, Flow, Line
from govnews.reading.page.links import resolve
from govnews.reading.page.main_text import LEAST, Prose
from govnews.reading.page.page import Page
from govnews.text import fold

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|rtf)$", re.IGNORECASE)
_ICON = re.compile(
    r"icon|logo|qr_?code|ewm|erweima|spacer|blank\.|loading|weixin\.|wechat|btn_|button|share|transparent|"
    r"filetypeimages|/fj\.|doc\.gif|pdf\.gif|xls\.gif|zxcode|\bdot\b|arrow",
    re.IGNORECASE,
)
_SOURCES_OF_PICTURES = ("data-src", "data-original", "_src", "data-lazy-src", "original", "src")
_ROW_DATE = re.compile(r"(?<!\d)(?:(?:19|20)?\d\d\s?[-/.年]\s?)?[01]?\d\s?[-/.月]\s?[0-3]?\d(?!\d)")
_DIGIT = re.compile(r"\d")


def read_article(page: Page, *, entry: ListingEntry | None = None) -> Article:
    """The article of ``page`` as the page says it: ``body`` holds its raw paragraphs, ``evidence`` the witnesses.

    ``entry`` is the listing row that led here: one more witness of title and date.
    Raises :exc:`govnews.errors.PageChanged` where the page has neither a title with a text, nor pictures
    or files in the place of a text, nor a date and a source below the title (of a film, which a script shows).
    """
    state = _state(page)
    shown = Page(page.url, state.html) if state else page
    flow, text = shown.flow, shown.prose
    title, title_evidence, at = find_title(page, flow, text, entry)
    start, end = _trim(flow, text, at)
    paragraphs = _paragraphs(flow, text, start, end)
    pictures = _pictures(page, flow, start, end)
    files = _files(page, flow, start, end)
    if not paragraphs and not pictures:
        # Nothing but pictures under the title: they stand before the credits, which were taken for the head.
        pictures = _pictures(page, flow, text.first if at is None else at + 1, end)
    if title is None or not (paragraphs or pictures or files or _has_head(flow, at)):
        raise PageChanged(page.url, "article")
    heard = hear(page, flow, at, start, end, entry)
    for name, witness in state.witnesses if state else ():
        heard.setdefault(name, []).append(witness)
    evidence = {"title": title_evidence}
    evidence |= {name: Evidence(witnesses=told) for name, told in heard.items()}
    evidence["body"] = Evidence(text.witness.kind, text.witness.name, witnesses=[text.witness])
    return Article(
        url=page.url,
        title=title,
        body="\n".join(paragraphs),
        images=pictures,
        attachments=files,
        evidence=evidence,
    )


def _state(page: Page) -> State | None:
    """The article as data, where the markup holds no text of its own."""
    return read_state(page.text) if page.prose.weight < LEAST else None


def page_type(page: Page) -> Literal["article", "listing", "other"]:
    """What ``page`` is, by itself: an article, a list of articles, or neither.

    An article has a text, a list has rows (links, most with a date) and hardly a sentence but teasers.
    ArticleTitle marks an article by the government standard (field facts §2); most pages need the former.
    """
    flow, text = page.flow, page.prose
    rows = _rows(flow)
    start, end = _trim(flow, text, None)
    inside = sum(start <= number < end for number in rows)
    sentences = sum(weight >= 12 for weight in text.weights[start:end])
    teasers = inside >= 3 and inside * 4 >= sentences * 3
    if text.weight >= (LEAST if len(rows) < 5 else 2 * LEAST) and not teasers:
        return "article"
    if len(rows) < 5 and _state(page):
        return "article"
    if len(rows) < 5 and ("articletitle" in page.metas or "ucaptitle" in flow.named):
        return "article"
    if not teasers and _has_head(flow, find_title(page, flow, text, None)[2]):
        return "article"
    if len(rows) >= 3:
        return "listing"
    if sum(line.linked >= 12 and line.linked * 2 > len(line.text) for line in flow.lines) >= 10:
        return "listing"
    head = any(_row_date(line.text) and find_credits(line.text) for line in flow.lines if not line.linked)
    return "article" if head else "other"


def _has_head(flow: Flow, at: int | None) -> bool:
    """Whether the headline in ``lines[at]`` has a date and a source or other labels right below it.

    Below a long headline a date in the next line does.
    """
    if at is None:
        return False
    below = [line for line in flow.lines[at + 1 : at + 4] if not _is_linked(line)]
    if (
        len(flow.lines[at].text) >= 10
        and below
        and below[0] is flow.lines[at + 1]
        and _is_date(below[0].text)
    ):
        return True
    return any(_is_label(line.text) for line in below) and any(_is_date(line.text) for line in below)


def _is_linked(line: Line) -> bool:
    return line.linked * 2 > len(line.text)


def _rows(flow: Flow) -> list[int]:
    """The lines that are rows of a list: a linked headline with a date in the line or in one beside it."""
    lines = flow.lines
    rows = []
    for number, line in enumerate(lines):
        if line.linked >= 8 and not line.hidden and len(line.text) <= 200:
            beside = lines[max(0, number - 1) : number + 2]
            if any(_row_date(other.text) for other in beside if other is line or len(other.text) <= 24):
                rows.append(number)
    return rows


def _row_date(text: str) -> bool:
    """Whether a line holds a date as rows of lists have it, with or without its year."""
    # Most lines have no digit, and looking for one costs a tenth of looking for a date.
    return bool(_DIGIT.search(text) and _ROW_DATE.search(text))


def _is_head(line: Line) -> bool:
    """Whether a line can stand between title and text: dates, credits, buttons, menus."""
    text = line.text
    if line.hidden or _is_linked(line) or is_furniture(text):
        return True
    return len(text) <= 120 and (_is_label(text) or is_credit(text))


def _is_label(text: str) -> bool:
    """Whether a line is made of labels and their values: 发布时间：… 来源：… 浏览次数：…"""
    found = find_credits(text)
    if any(credit.field == "source" for credit in found) and any(date.label for date in find_dates(text)):
        return True  # whatever stands before them: often the site's name
    return (
        bool(found)
        and (found[0].start <= 8 or _is_date(text))
        and (
            any(credit.field != "other" for credit in found)
            or _is_date(text)
            or is_furniture(text)
            or len(found) > 1
        )
    )


def _is_date(text: str) -> bool:
    found = find_dates(text) if len(text) <= 80 else []
    return bool(found) and (
        len(text) - sum(date.end - date.start for date in found) <= 20
        or any(date.role in ("publish", "updated") for date in found)
    )


def _trim(flow: Flow, text: Prose, at: int | None) -> tuple[int, int]:
    """The lines of the text without head and tail: title, date line and tools above, related links below."""
    start, end = text.first, text.last
    lines = flow.lines
    if at is not None and start <= at < end:
        start = at + 1
    first = text.opening(flow, start)
    if at and at >= text.first and lone_label(lines[at - 1].text):
        # A table of disclosed information has the title in a cell (标题：): it stands above the text again.
        again = (n for n in range(first - 1, start - 1, -1) if lines[n].text == lines[at].text)
        start = next(again, start - 1) + 1
    # Everything above the last label line belongs to the head, as long as no sentence stands there.
    above = lines[max(0, start - 12) : start]
    dated = any(not line.linked and not line.hidden and _is_date(line.text) for line in above)
    for number in range(start, min(first, start + 12)):
        line = lines[number]
        if len(line.text) > 120 or line.hidden:
            continue
        if _is_label(line.text) or (not dated and _is_date(line.text)):
            start = number + 1
            dated = dated or _is_date(line.text)
    while start < first and _is_head(lines[start]):
        start += 1
    if first >= end:
        return start, end
    # What follows the text's sentences weighs it down from its first link on.
    sums = list(accumulate(text.weights[start:end]))
    end = start + sums.index(max(sums)) + 1 if sums else end
    total = sum(max(0.0, text.weights[number]) for number in range(start, end))
    seen = 0.0
    for number in range(start, end):
        if seen * 2 >= total and ends_article(lines[number].text) and not lines[number].hidden:
            return start, number
        seen += max(0.0, text.weights[number])
    return start, end


def _paragraphs(flow: Flow, text: Prose, start: int, end: int) -> list[str]:
    """The text's lines; cells of a table row stand in one line, parted by tabs."""
    lines = flow.lines
    # Hidden lines that weigh something are a text that a script shows.
    visible = not any(lines[number].hidden and text.weights[number] > 0 for number in range(start, end))
    paragraphs: list[str] = []
    row = cell = -1
    for line in lines[start:end]:
        if (visible and line.hidden) or (
            line.linked * 10 >= len(line.text) * 7 and line.text[-1] not in "。！？"
        ):
            continue
        block = flow.blocks[line.block]
        in_row = block.row if block.row >= 0 and _is_data(flow, block) else -1
        if in_row >= 0 and in_row == row and paragraphs:
            paragraphs[-1] += (" " if block.cell == cell else "\t") + line.text
        else:
            paragraphs.append(line.text)
        row, cell = in_row, block.cell
    return paragraphs


def _is_data(flow: Flow, block: Block) -> bool:
    """Whether a block stands in a table of data: rows of one cell, and cells with paragraphs, are layout."""
    if block.cell < block.row:
        return False
    cell, row = flow.blocks[block.cell], flow.blocks[block.row]
    if cell.last - cell.first > 3 or row.last - row.first > 40:
        return False
    return len({flow.blocks[line.block].cell for line in flow.lines[row.first : row.last]}) > 1


def _pictures(page: Page, flow: Flow, start: int, end: int) -> list[str]:
    found: dict[str, None] = {}
    for number, image in flow.pictures:
        if start <= number <= end:
            source = next((value for name in _SOURCES_OF_PICTURES if (value := image.get(name))), "")
            size = (image.get("width") or "").removesuffix("px")
            small = size.isdecimal() and len(size) < 5 and int(size) <= 40
            if not small and not _ICON.search(source) and (url := resolve(page.base_url, source)):
                found.setdefault(url)
    return list(found)


def _files(page: Page, flow: Flow, start: int, end: int) -> list[Attachment]:
    found: dict[str, Attachment] = {}
    for number, link in flow.links:
        if start <= number <= end + 15 and (href := link.get("href")):
            path = href.partition("?")[0].partition("#")[0]
            text = fold("".join(link.itertext()))
            # download.jsp?id=1 has its file's name in the link's text.
            if (_FILE.search(path) or _FILE.search(text)) and (url := resolve(page.base_url, href)):
                found.setdefault(url, Attachment(url, text))
    return list(found.values())
