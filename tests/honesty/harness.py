"""Plays: a site, the days on which it is crawled, and what the crawls said that was not true.

What a run with exit code 0 claims, in plain words: *everything that the site lists is in the feeds*. It is a lie where

- an article was listed before the run began and still is when it has ended, its page is there (not 404 or 410), and no
  feed has it; unless the run may have left it for later, see below; an article that the feeds call ``withdrawn`` while it
  is listed and there again counts as missing, too;
- it may be left for later where a run had no cause to look so deep: it came into the list after the column was proven
  for the first time, and it stands behind a page whose rows, pinned ones aside, were all collected, or asked for and not
  to be had, by the end of the last run that proved the column (one row at least), with the rows up to there in the order
  newest first, one in ten aside. (A row that failed is asked for again by every run, whatever the list shows: it is no
  sign of news, and what it makes a run leave out is judged for itself. Pinned rows count like others where they bear no
  mark and stand where they would stand unpinned: by nothing could anybody tell. An old row that stood above the newest one
  when the column was last proven, and does so still, counts as pinned, whatever it says.) Even then it has to be had
  - at the third such run at the latest where it stands on the second page behind a first page of known rows (the
    deeper look, one page, at least every third run);
  - 31 days after it was listed, wherever it stands (the deep walk every 30 days).

- and an article may be left out whose own page leads to another host when it is asked for, or did less than a day ago: at
  one look nobody can tell it from one that stands elsewhere, and the certificate gives the reason. Where the pages of
  three articles lead there, known ones among them, that is a bad hour, and the run has to say so.

So a backdated article may wait for the deeper look or the deep walk; one in a list that is sorted otherwise, or behind a
page full of pinned rows, may not wait at all. An answer that the site spoils, a list or an article, changes nothing
of what it lists: the run that could not see it has to say so by its code.

Besides, whatever the exit code: no article is ``new`` twice; no record is of a page that is no article, or has another
article's text; nothing is ``updated`` that has not changed since its last record, pictures and files included; nothing
is ``withdrawn`` that is listed; no run ends with a fault of govnews (1, 2) or by a signal that nobody sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from govnews.clock import BEIJING
from govnews.demo.server import ReplicaServer, Request
from tests.crawling import UNPACED
from tests.honesty.launch import Job, Launcher
from tests.honesty.site import FIRST_DAY, Column, CountySite, Spoilt, Story, target

START = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 9, 0, tzinfo=BEIJING)
DEEP_DAYS = 31
DEEPER_EVERY = 3
MANY = 3
FAULTS = {1: "a fault of govnews", 2: "called wrong"}


@dataclass(frozen=True, slots=True)
class Lie:
    """Something that a run said and that was not true."""

    kind: str
    day: float
    what: str

    def __str__(self) -> str:
        return f"day {self.day:g}: {self.kind}: {self.what}"


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl, as a user sees it."""

    day: float
    code: int
    report: dict[str, Any]
    """Empty where it wrote none."""
    records: list[dict[str, Any]]
    requests: list[Request]
    words: str
    """What it printed, the log included."""

    def certificate(self, column: Column) -> dict[str, Any]:
        """The column's certificate; empty where the run has none."""
        return next((one for one in self.report.get("columns", ()) if one["column"] == column.name), {})

    def asked(self, column: Column) -> int:
        """How many of the column's pages were asked for."""
        return sum(column.pager.asked(column, request) is not None for request in self.requests)

    def events(self, story: Story) -> list[str]:
        """The events of the story's records in this run."""
        return [record["event"] for record in self.records if record["url"].endswith(story.path)]


