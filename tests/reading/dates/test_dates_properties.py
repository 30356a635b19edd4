"""Dates: what holds for every date and every text (hypothesis)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from time import process_time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from govnews.clock import BEIJING
from govnews.items import Witness, WitnessKind
from govnews.reading.dates import decide_date, find_dates, read_date, url_date

# No deadlines: they are wall time, and the machines that run this share their cores.
# The zone's summer times of 1986 to 1991 make UTC forms of those years ambiguous; sites begin later.
MOMENTS = st.datetimes(datetime(1992, 1, 1), datetime(2032, 12, 31, 23, 59, 59))  # noqa: DTZ001  (as it wants)
NUMERALS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 100 as it is spoken: 二十四."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else NUMERALS[tens] + "十"
    return ten + (NUMERALS[ones] if ones or not tens else "")


def wide(text: str) -> str:
    """ASCII as full-width characters."""
    return "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text)


DAY_FORMS: list[Callable[[datetime], str]] = [
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%Y/%m/%d}",
    lambda d: f"{d:%Y.%m.%d}",
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d:%Y年%m月%d日}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 号",
    lambda d: f"{d:%Y%m%d}",
    lambda d: (
        "".join(NUMERALS[int(mark)] for mark in str(d.year)) + f"年{chinese(d.month)}月{chinese(d.day)}日"
    ),
    lambda d: f"{d.year}年{d.month}月{d.day}日 星期{'一二三四五六日'[d.weekday()]}",
    lambda d: f"{d:%Y-%m-%d}（周{'一二三四五六日'[d.weekday()]}）",
    lambda d: f"{d:%b %d, %Y}",
    lambda d: f"{d.day} {d:%B %Y}",
]
CLOCK_FORMS: list[tuple[Callable[[datetime], str], str]] = [
    (lambda d: f"{d:%H:%M}", "minute"),
    (lambda d: f"{d.hour}:{d:%M}", "minute"),
    (lambda d: f"{d:%H:%M:%S}", "second"),
    (lambda d: f"{d.hour}:{d:%M:%S}", "second"),
    (lambda d: f"{d:%H:%M:%S}.0", "second"),
    (lambda d: f"{d.hour}时{d.minute}分", "minute"),
    (lambda d: f"{d.hour}点{d.minute:02}分", "minute"),
    (lambda d: f"{d.hour}时{d.minute}分{d.second}秒", "second"),
    (lambda d: f"{chinese(d.hour)}时{chinese(d.minute)}分", "minute"),
    (lambda d: f"{d:%I:%M:%S} {d:%p}", "second"),
]
WHOLE_FORMS: list[Callable[[datetime], str]] = [
    lambda d: f"{d:%Y-%m-%d-%H:%M:%S}",
    lambda d: f"{d:%Y-%m-%dT%H:%M:%S}",
    lambda d: f"{d:%Y-%m-%dT%H:%M:%S}+08:00",
    lambda d: f"{d:%Y%m%d%H%M%S}",
    lambda d: f"{d:%Y-%m-%d}{d:%H:%M:%S}",
    lambda d: f"{d:%a %b %d %H:%M:%S} CST {d:%Y}",
    lambda d: f"{d.replace(tzinfo=BEIJING).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    lambda d: f"{d.replace(tzinfo=BEIJING).astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT",
]
SPACES = st.sampled_from([" ", "  ", "\u00a0", "\u2002", "\u3000", "\n        ", "\t"])
BRACKETS = st.sampled_from(["{}", "[{}]", "({})", "【{}】", "（{}）", " {} ", "\u3000{}\r\n"])


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(DAY_FORMS), BRACKETS, st.booleans())
def test_any_day_in_any_form_is_read_back(
    moment: datetime, form: Callable[[datetime], str], bracket: str, full_width: bool
) -> None:
    text = bracket.format(form(moment))
    found = read_date(wide(text) if full_width else text)
    assert found is not None
    assert (found.day, found.precision) == (moment.date(), "day")


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(DAY_FORMS[:8]), SPACES, st.sampled_from(CLOCK_FORMS), BRACKETS, st.booleans())
def test_any_moment_in_any_form_is_read_back(
    moment: datetime,
    day: Callable[[datetime], str],
    space: str,
    clock: tuple[Callable[[datetime], str], str],
    bracket: str,
    full_width: bool,
) -> None:
    write, precision = clock
    text = bracket.format(day(moment) + space + write(moment))
    found = read_date(wide(text) if full_width else text)
    assert found is not None
    assert found.precision == precision
    assert found.value == moment.replace(
        second=moment.second if precision == "second" else 0, microsecond=0, tzinfo=BEIJING
    )


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(WHOLE_FORMS))
def test_any_moment_in_a_machines_form_is_read_back(
    moment: datetime, form: Callable[[datetime], str]
) -> None:
    found = read_date(form(moment))
    assert found is not None
    assert (found.value, found.precision) == (moment.replace(microsecond=0, tzinfo=BEIJING), "second")


@settings(deadline=None)
@given(st.integers(1_000_000_000, 1_989_999_999), st.booleans())
def test_any_epoch_is_read_back(seconds: int, milliseconds: bool) -> None:
    aware = datetime.fromtimestamp(seconds, UTC)
    found = read_date(f"{seconds}000" if milliseconds else str(seconds))
    assert found is not None and found.value == aware


@settings(deadline=None)
@given(MOMENTS, st.integers(-12, 14), st.sampled_from([0, 30, 45]))
def test_any_offset_is_converted(moment: datetime, hours: int, minutes: int) -> None:
    assume(abs(hours) < 14)
    zone = timezone(timedelta(hours=hours, minutes=minutes))
    aware = moment.replace(microsecond=0, tzinfo=BEIJING)
    found = read_date(aware.astimezone(zone).isoformat())
    assert found is not None and found.value == aware


@settings(deadline=None)
@given(MOMENTS, st.integers(-90, 90))
def test_a_missing_year_is_the_witnesss(moment: datetime, days: int) -> None:
    near = moment.date() + timedelta(days=days)
    found = read_date(f"{moment:%m-%d}", near=near)
    assert found is not None
    assert found.day == moment.date()


@settings(deadline=None)
@given(MOMENTS, MOMENTS)
def test_nothing_from_the_future_is_read(moment: datetime, now: datetime) -> None:
    found = read_date(f"{moment:%Y-%m-%d %H:%M:%S}", now=now.replace(tzinfo=BEIJING))
    assert (found is None) == (moment.replace(microsecond=0) > now + timedelta(days=1))


@settings(deadline=None)
@given(st.integers(1990, 2030), st.integers(0, 99), st.integers(0, 99))
def test_only_the_calendars_days_are_read(year: int, month: int, day: int) -> None:
    try:
        expected = date(year, month, day)
    except ValueError:
        expected = None
    found = read_date(f"{year}-{month:02}-{day:02}")
    assert (found and found.day) == expected


@settings(deadline=None)
@given(MOMENTS, st.sampled_from(DAY_FORMS[:4]), st.sampled_from(["", " 09:15", " 09:15:30"]))
def test_a_date_in_a_line_is_found_where_it_stands(
    moment: datetime, form: Callable[[datetime], str], clock: str
) -> None:
    text = form(moment) + clock
    line = f"信息来源：某某网　发布时间：{text}　浏览次数：15"
    (found,) = find_dates(line)
    assert line[found.start : found.end] == text
    assert (found.moment, found.role) == (read_date(text), "publish")


@settings(deadline=None)
@given(MOMENTS)
def test_the_day_of_any_url_is_read_back(moment: datetime) -> None:
    for path in (
        f"{moment:%Y/%m-%d}/1234567.html",
        f"{moment:%Y%m}/t{moment:%Y%m%d}_123.html",
        f"art/{moment.year}/{moment.month}/{moment.day}/art_1_2.html",
        f"{moment:%Y-%m/%d}/content_1.htm",
        f"{moment:%Y/%m%d}/1.html",
        f"{moment:%Y%m%d}/1.html",
    ):
        found = url_date(f"https://www.x.gov.cn/{path}")
        assert found is not None and found.day == moment.date()


# Texts built of what the grammar looks for break it sooner than arbitrary ones.
WORDS = [
    *(
        "2023",
        "2023-03-24",
        "2023年3月24日",
        "09:15",
        "24:00",
        "上午",
        "下午",
        "半",
        "整",
        "星期五",
        "发布时间",
    ),
    *("Mar 24, 2023", "24 March 2023", "23-03-24", "Updated:", "公示时间", "起至", "to", "[", "晚"),
    *("昨天", "刚刚", "小时前", "分钟前", "天前", "GMT", "CST", "PM", "T09:15:30", "+08:00"),
]
PIECES = st.sampled_from([*"0123456789-/.:：年月日时点分秒号T Z+[]（）　\u00a0~至十廿〇二", *WORDS])
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=25).map("".join)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
KINDS: st.SearchStrategy[WitnessKind] = st.sampled_from(
    ["meta", "element", "label", "script", "listing", "url", "title", "heuristic", "site"]
)


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
@example("²0²3-03-24")
@example("9999999999999")
def test_no_text_raises_and_every_reading_is_possible(text: str) -> None:
    for found in (read_date(text, near=NOW.date(), now=NOW), read_date(text), url_date(text)):
        if found is not None:
            assert found.day >= date(1990, 1, 1)
            assert found.precision != "day" or found.value.hour == found.value.minute == 0
    for dated in find_dates(text, near=NOW.date(), now=NOW):
        assert 0 <= dated.start < dated.end <= len(text)
        assert dated.moment.value <= NOW + timedelta(days=1)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_what_is_read_alone_is_read_without_more_knowledge_or_not_at_all(text: str) -> None:
    """``now`` and ``near`` only add readings or refuse them: no text means one date with them, another without."""
    bare = read_date(text)
    told = read_date(text, near=date(2001, 2, 3), now=NOW)
    if bare is not None and bare.value <= NOW + timedelta(days=1):
        assert told == bare


NAMES = st.sampled_from(
    ["发布时间", "时间", "更新时间", "成文日期", "PubDate", "lastmodified", "#time", "header"]
)
CLOCKS = ["", " 00:00:00", " 09:15", " 09:15:30", " 11:20:30", " 星期五"]
RAWS = TEXTS | st.sampled_from(
    [
        f"{day}{clock}"
        for day in ("2023-03-24", "2023-03-25", "2026-11-22", "03-24", "2027-01-01")
        for clock in CLOCKS
    ]
    + [f"https://www.x.gov.cn/2023/03-{day}/1.html" for day in (23, 24, 26)]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(KINDS, NAMES, RAWS), max_size=6))
def test_no_witnesses_raise_and_what_is_decided_was_heard(heard: list[tuple[WitnessKind, str, str]]) -> None:
    witnesses = [Witness(*one) for one in heard]
    found, evidence = decide_date(witnesses, fetched_at=NOW)
    assert sorted(map(repr, evidence.witnesses)) == sorted(map(repr, witnesses))
    assert (
        (found is None)
        == (evidence.witness is None)
        == (evidence.raw is None)
        == (evidence.precision is None)
    )
    # A record carries its witnesses and can be judged again: the verdict stays.
    assert decide_date(evidence.witnesses, fetched_at=NOW) == (found, evidence)
    if found is not None:
        assert evidence.raw in {witness.raw for witness in witnesses}
        assert ("T" in found) == (evidence.precision != "day")


@pytest.mark.parametrize(
    "piece",
    [
        "2023-03-24 ",
        "2",
        "2023年",
        "2023年3月24日",
        " ",
        "发 ",
        "发布时间：",
        "[",
        "2023-",
        "2023-03-24至",
        "十",
        "星期",
        "/2023",
        "23-03-24 ",
        "23-03-24~",
        "Mar 24, 2023 - ",
        "March ",
        "24 March ",
        "2023-03-24 [",
        "last updated ",
        "时间",
    ],
)
def test_hostile_text_costs_next_to_nothing(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = process_time()
    read_date(text, near=NOW.date(), now=NOW)
    find_dates(text, near=NOW.date(), now=NOW)
    url_date(text)
    decide_date([Witness("label", text[:40], text)], fetched_at=NOW)
    assert process_time() - start < 0.5  # seconds; quadratic reading of 200,000 characters takes minutes
