"""Dates: a table of strings with the one right reading or refusal, dates in lines, in URLs, and the judge.

Expected values name the precision by their length: ``2023-03-24``, ``2023-03-24T09:15``, ``2023-03-24T09:15:30``.
24 March 2023 was a Friday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from time import process_time

import pytest

from govnews.clock import BEIJING
from govnews.items import Evidence, Witness, WitnessKind
from govnews.reading.dates import Moment, date_role, decide_date, find_dates, read_date, url_date, url_near

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
WIDTH = {"day": 10, "minute": 16, "second": 19}


def said(moment: Moment | None) -> str | None:
    """A moment cut to its precision."""
    return moment and moment.value.strftime("%Y-%m-%dT%H:%M:%S")[: WIDTH[moment.precision]]


DAY, MINUTE, SECOND = "2023-03-24", "2023-03-24T09:15", "2023-03-24T09:15:30"

READ: dict[str, str] = {
    # days, numeric
    "2023-03-24": DAY,
    "2023-3-24": DAY,
    "2023/03/24": DAY,
    "2023/3/24": DAY,
    "2023.03.24": DAY,
    "2023.3.24": DAY,
    "2013.04.11": "2013-04-11",
    "2023 - 03 - 24": DAY,
    "2023 . 3 . 24": DAY,
    "2023-03-24日": DAY,
    "20230324": DAY,
    "1999-12-31": "1999-12-31",
    "2000-02-29": "2000-02-29",
    "2024-02-29": "2024-02-29",
    # days, Chinese
    "2023年3月24日": DAY,
    "2023年03月24日": DAY,
    "2023 年 3 月 24 日": DAY,
    "2023年3月24号": DAY,
    "2023年3月24": DAY,
    "2023年 03月24日": DAY,
    "2026年04月24日": "2026-04-24",
    "二〇二三年三月二十四日": DAY,
    "二○二三年三月二十四日": DAY,
    "二零二三年三月二十四日": DAY,
    "二O二三年三月二十四日": DAY,
    "二0二三年三月二十四日": DAY,
    "二〇二三年三月廿四日": DAY,
    "二〇一一年十二月三十一日": "2011-12-31",
    "二〇二〇年十月十日": "2020-10-10",
    "二〇二一年一月一日": "2021-01-01",
    "二〇一〇年十一月三十日": "2010-11-30",
    "一九九八年七月卅一日": "1998-07-31",
    "二〇一九年五月二十日": "2019-05-20",
    "二〇二三年十月一日": "2023-10-01",
    "2023年三月24日": DAY,
    "2023年3月二十四日": DAY,
    # width, brackets, white space
    "２０２３－０３－２４": DAY,
    "２０２３年３月２４日": DAY,
    "２０２３／０３／２４": DAY,
    "２０２３．０３．２４": DAY,
    "2023–03–24": DAY,
    "2023—03—24": DAY,
    "2023−03−24": DAY,
    "[2023-03-24]": DAY,
    "(2023-03-24)": DAY,
    "（2023-03-24）": DAY,
    "【2023-03-24】": DAY,
    "〔2023-03-24〕": DAY,
    "［2023-03-24］": DAY,
    "“2023-03-24”": DAY,
    "'2023-03-24'": DAY,
    '"2023-03-24"': DAY,
    "[ 2023-03-24 ]": DAY,
    "[2023-03-24": DAY,
    "2023-03-24)": DAY,
    "\u00a02023-03-24\u00a0": DAY,
    "\u3000\u30002023-03-24": DAY,
    "\ufeff2023-03-24": DAY,
    "\u200b2023-03-24\u200b": DAY,
    "\n\t2023-03-24\r\n": DAY,
    # weekdays
    "2024年09月03日 星期二": "2024-09-03",
    "2023年3月24日星期五": DAY,
    "2023年3月24日 周五": DAY,
    "2023-03-24 星期五": DAY,
    "2023-03-24(星期五)": DAY,
    "2023年3月24日（星期五）": DAY,
    "2023年3月24日 礼拜五": DAY,
    "2023年3月26日 星期日": "2023-03-26",
    "2023年3月26日 星期天": "2023-03-26",
    "2023年3月24日 星期五 09:15": MINUTE,
    "2023年3月24日（星期五）上午9:15": MINUTE,
    "2023年3月24日 09:15 星期五": MINUTE,
    "2023-03-24 09:15:30 星期五": SECOND,
    "二〇二三年三月二十四日 星期五": DAY,
    # clock times
    "2023-03-24 09:15": MINUTE,
    "2023-03-24 9:15": MINUTE,
    "2023-03-24  09:15": MINUTE,
    "2023-03-24\u00a009:15": MINUTE,
    "2023-03-24\u200209:15": MINUTE,
    "2023-03-24\u300009:15": MINUTE,
    "2023-03-24\n            09:15": MINUTE,
    "2023-03-24 09：15": MINUTE,
    "２０２３－０３－２４　０９：１５：３０": SECOND,
    "2023-03-24 09:15:30": SECOND,
    "2023-3-24 9:15:30": SECOND,
    "2023-03-24 09 : 15 : 30": SECOND,
    "2023-03-24 09:15:30.0": SECOND,
    "2023-03-24 09:15:30.123": SECOND,
    "2023-03-24 00:00:00": "2023-03-24T00:00:00",
    "2023-03-24 23:59:59": "2023-03-24T23:59:59",
    "2023-03-24 0:05": "2023-03-24T00:05",
    "2023-3-4 9:5:3": "2023-03-04T09:05:03",
    "2023-03-24-09:15:30": SECOND,
    "2023-03-24, 09:15": MINUTE,
    "2023-03-24 | 09:15": MINUTE,
    "2023/03/24 09:15": MINUTE,
    "2023.03.24 09:15": MINUTE,
    "2010/1/6 16:43:13": "2010-01-06T16:43:13",
    "2024/4/3 9:38:43": "2024-04-03T09:38:43",
    "[2021-3-21 0:41:51]": "2021-03-21T00:41:51",
    "(2012-06-04 09:20:26)": "2012-06-04T09:20:26",
    "2017-04-12 21:37": "2017-04-12T21:37",
    "2013-04-11 13:41:00": "2013-04-11T13:41:00",
    "2015-11-10 01:51:51": "2015-11-10T01:51:51",
    "2021年03月18日08:05": "2021-03-18T08:05",
    "2021年3月18日08:05": "2021-03-18T08:05",
    "2021-03-1808:05": "2021-03-18T08:05",
    "2021-03-1808:05:09": "2021-03-18T08:05:09",
    "2021/03/1808:05": "2021-03-18T08:05",
    "2023年03月24日 09:15:30": SECOND,
    "2023年03月24日　09:15": MINUTE,
    "2023年3月24日9时15分": MINUTE,
    "2023年3月24日 9时15分30秒": SECOND,
    "2023年3月24日 09时15分": MINUTE,
    "2023年3月24日9点15分": MINUTE,
    "2023年3月24日9点15": MINUTE,
    "2023年3月24日9点": "2023-03-24T09:00",
    "2023年3月24日9点整": "2023-03-24T09:00",
    "2023年3月24日9时": "2023-03-24T09:00",
    "2023年3月24日9点半": "2023-03-24T09:30",
    "2023-03-24 9时15分": MINUTE,
    "2023年3月24日 09:15AM": MINUTE,
    "二〇二三年三月二十四日九时十五分": MINUTE,
    "二〇二三年三月二十四日上午九时十五分": MINUTE,
    "二〇二三年三月二十四日二十一时五分": "2023-03-24T21:05",
    "二〇二三年三月二十四日下午三点半": "2023-03-24T15:30",
    "2023年3月24日 9 时 15 分": MINUTE,
    # halves of the day
    "2023-03-24 上午9:15": MINUTE,
    "2023-03-24 上午 09:15": MINUTE,
    "2023/3/24 上午 9:15:30": SECOND,
    "2023年3月24日上午9时15分": MINUTE,
    "2023年3月24日早上7:20": "2023-03-24T07:20",
    "2023年3月24日清晨5:40": "2023-03-24T05:40",
    "2023年3月24日凌晨1:30": "2023-03-24T01:30",
    "2023年3月24日凌晨0:30": "2023-03-24T00:30",
    "2023年3月24日中午12:30": "2023-03-24T12:30",
    "2023年3月24日中午11:50": "2023-03-24T11:50",
    "2023年3月24日中午1:10": "2023-03-24T13:10",
    "2023年3月24日下午3:05": "2023-03-24T15:05",
    "2023年3月24日下午3时5分": "2023-03-24T15:05",
    "2023年3月24日下午3点": "2023-03-24T15:00",
    "2023年3月24日下午15:05": "2023-03-24T15:05",
    "2023年3月24日 下午 12:05": "2023-03-24T12:05",
    "2023/3/24 下午 3:05:06": "2023-03-24T15:05:06",
    "2023年3月24日傍晚6:10": "2023-03-24T18:10",
    "2023年3月24日晚上8:30": "2023-03-24T20:30",
    "2023年3月24日晚上20:30": "2023-03-24T20:30",
    "2023年3月24日深夜11:40": "2023-03-24T23:40",
    "2023-03-24 9:15 AM": MINUTE,
    "2023-03-24 9:15:30 PM": "2023-03-24T21:15:30",
    "2019-9-5 9:38:01 PM": "2019-09-05T21:38:01",
    "2023-03-24 12:05 AM": "2023-03-24T00:05",
    "2023-03-24 12:05 PM": "2023-03-24T12:05",
    "2023-03-24 PM 3:05": "2023-03-24T15:05",
    # the end of a day
    "2023-03-24 24:00": "2023-03-25T00:00",
    "2023-12-31 24:00:00": "2024-01-01T00:00:00",
    "2023年3月24日24时": "2023-03-25T00:00",
    # halves of the day in one character, and as programs write them, 12 for 0 and 0 for 12
    "2023年3月24日 晚8:05": "2023-03-24T20:05",
    "2023年3月24日晚9点半": "2023-03-24T21:30",
    "2023-03-24 早8:05": "2023-03-24T08:05",
    "2023-03-24 夜10:05": "2023-03-24T22:05",
    "2023年3月24日午间12:10": "2023-03-24T12:10",
    "2023/3/24 上午 12:10:05": "2023-03-24T00:10:05",
    "2023-03-24 上午12:05": "2023-03-24T00:05",
    "2023/3/24 凌晨12:10:05": "2023-03-24T00:10:05",
    "2023-03-24 下午0:30": "2023-03-24T12:30",
    "2023-03-24 下午 0:30:15": "2023-03-24T12:30:15",
    "2023-03-24 0:30 PM": "2023-03-24T12:30",
    "2023-03-24 4:20 p.m.": "2023-03-24T16:20",
    "2023-03-24 4:20pm": "2023-03-24T16:20",
    # clock times in brackets
    "2023-03-24 [09:15]": MINUTE,
    "2023-03-24（09:15:30）": SECOND,
    "2023年3月24日【9时15分】": MINUTE,
    # machine forms, zones
    "2023-03-24T09:15": MINUTE,
    "2023-03-24T09:15:30": SECOND,
    "2023-03-24T09:15:30.000": SECOND,
    "2023-03-24T09:15:30+08:00": SECOND,
    "2023-03-24T09:15:30+0800": SECOND,
    "2023-03-24T09:15:30.000+08:00": SECOND,
    "2023-03-24T09:15+08:00": MINUTE,
    "2023-03-24 09:15:30 +0800": SECOND,
    "2023-03-24 09:15:30 GMT+8": SECOND,
    "2023-03-24 09:15:30 GMT+08:00": SECOND,
    "2023-03-24 09:15:30 CST": SECOND,
    "2023-03-24T01:15:30Z": SECOND,
    "2023-03-24T01:15:30.000Z": SECOND,
    "2023-03-24T01:15Z": MINUTE,
    "2023-03-24 01:15:30Z": SECOND,
    "2023-03-24 01:15:30 UTC": SECOND,
    "2023-03-24T01:15:30+00:00": SECOND,
    "2023-03-23T20:15:30-05:00": SECOND,
    "2023-03-24T10:15:30+09:00": SECOND,
    "2023-03-24T06:45:30+05:30": SECOND,
    "2023-03-24T17:15:00Z": "2023-03-25T01:15:00",
    "2012-12-10T09:24:01+00:00": "2012-12-10T17:24:01",
    "20230324 09:15": MINUTE,
    "20230324 9:15:30": SECOND,
    "202303240915": MINUTE,
    "20230324091530": SECOND,
    "20230324T091530": SECOND,
    "20230324T011530Z": SECOND,
    "20230324T091530+0800": SECOND,
    "1679620530": SECOND,
    "1679620530000": SECOND,
    "1679620530123": SECOND,
    "Fri Mar 24 09:15:30 CST 2023": SECOND,
    "Fri Mar 24 01:15:30 UTC 2023": SECOND,
    "Fri Mar 24 09:15:30 GMT+08:00 2023": SECOND,
    "Fri, 24 Mar 2023 01:15:30 GMT": SECOND,
    "Fri, 24 Mar 2023 09:15:30 +0800": SECOND,
    "24 Mar 2023 01:15:30 GMT": SECOND,
    "Fri, 24 Mar 2023 01:15:30 +0000": SECOND,
    "Fri, 24 Mar 2023 01:15 GMT": MINUTE,
    "24 Mar 2023 09:15 +0800": MINUTE,
    "Fri Mar 24 2023 09:15:30 GMT+0800": SECOND,
    "Fri Mar 24 2023 09:15:30 GMT+0800 (中国标准时间)": SECOND,
    "Fri Mar 24 2023 01:15:30 GMT+0000 (Coordinated Universal Time)": SECOND,
    "Fri Mar 24 2023": DAY,
    # English
    "Mar 24,2023": DAY,
    "March 24, 2023": DAY,
    "MAR. 24th, 2023": DAY,
    "24 March 2023": DAY,
    "24th of Mar 2023": DAY,
    "24-Mar-2023": DAY,
    "Friday, March 24, 2023": DAY,
    "Sept 5, 2023": "2023-09-05",
    "Mar 24, 2023 9:15 AM": MINUTE,
    "Mar 24 2023 09:15:30": SECOND,
    # blocks of their own, as lists draw them
    "2024 05/09 22:27:02": "2024-05-09T22:27:02",
    "2023 03-24": DAY,
    "2023\n03/24": DAY,
    "03-24\n2023": DAY,
    "03/24 2023": DAY,
    "24 2023-03": DAY,
    "24\n2023.03": DAY,
    "24日 2023年3月": DAY,
    "24/2023-03": DAY,
    # traditional characters, on mirrors
    "2023年3月24日 9時15分": MINUTE,
    "2023年3月24號": DAY,
    "2023年3月24日下午3點05分": "2023-03-24T15:05",
    # one of them ahead of now, but by less than a day
    "2026-11-23": "2026-11-23",
    "2026-11-23 09:59": "2026-11-23T09:59",
}

REFUSED = [
    # nothing, or no date
    "",
    " ",
    "[]",
    "()",
    "-",
    "发布时间：",
    "暂无",
    "undefined",
    "null",
    "NaN-NaN-NaN",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "{{pubDate}}",
    "yyyy-MM-dd",
    "星期五",
    "09:15",
    "09:15:30",
    "第003版",
    # parts of a date
    "2023",
    "2023年",
    "2023-03",
    "2023/03",
    "2023年3月",
    "2024年3月",
    "二〇二三年三月",
    "3月24日",
    "03-24",
    "3-24",
    "12-30",
    "03/24",
    "02-13 09:33",
    "23-03-24",
    "23/3/24",
    "23.03.24",
    "'23-03-24'",
    "24日",
    "5",
    "202303",
    "2023-03-",
    "2023--24",
    # not in the calendar
    "2023-02-29",
    "2023-02-30",
    "2023-04-31",
    "2023-13-01",
    "2023-00-10",
    "2023-03-00",
    "2023-03-32",
    "2100-02-29",
    "2023年2月30日",
    "20230231",
    "20231301",
    "二〇二三年二月三十日",
    "二〇二三年十三月一日",
    "二〇二三年三月四十日",
    "二〇二三年三月二十廿日",
    # not on the clock
    "2023-03-24 25:00",
    "2023-03-24 24:01",
    "2023-03-24 24:00:01",
    "2023-03-24 09:60",
    "2023-03-24 09:15:60",
    "2023-03-24 09:15:99",
    "2023-03-24 123:15",
    "2023-03-24 09:155",
    "20230324996060",
    "202303242460",
    # contradicting or open
    "2024年09月03日 星期一",
    "2023年3月24日 星期六",
    "2023-03-24 周日",
    "2023-03-24 上午15:05",
    "2023-03-24 上午12点",
    "2023-03-24 晚上12:00",
    "2023-03-24 上午13:05",
    "2023-03-24 晚3:05",
    "2023-03-24 晚上12点",
    "2023-03-24 深夜2:00",
    "2023-03-24 凌晨9:00",
    "2023-03-24 下午9:15",
    "2023-03-24 下午9:15 PM",
    # older than the web, or to come
    "1949-10-01",
    "1970-01-01",
    "1970-01-01 08:00:00",
    "1989-12-31",
    "1900-01-01 00:00:00",
    "0001-01-01",
    "0",
    "0000000000",
    "2026-11-24",
    "2026-11-23 10:01",
    "2027-01-01",
    "2099-12-31",
    "2223-03-24",
    "1923-03-24",
    "1989946530000",
    # spans of time, two dates
    "2023-03-24至2023-04-01",
    "2023-03-24 至 2023-04-01",
    "2023-03-24 - 2023-04-01",
    "2023.3.24-2023.4.1",
    "2023年3月24日-26日",
    "2023年3月24日至4月1日",
    "2023年3月24日—4月1日",
    "2023-03-24 09:00-11:00",
    "2023-03-24 09:00 - 11:00",
    "2023-03-24 09:00~11:00",
    "2023-03-24 2023-03-25",
    "2023-03-242023-03-25",
    "2023-03-24 2023-03-24",
    "2023-03-24/2023-03-25",
    "2023-2024",
    "2023-2024学年",
    # another order, or mixed
    "24-03-2023",
    "24/03/2023",
    "03/24/2023",
    "03-04-2023",
    "2023/03-24",
    "2023-03/24",
    "2023.03-24",
    "2023年03-24",
    "2023-03月24日",
    "2023/03.24",
    "2023-03-2408:5",
    "2021-3-108:05",
    "2021-3-1108:05",
    "2021-03-188:05",
    # numbers that are something else
    "0371-67910000",
    "010-2023-0324",
    "400-2023-0324",
    "13803791234",
    "4000520066",
    "0379679123",
    "2023324",
    "202303241",
    "20230324091",
    "2023032409153",
    "202303240915300",
    "410308",
    "4103080000",
    "110101200303240915",
    "豫政〔2023〕24号",
    "〔2023〕3号",
    "2023年第24号",
    "2023年24号",
    "2023-24号",
    "2023.3.24.1",
    "2023-03-24-25",
    "1.2023.03.24",
    "192.168.20.23",
    "v2023.03.24",
    "第2023-03-24号",
    "0233621J/2026-00150",
    "t20230324_210984",
    "20230324.html",
    "2023-03-24.",
    "2023-03-24,",
    # words around a date
    "发布时间：2023-03-24",
    "发布时间 2023-03-24",
    "2023-03-24发布",
    "2023-03-24 来源：孟津融媒",
    "于2023年3月24日",
    "2023年3月24日讯",
    "2023年3月24日电",
    "公元2023年3月24日",
    "农历2023年3月24日",
    "约2023-03-24",
    "2023-03-24前",
    "2023-03-24左右",
    "2023-03-24 16点击",
    "2010/1/6 16:43:13 次浏览",
    "2023-03-24 09:15 PST",
    "2023-03-24 09:15 EST",
    "2023-03-24T09:15:30+25:00",
    "2023-03-24T09:15:30+08:75",
    "2023-03-24 09:15:30-05:00",
    "2023-03-24T",
    "2023-03-24Z",
    "Foo Bar 24 09:15:30 CST 2023",
    "Fri Mar 24 09:15:30 PST 2023",
    "Mar 32, 2023",
    "Thu, Mar 24, 2023",
    "Thu Mar 24 2023 09:15:00 GMT+0800",
    "Mar 2023",
    "March 24",
    "May 2023 10",
    "Maybe 24, 2023",
    "Mar 24-26, 2023",
    "Mar 24, 2023 - Mar 26, 2023",
    # relative, but to what
    "明天",
    "后天 10:00",
    "上周五",
    "3个月前",
    "2年前",
    "上午",
    "不久前",
    "昨天和今天",
    "昨天 25:00",
    # not ours to read
    "²⁰²³-03-24",
    "٢٠٢٣-٠٣-٢٤",
    "2023-③-24",
    "二三年三月二十四日",
    "2023-03-24" * 20,
    "9" * 5000,
    "[" * 5000,
]


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_a_date_is_read_with_its_precision(text: str, expected: str) -> None:
    assert said(read_date(text, now=NOW)) == expected


@pytest.mark.parametrize(
    "text", [text for text in READ if not text.startswith("2026-11-23")], ids=lambda text: text[:40]
)
def test_a_date_is_read_alike_without_a_now(text: str) -> None:
    assert said(read_date(text)) == READ[text]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert read_date(text, now=NOW) is None


def test_the_table_is_as_long_as_promised() -> None:
    assert len(set(READ) | set(REFUSED)) >= 250


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("03-24", date(2023, 4, 1), DAY),
        ("3-24", date(2023, 4, 1), DAY),
        ("03/24", date(2023, 1, 10), DAY),
        ("[03-24]", date(2023, 4, 1), DAY),
        ("3月24日", date(2023, 4, 1), DAY),
        ("三月二十四日", date(2023, 4, 1), DAY),
        ("02-13 09:33", date(2024, 2, 13), "2024-02-13T09:33"),
        ("3月24日 09:15", date(2023, 3, 24), MINUTE),
        ("3月24日09:15", date(2023, 3, 24), MINUTE),
        ("03-24 09:15:30", date(2023, 3, 24), SECOND),
        ("12-30", date(2024, 1, 2), "2023-12-30"),
        ("01-02", date(2023, 12, 30), "2024-01-02"),
        ("02-29", date(2024, 3, 1), "2024-02-29"),
        ("3月24日 星期五", date(2023, 3, 1), DAY),
        ("23-03-24", date(2023, 4, 1), DAY),
        ("23/3/24", date(2023, 4, 1), DAY),
        ("23.03.24 09:15", date(2023, 4, 1), MINUTE),
        ("2023-03-24", date(2015, 1, 1), DAY),
        # refused: no year within a season of the witness, impossible, or more than one reading
        ("03-24", date(2023, 9, 20), None),
        ("02-29", date(2023, 3, 1), None),
        ("13-24", date(2023, 4, 1), None),
        ("3月24日 星期六", date(2023, 3, 1), None),
        ("23-03-24", date(2020, 4, 1), None),
        ("23-03-23", date(2013, 3, 23), None),
        ("11-03-24", date(2024, 3, 11), None),
        ("24-03-23", date(2024, 3, 23), "2024-03-23"),
        ("24-03-23", date(2023, 6, 1), None),
        ("3-24-25", date(2023, 4, 1), None),
        ("3.24", date(2023, 4, 1), None),
        ("03-24至03-26", date(2023, 4, 1), None),
        ("103-24", date(2023, 4, 1), None),
        ("0371-24", date(2023, 4, 1), None),
    ],
)
def test_a_missing_year_comes_from_a_witness(text: str, near: date, expected: str | None) -> None:
    assert said(read_date(text, near=near)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", "2026-11-22"),
        ("今日", "2026-11-22"),
        ("昨天", "2026-11-21"),
        ("前天", "2026-11-20"),
        ("大前天", "2026-11-19"),
        ("昨天 10:30", "2026-11-21T10:30"),
        ("昨天10:30", "2026-11-21T10:30"),
        ("今天 08:05:09", "2026-11-22T08:05:09"),
        ("昨天下午3:05", "2026-11-21T15:05"),
        ("昨日 10:30", "2026-11-21T10:30"),
        ("3天前", "2026-11-19"),
        ("30天前", "2026-10-23"),
        ("3小时前", "2026-11-22"),
        ("3 小时前", "2026-11-22"),
        ("20小时前", "2026-11-21"),
        ("10小时前", None),  # between 23:00 and 24:00, or at 00:00: of which day?
        ("5分钟前", "2026-11-22T09:55"),
        ("30秒前", "2026-11-22T09:59"),
        ("刚刚", "2026-11-22T10:00"),
        ("今天 23:50", "2026-11-22T23:50"),
    ],
)
def test_relative_dates_are_seen_from_the_fetch(text: str, expected: str | None) -> None:
    assert said(read_date(text, now=NOW)) == expected
    assert said(read_date(text, now=NOW.astimezone(UTC))) == expected
    assert read_date(text) is None


def test_relative_days_turn_at_midnight_in_beijing() -> None:
    late_in_london = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)  # 01:00 of the 22nd in Beijing
    assert said(read_date("昨天", now=late_in_london)) == "2026-11-21"


def test_an_offset_of_any_now_is_understood() -> None:
    west = datetime(2023, 3, 22, 20, 0, tzinfo=timezone(timedelta(hours=-5)))  # 09:00 of the 23rd in Beijing
    assert said(read_date("2023-03-24 08:59", now=west)) == "2023-03-24T08:59"
    assert read_date("2023-03-24 09:01", now=west) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2023-03-24", "2023-03-24"),
        ("2023-03-24 09:15", "2023-03-24T09:15:00+08:00"),
        ("2023-03-24 09:15:30", "2023-03-24T09:15:30+08:00"),
        # China kept summer time in 1990; no page of today's sites writes it.
        ("1990-07-01 09:15", "1990-07-01T09:15:00+08:00"),
    ],
)
def test_the_record_is_always_at_plus_eight(text: str, form: str) -> None:
    moment = read_date(text)
    assert moment is not None and moment.isoformat() == form
    assert moment.value.tzinfo is BEIJING


LINES: dict[str, list[tuple[str, str, str]]] = {
    "发布时间:2022-06-23 来源:孟津融媒": [("发布时间", "publish", "2022-06-23")],
    "来源 : 示例融媒     发布日期:2025-03-04     点击次数:347": [("发布日期", "publish", "2025-03-04")],
    "时间:2023-01-05  来源:示例日报": [("时间", "publish", "2023-01-05")],
    "来源:示例县人民政府 / 时间:2025-09-25": [("时间", "publish", "2025-09-25")],
    "日期:2025-09-10 / 来源:示例区发展改革委": [("日期", "publish", "2025-09-10")],
    "2013-04-11 13:41:00 / 来源:示例网": [("", "bare", "2013-04-11T13:41:00")],
    "2010/1/6 16:43:13 次浏览 分类:政府动态    来源:": [("", "bare", "2010-01-06T16:43:13")],
    "2015-11-10 01:51:51信息来源:浏览次数:字体:[ ]": [("", "bare", "2015-11-10T01:51:51")],
    "发布日期:2020-04-03  17:22:42 来源:示例融媒 浏览次数: 字体:[ ]": [
        ("发布日期", "publish", "2020-04-03T17:22:42")
    ],
    "信息来源:示例政协 发布日期:2021-07-07 19:34": [("发布日期", "publish", "2021-07-07T19:34")],
    "来源:本网 发布时间:2019-09-10 08:57 浏览量:{{pvCount}}": [("发布时间", "publish", "2019-09-10T08:57")],
    "作者:某某     发布时间:2021-04-01 11:07     信息来源: 某镇     浏览数:": [
        ("发布时间", "publish", "2021-04-01T11:07")
    ],
    "归档时间:2024/4/3 9:38:43": [("归档时间", "archived", "2024-04-03T09:38:43")],
    "更新日期:2020-04-22 15:15": [("更新日期", "updated", "2020-04-22T15:15")],
    "发布时间：2020-04-20　更新时间：2020-04-22 15:15": [
        ("发布时间", "publish", "2020-04-20"),
        ("更新时间", "updated", "2020-04-22T15:15"),
    ],
    "最后更新：2020-04-22": [("更新", "updated", "2020-04-22")],
    "刊登时间：2023年3月24日，信息": [("刊登时间", "publish", DAY)],
    "发表时间： [2023-03-24 09:15]": [("发表时间", "publish", MINUTE)],
    "信息提供日期：2023-03-24": [("提供日期", "publish", DAY)],
    "成文日期：2023-03-20 发文日期：2023-03-21 发布日期：2023-03-24": [
        ("成文日期", "written", "2023-03-20"),
        ("发文日期", "written", "2023-03-21"),
        ("发布日期", "publish", DAY),
    ],
    "上载日期：2023-03-24": [("上载日期", "publish", DAY)],
    "发 布 时 间 ： 2023-03-24": [("发布时间", "publish", DAY)],
    "时　间：2023-03-24": [("时间", "publish", DAY)],
    "日\u00a0\u00a0期：\u00a02023-03-24": [("日期", "publish", DAY)],
    "發布時間：2023-03-24": [("发布时间", "publish", DAY)],
    "发布于 2023-03-24 09:15": [("发布于", "publish", MINUTE)],
    "2023-03-24 09:15 发布": [("发布", "publish", MINUTE)],
    "2023-03-24更新": [("更新", "updated", DAY)],
    "【信息发布时间：2020-11-06阅读次数：": [("发布时间", "publish", "2020-11-06")],
    "来源：某部\n    　　　发布时间：2020-12-12 14:40:47　　　阅读次数：": [
        ("发布时间", "publish", "2020-12-12T14:40:47")
    ],
    "2023-03-24 09:15   某某网": [("", "bare", MINUTE)],
    "某某网 ( \n      2012-06-04 09:20:26\n      )": [("", "bare", "2012-06-04T09:20:26")],
    "某某网2023-03-24 09:15": [("", "bare", MINUTE)],
    "2023年03月24日08:05 | 来源：某网": [("", "bare", "2023-03-24T08:05")],
    "今天是2024年09月03日 星期二": [("今天是", "clock", "2024-09-03")],
    "现在是：2024年09月03日 星期二 10:20:30": [("现在是", "clock", "2024-09-03T10:20:30")],
    "欢迎访问 2024年09月03日 星期二": [("", "clock", "2024-09-03")],
    "页面生成时间 2026-09-15 17:37:33": [("页面生成时间", "generated", "2026-09-15T17:37:33")],
    "来源：本网编辑 2023-03-24": [("", "bare", DAY)],
    "来源：示例今日 2023-03-24": [("", "bare", DAY)],
    "今日：2023-03-24": [("今日", "clock", DAY)],
    "更新 2023-03-24": [("更新", "updated", DAY)],
    "打印时间：2023-03-24": [("打印时间", "generated", DAY)],
    "会议时间：2023-03-24 09:15": [("会议时间", "other", MINUTE)],
    "施行日期：2023-03-24": [("施行日期", "other", DAY)],
    "《某某日报》（2024年05月20日\u00a003版）": [("", "bare", "2024-05-20")],
    "首页 > 要闻 2023年3月24日12345热线": [("", "bare", DAY)],
    "发布时间：2023-03-24 点击：15": [("发布时间", "publish", DAY)],
    "发布时间：2023-03-24 15点击": [("发布时间", "publish", DAY)],
    # a clock time that cannot be leaves the day
    "发布时间：2023-03-24 25:10": [("发布时间", "publish", DAY)],
    "发布时间：2023-03-24 16:75": [("发布时间", "publish", DAY)],
    "发布时间：2023-03-24 上午15:10 来源：某网": [("发布时间", "publish", DAY)],
    # two digits of the year
    "发布时间：23-03-24 09:15": [("发布时间", "publish", MINUTE)],
    " | 23-03-24 | 【大 中 小】": [("", "bare", DAY)],
    "（23-03-24）　点击：35": [("", "bare", DAY)],
    "来源：某网 23/3/24": [("", "bare", DAY)],
    "更新时间：23.3.24": [("更新时间", "updated", DAY)],
    "23年3月24日": [("", "bare", DAY)],
    # English
    "Updated: Mar 24,2023": [("Updated", "updated", DAY)],
    "Last updated on Mar. 24, 2023": [("Last updated on", "updated", DAY)],
    "Release time: 24 March 2023 Source: Example Today": [("Release time", "publish", DAY)],
    "Date: March 24, 2023 | Views: 12": [("Date", "publish", DAY)],
    "Opening time: Mar 24, 2023": [("Opening time", "other", DAY)],
    "2023-03-24 Source: Example": [("", "bare", DAY)],
    # another time, without a colon
    "报名截止时间 2023-03-24 09:15": [("报名截止时间", "other", MINUTE)],
    "发布时间：2023-03-24 公示时间：2023-03-24至2023-04-01": [("发布时间", "publish", DAY)],
    # nothing to find
    "发布时间： 来源：": [],
    "公示时间：2023-03-24 09:00 ~ 2023-03-31 18:00": [],
    "有效期：2023-03-24 ～ 2023-03-31": [],
    "2023-03-24——2023-03-31": [],
    "2023-03-24~2023-03-31": [],
    "自2023年3月24日起至2023年3月31日止": [],
    "从2023年3月24日 到 2023年3月31日": [],
    "报名时间：2023年3月24日上午9:00至2023年3月31日下午5:30": [],
    "会期：2023年3月24日（星期五）至3月31日": [],
    "23-03-24至23-03-31": [],
    "Mar 24, 2023 - Mar 31, 2023": [],
    "Mar 24, 2023 to Mar 31, 2023": [],
    "电话 12-34-56": [],
    "型号23-45-12": [],
    "版本 23.3.24": [],
    "编号A23-03-24": [],
    "比分23-03-24-04": [],
    "第23-03-24号": [],
    "May 2023, we": [],
    "报名时间：2023年3月24日至4月1日": [],
    "报名时间：2023年3月24日至2023年4月1日": [],
    "会期2023.3.24-2023.4.1": [],
    "2023-03-24 09:00-11:00": [],
    "截至2023年3月24日": [],
    "2022-2023学年": [],
    "2023年3月，全区": [],
    "电话：0371-2023-03-24": [],
    "证号2023-03-2412": [],
    "版本2023.3.24.1": [],
    "豫政〔2023〕24号": [],
    "征集时间：[2023-03-24] 至 [2023-04-24]": [],
    "征集时间：（2023年3月24日）～（2023年4月24日）": [],
    "Opening time: May 20, 2024": [("Opening time", "other", "2024-05-20")],
    "编号：20230324": [],
    "发布时间：2023-02-30": [],
    "发布时间：2023-03-24 星期一": [],
    "来源: 作者: 发表时间:02-13 09:33": [],
    "出生于1949-10-01": [],
}


@pytest.mark.parametrize(("line", "expected"), LINES.items(), ids=lambda value: str(value)[:40])
def test_dates_are_found_in_lines_with_their_labels(line: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(found.label, found.role, said(found.moment)) for found in find_dates(line)] == expected


@pytest.mark.parametrize(
    ("line", "label", "role"),
    [
        ("作者：系统管理员时间：2023-03-24 09:15来源：区老年大学", "时间", "publish"),
        ("编辑：admin发布时间：2023-03-24 09:15", "发布时间", "publish"),
        ("发布机构：区教育和体育局时间：2023-03-24 09:15", "时间", "publish"),
        ("供稿：杨某某日期：2023-03-24", "日期", "publish"),
        ("提示：报名截止时间：2023-03-24 09:15", "报名截止时间", "other"),
    ],
)
def test_a_label_glued_to_the_name_before_it(line: str, label: str, role: str) -> None:
    (found,) = find_dates(line)
    assert (found.label, found.role) == (label, role)


def test_spans_are_those_of_the_text_as_it_stands() -> None:
    line = "发布时间：\u3000２０２３－０３－２４\u00a0０９：１５\u3000来源：某网"
    (found,) = find_dates(line)
    assert line[found.start : found.end] == "２０２３－０３－２４\u00a0０９：１５"


def test_a_yearless_date_in_a_line_needs_label_and_witness() -> None:
    line = "来源: 作者: 发表时间:02-13 09:33 电话 03-24"
    (found,) = find_dates(line, near=date(2024, 3, 1))
    assert (found.label, said(found.moment)) == ("发表时间", "2024-02-13T09:33")
    (found,) = find_dates("时间:09-15人气:19作者:某某", near=date(2024, 9, 1))
    assert (found.label, said(found.moment)) == ("时间", "2024-09-15")


def test_a_line_from_the_future_holds_no_date() -> None:
    assert find_dates("发布时间：2027-01-01", now=NOW) == ()
    assert len(find_dates("发布时间：2027-01-01")) == 1


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("pubdate", "publish"),
        ("publishdate", "publish"),
        ("firstpublishedtime", "publish"),
        ("article:published_time", "publish"),
        ("og:release_date", "publish"),
        ("docdate", "publish"),
        ("#pubDate", "publish"),
        ("publishtime", "publish"),
        ("pubTime", "publish"),
        ("weibo: article:create_at", "publish"),
        ("weibo: article:update_at", "updated"),
        ("lastmodifiedtime", "updated"),
        ("dcterms.modified", "updated"),
        ("article:modified_time", "updated"),
        ("maketime", "generated"),
        ("others", "generated"),
        (".time", "bare"),
        ("span.date", "bare"),
        ("#nowTime", "clock"),
        ("endTime", "other"),
        ("最近更新时间：", "updated"),
        ("發佈時間", "publish"),
        ("印发日期", "written"),
        ("生成日期", "entered"),
        ("存档日期", "archived"),
        ("页面生成时间", "generated"),
        ("公开日期", "publish"),
        ("发稿时间", "publish"),
        ("活动时间", "other"),
        ("有效期", "other"),
    ],
)
def test_names_say_what_a_date_is_of(name: str, role: str) -> None:
    assert date_role(name) == role


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.x.gov.cn/2022/08-11/2559082.html", "2022-08-11"),
        ("https://www.x.gov.cn/zwxx/202206/t20220630_210984.shtml", "2022-06-30"),
        ("https://www.x.gov.cn/zwxx/202206/t20220630_210984_1.html", "2022-06-30"),
        ("https://www.x.gov.cn/zwdt/zwxw/nc1_t20220630_210984.html", "2022-06-30"),
        ("https://www.x.gov.cn/zwxx/./202207/t20220701_1.htm?from=list", "2022-07-01"),
        ("http://www.x.gov.cn/art/2020/4/3/art_582_222083.html", "2020-04-03"),
        ("http://www.x.gov.cn/art/2016/11/22/art_1621004_30332664.html", "2016-11-22"),
        ("http://paper.x.cn/html2/2018-04/16/content_157883.htm", "2018-04-16"),
        ("http://www.x.gov.cn/xwzx/2024-12-07/6726.html", "2024-12-07"),
        ("http://www.x.gov.cn/a/20190923/000843.htm", "2019-09-23"),
        ("http://www.x.gov.cn/20240515/d59c39d4160a4fe4b3084c3e4abfb450/c.html", "2024-05-15"),
        ("http://x.cn/n1/2019/0615/c1013-31153719.html", "2019-06-15"),
        ("https://x.cn/a/202311/17/WS65571297a310d5acd876f404.html", "2023-11-17"),
        ("http://x.cn/system/2025/10/23/032499019.shtml", "2025-10-23"),
        ("http://x.cn/2018/2018-09/11/content_9.htm", "2018-09-11"),
        ("https://web.archive.org/web/20200101000000/http://x.gov.cn/2019/08-11/2.html", "2019-08-11"),
        ("http://www.x.gov.cn/gate/big5/www.y.gov.cn/2019/08-11/2.html", "2019-08-11"),
        # months, ids, versions, other numbers
        ("https://www.x.gov.cn/ldjj/202309/debeb85666a34617bab6e21af9d66e95.shtml", None),
        ("https://www.x.gov.cn/2023/09/1234.html", None),
        ("https://www.x.gov.cn/xwzx/20230914.html", None),
        ("https://www.x.gov.cn/xwzx/t26634296.shtml", None),
        ("https://www.x.gov.cn/xwzx/t20191231.shtml", None),
        ("https://www.x.gov.cn/xwzx/t20191331_5.shtml", None),
        ("https://www.x.gov.cn/news/2010030807261358727.htm", None),
        ("https://www.x.gov.cn/news/202209231021569086.htm", None),
        ("https://www.x.gov.cn/info/1234/20230324.htm", None),
        ("https://www.x.gov.cn/html/1//2/150/156/83872.html", None),
        ("https://www.x.gov.cn/info/20231324/1.htm", None),
        ("https://www.x.gov.cn/2023/02-30/1.html", None),
        ("https://www.x.gov.cn/2023/123/1.html", None),
        ("https://www.x.gov.cn/1949/10-01/1.html", None),
        ("https://www.x.gov.cn/2013/4/15.html", None),
        ("https://www.x.gov.cn/2018/03-01/2019/04-05/1.html", None),
        ("https://www.x.gov.cn/show?date=2023-03-24", None),
        ("https://www.x.gov.cn/410308/20.html", None),
        ("https://www.x.gov.cn/c/7rtKNyg6PU9", None),
        ("https://2023/03/24", None),
        ("http://[broken/2023/03-24/1.html", None),
        ("", None),
    ],
)
def test_the_day_of_an_url(url: str, expected: str | None) -> None:
    assert said(url_date(url)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.x.gov.cn/2022/08-11/2559082.html", date(2022, 8, 11)),
        ("https://www.x.gov.cn/c1/202309/debeb85666a34617bab6e21af9d66e95.shtml", date(2023, 9, 15)),
        ("https://www.x.gov.cn/2023-09/1234.html", date(2023, 9, 15)),
        ("https://www.x.gov.cn/2023/09/1234.html", date(2023, 9, 15)),
        ("https://www.x.gov.cn/202309/202310/1.html", None),
        ("https://www.x.gov.cn/410308/1.html", None),
        ("https://www.x.gov.cn/1234.html", None),
    ],
)
def test_the_witness_of_an_url_for_a_missing_year(url: str, expected: date | None) -> None:
    assert url_near(url) == expected


URL = "https://www.x.gov.cn/2023/03-24/2559082.html"
FETCHED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def decide(
    *witnesses: tuple[WitnessKind, str, str], fetched_at: datetime | None = FETCHED
) -> tuple[str | None, Evidence]:
    return decide_date([Witness(*witness) for witness in witnesses], fetched_at=fetched_at)


def test_no_witness_no_date() -> None:
    assert decide() == (None, Evidence())
    assert decide(("meta", "PubDate", ""), ("label", "发布时间", ""))[0] is None


def test_agreeing_witnesses_give_the_most_precise_of_them() -> None:
    found, evidence = decide(
        ("label", "发布日期", "2023-03-24"),
        ("meta", "PubDate", "2023-03-24 09:15"),
        ("script", "pubTime", "2023-03-24 09:15:30"),
        ("url", "url", URL),
    )
    assert found == "2023-03-24T09:15:30+08:00"
    assert (evidence.witness, evidence.raw, evidence.precision) == ("script", "2023-03-24 09:15:30", "second")
    assert not evidence.disagree
    assert [witness.kind for witness in evidence.witnesses] == ["script", "label", "meta", "url"]


def test_seconds_complete_only_the_same_minute() -> None:
    found, evidence = decide(
        ("label", "发布时间", "2023-03-24 09:15"), ("script", "pubTime", "2023-03-24 11:20:30")
    )
    assert (found, evidence.precision, evidence.disagree) == ("2023-03-24T09:15:00+08:00", "minute", True)


def test_a_label_outweighs_a_meta_alone() -> None:
    found, evidence = decide(("meta", "PubDate", "2021-04-09 10:21"), ("label", "发布时间", "2021-04-07"))
    assert (found, evidence.witness, evidence.disagree) == ("2021-04-07", "label", True)


def test_a_copied_template_is_outvoted_by_label_and_url() -> None:
    found, evidence = decide(
        ("meta", "PubDate", "2019-05-01 08:00"),
        ("meta", "publishdate", "2019-05-01"),
        ("script", "pubTime", "2019-05-01 08:00"),
        ("label", "发布时间", "2023-03-24 09:15"),
        ("url", "url", URL),
    )
    assert (found, evidence.witness, evidence.disagree) == ("2023-03-24T09:15:00+08:00", "label", True)


def test_a_day_of_an_event_is_outvoted_by_meta_and_script() -> None:
    found, _ = decide(
        ("label", "时间", "2023-05-01 14:00"),
        ("meta", "PubDate", "2023-03-24 09:15"),
        ("script", "pubTime", "2023-03-24 09:15"),
    )
    assert found == "2023-03-24T09:15:00+08:00"


@pytest.mark.parametrize(
    "shown", [("label", "时间", DAY), ("element", "header", DAY), ("label", "发布时间", DAY)]
)
@pytest.mark.parametrize(
    "system",
    [
        [("meta", "PubDate", "2024-09-14 10:16:14")],
        [("url", "url", "https://www.x.gov.cn/202404/t20240402_9.html")],
        [("meta", "PubDate", "2024-09-14"), ("script", "pubTime", "2024-09-14"), ("url", "url", "http://x.cn/20240914/1.html")],
    ],
)  # fmt: skip
@pytest.mark.parametrize("row", [[], [("listing", "row", DAY)], [("listing", "row", "2023-03-28")]])
def test_what_is_published_anew_keeps_its_day(
    shown: tuple[WitnessKind, str, str],
    system: list[tuple[WitnessKind, str, str]],
    row: list[tuple[WitnessKind, str, str]],
) -> None:
    found, evidence = decide(*system, shown, *row)
    assert (found, evidence.witness, evidence.disagree) == (DAY, shown[0], True)


def test_a_row_long_before_what_the_system_says_is_the_day() -> None:
    found, evidence = decide(("meta", "PubDate", "2024-09-14"), ("listing", "row", DAY))
    assert (found, evidence.witness, evidence.disagree) == (DAY, "listing", True)


@pytest.mark.parametrize(
    "later",
    [
        # the row says that the page is new: what is shown is an event's day
        [("meta", "PubDate", "2024-09-14"), ("url", "url", "http://x.cn/20240914/1.html"), ("listing", "row", "2024-09-14")],
        # one of the system's days is the shown one: the others are templates
        [("meta", "PubDate", "2024-09-14"), ("script", "pubTime", "2024-09-14"), ("url", "url", "http://x.cn/20230101/1.html")],
    ],
)  # fmt: skip
def test_not_every_later_day_is_a_second_publication(later: list[tuple[WitnessKind, str, str]]) -> None:
    assert decide(("label", "时间", DAY), *later)[0] == "2024-09-14"


@pytest.mark.parametrize(
    ("updated", "system", "decided"),
    [
        ("2023-03-24 09:15", ("url", "url", "http://x.cn/202303/t20230325_1.html"), "2023-03-24T09:15:00+08:00"),
        ("2023-03-24", ("meta", "PubDate", "2024-09-14"), DAY),
        ("2024-09-14", ("meta", "PubDate", DAY), DAY),
    ],
)  # fmt: skip
def test_nothing_is_published_after_its_update(
    updated: str, system: tuple[WitnessKind, str, str], decided: str
) -> None:
    assert decide(system, ("label", "更新时间", updated))[0] == decided
    assert decide(system, ("label", "更新时间", updated), ("listing", "row", DAY))[0] == DAY


def test_the_url_supports_the_day_beside_its_own() -> None:
    found, evidence = decide(
        ("heuristic", "header", "2021-01-05"), ("url", "url", "http://x.cn/202101/t20210106_4.html")
    )
    assert (found, evidence.witness, evidence.disagree) == ("2021-01-05", "heuristic", False)


def test_an_url_far_away_disagrees() -> None:
    found, evidence = decide(("label", "发布时间", "2023-03-28"), ("url", "url", URL))
    assert (found, evidence.disagree) == ("2023-03-28", True)


def test_the_url_alone_gives_a_day() -> None:
    found, evidence = decide(("url", "url", URL))
    assert (found, evidence.witness, evidence.precision, evidence.raw) == (DAY, "url", "day", URL)


@pytest.mark.parametrize(
    ("listed", "disagree"), [("2023-03-21", False), ("2023-04-03", False), ("2023-04-04", True)]
)
def test_a_listing_is_the_weaker_witness(listed: str, disagree: bool) -> None:
    found, evidence = decide(("listing", "listing", listed), ("url", "url", URL))
    assert (found, evidence.witness, evidence.disagree) == (DAY, "url", disagree)


def test_a_listing_alone_gives_its_date() -> None:
    assert decide(("listing", "listing", "[2023-03-24]"))[0] == DAY


@pytest.mark.parametrize(
    "other",
    [
        ("label", "更新时间", "2025-06-18 15:48"),
        ("label", "最后更新", "2025-06-18"),
        ("meta", "lastmodifiedtime", "2025-06-18 15:48:01"),
        ("label", "成文日期", "2023-03-01"),
        ("label", "发文日期", "2023-03-01"),
        ("label", "归档时间", "2025-06-18 15:48"),
        ("meta", "others", "页面生成时间 2026-09-15 17:37:33"),
        ("label", "现在是", "2026年11月22日 星期日 10:00:00"),
        ("heuristic", "header", "今天是2026年11月22日 星期日"),
        ("heuristic", "header", "2026年11月22日 星期日"),
        ("element", "#time", "2026年11月22日 星期日"),
        ("element", ".date", "更新时间：2025-06-18"),
        ("label", "会议时间", "2023-05-01 14:00"),
    ],
)
@pytest.mark.parametrize(
    "believed", [("label", "发布时间", DAY), ("meta", "PubDate", DAY), ("listing", "listing", DAY)]
)
def test_dates_of_other_things_neither_win_nor_contradict(
    other: tuple[WitnessKind, str, str], believed: tuple[WitnessKind, str, str]
) -> None:
    for order in ((other, believed), (believed, other)):
        found, evidence = decide(*order)
        assert (found, evidence.disagree) == (DAY, False)
        assert Witness(*other) in evidence.witnesses


def test_a_shown_update_date_is_the_last_resort() -> None:
    found, evidence = decide(
        ("meta", "lastmodified", "2025-01-01"), ("label", "更新日期", "2020-04-22 15:15")
    )
    assert (found, evidence.witness, evidence.raw) == (
        "2020-04-22T15:15:00+08:00",
        "heuristic",
        "2020-04-22 15:15",
    )


@pytest.mark.parametrize(
    "only",
    [
        ("meta", "lastmodifiedtime", "2025-06-18 15:48"),
        ("script", "updateTime", "2025-06-18 15:48"),
        ("label", "成文日期", "2023-03-01"),
        ("label", "归档时间", "2025-06-18 15:48"),
        ("meta", "others", "页面生成时间 2026-09-15 17:37:33"),
        ("label", "现在是", "2026年11月22日 星期日"),
        ("heuristic", "header", "2026年11月22日 星期日"),
        ("label", "会议时间", "2023-05-01 14:00"),
        ("title", "title", "2023年3月24日天气"),
        ("site", "site", "2023-03-24"),
    ],
)
def test_nothing_else_stands_in(only: tuple[WitnessKind, str, str]) -> None:
    found, evidence = decide(only)
    assert found is None
    assert evidence.witnesses == [Witness(*only)]


def test_an_impossible_clock_leaves_the_day_and_is_reported() -> None:
    for clock in ("25:00", "16:75", "上午15:10"):
        found, evidence = decide(("label", "发布时间", f"2023-03-24 {clock}"))
        assert (found, evidence.precision, evidence.disagree) == (DAY, "day", True)


@pytest.mark.parametrize("raw", ["2027-01-01 08:00", "2023-02-30", "2023年3月24日 星期一"])
def test_an_impossible_date_is_reported_and_not_guessed(raw: str) -> None:
    found, evidence = decide(("label", "发布时间", raw))
    assert (found, evidence.witness, evidence.disagree) == (None, None, True)
    assert evidence.witnesses == [Witness("label", "发布时间", raw)]


def test_an_impossible_date_beside_a_possible_one_is_reported() -> None:
    found, evidence = decide(("label", "发布时间", "2027-01-01"), ("listing", "listing", DAY))
    assert (found, evidence.witness, evidence.disagree) == (DAY, "listing", True)


def test_an_impossible_publish_date_keeps_the_update_date_out() -> None:
    assert decide(("label", "发布时间", "2027-01-01"), ("label", "更新时间", DAY))[0] is None


def test_a_future_url_is_no_date() -> None:
    found, evidence = decide(("url", "url", "https://www.x.gov.cn/20270101/1.html"))
    assert (found, evidence.disagree) == (None, True)


def test_todays_date_from_nowhere_yields_to_any_other() -> None:
    found, evidence = decide(("heuristic", "header", "2026-11-22"), ("listing", "listing", DAY))
    assert (found, evidence.disagree) == (DAY, True)
    found, _ = decide(("script", "time", "2026-11-22 10:00:00"), ("heuristic", "header", DAY))
    assert found == DAY


def test_todays_article_keeps_its_date() -> None:
    found, evidence = decide(
        ("heuristic", "header", "2026-11-22 08:00"), ("listing", "listing", "2026-11-22")
    )
    assert (found, evidence.disagree) == ("2026-11-22T08:00:00+08:00", False)


def test_contradicting_heuristics_decide_nothing() -> None:
    found, evidence = decide(("heuristic", "header", DAY), ("heuristic", "header", "2023-04-01"))
    assert (found, evidence.witness, evidence.disagree) == (None, None, True)


def test_midnight_is_no_better_than_the_day() -> None:
    found, evidence = decide(("meta", "PubDate", "2023-03-24 00:00:00"), ("label", "发布日期", DAY))
    assert (found, evidence.precision, evidence.disagree) == (DAY, "day", False)
    found, evidence = decide(
        ("label", "发布时间", "2023-03-24 00:00:00"), ("meta", "PubDate", "2023-03-24 09:15")
    )
    assert (found, evidence.disagree) == ("2023-03-24T09:15:00+08:00", False)


def test_midnight_alone_is_what_the_page_says() -> None:
    assert decide(("label", "发布时间", "2023-03-24 00:00:00"))[0] == "2023-03-24T00:00:00+08:00"


def test_a_yearless_label_is_read_with_the_others() -> None:
    found, evidence = decide(("label", "发表时间", "03-24 09:15"), ("url", "url", URL))
    assert (found, evidence.witness) == ("2023-03-24T09:15:00+08:00", "label")
    month_only = "https://www.x.gov.cn/202303/debeb85666a34617bab6e21af9d66e95.shtml"
    assert decide(("listing", "listing", "03-24"), ("url", "url", month_only))[0] == DAY
    assert decide(("label", "发表时间", "03-24 09:15"))[0] is None


def test_a_relative_listing_is_seen_from_the_fetch() -> None:
    assert decide(("listing", "listing", "昨天 10:30"))[0] == "2026-11-21T10:30:00+08:00"
    assert decide(("listing", "listing", "昨天 10:30"), fetched_at=None)[0] is None


def test_a_line_is_read_for_its_published_date() -> None:
    found, evidence = decide(
        ("element", ".info", "更新时间：2025-01-01 发布时间：2023-03-24 09:15 来源：某网")
    )
    assert (found, evidence.witness, evidence.disagree) == ("2023-03-24T09:15:00+08:00", "element", False)


def test_reading_is_fast() -> None:
    texts = [text for text in READ if len(text) < 40]
    start = process_time()
    for _ in range(10):
        for text in texts:
            read_date(text)
    assert (process_time() - start) / (
        10 * len(texts)
    ) < 300e-6  # CPU seconds a string; about 12 µs on an idle core


@pytest.mark.parametrize(
    ("shown", "decided"),
    [
        ("2024-05-06 10:21", "2024-05-06T10:21:00+08:00"),
        ("2024-07-01 10:21", "2024-05-06"),  # rewritten later: the address stands
    ],
)
def test_an_update_time_on_the_day_of_the_address(shown: str, decided: str) -> None:
    witnesses = [
        Witness("label", "更新时间", shown),
        Witness("url", "path", "http://www.x.gov.cn/xw/202405/t20240506_1.html"),
    ]
    assert decide_date(witnesses, fetched_at=None)[0] == decided


def test_a_weekday_beside_the_source_makes_no_clock() -> None:
    roles = [
        find_dates(line)[0].role for line in ("2024-05-06 星期一 来源：青石融媒", "2024-05-06 星期一 晴")
    ]
    assert roles == ["bare", "clock"]