class Play:
    """A site that is crawled on one day after the other, into one output folder.

    ::

        with Play(site, tmp_path, launcher) as play:
            play.day(0, Spoilt(page(column, 2), status(502)))
            play.day(1)
            assert play.ended_well()
    """

    def __init__(self, site: CountySite, output: Path, launcher: Launcher) -> None:
        self.site, self.output, self.launcher = site, output, launcher
        self.runs: list[Run] = []
        self.lies: list[Lie] = []
        self.server = ReplicaServer({site.host: site})
        self._last: dict[Story, tuple[str, int]] = {}
        """Event of the story's last record (``spoilt`` where it has another text), and the revision that it has."""
        self._since: dict[Story, float] = {}
        """The day on which a run first found the story listed."""
        self._settled: dict[Column, set[Story]] = {}
        """What the feeds had, or a run had asked for, when the column was last proven."""
        self._raised: dict[Column, set[Story]] = {}
        """The rows that stood above the newest one when the column was last proven."""
        self._asked_for: set[Story] = set()
        """Stories whose pages were asked for, had or not."""
        self._proven_first: dict[Column, float] = {}
        """The day on which the column was first proven."""
        self._led_out: dict[Story, float] = {}
        """The day on which the story's page led out of the site, without those of others."""
        self._deferred: dict[Story, int] = {}
        """How many runs in a row left the story for the deeper look."""
        self._files = {path.name for path in output.glob("*/*")}
        """Names of the feeds and reports that earlier runs wrote."""

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.server.__exit__(kind, error, traceback)

    def day(
        self,
        day: float,
        *faults: Spoilt,
        arguments: Sequence[str] = (),
        dies_before_renaming: bool = False,
    ) -> Run:
        """One run, ``day`` days after day 0, while these faults are on; the next day knows them no more.

        It begins a minute later in the day than the run before: what is due a day after that one is due now.
        """
        site = self.site
        before = {column: [list(rows) for rows in column.pages()] for column in site.columns}
        there = site.listed()
        site.faults = list(faults)
        site.led_out.clear()
        self.server.forget()
        log = self.output.with_name(f"{self.output.name}-{len(self.runs)}.log")
        code = self.launcher.run(
            Job(
                (
                    *(
                        "crawl",
                        "site",
                        "-a",
                        f"home={site.home}",
                        "-s",
                        f"GOVNEWS_OUTPUT={self.output}",
                        *UNPACED,
                    ),
                    *("-s", "GOVNEWS_RENDER=never", *arguments),
                ),
                (START + timedelta(days=day, minutes=len(self.runs))).astimezone(UTC).isoformat(),
                str(log),
                self.server.url,
                dies_before_renaming,
            )
        )
        site.faults = []
        run = Run(
            day, code, self._new_report(), self._new_records(), self.server.requests, log.read_text("utf-8")
        )
        self.runs.append(run)
        self._hear(run, there)
        self._judge(run, before, there)
        self._remember(run)
        if code in FAULTS or (code < 0 and not dies_before_renaming):
            self._lie(FAULTS.get(code, "ended by a signal"), run, f"exit code {code}: {run.words[-600:]}")
        return run

    def collected(self, story: Story) -> bool:
        """Whether the feeds have the story with its own text, and do not call it withdrawn."""
        return story in self._last and self._last[story][0] not in ("withdrawn", "spoilt")

    def missing(self) -> list[Story]:
        """What the site lists and no feed has."""
        return sorted(
            (story for story in self.site.listed() if not self.collected(story)), key=lambda one: one.number
        )

    def story(self) -> str:
        """What happened, for a failing test."""
        lines = [
            f"day {run.day:g}: exit {run.code}, {len(run.records)} records; "
            + "; ".join(
                f"{one['column']}: {one['pages']} pages, {one['listed']} listed, "
                f"{'' if one['proven'] else 'NOT '}proven, {one['end']}"
                for one in run.report.get("columns", ())
            )
            for run in self.runs
        ]
        return "\n".join(["", *lines, *map(str, self.lies)])

    def honest(self) -> bool:
        """Whether no run said what is not true; prints the story where one did."""
        if self.lies:
            print(self.story())
        return not self.lies

    def ended_well(self) -> bool:
        """Whether, besides, the last run was ``ok`` and nothing is missing."""
        well = self.runs[-1].code == 0 and not self.missing()
        if not well and not self.lies:
            print(self.story())
        return self.honest() and well

    # -- what a run brought

    def _new_files(self, pattern: str) -> list[Path]:
        new = sorted(path for path in self.output.glob(f"*/{pattern}") if path.name not in self._files)
        self._files |= {path.name for path in new}
        return new

    def _new_report(self) -> dict[str, Any]:
        new = self._new_files("*.report.json")
        return json.loads(new[-1].read_text("utf-8")) if new else {}

    def _new_records(self) -> list[dict[str, Any]]:
        feeds = self._new_files("*.jsonl")
        return [json.loads(line) for path in feeds for line in path.read_text("utf-8").splitlines()]

    def _lie(self, kind: str, run: Run, *what: str) -> None:
        """One lie a kind and run, with the first of what it was told of."""
        if what:
            more = f" and {len(what) - 3} more" if len(what) > 3 else ""
            self.lies.append(Lie(kind, run.day, ", ".join(what[:3]) + more))

    def _hear(self, run: Run, there: set[Story]) -> None:
        """What the records say, against what the site holds."""
        listed = there & self.site.listed()
        wrong: dict[str, list[str]] = {}
        for record in run.records:
            event, story, name = record["event"], self.site.story(record["url"]), record["url"]
            if story is None or record["title"] != story.title or not _has_text(record, story):
                wrong.setdefault("no article", []).append(f"{name} {record['title']}")
                if story is not None:
                    self._last[story] = ("spoilt", -1)
                continue
            known = self._last.get(story)
            if event == "new" and known is not None:
                wrong.setdefault("twice", []).append(name)
            if event == "updated" and known is not None and known[1] == story.revision:
                wrong.setdefault("false updated", []).append(name)
            if event == "withdrawn" and story in listed:
                wrong.setdefault("false withdrawn", []).append(name)
            self._last[story] = (event, story.revision)
        for kind, names in wrong.items():
            self._lie(kind, run, *names)

    def _judge(self, run: Run, before: dict[Column, list[list[Story]]], there: set[Story]) -> None:
        """What a run with exit code 0 left out, and whether it was free to."""
        promised = there & self.site.listed()
        for story in promised:
            self._since.setdefault(story, run.day)
        missing = {story for story in promised if not self.collected(story)}
        for story in self._deferred.keys() - missing:
            del self._deferred[story]
        if len(self.site.led_out) < MANY:
            self._led_out |= dict.fromkeys(self.site.led_out, run.day)
        if run.code != 0:
            return
        missing = {story for story in missing if run.day - self._led_out.get(story, -1) >= 1}
        lost = []
        for story in sorted(missing, key=lambda one: one.number):
            places = [
                (column, number, pages)
                for column, pages in before.items()
                for number, rows in enumerate(pages, start=1)
                if story in rows
            ]
            if not all(self._may_wait(run, story, *place) for place in places):
                lost.append(f"{story.path} ({places[0][0].name} page {places[0][1]})")
        self._lie("ok, missing", run, *lost)

    def _may_wait(
        self, run: Run, story: Story, column: Column, number: int, pages: list[list[Story]]
    ) -> bool:
        since, settled = self._since[story], self._settled.get(column, set())
        if since <= self._proven_first.get(column, since) or run.day - since >= DEEP_DAYS:
            return False
        raised = self._raised.get(column, set())
        stop = next((q for q in range(1, number) if _ends_the_walk(column, pages[:q], settled, raised)), None)
        if stop == 1 and number == 2:
            self._deferred[story] = self._deferred.get(story, 0) + 1
            return self._deferred[story] < DEEPER_EVERY
        return stop is not None

    def _remember(self, run: Run) -> None:
        asked = (
            self.site.story(f"{self.site.home.rstrip('/')}{target(request)}") for request in run.requests
        )
        self._asked_for |= {story for story in asked if story is not None}
        for column in self.site.columns:
            if run.certificate(column).get("proven"):
                self._settled[column] = {
                    story for story in self._last if self.collected(story)
                } | self._asked_for
                self._proven_first.setdefault(column, run.day)
                self._raised[column] = _raised(column.rows())


