"""Any ledger: what a site's search was seen to have, and what it and the lists have alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from govnews.items import Column
from govnews.ledger import Beside, Searched
from tests.ledger.samples import LATER, NOW, article

SEARCH = "http://search.example.gov.cn/open/api/external"
MARCH = Searched("", "2024-03", "2024-03", 31, 30, 4, 2)
COLUMN = "http://www.example.gov.cn/xw/"


def test_a_period_is_kept_once_of_each_interface_and_site(ledgers, ledger):
    assert ledger.searched(SEARCH) == []
    whole, of_column = Searched("", "", None, 40, 40), Searched(COLUMN, "2024-03", "2024-03", None, 3)
    ledger.keep_searched(SEARCH, [MARCH, whole, of_column], now=NOW)
    ledger.keep_searched(SEARCH, [replace(MARCH, total=32)], now=LATER)
    assert set(ledger.searched(SEARCH)) == {replace(MARCH, total=32), whole, of_column}
    assert ledger.searched(f"{SEARCH}-new") == []
    assert ledgers.open("other").searched(SEARCH) == []


def test_what_only_one_way_to_list_has(ledger):
    ledger.remember_columns([Column("新闻", COLUMN, "导航", 1)], by_name=False, now=NOW)
    days = {1: "2024-03-01", 2: "2024-03-31", 3: "2024-04-01", 4: "2024-03-15", 5: "2024-03-16"}
    urls = {}
    for number, day in days.items():
        one = replace(article(number), published_on=day, published_at=None)
        urls[number] = one.url
        ledger.record(one, now=NOW)
    ledger.listed(COLUMN, [ledger.key(urls[n]) for n in (1, 2, 3, 4)], started=NOW)
    found = {ledger.key(urls[n]) for n in (1, 5)} | {ledger.key("http://www.example.gov.cn/never.html")}
    march = {"first": date(2024, 3, 1), "last": date(2024, 3, 31)}
    assert ledger.beside(found, **march) == Beside((urls[5],), (urls[2], urls[4]))
    assert ledger.beside(found, elsewhere={ledger.key(urls[2])}, **march).listed == (urls[4],)
    assert ledger.beside(found).listed == (urls[3], urls[2], urls[4])
    assert ledger.beside(found, column="http://www.example.gov.cn/other/").listed == ()
    assert [url for url, _ in ledger.listed_by(COLUMN, limit=2)] == [urls[3], urls[2]]
    assert dict(ledger.listed_by(COLUMN, limit=9))[urls[1]] == article(1).title
