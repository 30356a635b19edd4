"""A few sites behind one server, the list of them, and ``scrapy`` with both."""

from __future__ import annotations

import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from govnews.clock import now
from govnews.demo.server import ReplicaServer, Reply, Request
from govnews.ledger import open_ledger, open_reader
from tests.crawling import UNPACED, environment, records, scrapy
from tests.honesty.pagers import Queried
from tests.honesty.site import FIRST_DAY, Column, CountySite
from tests.places import PROJECT

COUNT = 12
NAMES = ("heping", "qingshi", "yunling")
LONG_AGO = "2020-01-01T00:00:00Z"


class SlowSite(CountySite):
    """A site whose every answer takes a while, until it is let go."""

    seconds = 0.0

    def __init__(self, *columns: Column, host: str) -> None:
        super().__init__(*columns, host=host)
        self.let_go = threading.Event()

    def respond(self, request: Request) -> Reply:
        self.let_go.wait(self.seconds)
        return super().respond(request)


class Sites:
    """A few sites behind one server, the list of them, and the output folder."""

    def __init__(self, folder: Path) -> None:
        self.output, self.list = folder / "output", folder / "sites.toml"
        self.sites: dict[str, SlowSite] = {}
        for name in NAMES:
            column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried())
            self.sites[name] = SlowSite(column, host=f"www.{name}.example.com")
            self.sites[name].fill(column, COUNT, newest=(now().date() - FIRST_DAY).days - 1)
        self.write({name: site.home for name, site in self.sites.items()})
        self.server = ReplicaServer({site.host: site for site in self.sites.values()})

    def write(self, homes: dict[str, str], more: str = "") -> None:
        self.list.write_text(
            "".join(f'[{name}]\nhome = "{home}"\n' for name, home in homes.items()) + more, "utf-8"
        )

    @property
    def settings(self) -> list[str]:
        return ["-s", f"GOVNEWS_OUTPUT={self.output}", "-s", f"GOVNEWS_SITES={self.list}"]

    def scrapy(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return scrapy(arguments[0], *self.settings, *arguments[1:], *UNPACED, proxy=self.server.url)

    def get(self, url: str) -> bytes:
        """What is served there now."""
        asked = urllib.request.build_opener(urllib.request.ProxyHandler({"http": self.server.url})).open(url)
        with asked:
            return bytes(asked.read())

    def round(self, *arguments: str) -> AbstractContextManager[subprocess.Popen[str]]:
        """A round that is on."""
        return self.running("round", *arguments)

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """``scrapy`` with these arguments, while it is on."""
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", arguments[0], *self.settings, *UNPACED, *arguments[1:]],
            cwd=PROJECT,
            env=environment(self.server.url),
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            yield process

    def make_due(self) -> None:
        """Every site that was crawled is due since long ago."""
        for name in self.sites:
            with closing(open_ledger(self.output / "govnews.db", name)) as ledger:
                if (interval := ledger.planned()) is not None:
                    ledger.plan(interval=interval, due_at=LONG_AGO)

    def runs(self, name: str) -> list[str | None]:
        """The outcomes of a site's runs, the newest first."""
        with closing(open_reader(self.output / "govnews.db")) as ledger:
            return [run.outcome for run in ledger.runs(name, last=100)]

    def everything_once(self) -> bool:
        """Whether the feeds have each article of each site once."""
        return all(
            sorted(one["url"] for one in records(self.output, name))
            == sorted(site.url(story) for story in site.stories())
            for name, site in self.sites.items()
        )
