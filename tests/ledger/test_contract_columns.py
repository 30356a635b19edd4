"""Any ledger: columns stay known, and a bad run takes nothing back."""

from __future__ import annotations

from govnews.items import Column
from tests.ledger.samples import LATER, NOW

COLUMN = Column("新闻", "http://www.example.gov.cn/xw/", "导航", 1)


def test_a_column_keeps_when_it_was_seen_whole_and_complete(ledger):
    ledger.remember_columns([COLUMN], by_name=False, now=NOW)
    (known,) = ledger.columns()
    assert (known.column, known.whole_at, known.complete_at) == (COLUMN, None, None)
    assert (known.last_end, known.last_end_kind) == (None, None)
    gone = {
        "whole": True,
        "end": "page 5 answers 404",
        "end_kind": "missing-page",
        "newest_first": True,
        "render": False,
    }
    ledger.column_walked(COLUMN.url, **gone, proven_at=None)
    (known,) = ledger.columns()
    assert (known.whole_at, known.complete_at) == (None, None)
    assert (known.last_end, known.last_end_kind) == ("page 5 answers 404", "missing-page")
    ledger.column_walked(COLUMN.url, **gone, proven_at=NOW)
    ledger.column_walked(
        COLUMN.url,
        whole=False,
        end="page 1 holds nothing new",
        end_kind="known",
        newest_first=None,
        proven_at=LATER,
        render=True,
    )
    (known,) = ledger.columns()
    assert (known.whole_at, known.complete_at, known.render) == (NOW, LATER, True)
    assert (known.last_end, known.last_end_kind) == ("page 5 answers 404", "missing-page")
    ledger.column_walked(
        COLUMN.url,
        whole=True,
        end="page 3 cannot be read",
        end_kind=None,
        newest_first=None,
        proven_at=None,
        render=False,
    )
    (known,) = ledger.columns()
    assert (known.whole_at, known.complete_at) == (NOW, LATER), "a bad run takes nothing back"
    assert (known.last_end, known.last_end_kind) == ("page 3 cannot be read", None)


def test_a_column_found_by_itself_stays_so_when_it_is_asked_for_by_name(ledger):
    for by_name in (True, False, True):
        ledger.remember_columns([COLUMN], by_name=by_name, now=NOW)
    assert [one.by_name for one in ledger.columns()] == [False]


def test_the_surest_column_comes_first_and_forgotten_ones_do_not_come(ledger, ledgers):
    others = [Column("通知", "http://www.example.gov.cn/tz/", "导航", 0), COLUMN]
    ledger.remember_columns([COLUMN], by_name=False, now=NOW)
    ledger.remember_columns(others, by_name=False, now=LATER)
    assert [one.column for one in ledger.columns()] == others
    assert [one.found_at for one in ledger.columns()] == [LATER, LATER]
    ledger.distrust_columns()
    assert [one.found_at for one in ledger.columns()] == ["", ""]
    ledger.forget_column(COLUMN.url)
    assert [one.column for one in ledger.columns()] == others[:1]
    assert ledgers.open("other").columns() == []
