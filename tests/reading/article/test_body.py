"""The text of an article stays as it is, and the furniture of its page goes."""

from __future__ import annotations

import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govnews.reading import Page, read_article
from govnews.reading.article.body import clean
from govnews.reading.article.line_kinds import is_furniture

FIRST = "8月11日，区长陈某某到青石镇调研粮食收储工作，区直有关单位负责同志参加。"
SECOND = "他强调，要确保农民粮食卖得出、卖得好，把惠农政策落到实处；要守住安全底线。"
TEXT = f"{FIRST}\n{SECOND}"
HEAD = "<h1>区长调研粮食收储工作情况</h1><div>发布时间：2023-08-12 来源：青石融媒</div>"


def text_of(body: str) -> str:
    """The text of a page whose paragraphs are the lines of ``body``."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body.split("\n"))
    page = Page(
        "http://example.gov.cn/1.html",
        f"<title>区长调研粮食收储工作情况</title>{HEAD}<div>{paragraphs}</div>",
    )
    return clean(read_article(page).body)


@pytest.mark.parametrize(
    "line",
    [
        "()", "（ ）", "【打印】【关闭】", "[打印] [收藏] [纠错] [关闭]", "【打印正文】", "【关闭当前页面】",
        "打印本页", "【字体：大 中 小】", "字号：默认 超大 | 打印", "视力保护色:", "【我要纠错】",
        "扫一扫在手机打开当前页", "扫一扫在手机打开当前页面", "分享:", "分享到：QQ空间 新浪微博 微信", "浏览次数：",
        "浏览次数： 22 次", "点击数：{{pvCount}}", "阅读 (177万)", "人气19", "微信图片_20220623120125.jpg",
        "640.webp (24).jpg", "当前位置：首页 > 要闻动态", "豫ICP备05018911号 网站标识码：4103000001",
        "版权所有：青石区人民政府", "今天是2026年11月22日 星期日", "现在是：", "附件:", "用微信扫描二维码分享",
        "首页 | 上一页 1 下一页 | 尾页", "【1】【2】【3】【4】", "语音播报", "返回顶部", "TOP", "视频加载中，请稍候",
        "要闻 >", "更多精彩，请关注青石网微博", "— END —", "我有话说",
    ],
)  # fmt: skip
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "关闭三家煤矿", "打印耗材采购公告", "返回家乡创业的年轻人", "无障碍环境建设", "今天是第40个教师节",
        "二维码门牌上线", "大会开幕式", "一、基本情况", "（三）国有企业管理人员；", "2023年3月21日",
        "附件：工作方案", "图为调研现场。李小四 摄", "朗读比赛", "分享会现场", "联系人：王五 15300000000",
        "上一年度工作回顾", "标签管理办法", "第一章 总 则",
        "更多群众开始关注健康", "同比增长>5%",
    ],
)  # fmt: skip
def test_text_that_looks_like_furniture(line: str) -> None:
    assert text_of(f"{FIRST}\n{line}\n{SECOND}") == f"{FIRST}\n{line}\n{SECOND}"


@pytest.mark.parametrize(
    "tail",
    [
        "责任编辑：李四", "[责任编辑:李四]", "(责编:甲乙、丙丁)", "编　辑:刘　豪", "编辑|甲乙\n责编|丙丁\n校对|戊己",
        "签发:潘某明", "一审：甲乙 二审：丙丁 三审：戊己", "一审：甲乙\n二审：丙丁\n三审：戊己", "来源：青石融媒",
        "记　者: 甲乙\n通讯员：丙丁", "上一篇：无\n下一篇：全区防汛会议", "上一条：区委常委会\n下一条：全区会议",
        "相关阅读\n青石镇收储会议", "相关链接：\n青石镇收储会议", "友情链接\n示例网",
        "版权声明：凡本网注明来源的稿件，均为本网所有。", "声明：本文转载自网络，如有侵权请联系。",
        "关键词：粮食 收储", "本文来自青石新闻APP，更多资讯请下载。", "编辑 周小褶 ｜ 排版 魏小蔚",
        "#春耕 #青石镇", "#粮食#收储#青石", "＃粮食 ＃收储",
        "网友评论仅供其表达个人看法，并不表明本网同意其观点或证实其描述。", "以上网友留言只代表网友个人观点，不代表本站观点。",
        "本网转载此文是为了传递更多信息，并不意味着赞同其观点。", "用户评论仅代表个人意见，与本站无关。",
        "声明：凡本网注明来源的稿件，均为本网所有。\n读者跟帖仅为个人看法，不表明本报支持其观点。",
        "内容由作者提供，不代表本平台立场", "通 讯 员：乔小麦", "文/李四 · 青石在线", "图文：李四",
        "编辑：王五\n长按识别二维码\n1、回复【公租房】查看最新消息",
    ],
)  # fmt: skip
def test_what_stands_below_a_text(tail: str) -> None:
    assert text_of(f"{TEXT}\n{tail}") == TEXT


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"{TEXT}（来源：青石融媒 李四）", TEXT),
        (f"{TEXT}(编辑：李四)", TEXT),
        (f"{TEXT}（附图）", f"{TEXT}（附图）"),
        (f"{TEXT}\n青石网记者 李四 来源：青石网", f"{TEXT}\n青石网记者 李四"),
        (f"{TEXT}\n青石晚报记者 李四", f"{TEXT}\n青石晚报记者 李四"),
        (f"{TEXT}返回首页>>", TEXT),
        (f"记者：请问重点是什么？\n{TEXT}", f"记者：请问重点是什么？\n{TEXT}"),
        (f"{TEXT}\n原标题：收储见成效", TEXT),
        (f"原标题：收储见成效\n{TEXT}", f"原标题：收储见成效\n{TEXT}"),
        ("　　甲。\u200b\n\n\n\u00a0乙\u2002丙。", "甲。\n乙 丙。"),
        ("", ""),
        ("责任编辑：李四", ""),
    ],
)
def test_the_ends_of_a_text(body: str, text: str) -> None:
    assert text_of(body) == text


def test_a_text_printed_twice_is_kept_once() -> None:
    assert text_of(f"{TEXT}\n{TEXT}") == TEXT
    assert text_of(f"{TEXT}\n青石镇\n{TEXT}\n青石镇") == f"{TEXT}\n青石镇"


def test_an_author_may_repeat_himself() -> None:
    song = (
        f"{FIRST}\n{SECOND}\n"
        + "\n".join(f"第{n}节的其他文字也在这里，一共有许多行。" for n in range(9))
        + f"\n{FIRST}"
    )
    assert text_of(song) == song


def test_a_refrain_is_no_copy_and_takes_little_time() -> None:
    song = "\n".join([SECOND, *[FIRST] * 30_000])
    started = time.process_time()
    assert text_of(song) == song
    assert time.process_time() - started < 10


def test_paragraphs_may_come_as_a_list() -> None:
    assert clean([f"  {FIRST} ", "", SECOND]) == TEXT


PIECES = [
    "责任编辑：李四", "()", "上一篇：甲", "来源：青石融媒", "编辑|王五", "相关阅读", "【打印】", "一", "。",
    "原标题：甲", " ", "（来源：甲乙丙）", "二〇二三年三月", "关键词：粮食", "图为调研现场。李四 摄",
    "青石网记者 李四 来源：青石网", "返回首页>>",
    FIRST, SECOND,
]  # fmt: skip


@pytest.mark.long
@settings(deadline=None, max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=25))
def test_cleaning_twice_changes_nothing(lines: list[str]) -> None:
    once = clean(lines)
    assert clean(once) == once
    assert all(line == line.strip() and line for line in once.split("\n")) or once == ""


@pytest.mark.parametrize("piece", ["1 ", "（", "编辑 甲乙 ", "一审：甲 ", "“", "来源：", "大中小", "上一篇 "])
def test_cleaning_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    clean(piece * 50_000)
    clean([piece * 20] * 2_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "line", ["#春耕进行时#", "1#楼", "网友评论只代表一部分人的看法。", "法官说，点赞并不代表赞同其观点。"]
)
def test_what_an_article_says_of_views_may_end_it(line: str) -> None:
    assert text_of(f"{FIRST}\n{SECOND}\n{line}") == f"{FIRST}\n{SECOND}\n{line}"
