"""Any ledger: what is recorded is known, from the same moment on, and by all its addresses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govnews.errors import RecordRefused
from govnews.items import ARCHIVED_AT, Attachment, Column, Evidence, ListingEntry
from govnews.ledger import Standing
from tests.ledger.samples import LATER, NOW, article, leave_out


def walk_a_column(ledger):
    column = Column("新闻", "http://www.example.gov.cn/xw/", "test", 0)
    ledger.remember_columns([column], by_name=False, now=NOW)
    ledger.column_walked(
        column.url,
        whole=True,
        end="page 1 of 1 stated",
        end_kind="last-page",
        newest_first=None,
        proven_at=NOW,
        render=False,
    )


def test_an_article_is_known_and_pending_from_the_same_transaction_on(ledger, ledgers):
    one = article(1)
    assert not ledger.knows(one.url)
    ledger.record(one, now=NOW)
    other = ledgers.open()
    assert other.knows(one.url)
    assert list(other.pending()) == [one]
    assert other.waiting() == 1


def test_the_same_version_twice_is_refused(ledger):
    ledger.record(article(1), now=NOW)
    with pytest.raises(RecordRefused):
        ledger.record(article(1), now=NOW)
    assert ledger.waiting() == 1


def test_a_refused_record_leaves_nothing(ledger):
    ledger.record(article(1), now=NOW)
    entry = ListingEntry("http://www.example.gov.cn/go?id=1", "新闻1")
    ledger.fail(entry, "新闻", "HTTP 500", now=NOW)
    with pytest.raises(RecordRefused):
        ledger.record(article(1, title="另一个"), now=LATER, addresses=[entry.url], check_at=NOW)
    assert not ledger.knows(entry.url)
    assert [failure.entry for failure in ledger.failures()] == [entry]
    assert ledger.due_checks(now=LATER, limit=9) == []
    assert ledger.twin(article(2, title="另一个", body="正文第1条。")) is None
    assert ledger.current(article(1).url) == article(1)


def test_a_new_version_is_a_further_record_of_the_same_article(ledger, ledgers):
    ledger.record(article(1), now=NOW)
    edited = article(1, title="更正", event="updated", version=2)
    ledger.record(edited, now=LATER)
    assert [one.version for one in ledger.pending()] == [1, 2]
    assert ledger.current(edited.url) == edited
    assert [one.title for one in ledgers.read().versions(edited.url)] == ["新闻1", "更正"]


def test_an_address_is_known_in_every_form_of_it(ledger):
    ledger.record(article(1), now=NOW)
    other = "https://example.gov.cn/2025/1.html?utm_source=x#top"
    assert ledger.knows(other)
    assert ledger.key(other) == ledger.key(article(1).url)
    assert ledger.current(other) == article(1)
    assert not ledger.knows("http://www.example.gov.cn/2025/1.htm")


def test_sites_share_the_ledger_and_nothing_else(ledger, ledgers):
    ledger.record(article(1), now=NOW)
    other = ledgers.open("other")
    assert not other.knows(article(1).url)
    assert other.key(article(1).url) != ledger.key(article(1).url)
    assert other.waiting() == 0
    assert other.twin(article(2, title="新闻1", body="正文第1条。")) is None
    other.record(article(1, site="other"), now=NOW)
    assert other.waiting() == 1
    assert ledger.waiting() == 1


def test_what_is_written_together_is_kept_as_a_whole_or_not_at_all(ledger, ledgers):
    with pytest.raises(KeyError), ledger.together():
        ledger.record(article(1), now=NOW)
        raise KeyError
    assert not ledger.knows(article(1).url)
    assert list(ledgers.open().pending()) == []


def test_what_fails_among_what_is_written_together_is_undone_alone(ledger, ledgers):
    ledger.record(article(2), now=NOW)
    with ledger.together():
        ledger.record(article(1), now=NOW)
        with pytest.raises(RecordRefused):
            ledger.record(article(2), now=NOW)
        ledger.record(article(3), now=NOW)
    assert [one.title for one in ledgers.open().pending()] == ["新闻2", "新闻1", "新闻3"]


def test_the_rows_of_a_list_are_looked_up_together_in_their_order(ledger):
    ledger.record(article(1), now=NOW)
    ledger.record(article(2), now=NOW)
    ledger.record(article(2, event="withdrawn", version=2), now=NOW)
    leave_out(ledger, article(3).url, "other site")
    urls = [article(number).url for number in (4, 2, 1, 3, 1)]
    unknown, withdrawn, known = Standing.UNKNOWN, Standing.WITHDRAWN, Standing.KNOWN
    assert ledger.standing(urls, now=NOW) == [unknown, withdrawn, known, known, known]
    assert ledger.standing(urls, now=LATER) == [unknown, withdrawn, known, Standing.AGAIN, known]
    assert ledger.standing([], now=NOW) == []
    assert ledger.knew(urls, NOW) == {article(number).url for number in (1, 2, 3)}
    assert ledger.knew([], NOW) == set()


# What was known when


def test_what_was_known_at_a_moment(ledger):
    ledger.record(article(1), now=LATER)
    assert ledger.knew([article(1).url], LATER)
    assert not ledger.knew([article(1).url], NOW)
    assert not ledger.knew([article(2).url], LATER)
    ledger.record(article(1, title="更正", event="updated", version=2), now="2025-03-26T01:00:00Z")
    assert ledger.knew([article(1).url], LATER), "an edit does not make it new"


def test_another_address_of_an_old_article_is_known_since_it_was_met(ledger):
    """Else a site that moves hides what is new behind a page of its old articles' new addresses."""
    ledger.record(article(1), now=NOW)
    moved = "http://www.example.gov.cn/new/1.html"
    ledger.add_address(moved, of=article(1).url, now=LATER)
    assert ledger.knows(moved)
    assert not ledger.knew([moved], NOW)
    assert ledger.knew([moved], LATER)


