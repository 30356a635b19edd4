"""Source, author and editor are three fields, whatever line they share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.items import Witness
from govnews.reading.credits import (
    decide_author,
    decide_editor,
    decide_source,
    find_credits,
    plain_people,
    split_outlet,
)


def label(name: str, raw: str) -> Witness:
    return Witness("label", name, raw)


def credits_of(line: str) -> list[tuple[str, str]]:
    return [(credit.label, credit.value) for credit in find_credits(line) if credit.field != "other"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("发布时间:2022-06-23 来源:孟津融媒", [("来源", "孟津融媒")]),
        ("来源 : 偃师融媒     发布日期:2025-03-04     点击次数:347", [("来源", "偃师融媒")]),
        ("2010/1/6 16:43:13 次浏览 分类:政府动态    来源:", [("来源", "")]),
        ("2015-11-10 01:51:51信息来源:浏览次数:字体:[ ]", [("信息来源", "")]),
        ("发布日期:2020-04-03  17:22:42 来源:武强县融媒体中心 浏览次数: 字体:[ ]", [("来源", "武强县融媒体中心")]),
        ("来源:崇阳县融媒体中心 发布日期:2026-01-22 字体:【", [("来源", "崇阳县融媒体中心")]),
        ("来源:本网 发布时间:2019-09-10 08:57 浏览量:{{pvCount}}", [("来源", "本网")]),
        ("来源: 作者: 发表时间:02-13 09:33", [("来源", ""), ("作者", "")]),
        ("作者:陈某勇     发布时间:2021-04-01 11:07     信息来源: 长塘镇人大办     浏览数:",
         [("作者", "陈某勇"), ("信息来源", "长塘镇人大办")]),
        ("来源：证券时报网作者：李某山", [("来源", "证券时报网"), ("作者", "李某山")]),
        ("来源：光明网-《光明日报》2024-05-20 03:15", [("来源", "光明网-《光明日报》")]),
        ("【来源：青石网】【责任编辑：李四】", [("来源", "青石网"), ("责任编辑", "李四")]),
        ("[作者: 刘某仓 责任编辑: 杨某宇 ]", [("作者", "刘某仓"), ("责任编辑", "杨某宇")]),
        ("编　辑：刘　豪", [("编辑", "刘　豪")]),
        ("编辑|禤某杰", [("编辑", "禤某杰")]),
        ("來源：青石網 責任編輯：王五", [("來源", "青石網"), ("責任編輯", "王五")]),
        ("來(lái)源:孟津融媒", [("來源", "孟津融媒")]),
        ("来源 | 青石融媒", [("来源", "青石融媒")]),
        ("来源 青石融媒 2025-08-11", [("来源", "青石融媒")]),
        ("项目资金来源：财政拨款", []),
        ("他说：“来源不明的种子不要种。”", []),
    ],
)  # fmt: skip
def test_find_credits(line: str, expected: list[tuple[str, str]]) -> None:
    assert credits_of(line) == expected


def test_a_line_of_labels_is_bounded_work() -> None:
    assert len(find_credits("来源：甲" * 999)) == 999
    assert len(find_credits("来源：甲" * 50_000)) == 1_000


@pytest.mark.parametrize(
    ("raw", "outlet", "people"),
    [
        ("兆雅镇 匡雨婷", "兆雅镇", "匡雨婷"),
        ("中国新闻网 王帆", "中国新闻网", "王帆"),
        ("央视新闻客户端 中国青年网", "央视新闻客户端", ""),
        ("孟津区 融媒体中心", "孟津区融媒体中心", ""),
        ("青石日报 记者 李四 通讯员 王五", "青石日报", "记者 李四 通讯员 王五"),
        ("青石日报 参与互动", "青石日报", ""),
        ("本报记者 李四", "", "本报记者 李四"),
        ("光明网-《光明日报》", "光明网-《光明日报》", ""),
        ("China Daily", "China Daily", ""),
    ],
)
def test_split_outlet(raw: str, outlet: str, people: str) -> None:
    assert split_outlet(raw) == (outlet, people)


@pytest.mark.parametrize(
    ("witnesses", "site", "source"),
    [
        ([label("来源", "孟津融媒")], None, "孟津融媒"),
        ([label("来源", ""), Witness("meta", "contentsource", "青石网")], None, "青石网"),
        ([Witness("meta", "source", "来源：人民网-文化频道 原创稿")], None, "人民网-文化频道"),
        ([label("来源", "本网")], "青石区人民政府", "青石区人民政府"),
        ([label("来源", "本站")], None, "本站"),
        ([label("来源", "兆雅镇 匡雨婷")], None, "兆雅镇"),
        ([label("来源", "上海证券报·中国证券网(上海)")], None, "上海证券报·中国证券网(上海)"),
        ([label("来源", "青石晚报 青石人社")], None, "青石晚报 青石人社"),
        ([label("来源", "青石晚报 返回列表")], None, "青石晚报"),
        ([label("Source", "Stone Daily Print A+ A")], None, "Stone Daily"),
        ([label("Source", "Stone Daily  Text Size: S M L")], None, "Stone Daily"),
        ([label("Source", "The Stone Printing News")], None, "The Stone Printing News"),
        ([label("来源", "青石发布原文链接")], None, "青石发布"),
        ([label("来源", "青石日报 阅读原文")], None, "青石日报"),
        ([label("来源", "青石日报收藏")], None, "青石日报"),
        ([label("来源", "青石县融媒体中心复制链接")], None, "青石县融媒体中心"),
        ([label("来源", "中国收藏")], None, "中国收藏"),
        ([label("来源", "青石原文书店")], None, "青石原文书店"),
        ([label("来源", "青石日报（记者 小山）")], None, "青石日报"),
        ([label("来源", "青石融媒(通讯员李四 王五)")], None, "青石融媒"),
        ([label("来源", "青石日报（本报记者 李四）")], None, "青石日报"),
        ([label("来源", "青石日报（记者站）")], None, "青石日报（记者站）"),
        ([label("来源", "青石网（青石）")], None, "青石网（青石）"),
        ([label("发文单位", "青石区水利局")], None, "青石区水利局"),
        ([label("来源", "甲")], None, None),
        ([label("来源", "2025-08-11")], None, None),
        ([label("来源", "无")], None, None),
        ([], "青石区人民政府", None),
    ],
)
def test_decide_source(witnesses: list[Witness], site: str | None, source: str | None) -> None:
    value, evidence = decide_source(witnesses, site_name=site)
    assert value == source
    assert evidence.witnesses == witnesses
    assert (evidence.witness is None) == (source is None)


def test_sources_that_disagree() -> None:
    value, evidence = decide_source(
        [label("来源", "青石融媒"), Witness("meta", "contentsource", "青石网")], site_name=None
    )
    assert (value, evidence.raw, evidence.disagree) == ("青石融媒", "青石融媒", True)


@pytest.mark.parametrize(
    ("witnesses", "author"),
    [
        ([label("作者", "李四")], "李四"),
        ([label("记者", "李四"), label("通讯员", "王五、赵六")], "李四 王五 赵六"),
        ([label("作者", "记者 李四 通讯员王五")], "李四 王五"),
        ([label("来源", "兆雅镇 匡雨婷")], "匡雨婷"),
        ([label("来源", "青石融媒")], None),
        ([label("来源", "青石日报（记者 小山）")], "小山"),
        ([label("来源", "青石融媒(通讯员李四 王五)")], "李四 王五"),
        ([label("来源", "青石日报（记者站）")], None),
        ([label("作者", "青石区人民政府")], None),
        ([Witness("meta", "author", "李四")], "李四"),
        ([], None),
    ],
)
def test_decide_author(witnesses: list[Witness], author: str | None) -> None:
    assert decide_author(witnesses, site_name="青石区人民政府")[0] == author


@pytest.mark.parametrize(
    ("witnesses", "editor"),
    [
        ([label("责任编辑", "王五")], "王五"),
        ([label("责编", "甲某、乙某")], "甲某 乙某"),
        ([label("编辑", "刘　豪")], "刘豪"),
        ([label("编辑", "王五"), label("责任编辑", "王五")], "王五"),
        ([label("一审", "甲某"), label("二审", "乙某")], "一审：甲某 二审：乙某"),
        ([label("责任编辑", "")], None),
        ([], None),
    ],
)
def test_decide_editor(witnesses: list[Witness], editor: str | None) -> None:
    assert decide_editor(witnesses, site_name=None)[0] == editor


def test_role_words_are_no_names() -> None:
    assert plain_people("本报记者 李四 实习记者 王五") == "李四 王五"
    assert plain_people("文/图 李四") == "李四"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for credit in find_credits(text):
        assert len(credit.value) <= len(text)
    for decide in (decide_source, decide_author, decide_editor):
        value, _ = decide([label("来源", text)], site_name=None)
        assert value is None or value


def test_an_editor_of_a_meta_tag_is_no_role_beside_the_label():
    meta, label = Witness("meta", "editorname", "甲乙"), Witness("label", "责任编辑", "丙丁")
    value, evidence = decide_editor([meta, label], site_name=None)
    assert (value, evidence.raw, evidence.disagree) == ("甲乙", "甲乙", True)
    value, evidence = decide_editor([label, Witness("meta", "editorname", "丙丁")], site_name=None)
    assert (value, evidence.raw, evidence.disagree) == ("丙丁", "丙丁", False)
