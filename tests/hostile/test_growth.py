"""The time of every pattern and every reader grows with its text, and no faster, whatever the text is.

A pattern is tried with what is worst for it, made of its own parts; a reader with pieces of every class, over and over, in
every place of a page. The fast forms take a share of them by chance, another one for each seed.
"""

from __future__ import annotations

import os
import random
import re
import tracemalloc
from collections.abc import Callable

import pytest

from tests.hostile.growth import Found, growth, patterns, seconds, text_of, worst_texts
from tests.hostile.pieces import Case, cases

SEED = os.environ.get("GROWTH_SEED", "1")
PATTERNS = patterns()
# A pattern that takes less for so many characters is not worth a second look.
SIZE, QUICK = 6_000, 0.004
MEMORY_SIZE = 12_000
# The same of a reader, which has more to do.
READ_SIZE, READ_QUICK = 12_000, 0.12


def using(pattern: re.Pattern, use: str) -> Callable[[str], object]:
    coded = (lambda text: text.encode("utf-8", "replace")) if isinstance(pattern.pattern, bytes) else str
    if use == "search":
        return lambda text: sum(1 for _ in pattern.finditer(coded(text)))
    return lambda text: getattr(pattern, use)(coded(text))


def is_linear(found: Found, most: int) -> None:
    dice = random.Random(f"{found.name} {SEED}")
    for beginning, piece in worst_texts(found.pattern, dice, most):
        for use in sorted(found.uses):
            run = using(found.pattern, use)
            first = seconds(run, text_of(beginning, piece, SIZE))
            assert first < float("inf"), f"{found.name}.{use}({beginning!r} + {piece!r} * n) hangs"
            if first < QUICK:
                continue
            took = growth(run, lambda size, b=beginning, p=piece: text_of(b, p, size), SIZE // 2)
            assert not took.is_bad, f"{found.name}.{use}({beginning!r} + {piece!r} * n): {took}"


def memory(run: Callable[[str], object], text: str) -> float:
    """The most bytes that a run takes at once, for each character of its text."""
    tracemalloc.start()
    try:
        run(text)
        return tracemalloc.get_traced_memory()[1] / len(text)
    finally:
        tracemalloc.stop()


def grows_with_its_text(case: Case) -> None:
    if seconds(case.run, case.text(READ_SIZE)) < READ_QUICK:
        return
    took = growth(case.run, case.text, READ_SIZE)
    assert not took.is_bad, f"{case}: {took}"


def test_the_patterns_are_found() -> None:
    names = {found.name for found in PATTERNS}
    assert len(PATTERNS) > 450
    assert {"govnews.reading.credits._LABEL", "govnews.reading.article.line_kinds._FURNITURE"} <= names
    assert next(found for found in PATTERNS if found.name.endswith("line_kinds._FURNITURE")).uses == {
        "fullmatch"
    }


@pytest.mark.parametrize("share", range(8))
def test_patterns_are_linear(share: int) -> None:
    for found in PATTERNS[share::8]:
        is_linear(found, most=4)


@pytest.mark.long
@pytest.mark.parametrize("share", range(4))
def test_patterns_take_no_memory_for_each_character(share: int) -> None:
    """A group that repeats costs some hundred bytes a round, of a page of eight million characters a gigabyte."""
    for found in PATTERNS[share::4]:
        for beginning, piece in worst_texts(found.pattern, random.Random(f"{found.name} {SEED}"), 3):
            for use in sorted(found.uses):
                took = memory(using(found.pattern, use), text_of(beginning, piece, MEMORY_SIZE))
                assert took < 16, f"{found.name}.{use}({beginning!r} + {piece!r} * n): {took:.0f} bytes"


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", range(8))
def test_patterns_are_linear_in_all_texts(share: int) -> None:
    for found in PATTERNS[share::8]:
        is_linear(found, most=80)


@pytest.mark.long
@pytest.mark.parametrize("share", range(8))
def test_readers_are_linear(share: int) -> None:
    for case in random.Random(f"{share} {SEED}").sample(cases(), 12):
        grows_with_its_text(case)


@pytest.mark.slow
@pytest.mark.timeout(6 * 3600)
@pytest.mark.parametrize("share", range(8))
def test_readers_are_linear_everywhere(share: int) -> None:
    for case in cases()[share::8]:
        grows_with_its_text(case)


# What hung a crawl, or would have


def attributes(count: int) -> str:
    return " ".join(f"a{number}" for number in range(count))


FOUND = [
    *(Case("article", place, piece) for place in ("source", "metas", "head", "paragraph") for piece in ("1", "9 ", "12:")),
    *(Case("article", place, "原标题：") for place in ("body", "paragraph", "lines", "title")),
    *(Case("pager", "script", piece) for piece in ("location=a+", "location=a+'b';", "createPageHTML(a,b,c,d);")),
    *(Case("list of epoint", "script", piece) for piece in ("location=a+", "location=a+'/b';")),
    *(Case("list of jcms", "whole", piece) for piece in (".jpage(", "dataStore=['", "<datastore><record>", "/module/jpage/")),
    Case("list of generic", "json", "<em>2023</em>-<em>1</em>"),
    Case("list of mcms", "pager", "<b>1</b><a href=2.html>2</a>"),
    Case("pager", "body", "<a href='javascript:go(2)'>下一页</a>"),
    Case("pager", "body", "<div id=more>加载更多</div><script>if(n<=9){$('#more').hide()}</script>"),
    Case("expected article", "shell", '"content":"县'),
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("case", FOUND, ids=lambda case: f"{case.reader}-{case.place}-{case.piece}")
def test_what_was_quadratic(case: Case) -> None:
    took = growth(case.run, case.text, READ_SIZE)
    assert not took.is_bad, str(took)


# The test itself


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        (r"\d+\s*次", "search"),
        (r"\s*(?:x|y)\s*$", "search"),
        (r"(?:a+)+b", "match"),
        (r".*,.*,.*;", "fullmatch"),
        (r"(?:来源：)+[。]", "search"),
        (r"\[[^\]]*\]x", "search"),
        (r"[【\[(]\s*[^)\]】]+[)\]】]", "fullmatch"),
    ],
)
def test_it_finds_what_is_worse_than_linear(pattern: str, use: str) -> None:
    with pytest.raises(AssertionError):
        is_linear(Found("a pattern", re.compile(pattern), frozenset({use})), most=80)


@pytest.mark.parametrize(
    "pattern", [r"\d{1,9}\s{0,9}次", r"[^。]{0,40}。", r"<script[^<>]*+>", r"(?:来源|作者)[:：]"]
)
def test_it_lets_linear_ones_pass(pattern: str) -> None:
    is_linear(Found("a pattern", re.compile(pattern), frozenset({"search", "match", "fullmatch"})), most=40)
