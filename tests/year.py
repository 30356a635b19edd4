"""Years of cron in minutes: sites that publish by chance, a round a day on a moved clock, and what people are told.

::

    python -m tests.year --sites 40 --days 365

Each site has a rhythm of its own, over weekends and holidays as Chinese offices have them. Some get into trouble on a day that
is known here: they fall silent, move, block, are rebuilt, close, or have one bad week. Every crawl is a real one over HTTP, every
round is the real one, and so is what it tells; only the clock is moved, and the messages are kept here.

It prints every message and what is wrong with them. Exit code 1 where one was missing, late, told twice or told without cause.
"""

from __future__ import annotations

# The clock is exchanged before anything else takes it.
from tests.honesty import launch  # isort: skip

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from govnews.crawl.freshness import State
from govnews.crawl.sites import read_sites
from govnews.crawl.status import Watched
from govnews.demo.server import ReplicaServer, Reply, Request
from govnews.ledger import open_reader
from govnews.rounds.notifications import tell_changes
from govnews.rounds.round import Ended, Locks, play_round
from tests.crawling import UNPACED
from tests.honesty.harness import START
from tests.honesty.pagers import Queried
from tests.honesty.site import FIRST_DAY, Column, CountySite, Spoilt, anything, redirect, status

# Days off besides Saturdays and Sundays, first and last, as they were announced or follow from the calendar.
HOLIDAYS = [
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
    (date(2027, 1, 1), date(2027, 1, 3)),
    (date(2027, 2, 5), date(2027, 2, 13)),
]
NAMES = ("青石要闻", "乡镇动态")
# Chance of an article on a working day, by kind of site.
CHANCES = (0.95, 0.9, 0.6, 0.4, 0.2)
FIRST_ARTICLES = 30
WITHIN_ROUNDS = 3


def works(day: date) -> bool:
    return day.weekday() < 5 and not any(first <= day <= last for first, last in HOLIDAYS)


@dataclass
class Planned:
    """A trouble that a site gets into."""

    what: str
    day: int
    states: tuple[State, ...]
    """What people are to be told, in this order."""
    fault: Spoilt | None = None
    until: int | None = None
    """The first day on which it is over; None: it stays."""
    silences: tuple[str, ...] = ()
    """The columns in which nothing is published any more."""

    def is_on(self, day: int) -> bool:
        return self.day <= day and (self.until is None or day < self.until)


def _rebuilt(request: Request, reply: Reply) -> Reply:
    return Reply.html(
        "<html><head><title>青石县</title></head><body><div id='app'><p>欢迎访问</p></div></body></html>"
    )


def troubles(days: int) -> list[Planned]:
    """One of each kind, spread over the days, two silent ones; those that a short time tells come first."""

    def at(share: float) -> int:
        return round(days * share)

    return [
        Planned("silent", at(0.3), (State.SILENT,), silences=NAMES),
        Planned(
            "a bad week", at(0.4), (State.BROKEN, State.FRESH), Spoilt(anything, status(503)), at(0.4) + 7
        ),
        Planned("moved", at(0.5), (State.MOVED,), Spoilt(anything, redirect("http://www.new.example.com/"))),
        Planned("silent", at(0.35), (State.SILENT,), silences=NAMES),
        Planned("blocks", at(0.4), (State.BLOCKED,), Spoilt(lambda request: True, status(403))),
        Planned("rebuilt", at(0.5), (State.BROKEN,), Spoilt(anything, _rebuilt)),
        Planned("closes", at(0.45), (State.BROKEN, State.CLOSED), Spoilt(lambda request: True, status(502))),
        Planned("a silent column", at(0.3), (State.SILENT,), silences=NAMES[1:]),
    ]


@dataclass
class YearSite:
    """A site with its rhythm and, maybe, its trouble."""

    name: str
    site: CountySite
    chance: float
    trouble: Planned | None
    random: random.Random
    told: list[tuple[int, State]] = field(default_factory=list)
    """What people were told of it, or of a column of it, and on which day."""

    def live(self, day: int) -> None:
        """What happens on a day before its round."""
        trouble = self.trouble
        on = trouble is not None and trouble.is_on(day)
        silent = trouble.silences if on and trouble else ()
        for column in self.site.columns:
            if self.publishes(column, day) and column.name not in silent:
                self.site.publish(column, day)
        self.site.faults = [trouble.fault] if on and trouble and trouble.fault else []

    def publishes(self, column: Column, day: int) -> bool:
        """Whether a column has an article on a day; the second one has half as many."""
        chance = self.chance if column is self.site.columns[0] else self.chance / 2
        return works(FIRST_DAY + timedelta(days=day)) and self.random.random() < chance

    def wrong(self, days: int) -> Iterator[str]:
        """What people were told of it that is not as it was."""
        expected = list(self.trouble.states) if self.trouble else []
        if self.trouble and State.CLOSED in expected and self.trouble.day + 35 > days:
            expected.remove(State.CLOSED)
        told = [State.FRESH if not state.needs_a_person else state for _, state in self.told]
        if told != expected:
            yield f"{self.name}: told {[*map(str, told)]}, not {[*map(str, expected)]}"
        elif (
            self.trouble
            and self.trouble.fault
            and (late := self.told[0][0] - self.trouble.day) > WITHIN_ROUNDS
        ):
            yield f"{self.name}: {self.trouble.what} was told after {late} rounds"


