"""All parts of a site's ledger in one."""

from __future__ import annotations

from govnews.ledger.articles import Articles
from govnews.ledger.columns import Columns
from govnews.ledger.failures import Failures
from govnews.ledger.hosts import Hosts
from govnews.ledger.past import PastPart
from govnews.ledger.publications import Publications
from govnews.ledger.runs import Runs


class SiteLedger(Failures, Articles, Publications, Columns, PastPart, Hosts, Runs):
    """Keeps the promises of :class:`govnews.ledger.Ledger` on any database, each part those of its subject."""