def _raised(rows: list[Story]) -> set[Story]:
    """The rows that stand above the newest one."""
    newest = max(range(len(rows)), key=lambda at: (rows[at].day, -at), default=0)
    return set(rows[:newest])


def _ends_the_walk(column: Column, pages: list[list[Story]], had: set[Story], raised: set[Story]) -> bool:
    """Whether a walk over these pages, the first ones of a list, is free to end with the last of them."""
    shown, below = [story for rows in pages for story in rows], set(column.rows()) & had
    # Pinned rows without a mark that stand just where they would stand unpinned: by nothing could anybody tell.
    in_place = not column.marks and all(one.day >= story.day for one in shown for story in below - {*shown})
    top = {story for story in _raised(shown) & raised if len(raised) < len(pages[0])}
    rows = [story for story in shown if in_place or not (story.pinned or story in top)]
    last = [story for story in pages[-1] if in_place or not (story.pinned or story in top)]
    return bool(last) and _newest_first(rows) and all(story in had or story.gone for story in last)


def _newest_first(rows: list[Story]) -> bool:
    """Whether of ten rows one at the most is newer than one above it, by more than three days (docs/proof.md)."""
    above = accumulate((story.day for story in rows), min)
    late = sum(one.day - oldest > timedelta(days=3) for one, oldest in zip(rows[1:], above, strict=False))
    return late * 10 <= len(rows)


def _has_text(record: dict[str, Any], story: Story) -> bool:
    """Whether the record has the story's own text; one of a withdrawal has that of an earlier version."""
    if story.film or record["event"] == "withdrawn":
        return True
    text = "".join(record["body"].split())
    return "".join(story.paragraphs[-1].split()) in text
