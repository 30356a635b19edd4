"""A site's selectors: CSS or XPath that say where its pages have what the reader does not find, or finds wrong, by itself.

What they pick goes with the page (:attr:`Page.picked <govnews.reading.page.page.Page.picked>`), and whoever reads the page
believes it first. A selector that matches nothing leaves the reader to itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self

from lxml import etree
from lxml.html import HtmlElement
from parsel import Selector, css2xpath

from govnews.reading.page.page import Page
from govnews.reading.page.picked import Field, Picked

MOST_ELEMENTS = 5_000
"""Elements of a page that selectors are applied to; real pages have up to 2,300. Nothing interrupts a selector."""
MOST_CHILDREN = 500
"""Children of one element, where a selector compares siblings (``li ~ li``): its time may grow with the cube of their number."""

# What no CSS begins with: a path, a bracket, a function's call.
_XPATH = re.compile(r"\.{0,2}/|\(|@|[a-z][a-z-]*\(")
_TEXTS = re.compile(r"::text|::attr\(|/text\(\)|/@[\w-]+\)?$|^\w[\w-]*\(")
# XPath is checked as far as a page does not have to be at hand for it: the names of its functions (XPath 1.0, EXSLT, parsel).
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"(?<![\w:-])([A-Za-z][\w-]{0,40}(?::[\w-]{1,40})?)\s{0,9}\(|(\$[\w-]{1,40})")
_FUNCTIONS = frozenset(
    (
        "last position count id local-name namespace-uri name string concat starts-with contains substring-before"
        " substring-after substring string-length normalize-space translate boolean not true false lang number sum floor"
        " ceiling round text node comment processing-instruction and or has-class re:test re:match re:replace set:difference"
        " set:distinct set:has-same-node set:intersection set:leading set:trailing"
    ).split()
)
_OF_ELEMENTS = frozenset([Field.BODY, Field.ROWS, Field.COLUMNS])
_SIBLINGS = re.compile(r"-sibling\s{0,9}::")
_FAR = re.compile(r"\b(?:following|preceding)\s{0,9}::")
_EMPTY = "<html><body></body></html>"


class Selectors:
    """The selectors of one site, checked.

    >>> page = Page("http://example.gov.cn/1.html", "<div class='t1'>孟津春茶开采</div><p>3月24日</p>")
    >>> Selectors.read({"title": ".t1", "source": "//em[@id='ly']/text()"}).pick(page).picked[Field.TITLE].text
    '孟津春茶开采'
    >>> page.picked[Field.SOURCE].texts
    []
    """

    def __init__(self, expressions: Mapping[Field, tuple[str, str]]) -> None:
        self._expressions = expressions
        """By field: the selector as it was written, and as XPath."""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """The selectors that ``said`` names, by field. Raises ValueError, in one line, for a field or an expression that is none.

        >>> Selectors.read({"headline": "h1"})  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ValueError: headline: there is no such field; known are title, published_on, source, author, editor, body, rows, ...
        >>> Selectors.read({"title": "h1["})
        Traceback (most recent call last):
        ValueError: title = h1[: no CSS: Expected ident or '*', got <EOF at 3>
        >>> Selectors.read({"rows": "ul li::text"})
        Traceback (most recent call last):
        ValueError: rows = ul li::text: it picks texts; elements are wanted
        """
        expressions = {}
        for name, value in said.items():
            if name not in set(Field):
                raise ValueError(f"{name}: there is no such field; known are {', '.join(Field)}")
            try:
                expressions[Field(name)] = (value, _checked(Field(name), value))
            except ValueError as error:
                raise ValueError(f"{name} = {value}: {error}") from None
        return cls(expressions)

    def __bool__(self) -> bool:
        return bool(self._expressions)

    def __contains__(self, field: Field) -> bool:
        return field in self._expressions

    def pick(self, page: Page) -> Page:
        """The same page with what the selectors pick on it. Raises :exc:`PageOverBound` as the page's tree does."""
        if self._expressions and "<" in page.text:
            narrow, most = _is_narrow(page.root), MOST_ELEMENTS + 1
            small = sum(1 for _ in zip(page.root.iter(), range(most), strict=False)) < most
            page.picked = {
                field: _pick(page.root, written, path)
                if small and (narrow or not _SIBLINGS.search(path))
                else Picked(written)
                for field, (written, path) in self._expressions.items()
            }
        return page


def _checked(field: Field, value: Any) -> str:
    """The XPath of a selector. Raises ValueError with what is wrong."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("not a text of one line")
    if field in _OF_ELEMENTS and _TEXTS.search(value.strip()):
        raise ValueError("it picks texts; elements are wanted")
    if not _XPATH.match(value.strip()):
        try:
            return css2xpath(value)
        except Exception as error:  # cssselect has an error for each kind of mistake
            raise ValueError(f"no CSS: {error}") from None
    if _FAR.search(_LITERAL.sub("''", value)):
        raise ValueError(
            "no XPath that a page is read by: following:: and preceding:: take too long on a large one"
        )
    for call in _CALL.finditer(_LITERAL.sub("''", value)):
        if call[1] not in _FUNCTIONS:
            raise ValueError(f"no XPath: there is no {call[1] or call[2]}")
    try:
        Selector(text=_EMPTY).xpath(value)
    except ValueError as error:
        raise ValueError(f"no XPath: {str(error).removeprefix('XPath error: ')}") from None
    return value.strip()


def _is_narrow(root: HtmlElement) -> bool:
    return all(len(element) <= MOST_CHILDREN for element in root.iter())


def _pick(root: HtmlElement, written: str, path: str) -> Picked:
    elements: list[HtmlElement] = []
    texts = []
    try:
        found = Selector(root=root, type="html").xpath(path)
    except (ValueError, re.error):  # what only a page shows: an expression of re:test that is none
        return Picked(written)
    for one in found:
        said = one.root
        if isinstance(said, etree._Element):
            if not _is_inside(said, elements):
                elements.append(said)
                texts.append(_text_of(said))
        else:
            texts.append(" ".join(str(said).split()))
    return Picked(written, elements, [text for text in texts if text])


def _is_inside(element: HtmlElement, others: list[HtmlElement]) -> bool:
    """Whether it stands in the last of the others, which come in page order."""
    return bool(others) and any(above is others[-1] for above in element.iterancestors())


def _text_of(element: HtmlElement) -> str:
    return " ".join("".join(element.xpath(".//text()[not(parent::script or parent::style)]")).split())