def test_an_address_of_nothing_is_not_known(ledger):
    ledger.add_address("http://www.example.gov.cn/new/1.html", of=article(1).url, now=LATER)
    assert not ledger.knows("http://www.example.gov.cn/new/1.html")


def test_an_excluded_address_is_known_for_good(ledger):
    leave_out(ledger, "http://www.example.gov.cn/x", "other site")
    assert ledger.knows("http://www.example.gov.cn/x")
    assert ledger.knew(["http://www.example.gov.cn/x"], NOW)


def test_the_address_before_a_redirect_is_known_with_the_article(ledger):
    entry = ListingEntry("http://www.example.gov.cn/go?id=1", "新闻1")
    ledger.fail(entry, "新闻", "HTTP 500", now=NOW)
    ledger.record(article(1), now=NOW, addresses=[entry.url])
    assert ledger.knows(entry.url)
    assert ledger.current(entry.url) == article(1)
    assert ledger.failures() == []


# Twins


@pytest.mark.parametrize("clock", ["2025-03-24T18:00:00+08:00", None])
def test_twins_need_not_have_the_same_clock_time(ledger, clock):
    ledger.record(article(1, published_at="2025-03-24T09:15:00+08:00"), now=NOW)
    one = article(2, title="新闻1", body="正文第1条。", published_at=clock)
    assert ledger.twin(one) == article(1).url
    assert ledger.twin(replace(one, published_on="2025-03-25")) is None


@pytest.mark.parametrize(
    ("other", "is_twin"),
    [
        ({}, True),
        ({"body": "正文　第1条。 "}, True),  # white space and width are no difference
        ({"published_at": "2025-03-24T09:15:00+08:00"}, True),
        ({"films": ["http://www.example.gov.cn/1.mp4"]}, False),
        ({"published_on": None}, True),
        ({"published_on": "2025-03-23"}, False),  # the weekly notice with the same words
        ({"title": "另一条"}, False),
        ({"body": "另一条"}, False),
    ],
)
def test_twins_have_the_same_words_and_day(ledger, other, is_twin):
    ledger.record(article(1), now=NOW)
    one = article(2, **{"title": "新闻1", "body": "正文第1条。", **other})
    assert ledger.twin(one) == (article(1).url if is_twin else None)


def test_what_differs_in_its_files_alone_has_no_twin(ledger):
    def announcement(number, folder, *, images=()):
        pdf = Attachment(f"http://www.example.gov.cn/{folder}/1.pdf", "附件")
        return article(number, title="招标公告", body="详见附件。", attachments=[pdf], images=list(images))

    picture = "http://www.example.gov.cn/xw/W020231205535123456789.jpg"
    for number in range(6):
        assert ledger.twin(announcement(number, number)) is None
        ledger.record(announcement(number, number), now=NOW)
    assert ledger.twin(announcement(7, 3)) == article(3).url
    assert ledger.twin(announcement(8, 3, images=[picture])) is None
    ledger.record(announcement(8, 3, images=[picture]), now=NOW)
    copied = picture.replace("/xw/", "/gk/")  # the copy that the other column has of the article
    assert ledger.twin(announcement(9, 3, images=[copied])) == article(8).url


def test_a_title_alone_makes_no_twin_and_neither_does_what_was_withdrawn(ledger):
    ledger.record(article(1, body=""), now=NOW)
    assert ledger.twin(article(2, title="新闻1", body="")) is None
    ledger.record(article(3), now=NOW)
    ledger.record(article(3, event="withdrawn", version=2), now=NOW)
    assert ledger.twin(article(4, title="新闻3", body="正文第3条。")) is None


