"""A fetched page: its bytes decoded once and parsed once, for every reader."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterable
from copy import deepcopy
from functools import cached_property
from urllib.parse import urljoin

import lxml.html

from govnews.errors import PageOverBound
from govnews.reading.bounds import MAX_PAGE, MAX_WRITTEN
from govnews.reading.page.charset import decode
from govnews.reading.page.lines import Flow, read_flow
from govnews.reading.page.links import as_browsers_read, resolve
from govnews.reading.page.main_text import Prose, find_prose
from govnews.reading.page.parse import parse_html
from govnews.reading.page.picked import PickedFields
from govnews.reading.page.written import filled_by, ids_in, with_written

_DOCUMENT_END = re.compile(r"</(?:[Hh][Tt][Mm][Ll]|[Bb][Oo][Dd][Yy])\s*>")
# More than this many characters behind </body> are a part of the page.
_FOOT = 20
_XML = re.compile(r"\s*<\?xml[^>]*\?>")
# References to what Chinese text is made of; behind an address's ampersand they would need the semicolon, too.
_ESCAPED_TWICE = re.compile(
    r"&amp;((?:[lr][ds]quo|nbsp|e[nm]sp|thinsp|[mn]dash|middot|bull|hellip|times|quot|amp|deg|yen|[lr]aquo|#\d{2,6}"
    r"|#x[0-9a-fA-F]{2,5}));"
)


def _fill(root: lxml.html.HtmlElement) -> None:
    """Put into empty elements what short scripts put there (:func:`filled_by`). Raises :exc:`PageOverBound`."""
    scripts = [
        (text, ids) for script in root.iter("script") if (text := script.text) and (ids := ids_in(text))
    ]
    if not scripts:
        return
    named = {str(name): element for element in root.iter() if (name := element.get("id"))}

    def content(name: str) -> str | None:
        """What an element holds: a field its value, any other one its text."""
        element = named.get(name)
        return None if element is None else element.get("value") or element.text

    def is_empty(name: str) -> bool:
        element = named.get(name)
        return element is not None and not len(element) and not (element.text or "").strip()

    filled = 0
    for script, ids in scripts:
        if not any(map(is_empty, ids)):
            continue
        for name, said in filled_by(script, content):
            if not is_empty(name):
                continue
            element = named[name]
            filled += len(said)
            if filled > MAX_WRITTEN:
                raise PageOverBound(f"scripts that fill in more than {MAX_WRITTEN} characters")
            if "<" not in said:
                element.text = html.unescape(said)
            elif (body := parse_html(said).find("body")) is not None:
                element.text = body.text
                element.extend(list(body))


def closes(text: str) -> bool | None:
    """Whether an HTML page ends with its closing tag; None for what does not open with ``<html>``.

    >>> closes("<html><body><ul><li>孟津要闻</li></ul></body></html>"), closes("<html><body><ul><li>孟津要")
    (True, False)
    >>> closes('{"rows": []}')
    """
    if "<html" not in text[:5000].lower():
        return None
    return "</html" in text[-5000:].lower()


class Page:
    """What was fetched, as text and as tree.

    ``url`` is the final URL, ``text`` the decoded page, ``encoding`` the codec that decoded it. ``mirror`` says in
    one line what a degraded mirror had done to the text and was undone; None where it is as it came. ``picked`` is what
    the site's selectors pick on it (:mod:`govnews.reading.selectors`), where it has any.
    The tree is made at first use. Readers leave it as it is, and go through its elements by themselves: XPath takes time
    that grows with the square of an element's children, and nothing interrupts it.
    """

    def __init__(self, url: str, text: str, encoding: str = "utf-8", mirror: str | None = None) -> None:
        self.url = url
        self.text = text
        self.encoding = encoding
        self.mirror = mirror
        self.picked: PickedFields = {}
        self._addresses: dict[str, str | None] = {}

    @classmethod
    def from_bytes(cls, body: bytes, url: str, content_type: str | None = None) -> Page:
        """The page that ``body`` holds, decoded by :func:`decode`. Raises :exc:`PageOverBound` for too many bytes."""
        if len(body) > MAX_PAGE:
            raise PageOverBound(f"more than {MAX_PAGE // 1024**2} MiB")
        encoding, text = decode(body, content_type)
        # Where one character is beyond the usual ones (an emoji), each takes four bytes, and each copy of the text.
        if sys.getsizeof(text) > 2 * MAX_PAGE:
            raise PageOverBound(f"more than {2 * MAX_PAGE // 1024**2} MiB of decoded text")
        return cls(url, text, encoding)

    @cached_property
    def root(self) -> lxml.html.HtmlElement:
        """The document's tree; an empty document gives an empty ``<html>``.

        Included headers bring a ``</body></html>`` of their own (field facts §3.13) after which the parser
        reads nothing: end tags of the document are left out. What short scripts write stands behind them
        (:func:`with_written`), what they put into empty elements in these. A reference that was escaped once more
        (``&amp;ldquo;``) is one again. Links lead where browsers go. Raises :exc:`PageOverBound` as
        :func:`parse_html` does.
        """
        text = self.text.replace("\x00", "")
        if declaration := _XML.match(text):
            text = text[declaration.end() :]
        end = _DOCUMENT_END.search(text)
        if end and len(text) - end.end() > _FOOT:
            text = text[: end.start()] + _DOCUMENT_END.sub("", text[end.end() :])
        text = with_written(_ESCAPED_TWICE.sub(r"&\1;", text) if "&amp;" in text else text)
        root = parse_html(text)
        _fill(root)
        for link in root.iter("a", "area"):
            href = link.get("href")
            if (
                href
                and ("\\" in href or not href.isascii())
                and (read := as_browsers_read(href, self.encoding)) != href
            ):
                link.set("href", read)
        return root

    def part(self, elements: Iterable[lxml.html.HtmlElement]) -> Page:
        """A page of copies of these elements of it alone."""
        part = Page(self.url, "<html><body></body></html>", self.encoding)
        part.base_url = self.base_url
        for element in elements:
            part.root[-1].append(copy := deepcopy(element))
            copy.tail = None
        return part

    @cached_property
    def hrefs(self) -> list[str]:
        """The ``href`` of every ``<a>`` that has one, in order."""
        return [href for link in self.root.iter("a") if (href := link.get("href")) is not None]

    @cached_property
    def own_url(self) -> str | None:
        """The address that the page gives as its own (canonical link, Url, og:url); None where it gives none."""
        links = (link.get("href") for link in self.root.iter("link") if link.get("rel") == "canonical")
        for said in (next(filter(None, links), ""), self.metas.get("url", ""), self.metas.get("og:url", "")):
            if re.match(r"https?://[^/]", said.strip()):
                return said.strip()
        return None

    @cached_property
    def flow(self) -> Flow:
        """The page as lines of text."""
        return read_flow(self.root)

    @cached_property
    def prose(self) -> Prose:
        """Where the text of the page stands, if it has one."""
        return find_prose(self.flow, self.title)

    @cached_property
    def title(self) -> str:
        """The first ``<title>`` in one line; empty where there is none."""
        element = next(self.root.iter("title"), None)
        return " ".join((element.text or "").split()) if element is not None else ""

    @cached_property
    def base_url(self) -> str:
        """What relative addresses are relative to: ``<base href>`` where the page has one, else its URL."""
        base = next((one.get("href", "").strip() for one in self.root.iter("base") if one.get("href")), "")
        try:
            return urljoin(self.url, base) if base else self.url
        except ValueError:  # a host in brackets that is no IPv6 address
            return self.url

    def address(self, href: str) -> str | None:
        """Where an ``href`` of the page leads, as an absolute http(s) address; None where it is none.

        Each is resolved once, however many readers ask.

        >>> page = Page("http://a.cn/xw/index.html", "<a href='1.html'>1</a>")
        >>> page.address("1.html"), page.address("javascript:;")
        ('http://a.cn/xw/1.html', None)
        """
        if href not in self._addresses:
            self._addresses[href] = resolve(self.base_url, href)
        return self._addresses[href]

    @cached_property
    def metas(self) -> dict[str, str]:
        """``<meta>`` values by lower-case name, white space at the ends removed, the first non-empty one of each.

        Names are matched without case, since sites write ``Sitename`` and ``PUBDATE`` (field facts §2).
        """
        found: dict[str, str] = {}
        for meta in self.root.iter("meta"):
            name = (meta.get("name") or meta.get("property") or "").strip().lower()
            content = (meta.get("content") or "").strip()
            if name and content:
                found.setdefault(name, content)
        return found
