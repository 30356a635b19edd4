"""Every saved page under ``fixtures/<site or kind>/<case>/`` says what its ``expected.json`` says it does.

Their form is that of :mod:`govnews.spiders.saved_pages`; of an article the ten fields that are read from the page are
expected. ``page_type`` in ``meta.json`` is there where the page alone is taken for something else than it is read as.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from govnews.reading import kind_of
from govnews.reading.selectors import Selectors
from govnews.spiders.saved_pages import Case
from tests.places import FIXTURES

CASES = sorted(FIXTURES.glob("*/*"))
READ_FROM_THE_PAGE = {
    "title", "published_on", "published_at", "source", "author", "editor", "body", "images", "films", "attachments",
}  # fmt: skip


def check(folder: Path) -> None:
    """Read the case's page and compare; an AssertionError shows what differs."""
    case = Case.read(folder, Selectors.read({}))
    assert case.meta["why"]
    if case.meta["reads"] == "article":
        assert set(case.expected) >= READ_FROM_THE_PAGE
    assert case.found == case.expected
    if case.meta["reads"] != "columns":
        assert kind_of(case.page) == case.meta.get("page_type", case.meta["reads"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_page_says_what_is_expected_of_it(case: Path) -> None:
    check(case)
