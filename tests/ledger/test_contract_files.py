"""What a ledger keeps of the files of articles."""

from __future__ import annotations

from dataclasses import replace

from govnews.ledger import KnownFile, Ledger
from tests.ledger.samples import LATER, NOW, article

ONE = KnownFile("http://www.example.gov.cn/f/1.pdf", "0" * 64, 9, "application/pdf", etag='"5f"', text="预算")
TWO = KnownFile("http://www.example.gov.cn/f/2.pdf", missing="HTTP 500", tries=1)


def test_files_are_known_with_their_article(ledger: Ledger) -> None:
    first, second = article(1), article(2)
    ledger.record(first, now=NOW, files=[ONE, TWO])
    ledger.record(second, now=NOW)
    assert sorted(ledger.files(first.url), key=lambda one: one.url) == [ONE, TWO]
    assert ledger.files(second.url) == ledger.files("http://www.example.gov.cn/unknown.html") == []


def test_a_look_takes_the_place_of_the_one_before(ledger: Ledger) -> None:
    first = article(1)
    ledger.record(first, now=NOW, files=[ONE, TWO])
    ledger.keep_files(first.url, [replace(TWO, missing=None, tries=0)])
    assert ledger.files(first.url) == [replace(TWO, missing=None, tries=0)]


def test_a_version_without_a_look_leaves_what_is_known(ledger: Ledger) -> None:
    first = article(1)
    ledger.record(first, now=NOW, files=[ONE])
    ledger.record(replace(first, version=2, event="updated"), now=LATER)
    ledger.record_reread(replace(first, version=3, event="reread"))
    assert ledger.files(first.url) == [ONE]
    ledger.record_reread(replace(first, version=4, event="reread"), files=[replace(ONE, text="部门预算")])
    assert [one.text for one in ledger.files(first.url)] == ["部门预算"]
