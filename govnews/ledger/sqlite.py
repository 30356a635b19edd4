"""The ledger on SQLite: one file for all sites, ``output/govnews.db``."""

from __future__ import annotations

from pathlib import Path

from govnews.ledger.articles import Articles
from govnews.ledger.columns import Columns
from govnews.ledger.database import Database
from govnews.ledger.failures import Failures
from govnews.ledger.hosts import Hosts
from govnews.ledger.past import PastPart
from govnews.ledger.publications import Publications
from govnews.ledger.runs import Runs


class SqliteLedger(Failures, Articles, Publications, Columns, PastPart, Hosts, Runs):
    """Keeps the promises of :class:`govnews.ledger.Ledger`, each part those of its subject."""

    def __init__(self, path: Path, site: str) -> None:
        super().__init__(Database.open(path), site)
