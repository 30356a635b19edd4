"""Schedules by chance: from a seed, a site, and what its editors and its server do to it over six to twelve runs.

The editors publish, insert, remove, withdraw, pin, reorder, edit and change the size of pages, some of it while a list is
being walked; the server answers lists and articles with errors, notices, other pages or half of the rows, once or
all day. The last three days are healthy, the last one more than thirty days on, when every list is walked to its end again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from govnews.demo.server import Fault, first
from tests.honesty.harness import Lie, Play, Run
from tests.honesty.launch import Launcher
from tests.honesty.pagers import Answers, BackOnly, BoldTotal, Called, LastHere, Pager, Queried, Static
from tests.honesty.site import (
    NOTICE,
    Column,
    CountySite,
    Spoilt,
    in_place,
    meanwhile,
    page,
    redirect,
    rows_of,
    status,
    story_page,
    text_page,
)

STYLES: list[tuple[type[Pager], str]] = [
    (Queried, "/xw/list.jsp?lm={}"),
    (Called, "/xw/l{}/"),
    (Static, "/xw/l{}/"),
    (Answers, "/qs/c20010{}/list.shtml"),
    (LastHere, "/xw/l{}/"),
    (BackOnly, "/xw/l{}/"),
    (BoldTotal, "/xw/list.jsp?lm={}"),
]
NAMES = ("青石要闻", "部门动态")
HEALTHY_END = (2, 4, 38)
"""Days after the last bad one."""
STORMS_OF_404 = 2
"""Such hours of one schedule: a link that is dead at three looks over two days is a fact, and may be called one."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a schedule."""

    seed: int
    runs: int
    ok: int
    """Runs that ended with 0."""
    lies: list[Lie]
    well: bool
    """The last run was ``ok`` and nothing is missing."""
    story: str

    @property
    def kinds(self) -> list[str]:
        return sorted({lie.kind for lie in self.lies} | (set() if self.well else {"not mended"}))


