"""How large a page and an article may be: what is larger is an attack or a fault, and fails alone.

What is measured is what a parser gets, decoded and unescaped: see :mod:`govnews.reading.page.parse`.
"""

from __future__ import annotations

import re

from govnews.items import Article

# The attributes of a tag of this many characters are counted; most such tags carry a picture as a data: address.
_LONG = 8192
_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}+")
# A tag as the parser reads it: a quoted value may hold < and >, and a quotation mark elsewhere is a letter. Both
# patterns are needed: this one is led astray by a quotation mark that a comment leaves open.
_VALUE = r"=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+)"
_QUOTING_TAG = re.compile(r"<[a-zA-Z](?>(?:[^>\"'=]++|" + _VALUE + r"|[\"'=])*)")
# Characters of a page that is searched with the first pattern only: whatever its tags hold, parsing them takes a tenth of
# a second at the most.
_SMALL = 65_536
_QUOTED = re.compile(_VALUE)
_NAME = re.compile(r"[^\s/=]+")

MAX_PAGE = 8 * 1024 * 1024
"""Bytes of a page. Pages with photos written into them have a few million; reading one takes ten times as much."""
MAX_TAGS = 100_000
"""``<`` in a page. The largest real page that we know has 4,500; the tree of so many takes about 50 MB."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one tag: the parser's time grows with their square."""
MAX_VALUES = 500_000
"""Brackets and commas of a JSON text. A list of 5,000 rows has 200,000; the values of so many take about 50 MB."""
MAX_ENTRIES = 5_000
"""Entries of one listing page. A page lists 15 to 25; a whole archive on one page a few thousand."""
MAX_TITLE = 1_000
"""Characters of a title; a headline has 10 to 60."""
MAX_BODY = 2_000_000
"""Characters of a body; the longest plans and reports have 200,000."""
MAX_IMAGES = 2_000
MAX_FILMS = 1_000
MAX_ATTACHMENTS = 1_000


def markup_over_bound(text: str) -> str | None:
    """What a page or a fragment has too much of, in one line; None where it is within bounds. Time is linear in it.

    >>> markup_over_bound("<html><p class='a'>text</p></html>") is None
    True
    >>> markup_over_bound("<b>" * 200_000)
    'more than 100000 tags'
    >>> markup_over_bound("<p " + "a " * 20_000 + ">"), markup_over_bound("<p z='>' " + "a " * 40_000 + ">")
    ('a tag of more than 1000 attributes', 'a tag of more than 1000 attributes')
    >>> markup_over_bound("text " * 40_000) is None, markup_over_bound("<p a=''>" + "text, " * 40_000) is None
    (True, True)
    >>> markup_over_bound('<img alt="" src="data:image/png;base64,' + "A" * 80_000 + '">') is None
    True
    """
    if len(text) > MAX_PAGE:
        return f"more than {MAX_PAGE // 1024**2} MiB"
    if text.count("<") > MAX_TAGS:
        return f"more than {MAX_TAGS} tags"
    tags = [tag[0] for tag in _TAG.finditer(text)]
    if len(text) > _SMALL:
        quoting = (tag for tag in _QUOTING_TAG.finditer(text) if len(tag[0]) > _LONG)
        tags += [tag[0] for tag in quoting if not _in_script(text, tag.start())]
    if any(len(_NAME.findall(_QUOTED.sub(" ", tag))) > MAX_ATTRIBUTES for tag in tags):
        return f"a tag of more than {MAX_ATTRIBUTES} attributes"
    return None


def data_over_bound(text: str) -> str | None:
    """What a JSON text has too much of, in one line; None where it is within bounds.

    >>> data_over_bound('{"rows": [1, 2, 3]}') is None
    True
    >>> data_over_bound("[" + "[]," * 300_000)
    'more than 500000 values'
    """
    if len(text) > MAX_PAGE:
        return f"more than {MAX_PAGE // 1024**2} MiB"
    if sum(map(text.count, ",[{")) > MAX_VALUES:
        return f"more than {MAX_VALUES} values"
    return None


def _in_script(text: str, at: int) -> bool:
    """Whether what looks like a tag is a comparison: ``i<n``."""
    return text.rfind("<script", 0, at) > text.rfind("</script", 0, at)


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
    if len(article.films) > MAX_FILMS:
        return f"{len(article.films)} films"
    if len(article.attachments) > MAX_ATTACHMENTS:
        return f"{len(article.attachments)} attachments"
    return None
