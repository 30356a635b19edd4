"""How large a page and an article may be: what is larger is an attack or a fault, and fails alone.

What is measured is what a parser gets, decoded and unescaped: see :mod:`govnews.reading.page.parse`.
"""

from __future__ import annotations

import re

from govnews.items import Article

MAX_PAGE = 8 * 1024 * 1024
"""Bytes of a page. Pages with photos written into them have a few million; reading one takes ten times as much."""
MAX_TAGS = 100_000
"""``<`` in a page. The largest real page that we know has 4,500; the tree of so many takes about 50 MB."""
MAX_ATTRIBUTES = 1_000
"""Attributes of one tag: the parser's time grows with their square."""
MAX_ALL_ATTRIBUTES = 200_000
"""Attributes of a page. The largest real page that we know has 2,000; the tree of so many takes about 50 MB."""
MAX_WRITTEN = 500_000
"""Characters of markup that the scripts of a page write, and that they put into its elements; an article has up to 200,000."""
MAX_VALUES = 500_000
"""Brackets and commas of a JSON text. A list of 5,000 rows has 200,000; the values of so many take about 50 MB."""
MAX_ENTRIES = 5_000
"""Entries of one listing page. A page lists 15 to 25; a whole archive on one page a few thousand."""
MAX_TITLE = 1_000
"""Characters of a title; a headline has 10 to 60."""
MAX_BODY = 2_000_000
"""Characters of a body, and of all that a page says; the longest plans and reports have 200,000."""
MAX_LINES = 200_000
"""Lines of a page; a table of a whole year's figures has some thousand."""
MAX_IMAGES = 2_000
MAX_FILMS = 1_000
MAX_ATTACHMENTS = 1_000

# Bytes that an attribute takes at the least: a letter, and what parts it from the next one.
_LEAST = 2
# So many attributes cost the parser no second, wherever they stand.
_FEW = 10_000
# Bytes of a page whose words may be held, each by itself, to be counted; of a larger one each blank counts.
_SMALL = 400_000
_WHITE = b" \t\n\v\f\r"
# Markup as parsers read it (HTML Standard, 13.2.5): comments and the text of scripts and their kin hold no tags, a quoted
# value may hold < and >, and a quotation mark that no = stands before is a letter of a name.
_SPACE = rb"[ \t\n\f\r]"
_ATTRIBUTE = (
    rb"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rb"(?>(?:%b*+=%b*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^ \t\n\f\r>]*+))?)" % (_SPACE, _SPACE)
)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
# One attribute beyond the bound is matched, and no more: the matcher keeps some hundred bytes for each round. An end tag
# without attributes, which half of all tags are, is passed over: what stands in it opens nothing.
_MARKUP = re.compile(
    rb"<(?!/[^ \t\n\f\r/<>]++>)(?:!--(?:-?>|.*?(?:--!?>|\Z))"
    rb"|/?(?:(?P<raw>(?<!/)(?:script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[ \t\n\f\r/>]))|[a-z][^ \t\n\f\r/>]*+)"
    rb"(?P<attributes>(?>(?:%b){0,%d}))"
    rb"(?(raw)(?![ \t\n\f\r/]*+(?<=/)>)[^<]*+(?>(?:<(?!/(?P=raw)[ \t\n\f\r/>])[^<]*+)*))"
    rb"|[!?/][^>]*+)" % (_ATTRIBUTE, MAX_ATTRIBUTES + 1),
    re.IGNORECASE | re.DOTALL,
)


def markup_over_bound(markup: bytes) -> str | None:
    """What a page or a fragment has too much of, in one line; None where it is within bounds. Time is linear in it.

    ``markup`` is in UTF-8, as the parser gets it.

    >>> markup_over_bound(b"<html><p class='a'>text</p></html>") is None
    True
    >>> markup_over_bound(b"<b>" * 200_000)
    'more than 100000 tags'
    >>> markup_over_bound(b"<p " + b"a " * 20_000 + b">"), markup_over_bound(b"<p z='>' " + b"a " * 40_000 + b">")
    ('a tag of more than 1000 attributes', 'a tag of more than 1000 attributes')
    >>> markup_over_bound(b"<br a b c>" * 90_000)
    'more than 200000 attributes'
    >>> markup_over_bound(b"text " * 40_000) is None, markup_over_bound(b"<p a=''>" + b"text, " * 40_000) is None
    (True, True)
    >>> markup_over_bound(b'<img alt="" src="data:image/png;base64,' + b"A" * 80_000 + b'">') is None
    True
    """
    if len(markup) > MAX_PAGE:
        return f"more than {MAX_PAGE // 1024**2} MiB"
    if len(markup) > MAX_TAGS and markup.count(b"<") > MAX_TAGS:
        return f"more than {MAX_TAGS} tags"
    if (most := _most_attributes(markup)) <= _FEW:
        return None
    tags = attributes_of(markup)
    if any(len(tag) > _LEAST * MAX_ATTRIBUTES and number_of(tag) > MAX_ATTRIBUTES for tag in tags):
        return f"a tag of more than {MAX_ATTRIBUTES} attributes"
    if most > MAX_ALL_ATTRIBUTES and sum(map(number_of, tags)) > MAX_ALL_ATTRIBUTES:
        return f"more than {MAX_ALL_ATTRIBUTES} attributes"
    return None


def _most_attributes(markup: bytes) -> int:
    """A number that its attributes are no more than: each stands behind white space, a slash, or the end of a quoted value."""
    is_small = len(markup) <= _SMALL
    blanks = len(markup.split()) if is_small else len(markup) - len(markup.translate(None, _WHITE))
    return blanks + markup.count(b"/") + (markup.count(b'"') + markup.count(b"'")) // 2


def attributes_of(markup: bytes) -> list[bytes]:
    """What stands in the tags of markup behind their names; of a tag beyond the bound, one attribute more than that.

    End tags that hold nothing are left out.

    >>> attributes_of(b"<p><img src=1.jpg alt='a > b'><!-- <b c> --></p>")
    [b'', b" src=1.jpg alt='a > b'", b'']
    >>> attributes_of(b"<script async>i<n && '<b c>'</script> 3 < 4")
    [b' async']
    """
    return [attributes for _, attributes in _MARKUP.findall(markup)]


def number_of(attributes: bytes) -> int:
    """How many attributes such a text holds, two of the same name included.

    >>> number_of(b" src=1.jpg alt='a > b'"), number_of(b"")
    (2, 0)
    """
    return sum(1 for _ in _EACH_ATTRIBUTE.finditer(attributes))


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