def test_what_had_another_headline_at_first_is_nobodys_twin(ledger):
    ledger.record(article(1), now=NOW)
    ledger.record(article(1, title="新闻2", body="正文第2条。", event="updated", version=2), now=LATER)
    assert ledger.twin(article(2)) is None, "its page may have stood in the other's place"
    ledger.record(article(3), now=NOW)
    ledger.record(article(3, body="正文。", event="updated", version=2), now=LATER)
    assert ledger.twin(article(4, title="新闻3", body="正文。")) == article(3).url


@pytest.mark.parametrize(("title", "knows"), [("新闻1", True), ("另一条", False)])
def test_further_addresses_are_asked_for_again_where_the_headline_is_another(ledger, title, knows):
    further = "http://www.example.gov.cn/gk/1.html"
    walk_a_column(ledger)
    ledger.record(article(1), now=NOW)
    ledger.add_address(further, of=article(1).url, now=NOW)
    ledger.record(article(1, title=title, body="更正", event="updated", version=2), now=LATER)
    assert ledger.knows(further) is knows
    assert ledger.knows(article(1).url)
    (column,) = ledger.columns()
    assert (column.whole_at is not None) is knows, "the list may show it on any of its pages"


# What is looked at again


def test_an_article_is_due_when_it_was_said_to_be(ledger, ledgers):
    ledger.record(
        article(1), now=NOW, check_at=LATER, etag='"1"', last_modified="Mon, 24 Mar 2025 01:00:00 GMT"
    )
    ledger.record(article(2), now=NOW, check_at=NOW)
    ledger.record(article(3), now=NOW)
    assert [check.url for check in ledger.due_checks(now=NOW, limit=9)] == [article(2).url]
    assert ledgers.open("other").due_checks(now=LATER, limit=9) == []
    first, second = ledger.due_checks(now=LATER, limit=9)
    assert [first.url, second.url] == [article(2).url, article(1).url], "the most overdue first"
    assert (second.url_hash, second.version, second.published_on, second.seen_at, second.checks, second.gone) == (
        article(1).url_hash, 1, "2025-03-24", NOW, 0, 0,
    )  # fmt: skip
    assert (second.etag, second.last_modified) == ('"1"', "Mon, 24 Mar 2025 01:00:00 GMT")
    assert ledger.due_checks(now=LATER, limit=1) == [first]
    ledger.checked(first.article, check_at=LATER, gone=1)
    ledger.checked(second.article, check_at=None)
    (again,) = ledger.due_checks(now=LATER, limit=9)
    assert (again.url, again.checks, again.gone) == (article(2).url, 1, 1)
    ledger.record(article(2, title="更正", event="updated", version=2), now=LATER, check_at=LATER)
    (again,) = ledger.due_checks(now=LATER, limit=9)
    assert (again.version, again.checks, again.gone, again.seen_at) == (2, 2, 0, NOW)


def test_how_often_a_field_is_given_now_and_before(ledger):
    for number in range(4):
        ledger.record(article(number, source="孟津融媒" if number else None), now=NOW)
    ledger.record(article(9), now=LATER)
    now, before = ledger.field_shares(("source", "body"), started_at=LATER)
    assert (now.count, now.share) == (1, {"source": 0.0, "body": 1.0})
    assert (before.count, before.share) == (4, {"source": 0.75, "body": 1.0})


def test_after_a_withdrawal_the_columns_are_walked_to_their_ends_again(ledger):
    ledger.record(article(1), now=NOW)
    walk_a_column(ledger)
    assert ledger.columns()[0].whole_at == NOW
    ledger.record(article(1, event="withdrawn", version=2), now=LATER)
    assert ledger.columns()[0].whole_at is None


def test_what_a_web_archive_gave_is_looked_at_only_after_a_list_has_shown_it(ledger):
    archived = {ARCHIVED_AT: Evidence(raw="2016-03-24T01:15:00Z")}
    ledger.record(article(1, evidence=archived), now=NOW, answered=False)
    ledger.record(article(2), now=NOW)
    assert not ledger.answered(since=LATER)
    ledger.check_everything(now=LATER)
    assert [check.url for check in ledger.due_checks(now=LATER, limit=9)] == [article(2).url]
    ledger.listed("http://www.example.gov.cn/xw/", [ledger.key(article(1).url)], started=LATER)
    ledger.check_everything(now=LATER)
    assert {check.url for check in ledger.due_checks(now=LATER, limit=9)} == {article(1).url, article(2).url}