class Messages:
    """Takes what people are told, on the day that it is."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, title: str, text: str) -> dict[str, bool]:
        self.sent.append((title, text))
        return {"here": True}


def play(count: int, days: int, *, seed: int, jobs: int, say: Callable[[str], None]) -> list[str]:
    """The year; what is wrong with what people were told, a line each."""
    planned: Sequence[Planned | None] = [*troubles(days), *[None] * count][:count]
    sites = {}
    for number, trouble in enumerate(planned, 1):
        name = f"site{number:02}"
        columns = [Column(column, f"/xw/list.jsp?lm={at}", Queried()) for at, column in enumerate(NAMES, 3)]
        # Every second site has two columns.
        site = CountySite(*columns[: 1 + (number % 2 == 0)], host=f"www.{name}.example.com")
        own = random.Random(seed * 1000 + number)
        one = YearSite(name, site, CHANCES[number % len(CHANCES)], trouble, own)
        for column in site.columns:
            days_before = [day for day in range(-300, 0) if one.publishes(column, day)]
            for day in days_before[-FIRST_ARTICLES:]:
                site.publish(column, day)
        sites[name] = one
    messages, watched, crawls, seconds = Messages(), Watched(), 0, []
    with TemporaryDirectory(prefix="year-") as folder:
        output, listed = Path(folder, "output"), Path(folder, "sites.toml")
        listed.write_text(
            "".join(f'[{one.name}]\nhome = "{one.site.home}"\n' for one in sites.values()), "utf-8"
        )
        output.mkdir()
        server = ReplicaServer({one.site.host: one.site for one in sites.values()})
        launchers: SimpleQueue[launch.Launcher] = SimpleQueue()
        every = [launch.Launcher() for _ in range(jobs)]
        for one in every:
            launchers.put(one)

        async def crawl(name: str, locks: Locks, stopping: asyncio.Event) -> Ended:
            launcher = launchers.get()
            job = launch.Job(
                ("crawl", name, "-s", f"GOVNEWS_OUTPUT={output}", "-s", f"GOVNEWS_SITES={listed}", *UNPACED,
                 "-s", "GOVNEWS_RENDER=never", "-s", "RETRY_TIMES=0", "-s", "GOVNEWS_RHYTHM=20h"),
                launch._now().astimezone(UTC).isoformat(),
                str(Path(folder, f"{name}.log")),
                server.url,
            )  # fmt: skip
            try:
                return Ended(await asyncio.to_thread(launcher.run, job), "")
            finally:
                launchers.put(launcher)

        with server:
            for day in range(days):
                launch._beginning = START + timedelta(days=day), time.monotonic()
                for one in sites.values():
                    one.live(day)
                server.forget()
                begun = time.monotonic()
                played = asyncio.run(
                    play_round(
                        lambda: read_sites(listed),
                        output,
                        output / "govnews.db",
                        at_once=jobs,
                        crawl=crawl,
                        tell=lambda _: None,
                    )
                )
                crawls += len(played.crawled)
                seconds.append(time.monotonic() - begun)
                before = len(messages.sent)
                with closing(open_reader(output / "govnews.db")) as reader:
                    looked_at = watched.look(reader, read_sites(listed).sites, launch._now())
                tell_changes(output / "govnews.db", looked_at, messages, launch._now())  # type: ignore[arg-type]
                for _, text in messages.sent[before:]:
                    for line in text.splitlines():
                        say(f"day {day}: {line}")
                        name, _, rest = line.partition(": ")
                        state = (
                            State.FRESH if rest.startswith("well again") else State(rest.partition(":")[0])
                        )
                        sites[name.partition(", ")[0]].told.append((day, state))
        for one in every:
            one.close()
        size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    wrong = [line for one in sites.values() for line in one.wrong(days)]
    for one in sites.values():
        if one.trouble and one.told:
            told = ", ".join(f"{state} on day {day}" for day, state in one.told)
            say(
                f"{one.name} ({one.chance:.0%} of working days): {one.trouble.what} from day {one.trouble.day}: {told}"
            )
    say(
        f"{count} sites, {days} days, {crawls} crawls; a round took {sorted(seconds)[len(seconds) // 2]:.1f} s (median); "
        f"{len(messages.sent)} messages with {sum(len(one.told) for one in sites.values())} lines; "
        f"{size / 1e6:.0f} MB of output"
    )
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.year", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="crawls at a time")
    options = parser.parse_args()
    wrong = play(
        options.sites,
        options.days,
        seed=options.seed,
        jobs=options.jobs,
        say=lambda line: print(line, flush=True),
    )
    print("\n".join(wrong) or "everything was told as it was, once")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
