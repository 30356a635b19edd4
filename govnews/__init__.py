"""All the news of Chinese local-government sites, each article once, clean and dated.

The readers for use in other programs: :func:`extract`, :func:`read_list`, :func:`find_columns`, :func:`restore`; what they give
(:class:`Article`, :class:`ListPage`, :class:`ListingEntry`, :class:`Column`) and raise (:exc:`PageChanged`, :exc:`Unreadable`).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govnews.errors import PageChanged, Unreadable
    from govnews.items import Article, Attachment, Column, Evidence, ListingEntry, Witness
    from govnews.library import extract, find_columns, read_list, restore
    from govnews.reading import ListPage

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Attachment",
    "Column",
    "Evidence",
    "ListPage",
    "ListingEntry",
    "PageChanged",
    "Unreadable",
    "Witness",
    "extract",
    "find_columns",
    "read_list",
    "restore",
]

# Loaded at first use: whoever wants one command, or the version alone, does not wait for all readers.
_HOMES = {
    **dict.fromkeys(("PageChanged", "Unreadable"), "errors"),
    **dict.fromkeys(("Article", "Attachment", "Column", "Evidence", "ListingEntry", "Witness"), "items"),
    **dict.fromkeys(("extract", "find_columns", "read_list", "restore"), "library"),
    "ListPage": "reading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
