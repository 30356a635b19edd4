"""A fetched page: its bytes decoded once and parsed once, for every reader."""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import urljoin

import lxml.html
from scrapy.http import Response
from w3lib.encoding import html_to_unicode


class Page:
    """What was fetched, as text and as tree.

    ``url`` is the final URL, ``text`` the decoded page, ``encoding`` the codec that decoded it.
    The tree is made at first use. Changing the tree is for its owner only: readers leave it as it is.
    """

    def __init__(self, url: str, text: str, encoding: str = "utf-8") -> None:
        self.url = url
        self.text = text
        self.encoding = encoding

    @classmethod
    def from_bytes(cls, body: bytes, url: str, content_type: str | None = None) -> Page:
        """Decoded as browsers do (BOM, header, meta, then the bytes themselves), gb2312 as gb18030."""
        encoding, text = html_to_unicode(content_type, body)
        return cls(url, text, encoding)

    @classmethod
    def from_response(cls, response: Response) -> Page:
        """The page of a Scrapy response."""
        content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        return cls.from_bytes(response.body, response.url, content_type or None)

    @cached_property
    def root(self) -> lxml.html.HtmlElement:
        """The document's tree; an empty document gives an empty ``<html>``."""
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", self.text.replace("\x00", ""))
        parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace") or b"<html></html>", parser=parser)
        return root

    @cached_property
    def base_url(self) -> str:
        """What relative addresses are relative to: ``<base href>`` where the page has one, else its URL."""
        base = self.root.xpath("string(//base[@href][1]/@href)").strip()
        return urljoin(self.url, base) if base else self.url

    def link(self, href: str) -> str:
        """``href`` as an absolute URL."""
        return urljoin(self.base_url, href.strip())

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
