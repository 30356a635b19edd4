"""What the restoration costs, in milliseconds of CPU; the best of several runs, as the machine is shared."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from govnews.reading.mirror import examine, restore, restore_page
from govnews.reading.page.page import Page
from tests.reading.mirror.generator import PARAGRAPHS, make


def milliseconds(work: Callable[[], object], runs: int = 7) -> float:
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent) * 1000


def test_clean_text_costs_a_millisecond_at_most() -> None:
    text = "\n".join(PARAGRAPHS)[:2000]
    assert milliseconds(lambda: restore(text)) <= 1
    page = Page("http://www.example.gov.cn/", ("<div class='a'><p>" + text + "</p></div>") * 50)
    assert len(page.text) > 100_000
    assert milliseconds(lambda: restore_page(page)) <= 1


@pytest.mark.parametrize("family", "ABCDE")
def test_degraded_text_costs_fifteen_milliseconds_at_most(family: str) -> None:
    chance = random.Random(family)
    text = "\n".join(make(family, chance, slips=family in "ABE").degraded for _ in range(8))[:2000]
    assert examine(text).is_mirror
    assert milliseconds(lambda: restore(text)) <= 15


FRAME = "縣(xiàn)領(lǐng)導(dǎo)參加會(huì)議"


def spent_on(unit: str, times: int) -> float:
    text = FRAME * 20 + unit * times
    page = Page("http://www.example.cn/", text)
    return milliseconds(lambda: (restore(text), restore_page(page)), runs=1)


@pytest.mark.long
@pytest.mark.parametrize("unit", ["(", ")", "()", "(guó)", "國(", "國(guó)"])
def test_a_hundred_thousand_brackets_take_time_in_proportion(unit: str) -> None:
    spent_on(unit, 10)
    assert spent_on(unit, 100_000) <= 20 * spent_on(unit, 10_000) + 200


@pytest.mark.long
@pytest.mark.parametrize(
    "unit", ["?", "? ", "?！", "?qǐng)", "?！國", "<", "</p", "<script>", "\n", " ", ",", "，,", "&#x"]
)
def test_other_hostile_text_takes_time_in_proportion(unit: str) -> None:
    spent_on(unit, 10)
    assert spent_on(unit, 20_000) <= 20 * spent_on(unit, 2_000) + 200
