"""Hosts: which servers are left alone until when, and what they need."""

from __future__ import annotations

from govnews.ledger.database import SitePart
from govnews.ledger.model import Host


class Hosts(SitePart):
    """The table ``host``, which all sites share."""

    def host(self, host: str) -> Host:
        row = self.database.row(
            "SELECT until, why, refusals, legacy_tls, scheme FROM host WHERE host = ?", (host,)
        )
        return Host(row[0], row[1], row[2], bool(row[3]), row[4]) if row else Host()

    def leave_alone(self, host: str, *, until: str | None, why: str | None, refusals: int) -> None:
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO host (host, until, why, refusals) VALUES (?,?,?,?) ON CONFLICT (host) DO UPDATE SET"
                " until = excluded.until, why = excluded.why, refusals = excluded.refusals",
                (host, until, why, refusals),
            )

    def remember_server(self, host: str, *, legacy_tls: bool = False, scheme: str | None = None) -> None:
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO host (host, legacy_tls, scheme) VALUES (?,?,?) ON CONFLICT (host) DO UPDATE SET"
                " legacy_tls = excluded.legacy_tls, scheme = excluded.scheme",
                (host, legacy_tls, scheme),
            )
