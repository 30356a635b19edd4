"""Publishing, and a crash at every point of it: announced, renamed, confirmed; then what the next run makes of it."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from govnews.feeds.recovery import recover, recover_part
from govnews.ledger import Ledger, open_ledger
from tests.ledger.samples import NOW, article, pending_versions


@pytest.fixture
def opened(tmp_path):
    """Opens the ledger as a further process does; the ones before may have been killed: they closed nothing."""
    with ExitStack() as stack:
        yield lambda site="test": stack.enter_context(closing(open_ledger(tmp_path / "govnews.db", site)))


@pytest.fixture
def ledger(opened):
    return opened()


@pytest.fixture
def folder(tmp_path):
    """The site's folder."""
    folder = tmp_path / "test"
    folder.mkdir()
    return folder


@pytest.fixture
def feed(ledger, tmp_path):
    """Two recorded articles, and the complete file that holds them, under its working name."""
    for number in (1, 2):
        ledger.record(article(number), now=NOW)
    path = tmp_path / "feeds" / "feed.jsonl"
    path.parent.mkdir()
    part = path.with_name(".feed.jsonl.part")
    part.write_text("一\n二\n", "utf-8")
    return path, part


def announce(ledger: Ledger, feed: tuple[Path, Path]) -> int:
    return ledger.announce(*feed, pending_versions(ledger))


def test_killed_before_the_announcement_everything_is_pending(feed, folder, opened):
    path, _ = feed
    next_run = opened()
    recover(next_run, folder)
    assert next_run.waiting() == 2
    assert not path.exists()


def test_killed_between_announcement_and_name_the_next_run_names_it(ledger, feed, folder, opened):
    path, part = feed
    announce(ledger, feed)
    next_run = opened()
    assert next_run.waiting() == 0
    recover(next_run, folder)
    assert path.read_text("utf-8") == "一\n二\n"
    assert not part.exists()
    recover(next_run, folder)
    assert next_run.waiting() == 0
    assert path.exists()


def test_a_feed_in_the_sites_own_folder_is_named_before_what_is_left_there_is_cleared(
    ledger, feed, folder, opened
):
    own, half = folder / ".feed.jsonl.part", folder / ".other.jsonl.part"
    feed[1].rename(own)
    half.write_text('{"title": "新', "utf-8")
    announce(ledger, (folder / "feed.jsonl", own))
    recover(opened(), folder)
    assert [path.name for path in folder.iterdir()] == ["feed.jsonl"]
    assert (folder / "feed.jsonl").read_text("utf-8") == "一\n二\n"


def test_killed_between_name_and_confirmation_nothing_is_written_again(ledger, feed, folder, opened):
    path, part = feed
    announce(ledger, feed)
    part.replace(path)
    next_run = opened()
    recover(next_run, folder)
    assert next_run.waiting() == 0
    assert path.read_text("utf-8") == "一\n二\n"


def test_a_feed_that_its_consumer_took_at_once_is_not_written_again(ledger, feed, folder, opened):
    path, part = feed
    announce(ledger, feed)
    part.replace(path)
    path.unlink()
    next_run = opened()
    recover(next_run, folder)
    assert next_run.waiting() == 0
    assert not path.exists()


def test_killed_after_the_confirmation_a_moved_feed_is_left_alone(ledger, feed, folder, opened):
    path, part = feed
    number = announce(ledger, feed)
    part.replace(path)
    ledger.confirm(number)
    path.unlink()
    part.write_text("the next run's", "utf-8")
    recover(opened(), folder)
    assert part.read_text("utf-8") == "the next run's"
    assert not path.exists()


def test_a_folder_that_is_not_mounted_is_waited_for(ledger, feed, folder, opened):
    path, _ = feed
    announce(ledger, feed)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    next_run = opened()
    recover(next_run, folder)
    away.rename(path.parent)
    recover(next_run, folder)
    assert path.read_text("utf-8") == "一\n二\n"


def test_a_feed_in_a_folder_that_was_moved_is_named_there(ledger, feed, folder, opened):
    part = folder / ".feed.jsonl.part"
    feed[1].rename(part)
    announce(ledger, (folder / "feed.jsonl", part))
    moved = folder.parent / "elsewhere"
    moved.mkdir()
    folder.rename(moved / "test")
    recover(opened(), moved / "test")
    assert [path.name for path in (moved / "test").iterdir()] == ["feed.jsonl"]


def test_a_feed_that_is_nowhere_in_a_moved_folder_is_published_again(ledger, feed, folder, opened):
    announce(ledger, (folder / "feed.jsonl", folder / ".feed.jsonl.part"))
    folder.rmdir()
    (folder.parent / "elsewhere" / "test").mkdir(parents=True)
    next_run = opened()
    recover(next_run, folder.parent / "elsewhere" / "test")
    assert next_run.waiting() == 2


def test_a_failed_publication_is_taken_back(ledger, feed, folder, opened):
    path, _ = feed
    ledger.withdraw_announcement(announce(ledger, feed))
    assert ledger.waiting() == 2
    next_run = opened()
    recover(next_run, folder)
    assert next_run.waiting() == 2
    assert not path.exists()


def test_an_upload_that_was_cut_off_is_done_again(ledger, folder, opened):
    ledger.record(article(1), now=NOW)
    ledger.announce("s3://bucket/feed.jsonl", None, pending_versions(ledger))
    assert ledger.waiting() == 0
    next_run = opened()
    recover(next_run, folder)
    assert next_run.waiting() == 1


def test_only_the_own_sites_announcements_are_recovered_but_for_a_shared_feed(ledger, feed, folder, opened):
    path, part = feed
    announce(ledger, feed)
    other = opened("other")
    recover(other, folder)
    assert not path.exists()
    assert not recover_part(other, path)
    assert recover_part(other, part)
    assert path.exists()
    assert not recover_part(other, part), "it is confirmed"
