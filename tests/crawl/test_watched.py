"""Who asks again and again how every site is doing is told the same as who asks for the first time, for less."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from govnews.clock import BEIJING, utc
from govnews.crawl.freshness import State
from govnews.crawl.outcome import Outcome
from govnews.crawl.report import REPORT, Report
from govnews.crawl.sites import Site
from govnews.crawl.status import Watched, statuses
from govnews.items import Column
from govnews.ledger import Ledger, Reader, open_ledger, open_reader
from tests.ledger.samples import article

NAMES = ("a", "b", "c")
COLUMNS = [Column("青石要闻", "http://www.example.gov.cn/xw/", "导航", 1)]
OUTCOMES = (Outcome.OK, Outcome.OK, Outcome.UNREACHABLE, Outcome.BLOCKED, Outcome.INCOMPLETE)
START = datetime(2026, 3, 2, 3, tzinfo=UTC)


def report(site: str, outcome: str) -> str:
    """That of a run without anything."""
    return REPORT.dump_json(
        Report(
            site=site, outcome=outcome, exit_code=0, meaning="", started_at=utc(START), finished_at=utc(START), responses=0,
            records={}, columns=[], troubles={}, samples=[], files={},
        )
    ).decode()  # fmt: skip


@dataclass
class Play:
    """Sites that live in a ledger: each step a run begins, brings news and ends, a list changes, or time passes."""

    path: Path
    chance: random.Random
    sites: dict[str, Site]
    now: datetime = START
    number: int = 0

    def step(self) -> None:
        """One of these."""
        self.now += timedelta(minutes=self.chance.choice([1, 1, 1, 600, 60 * 24 * 9]))
        name = self.chance.choice(NAMES)
        match self.chance.randrange(6):
            case 0:
                self.sites.pop(name, None)
            case 1:
                paused = self.chance.random() < 0.3
                self.sites[name] = Site(name=name, home=f"http://{name}.example.com/", paused=paused)
            case _:
                with closing(open_ledger(self.path, name)) as ledger:
                    self.run(ledger)

    def run(self, ledger: Ledger) -> None:
        """A run, which may be killed before it ends."""
        run = ledger.begin_run(now=utc(self.now))
        ledger.plan(interval=timedelta(hours=2), due_at=utc(self.now + timedelta(hours=2)))
        ledger.remember_columns(COLUMNS, by_name=False, now=utc(self.now))
        for _ in range(self.chance.randrange(3)):
            self.number += 1
            day = self.now.astimezone(BEIJING).date().isoformat()
            ledger.record(article(self.number, site=ledger.site, published_on=day), now=utc(self.now))
        self.now += timedelta(seconds=40)
        if self.chance.random() < 0.9:
            outcome = self.chance.choice(OUTCOMES).word
            ledger.end_run(run, now=utc(self.now), outcome=outcome, report=report(ledger.site, outcome))
            ledger.plan(interval=timedelta(hours=3), due_at=utc(self.now + timedelta(hours=3)))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_remembered_is_what_a_new_look_finds(tmp_path: Path, seed: int) -> None:
    play, watched = Play(tmp_path / "govnews.db", random.Random(seed), {}), Watched()
    with closing(open_ledger(play.path, "a")) as ledger:
        play.run(ledger)
    for _ in range(40):
        play.step()
        with closing(open_reader(play.path)) as reader:
            every = sorted({*play.sites, *reader.sites_with_runs()})
            assert watched.look(reader, play.sites, play.now) == statuses(reader, play.sites, every, play.now)


class Counting:
    """A ledger that counts what it is asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self.asked = reader, Counter[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self._reader, name)


def ask(path: Path, watched: Watched, sites: Mapping[str, Site], now: datetime) -> tuple[int, list[State]]:
    """Of how many sites the ledger was asked, and how they are."""
    with closing(open_reader(path)) as reader:
        counting = Counting(reader)
        states = [one.news.state for one in watched.look(counting, sites, now)]  # type: ignore[arg-type]
    return counting.asked["runs"], states


def test_the_ledger_is_asked_only_of_what_may_have_changed(tmp_path: Path) -> None:
    path, watched, sites = tmp_path / "govnews.db", Watched(), {name: Site(name=name) for name in NAMES}
    for name in NAMES:
        with closing(open_ledger(path, name)) as ledger:
            ledger.plan(interval=timedelta(hours=2), due_at=utc(START))
    assert ask(path, watched, sites, START)[0] == 3
    assert ask(path, watched, sites, START + timedelta(hours=1))[0] == 0
    for hours in (1, 2):
        with closing(open_ledger(path, "b")) as ledger:
            run = ledger.begin_run(now=utc(START))
            outcome = Outcome.UNREACHABLE.word
            ledger.end_run(run, now=utc(START), outcome=outcome, report=report("b", outcome))
            ledger.plan(interval=timedelta(hours=2), due_at=utc(START + timedelta(hours=hours)))
        asked, states = ask(path, watched, sites, START + timedelta(hours=1))
        assert asked == 1
    assert states[1] is State.BROKEN
    for minutes, state in ((-1, State.BROKEN), (1, State.CLOSED)):  # of one and the same day
        assert ask(path, watched, sites, START + timedelta(days=30, minutes=minutes))[1][1] is state
