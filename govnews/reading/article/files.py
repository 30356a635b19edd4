"""The files of an article: what it offers for download, and the documents that it shows in its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urldefrag

from lxml.html import HtmlElement

from govnews.items import Attachment
from govnews.reading.page.embeds import addresses_of
from govnews.reading.page.lines import Flow
from govnews.reading.page.links import holds_document, is_document, is_page, names_document
from govnews.reading.page.page import Page
from govnews.text import fold

# An address that sends a file, whose name it does not tell: /module/download/downfile.jsp?id=5, /attachment/1024.
_SENDS = re.compile(
    r"(?:^|[/?&_=.-])(?:down(?:load)?(?:file|attach\w{0,10}|servlet|action)?|file_?down(?:load)?|attach(?:ment)?s?)(?:[/?&_=.]|$)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\.(?:s?html?|xml)(?:$|[?#])", re.IGNORECASE)
_CALLED = re.compile("附件|附表|下载|文件")
_VALUE = re.compile(r"[?&;][\w.-]{1,40}=([^&#]{1,500})")
_QUOTED = re.compile(r"""["']([^"'\s]{3,1000})["']""")


def find_files(page: Page, flow: Flow, start: int, end: int) -> list[Attachment]:
    """The files that stand in ``lines[start:end]`` of ``flow``, in order, each once.

    One right below the last line counts. A link leads to a file by its address, by what it is called, or by the name under
    which it is to be saved; a viewer shows one.

    >>> page = Page("http://example.gov.cn/1.html", '''<p><a href="/d?id=5" download="a.pdf">名单</a></p>
    ... <p><a href="/2.html">县长调研</a></p><iframe src="/a/1.pdf#page=1"></iframe>''')
    >>> [(file.url, file.name) for file in find_files(page, page.flow, 0, 2)]
    [('http://example.gov.cn/d?id=5', '名单'), ('http://example.gov.cn/a/1.pdf', '')]
    """
    offered = [(number, _offered(link)) for number, link in flow.links if start <= number <= end]
    shown = [(number, _shown(element)) for number, element in flow.embeds if start <= number <= end]
    found: dict[str, Attachment] = {}
    for _, files in sorted([*offered, *shown], key=lambda one: one[0]):
        for address, text in files:
            if url := page.address(address):
                url = urldefrag(url).url
                found.setdefault(url, Attachment(url, text))
    return list(found.values())


def offers_file(link: HtmlElement) -> bool:
    """Whether a link leads to a file."""
    return bool(_offered(link))


def _offered(link: HtmlElement) -> list[tuple[str, str]]:
    """Address and text of the file that a link leads to; empty where it leads to none."""
    href = (link.get("href") or "").strip()
    if not is_page(href):
        # An address, or the handler of a click, that calls a function with the file's name.
        script = f"{unquote(href)} {link.get('onclick') or ''}" if "(" in href else link.get("onclick") or ""
        files = [one for one in _QUOTED.findall(script[:2000]) if is_document(_path(one))][:1]
        return [(one, fold("".join(link.itertext()))) for one in files]
    text = fold("".join(link.itertext()))
    download, title = link.get("download"), link.get("title")
    if download is None and not _may_name_file(f"{href} {text} {title or ''}"):
        return []  # most links, and what follows is slow to say so
    named = [name for name in (download, title) if name]
    if (
        any(map(is_document, _names(href)))
        or names_document(text)  # download.jsp?id=1 has its file's name in the link's text
        or any(map(names_document, named))
        or download is not None
        or (_CALLED.search(text) and _SENDS.search(href) and not _PAGE.search(_path(href)))
    ):
        return [(href, text or (fold(named[0]) if named else ""))]
    return []


def _may_name_file(said: str) -> bool:
    """Whether a file's name, or that something is sent, may stand anywhere in what is said."""
    said = said.lower()
    return holds_document(said) or "down" in said or "attach" in said


def _shown(element: HtmlElement) -> list[tuple[str, str]]:
    """Address and title of the documents that a viewer shows."""
    if element.tag == "script" and not _may_name_file(element.text or ""):
        return []
    text = fold(element.get("title") or "")
    return [(address, text) for address in addresses_of(element) if is_document(_path(address))]


def _names(href: str) -> Iterator[str]:
    """What may be a file's name in an address: the end of its path, and the values of its query."""
    yield _path(href)
    if "=" in href:
        yield from map(unquote, _VALUE.findall(href[:2100]))


def _path(href: str) -> str:
    return href.partition("?")[0].partition("#")[0]
