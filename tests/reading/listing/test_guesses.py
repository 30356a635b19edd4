"""Listing pages that no page names."""

from __future__ import annotations

import pytest

from govnews.reading.listing.guesses import page_beyond
from govnews.reading.listing.paging import PageRequest

BASE = "http://www.example.gov.cn/xw/"


@pytest.mark.parametrize(
    ("previous", "lost", "beyond"),
    [
        ("index_1.html", "index_2.html", "index_3.html"),
        ("", "index_1.html", "index_2.html"),
        ("list_09.html", "list_10.html", "list_11.html"),
        ("list_01.html", "list_02.html", "list_03.html"),
        ("list_08.html", "list_09.html", "list_10.html"),
        ("31.htm", "30.htm", "29.htm"),
        ("2.htm", "1.htm", None),
        ("list.jsp?id=7&page=2", "list.jsp?id=7&page=3", "list.jsp?id=7&page=4"),
        ("list.jsp?id=7&page=2", "list.jsp?id=8&page=3", None),
        ("a.htm", "b.htm", None),
    ],
)
def test_the_page_beyond_follows_the_step_that_led_to_the_lost_one(previous, lost, beyond):
    found = page_beyond(PageRequest(BASE + previous), PageRequest(BASE + lost))
    assert (found and found.url) == (beyond and BASE + beyond)


def test_a_form_has_no_page_beyond():
    asked = [PageRequest(BASE, "POST", f"page={n}") for n in (1, 2)]
    assert page_beyond(*asked) is None
