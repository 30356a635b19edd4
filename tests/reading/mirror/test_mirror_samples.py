"""Real degraded mirrors, shared beside the repository: the page that the project began from, and 52 samples."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from govnews.reading.mirror import examine, restore, restore_page
from govnews.reading.page.page import Page
from tests.places import SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared beside the repository")

# Places that stay as they are, by sample, and why.
LEFT = {
    7: ("管理局??发布", "two lost spaces or symbols; no reading of the bytes makes text"),
    27: ("政务服务网 ? 2018年", "a lost symbol, most likely ©"),
}
# Places with bytes missing, filled by frequency and reported.
GUESSED = {
    46: ("应用。悔此，我国", "three pairs of 。基于此，我国 dropped; 于 could not be seen"),
    # 影响而发生: one pair dropped, read right thanks to the gloss of 發
}
TONED = re.compile("[a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]{0,4}")
DEBRIS = re.compile(r"\?[^\s]|/p>|/span>|\([a-z]+\)\(")


def samples() -> dict[int, dict[str, Any]]:
    path = SHARED / "corpus" / "mirror-samples.jsonl"
    if not path.exists():
        return {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["n"]: row for row in rows}


SAMPLES = samples()


@pytest.mark.parametrize("number", SAMPLES)
def test_sample_has_no_debris_left(number: int) -> None:
    restoration = examine(SAMPLES[number]["excerpt"])
    text = restoration.text
    place, _reason = LEFT.get(number, ("", ""))
    assert place in text
    rest = text.replace(place, "") if place else text
    assert TONED.findall(rest) == []
    assert DEBRIS.findall(rest) == []
    assert "?" not in rest
    assert restoration.is_mirror
    assert len(restoration.unrestored) == (number == 7)
    assert len(restoration.guessed) == (2 if number in GUESSED else 0)
    assert GUESSED.get(number, ("",))[0] in text
    assert restore(text) is text


@pytest.mark.parametrize("number", SAMPLES)
def test_sample_is_of_the_family_that_was_found_by_hand(number: int) -> None:
    by_hand = SAMPLES[number]["family"]
    found = examine(SAMPLES[number]["excerpt"]).family
    if number == 27:  # a single gloss
        assert found == "E"
    elif by_hand[0] in "AB":
        assert found in ("A", "B")
    else:
        assert found == by_hand[0]


EXPECTED = {
    5: ["来源：人民日报", "乡村文明新风。”会盟镇"],
    8: ["部门网站。县级以上"],
    12: ["地瓜产业链式发展", "标杆、加压奋进"],
    15: ["进行调研。县领导"],
    29: ["《关于表扬2018年", "通报表扬，"],
    30: ["以实打实的工作推动项目建设"],
    39: ["新作为、金点子的支持。“这个报道策划", "很好。”"],
    40: ["近海控股集团"],
    46: ["因为面积较大", "因为气候因素的影响而发生延迟"],
    49: ["对小麦示范点进行"],
    52: ["当地农民抢抓"],
}


@pytest.mark.parametrize("number", EXPECTED)
def test_slips_of_the_samples(number: int) -> None:
    if number not in SAMPLES:
        pytest.skip("needs the samples")
    text = restore(SAMPLES[number]["excerpt"])
    for expected in EXPECTED[number]:
        assert expected in text


@pytest.mark.parametrize(("one", "other"), [(16, 17), (5, 34)])
def test_two_mirrors_of_one_article_agree(one: int, other: int) -> None:
    first, second = (restore(SAMPLES[n]["excerpt"]).splitlines() for n in (one, other))
    common = [line for line in first if line in second]
    assert sum(map(len, common)) >= 100
    # Lines that only one has are the end of an excerpt, or furniture of one site.
    for line in first:
        begins_alike = [other_line for other_line in second if other_line[:12] == line[:12]]
        for other_line in begins_alike:
            assert other_line.startswith(line) or line.startswith(other_line)


def gold() -> dict[str, Any]:
    return json.loads((SHARED / "corpus" / "seed-gold.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_the_seed_text_is_restored_to_its_gold() -> None:
    restored = restore((SHARED / "seed-article.txt").read_text(encoding="utf-8"))
    lines = [line for line in restored.splitlines() if line]
    assert lines[0] == gold()["title"]
    assert lines[1] == "发布时间:2023-03-24 来源：孟津融媒"
    assert "\n".join(lines[2 : 2 + gold()["body"].count("\n") + 1]) == gold()["body"]


def test_the_seed_page_is_restored_to_its_gold() -> None:
    body = (SHARED / "corpus" / "seed.html").read_bytes()
    page, restoration = restore_page(Page.from_bytes(body, "http://www.example.cn/"))
    assert restoration.family == "B"
    assert page.title == gold()["title"]
    paragraphs = [p.text_content() for p in page.root.iter("p")]
    assert "\n".join(paragraphs).startswith(gold()["body"])
    assert restore_page(page)[0] is page
