"""Lists that come as JSON: which of an answer's objects are the entries, and how many it says there are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlunsplit

from govnews.items import ListingEntry, nowhere
from govnews.reading.dates import read_date
from govnews.reading.listing.listing import Listing
from govnews.reading.page.links import resolve
from govnews.reading.page.page import Page
from govnews.reading.page.parse import parse_json
from govnews.text import whole_characters
from govnews.urls import parts_of, same_site

# Keys seen in answers of UCAP, Guangdong, Henan search and Xinhua sites (field facts §3), the fuller first.
# Characters of a title that are looked at, with the markup in it.
_LONGEST_TITLE = 10_000
_TITLE = ("title", "doctitle", "infotitle", "articletitle", "subject", "showtitle", "name")
_URL = ("url", "link", "publishurl", "selfurl", "docpuburl", "linkurl", "puburl", "infourl", "href")
_DATE = (
    *(
        "display_publish_time",
        "published_at",
        "publishedtimestr",
        "publishtime",
        "publish_time",
        "publishedtime",
    ),
    *("pubtime", "pubdate", "publishdate", "docreltime", "reltime", "infodate", "created_at", "create_time"),
    *("createdate", "createtime", "date", "time"),
)
_TOTAL = (
    "total",
    "totalrow",
    "totalrows",
    "totalcount",
    "totalelements",
    "totalrecord",
    "recordcount",
    "count",
)
_PAGES = ("totalpage", "totalpages", "pagecount", "pages")


_ERROR_CODE = re.compile(r"[45]\d\d")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(page: Page) -> Any:
    """The JSON that ``page`` is, a JSONP call around it taken off; None where it is none. Raises :exc:`PageOverBound`.

    >>> read_json(Page("http://example.gov.cn/list.json", 'callback({"total": 3});'))
    {'total': 3}
    >>> read_json(Page("http://example.gov.cn/", "<html></html>"))
    """
    text = page.text.lstrip("\ufeff \t\r\n")
    call = re.match(r"[\w$.]{1,60}\s{0,9}\((?=\s{0,9}[\[{])", text)
    if call:
        text = text[call.end() :].rstrip("); \t\r\n")
    if not text.startswith(("{", "[")):
        return None
    try:
        data = parse_json(text)
        # A half of a pair cannot be written to any feed.
        return _whole(data) if _HALF.search(text) else data
    except (ValueError, RecursionError):
        return None


def _whole(data: Any) -> Any:
    """The same JSON, its texts of whole characters."""
    if isinstance(data, str):
        return whole_characters(data)
    if isinstance(data, list):
        return [_whole(one) for one in data]
    if isinstance(data, dict):
        return {whole_characters(key): _whole(value) for key, value in data.items()}
    return data


def rows_of(data: Any) -> list[dict[str, Any]] | None:
    """The objects with a title, an address or both, from the list that has most with both; empty for an empty list of
    results; None where the answer has no list at all, or says that it failed.

    >>> rows_of({"data": {"list": [{"title": "全区春耕全面展开", "url": "/a/1.html"}]}})
    [{'title': '全区春耕全面展开', 'url': '/a/1.html'}]
    >>> rows_of({"articles": [], "total": 0}), rows_of({"error": "denied"}), rows_of({"success": False, "rows": []})
    ([], None, None)
    """
    if says_failed(data):
        return None
    best: list[dict[str, Any]] | None = None
    most = -1
    for found in _lists(data, 6):
        rows = [row for row in found if isinstance(row, dict)]
        whole = sum(1 for row in rows if _get(row, _TITLE) and _get(row, _URL))
        if whole > most:
            most = whole
            best = [row for row in rows if whole and (_get(row, _TITLE) or _get(row, _URL))]
    return best


def says_failed(data: Any) -> bool:
    """Whether an answer says itself that it is none: by ``success``, or by a code like those of HTTP's errors.

    >>> says_failed({"success": False, "data": {"html": ""}}), says_failed({"code": "500", "msg": "系统异常", "rows": []})
    (True, True)
    >>> says_failed({"code": 200, "rows": []}), says_failed({"success": "true"}), says_failed([])
    (False, False, False)
    """
    if not isinstance(data, dict):
        return False
    told = {str(key).lower(): value for key, value in data.items()}
    codes = (str(told.get(name, "")) for name in ("code", "status", "errcode", "statuscode"))
    return str(told.get("success", "")).lower() == "false" or any(map(_ERROR_CODE.fullmatch, codes))


def _lists(data: Any, depth: int) -> Iterator[list[Any]]:
    if isinstance(data, list):
        yield data
        data = dict(enumerate(data[:100]))
    if isinstance(data, dict) and depth:
        for value in data.values():
            yield from _lists(value, depth - 1)


def _get(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first value that is not empty, by name without case."""
    folded = {str(key).lower(): value for key, value in row.items()}
    return next((folded[name] for name in names if folded.get(name) not in (None, "", [], {})), None)


def entries_of(rows: list[dict[str, Any]], base_url: str) -> Listing:
    """The rows as entries, each URL once; titles without the search's highlighting."""
    entries: dict[str, ListingEntry] = {}
    dead: dict[str, ListingEntry] = {}
    count = 0
    for row in rows:
        marked = re.sub(r"<[^<>]{0,200}>", "", html.unescape(str(_get(row, _TITLE) or "")[:_LONGEST_TITLE]))
        title = " ".join(marked.split())
        url = resolve(base_url, str(_get(row, _URL) or ""))
        if not (url or title):
            continue
        count += 1
        raw = _get(row, _DATE)
        moment = read_date(str(raw)) if raw is not None else None
        entry = ListingEntry(
            url=nowhere(title) if url is None else url,
            title=title,
            date=moment.isoformat() if moment else None,
            date_raw=str(raw) if raw is not None else None,
            foreign=url is not None and not same_site(url, base_url),
        )
        (dead if url is None else entries).setdefault(entry.url, entry)
    return Listing(entries.values(), count, dead.values())


def total_of(data: Any) -> int | None:
    """How many entries the answer says there are; None where it does not say.

    >>> total_of({"data": {"totalRow": "312", "datas": []}})
    312
    """
    return _count(data, _TOTAL, 3)


def pages_of(data: Any) -> int | None:
    """How many pages the answer says there are; None where it does not say."""
    return _count(data, _PAGES, 3)


def _count(data: Any, names: tuple[str, ...], depth: int) -> int | None:
    if not isinstance(data, dict):
        return None
    value = _get(data, names)
    if isinstance(value, int | str) and not isinstance(value, bool) and re.fullmatch(r"\d{1,8}", str(value)):
        return int(value)
    inner = (_count(one, names, depth - 1) for one in data.values()) if depth else iter(())
    return next((one for one in inner if one is not None), None)


def with_query(url: str, changes: Mapping[str, str | int]) -> str:
    """``url`` with query parameters set.

    >>> with_query("http://example.gov.cn/list?page=1&sid=7", {"page": 2})
    'http://example.gov.cn/list?page=2&sid=7'
    """
    parts = parts_of(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {
        name: str(v) for name, v in changes.items()
    }
    return urlunsplit(parts._replace(query=urlencode(query, errors="replace"), fragment=""))


def query_of(url: str) -> dict[str, str]:
    """The query parameters of ``url``, the last value of each."""
    return dict(parse_qsl(parts_of(url).query, keep_blank_values=True))
