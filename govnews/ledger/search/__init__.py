"""Searching titles and texts of all articles, by an index beside the ledger that can be made anew at any time."""

from __future__ import annotations

from govnews.ledger.search.index import Bounds, Found, search
from govnews.ledger.search.query import Query
from govnews.ledger.search.words import Excerpt, excerpt

__all__ = ["Bounds", "Excerpt", "Found", "Query", "excerpt", "search"]