class Schedule:
    """The chances of one seed. ``said`` is what was done on each day, for who has to understand a lie."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = Random(f"honesty/{seed}")
        self.said: list[str] = []
        self.storms = 0
        self.played: list[Run] = []
        """The runs so far."""
        columns = []
        for number in range(self.chance.choice((1, 1, 2))):
            pager, path = self.chance.choice(STYLES)
            size = self.chance.randint(3, 6)
            columns.append(Column(NAMES[number], path.format(number + 2), pager(), size=size))
        self.site = CountySite(*columns)
        self.site.extra["/weihu.html"] = NOTICE
        for column in columns:
            self.site.fill(column, self.chance.randint(4, 16))
            column.marks = self.chance.random() < 0.7
            self.say(f"{column.name}: {type(column.pager).__name__}, {len(column.stories)} by {column.size}")

    def say(self, what: str) -> None:
        self.said.append(what)

    def play(self, output: Path, launcher: Launcher) -> Played:
        """Play it through."""
        chance, day = self.chance, 0.0
        with Play(self.site, output, launcher) as play:
            for number in range(chance.randint(3, 9)):
                self.say(f"day {day:g}")
                if number:
                    self.edit(int(day))
                faults = list(self.faults(int(day))) if chance.random() < 0.5 else []
                self.played.append(play.day(day, *faults))
                day += chance.choice((0.25, 1, 1, 1, 2, 4, 8))
            for later in HEALTHY_END:
                self.say(f"day {day + later:g}")
                if chance.random() < 0.4:
                    self.publish(int(day + later))
                play.day(day + later)
            well = play.runs[-1].code == 0 and not play.missing()
            ok = sum(run.code == 0 for run in play.runs)
            told = "\n".join([f"seed {self.seed}", *self.said, play.story()])
            return Played(self.seed, len(play.runs), ok, play.lies, well, told)

    # -- the editors

    def column(self) -> Column:
        return self.chance.choice(self.site.columns)

    def publish(self, day: int) -> None:
        column = self.column()
        count = self.chance.choice((1, 1, 2, 7))
        for _ in range(count):
            self.site.publish(column, day)
        self.say(f"  {column.name}: {count} new")

    def insert(self, day: int) -> None:
        """In the middle of the list, dated as its neighbours or as new."""
        column = self.column()
        at = self.chance.randint(0, len(column.stories))
        dated = self.chance.random() < 0.7
        story = self.site.publish(column, day, at=at)
        if dated and at:
            story.day = column.stories[at - 1].day
        self.say(f"  {column.name}: {story.path} inserted at {at}, dated {story.day}")

    def remove(self, day: int) -> None:
        column = self.column()
        gone = self.chance.random() < 0.5
        for _ in range(min(self.chance.choice((1, 2, 4)), len(column.stories) - 3)):
            story = self.chance.choice(column.stories)
            (self.site.withdraw if gone else self.site.unlist)(story)
            self.say(f"  {column.name}: {story.path} {'withdrawn' if gone else 'removed'}")

    def revive(self, day: int) -> None:
        """Something that was removed or withdrawn is there again, at the top of the list."""
        lost = [story for story in self.site.stories() if not self.site.is_listed(story)]
        if lost:
            story, column = self.chance.choice(lost), self.column()
            story.gone, story.pinned = False, False
            column.stories.insert(0, story)
            self.say(f"  {column.name}: {story.path} listed again")

    def pin(self, day: int) -> None:
        column = self.column()
        count = self.chance.choice((1, 1, 2, column.size, 0))
        chosen = self.chance.sample(column.stories, min(count, len(column.stories)))
        for story in column.stories:
            story.pinned = story in chosen
        self.say(f"  {column.name}: pinned {[story.path for story in chosen]}")

    def reorder(self, day: int) -> None:
        column = self.column()
        if self.chance.random() < 0.5:
            column.stories.reverse()
            self.say(f"  {column.name}: reversed")
        else:
            self.chance.shuffle(column.stories)
            self.say(f"  {column.name}: shuffled")

    def rewrite(self, day: int) -> None:
        story = self.chance.choice(self.column().stories)
        self.site.edit(story)
        self.say(f"  {story.path} edited")

    def resize(self, day: int) -> None:
        column = self.column()
        column.size = self.chance.randint(3, 8)
        self.say(f"  {column.name}: {column.size} rows a page")

    def edit(self, day: int) -> None:
        """What the editors do in one day."""
        work = (
            *((self.publish, 0.6), (self.insert, 0.2), (self.remove, 0.2), (self.pin, 0.15)),
            *((self.reorder, 0.06), (self.rewrite, 0.25), (self.resize, 0.06)),
            *((self.revive, 0.1),),
        )
        for do, share in work:
            if self.chance.random() < share:
                do(day)

    # -- the server

    def is_proven(self, column: Column) -> bool:
        """Whether a run saw the column whole so far."""
        return any(run.certificate(column).get("proven") for run in self.played)

    def faults(self, day: int) -> Iterator[Spoilt]:
        """What it does on one bad day."""
        makers = [self.list_fault, self.list_fault, self.article_fault, self.article_fault, self.moving]
        for _ in range(self.chance.choice((1, 1, 2))):
            yield self.chance.choice(makers)(day)

    def list_fault(self, day: int) -> Spoilt:
        column = self.column()
        pages = len(column.pages())
        number = self.chance.randint(1, pages)
        count = self.chance.randint(1, 2)
        # The last page of a list that states no total may have any number of rows, and the first one of two, as long as
        # the list was never seen whole: nobody can know better.
        telling = pages > 2 or self.is_proven(column)
        shows = isinstance(column.pager, Queried | Answers) or (number < pages and telling)
        what: tuple[str, Fault] = self.chance.choice(
            [
                ("404", status(404)),
                ("500", status(500)),
                (
                    "502 with 200",
                    text_page("<html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"),
                ),
                ("a notice", text_page(NOTICE)),
                ("page 1", in_place(self.site, column, 1)),
                *([(f"{count} rows", rows_of(self.site, column, number, count=count))] if shows else []),
                ("no rows", rows_of(self.site, column, number, count=0)),
                ("the number ignored", in_place(self.site, column, 1)),
            ]
        )
        name, fault = what
        numbers = range(2, pages + 3) if name == "the number ignored" else (number,)
        once = self.chance.random() < 0.3
        self.say(f"  {column.name} page {list(numbers)}: {name}{' once' if once else ''}")
        return Spoilt(page(column, *numbers), first(1, fault) if once else fault)

    def article_fault(self, day: int) -> Spoilt:
        stories = [story for column in self.site.columns for story in column.stories]
        share = self.chance.choice((0.1, 0.3, 1.0))
        chosen = [story for story in stories if self.chance.random() < share] or stories[:1]
        kinds: list[tuple[str, Fault]] = [
            ("500", status(500)),
            ("a notice", text_page(NOTICE)),
            ("302 to a notice", redirect("/weihu.html")),
            ("302 to another host", redirect("http://www.fuwu.example.org/weihu.html")),
            (f"the page of {stories[0].path}", text_page(self.site.article(stories[0]))),
        ]
        if self.storms < STORMS_OF_404:
            kinds += [("404", status(404))] * 2
        name, fault = self.chance.choice(kinds)
        self.storms += name == "404"
        if name.startswith("the page of"):
            chosen = [story for story in chosen if story is not stories[0]]
        self.say(f"  articles {[story.path for story in chosen]}: {name}")
        return Spoilt(story_page(*chosen), fault)

    def moving(self, day: int) -> Spoilt:
        """Rows move while the second page is asked for."""
        column, count = self.column(), self.chance.randint(1, 2)
        grows = self.chance.random() < 0.5

        def change() -> None:
            for _ in range(count):
                if grows:
                    self.site.publish(column, day)
                elif len(column.stories) > 3:
                    self.site.unlist(column.stories[1])

        self.say(f"  {column.name}: {count} {'published' if grows else 'removed'} while page 2 is asked for")
        return Spoilt(page(column, 2), meanwhile(self.site, change))
