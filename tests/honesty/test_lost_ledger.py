"""A ledger that is lost between two runs and made anew from the feeds."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from govnews.ledger import files_of
from tests.crawling import scrapy
from tests.honesty.harness import Play
from tests.honesty.pagers import Queried
from tests.honesty.site import Column, CountySite


def exported(acted: Play) -> list[str]:
    (site,) = [folder.name for folder in acted.output.iterdir() if folder.is_dir()]
    done = scrapy("export", site, "-s", f"GOVNEWS_OUTPUT={acted.output}")
    assert done.returncode == 0, done.stderr
    return sorted(done.stdout.splitlines())


@pytest.mark.long
def test_events_go_on_where_the_lost_ledger_was(play: Callable[[CountySite], Play]) -> None:
    """Edits, withdrawals and what is new come once, before the loss and after it."""
    column = Column("青石要闻", "/xw/list.jsp?lm=3", Queried())
    site = CountySite(column)
    site.fill(column, 12)
    acted = play(site)
    acted.day(0)
    edited, removed = column.stories[4], column.stories[6]
    site.edit(edited)
    site.withdraw(removed)
    for day in (1, 2.1, 3.2):
        acted.day(day)
    before = exported(acted)
    events = {json.loads(line)["event"] for line in before}
    assert events == {"new", "updated", "withdrawn"}
    for file in files_of(acted.output / "govnews.db"):
        file.unlink(missing_ok=True)
    made = scrapy("ledger", "rebuild", "-s", f"GOVNEWS_OUTPUT={acted.output}")
    assert (made.returncode, made.stderr) == (0, "")
    assert exported(acted) == before
    site.publish(column, 4)
    acted.day(4)
    site.edit(edited)
    run = acted.day(8, arguments=("-a", "recheck=all"))
    assert run.events(edited) == ["updated"]
    assert [one["version"] for one in run.records if one["url"].endswith(edited.path)] == [3]
    assert acted.ended_well()
