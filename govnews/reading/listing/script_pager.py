"""The pager script of TRS and UCAP (field facts §3.13): ``createPageHTML``, ``countPage``, ``Pager({})``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from govnews.reading.listing.page_numbers import numbered
from govnews.reading.listing.paging import LastPageSign, Next, PageRequest
from govnews.reading.page.javascript import Name, Part, read_calls, read_number, read_string
from govnews.reading.page.page import Page
from govnews.text import read_count
from govnews.urls import directory

# Calls that are looked at: a page has one, and another in a comment.
_MOST_CALLS = 5


@dataclass(frozen=True, slots=True)
class ScriptPager:
    """What the script is called with."""

    mark: str
    """The call, in short."""

    pages: int
    current: int | None
    """As the call says it: counted from 0 or from 1."""

    base: str
    extension: str
    total: int | None = None
    """Entries of the column; None where the call has none."""

    from_one: bool | None = None
    """Whether page 2 is ``base_2``; None where the call does not tell: then its ``current`` does."""


def read_script_pager(page: Page) -> ScriptPager | None:
    """The script pager of ``page``, also where the call is commented out; None where it has none.

    In the order of field facts §3.13 D: the call with an element's id, the call without, the count alone.
    """
    text = page.text
    for arguments in islice(read_calls(text, "createPageHTML"), _MOST_CALLS):
        pager = _by_call(arguments, text)
        if pager is not None:
            return pager
    # Patterns that begin with a look-behind are slow over a page that does not hold the word.
    if "Pager" in text and (found := re.search(r"(?<![\w$.])Pager\s*\(\s*\{([^{}]{1,400})\}", text)):
        size, prefix = read_number(found[1], "size"), read_string(found[1], "prefix")
        if size is not None and prefix:
            suffix = read_string(found[1], "suffix") or _extension(page)
            return ScriptPager(
                "Pager({…})", size, read_number(found[1], "current"), prefix, suffix, None, False
            )
    for arguments in read_calls(text, "pagination"):
        # $(".pagination").pagination("setPage", 1, 322)
        if len(arguments) == 3 and arguments[0] == "setPage" and isinstance(arguments[2], int):
            current = arguments[1] if isinstance(arguments[1], int) else None
            return ScriptPager("setPage", arguments[2], current, "index", _extension(page), None, True)
    pages = read_number(text, "countPage") if "countPage" in text else None
    if pages is not None:
        stem = re.search(r"""["'](\w{1,40})_["']\s{0,9}\+""", text)
        suffix_found = re.search(r"""\+\s{0,9}["']\.(s?html?)["']""", text)
        suffix = suffix_found[1] if suffix_found else _extension(page)
        current = read_number(text, "currentPage")
        return ScriptPager("countPage", pages, current, stem[1] if stem else "index", suffix, None, False)
    return None


def _by_call(arguments: tuple[Part, ...], text: str) -> ScriptPager | None:
    values = [_resolve(argument, text) for argument in arguments]
    with_id = len(values) >= 5 and isinstance(values[0], str) and not values[0].isdigit()
    if with_id:
        arguments, values = arguments[1:], values[1:]
    if len(values) < 4:
        return None
    pages, current, base, extension = values[:4]
    if isinstance(arguments[2], str):
        base = arguments[2]  # the name of a file may be digits
    # Behind the extension stands the total, or the name of a class and then the total.
    total = next((value for value in values[4:] if isinstance(value, int)), None)
    if not isinstance(pages, int) or not isinstance(base, str) or not base or not isinstance(extension, str):
        return None
    return ScriptPager(
        "createPageHTML",
        pages,
        current if isinstance(current, int) else None,
        base,
        extension.lstrip("."),
        total or None,
        True if with_id else None,
    )


def _resolve(part: Part, text: str) -> str | int | None:
    if isinstance(part, Name):
        return read_number(text, re.escape(part.name))
    number = read_count(part) if isinstance(part, str) else None
    return part if number is None else number


def _extension(page: Page) -> str:
    found = re.search(r"\.(s?html?)(?:[?#]|$)", page.url)
    return found[1] if found else "html"


def next_by_script(page: Page, pager: ScriptPager, number: int | None) -> Next:
    """The page after this one as the script's call names it.

    Where the address carries a number, the next one follows it, whatever the numbering. Else this is the
    first page: the second is ``base_1`` where the script counts from 0, ``base_2`` where it counts from 1.
    """
    place = numbered(page.url)
    if place is not None and not re.search(rf"/{re.escape(pager.base)}_$", place.before):
        place = None
    from_one = _counts_from_one(pager, place.number if place is not None else None, number)
    if place is not None:
        here, shown = place.number, place.number if from_one else place.number + 1
    else:
        here, shown = (1, 1) if from_one else (0, 1)
    if shown >= pager.pages:
        return Next.ended(LastPageSign.PAGE_COUNT_IN_SCRIPT, f"page {shown} of {pager.pages} stated")
    base = place.before if place is not None else f"{directory(page.url)}{pager.base}_"
    return Next((PageRequest(f"{base}{here + 1}.{pager.extension}"),))


def _counts_from_one(pager: ScriptPager, here: int | None, number: int | None) -> bool:
    """Whether page 2 is ``base_2``; ``here`` is the number in the address, None where it has none: on page 1."""
    if pager.from_one is not None:
        return pager.from_one
    if here is None:
        return pager.current == 1
    return pager.current == here == number
