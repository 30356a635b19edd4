"""How much of anything is read: beyond it a page is an attack or a fault, and fails alone."""

from __future__ import annotations

import re

from govnews.items import Article

# Bytes: a longer tag is looked at closely; most of them carry a picture as a data: address.
_LONG_TAG = 8192
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_NAME = re.compile(rb"[^\s/=]+")

MAX_PAGE = 8 * 1024 * 1024
"""Bytes of a page. Pages with photos written into them have a few million; reading one takes ten times as much."""
MAX_TAGS = 100_000
"""``<`` in a page. The largest real page that we know has 4,500; the tree of so many takes about 50 MB."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one tag: the parser's time grows with their square."""
MAX_ENTRIES = 5_000
"""Entries of one listing page. A page lists 15 to 25; a whole archive on one page a few thousand."""
MAX_TITLE = 1_000
"""Characters of a title; a headline has 10 to 60."""
MAX_BODY = 2_000_000
"""Characters of a body; the longest plans and reports have 200,000."""
MAX_IMAGES = 2_000
MAX_ATTACHMENTS = 1_000


def page_over_bound(body: bytes) -> str | None:
    """What the page has too much of, in one line; None where it can be read. Time is linear in ``body``.

    >>> page_over_bound(b"<html><p class='a'>text</p></html>") is None
    True
    >>> page_over_bound(b"<b>" * 200_000)
    'more than 100000 tags'
    >>> page_over_bound(b"<p " + b"a " * 20_000 + b">")
    'a tag of more than 1000 attributes'
    >>> page_over_bound(b"text " * 20_000) is None, page_over_bound(b"<p " + b"a " * 1_500 + b">" + b"text " * 2_000) is None
    (True, True)
    >>> page_over_bound(b'<img alt="" src="data:image/png;base64,' + b"A" * 20_000 + b'">') is None
    True
    """
    if len(body) > MAX_PAGE:
        return f"more than {MAX_PAGE // 1024**2} MiB"
    if b"\x00" in body:  # UTF-16, or NULs that readers leave out
        body = body.replace(b"\x00", b"")
    if body.count(b"<") > MAX_TAGS:
        return f"more than {MAX_TAGS} tags"
    long = [piece for piece in body.split(b"<")[1:] if len(piece) > _LONG_TAG and piece[:1].isalpha()]
    for tag in (piece.partition(b">")[0] for piece in long):
        if len(tag) <= _LONG_TAG:
            continue
        values = _QUOTED.findall(tag)
        names = _NAME.findall(_QUOTED.sub(b" ", tag))
        if max(len(values), len(names)) > MAX_ATTRIBUTES:
            return f"a tag of more than {MAX_ATTRIBUTES} attributes"
    return None


def article_over_bound(article: Article) -> str | None:
    """What the article has too much of, in one line; None where it is fit for a feed.

    >>> article_over_bound(Article(url="http://example.gov.cn/1.html", title="孟津" * 1000))
    'a title of 2000 characters'
    >>> article_over_bound(Article(url="http://example.gov.cn/1.html", title="孟津")) is None
    True
    """
    if len(article.title or "") > MAX_TITLE:
        return f"a title of {len(article.title or '')} characters"
    if len(article.body) > MAX_BODY:
        return f"a text of {len(article.body)} characters"
    if len(article.images) > MAX_IMAGES:
        return f"{len(article.images)} images"
    if len(article.attachments) > MAX_ATTACHMENTS:
        return f"{len(article.attachments)} attachments"
    return None
