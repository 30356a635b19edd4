"""The Atom feed's document: what RFC 4287 demands, whatever the articles hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govnews.feeds.atom import Feed, atom, legal
from govnews.items import Record
from govnews.ledger import Recent
from tests.feeds.atom_reader import Element, read_atom
from tests.ledger.samples import LATER, NOW, article

FEED = Feed("urn:govnews:feed:test", "孟津区", "http://www.example.gov.cn/?a=1&b=2", NOW)


def read(*records: Record, feed: Feed = FEED) -> tuple[Element, list[Element]]:
    return read_atom(atom(feed, [Recent(one.url, one) for one in records]).encode())


def test_an_article_is_an_entry() -> None:
    one = article(
        1, title="春茶 <开采> & \"上市\"", body="茶农\n忙碌" + "。" * 300, source="孟津融媒", column="要闻", fetched_at=LATER,
        published_at="2025-03-24T09:15:00+08:00",
    )  # fmt: skip
    feed, (entry,) = read(one)
    assert (feed.id, feed.title, feed.links, feed.authors) == (FEED.id, "孟津区", [FEED.home], ["孟津区"])
    assert feed.updated == entry.updated
    assert entry.raw["updated"] == LATER
    assert entry.raw["published"] == "2025-03-24T09:15:00+08:00"
    assert (entry.title, entry.links) == (one.title, [one.url])
    assert (entry.authors, entry.categories) == (["孟津融媒"], ["要闻"])
    assert entry.summary == "茶农 忙碌" + "。" * 195 + "…"


def test_what_an_article_does_not_say_is_not_there() -> None:
    _, (entry,) = read(article(1, body="", images=["http://a.cn/1.jpg"], published_on=None))
    assert (entry.published, entry.summary, entry.authors, entry.categories) == (None, None, [], [])


def test_a_day_is_its_midnight_in_beijing() -> None:
    _, (entry,) = read(article(1, published_on="2025-03-24"))
    assert entry.raw["published"] == "2025-03-24T00:00:00+08:00"


def test_the_feed_was_changed_when_its_last_entry_was() -> None:
    feed, entries = read(article(1, fetched_at=NOW), article(2, fetched_at=LATER), article(3, fetched_at=NOW))
    assert feed.raw["updated"] == LATER
    assert [one.title for one in entries] == ["新闻1", "新闻2", "新闻3"]


def test_an_empty_feed_is_one() -> None:
    feed, entries = read(feed=replace(FEED, home=None))
    assert (feed.raw["updated"], feed.links, entries) == (NOW, [], [])


def test_an_id_stays_when_the_article_changes_and_is_nobody_elses() -> None:
    moved = article(1, url="https://m.example.gov.cn/1.html", title="更正", event="updated", version=2)
    before, after = (Recent(article(1).url, one) for one in (article(1), moved))
    other_site = Recent(article(1).url, article(1, site="other"))
    (first, second, other) = (
        read_atom(atom(FEED, [one]).encode())[1][0].id for one in (before, after, other_site)
    )
    assert first == second != other


anything = st.text(st.characters(codec=None), max_size=300)


@settings(deadline=None)  # wall time, and cores are shared
@given(anything, anything, st.none() | anything, st.none() | anything)
def test_whatever_an_article_holds_the_feed_is_one(
    title: str, body: str, source: str | None, column: str | None
) -> None:
    one = article(1, title=title, body=body, source=source, column=column)
    _, (entry,) = read(one)
    assert entry.title == legal(one.title)
    assert entry.categories == ([legal(one.column)] if one.column else [])
    assert atom(FEED, [Recent(one.url, one)]) == atom(FEED, [Recent(one.url, one)])


@pytest.mark.parametrize(
    "broken", ["<updated>2025-03-24T01:00:00Z</updated>", "<id>urn:govnews:feed:test</id>"]
)
def test_the_reader_takes_no_other_feed(broken: str) -> None:
    document = atom(FEED, [Recent(article(1).url, article(1))])
    assert broken in document
    for worse in (
        document.replace(broken, "", 1),
        document.replace(broken, broken * 2, 1),
        document.replace("Z<", "<"),
    ):
        with pytest.raises(AssertionError):
            read_atom(worse.encode())
