"""What a site's selectors pick on a page: the first witness of what they are given for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lxml.html import HtmlElement

from govnews.items import Witness

# Characters of a witness that are kept; a headline, a date, a name has far fewer.
_LONGEST = 400


class Field(StrEnum):
    """What a selector can be given for: fields of an article, the rows and next page of a list, columns of a home page."""

    TITLE = "title"
    PUBLISHED_ON = "published_on"
    SOURCE = "source"
    AUTHOR = "author"
    EDITOR = "editor"
    BODY = "body"
    ROWS = "rows"
    NEXT = "next"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Picked:
    """What one selector picks on one page; nothing where it matches nothing."""

    selector: str
    """As it was written."""
    elements: Sequence[HtmlElement] = ()
    """The elements, in page order, none inside another; empty where it picks texts or attributes."""
    texts: Sequence[str] = ()
    """What each says, in one line; empty ones left out."""

    @property
    def matches(self) -> bool:
        """Whether the selector matches anything."""
        return bool(self.elements or self.texts)

    @property
    def text(self) -> str:
        """All that is picked, in one line, each text once: a date may stand in one element and its clock time in the next.

        >>> Picked(".time", texts=["2023-03-24", "09:15", "2023-03-24"]).text
        '2023-03-24 09:15'
        """
        return " ".join(dict.fromkeys(self.texts))[:_LONGEST]

    @property
    def witness(self) -> Witness:
        """What it says, as a witness of its field."""
        return Witness("selector", self.selector, self.text)


PickedFields = Mapping[Field, Picked]
"""By field; a field without a selector is missing, one whose selector matches nothing has an empty one."""
