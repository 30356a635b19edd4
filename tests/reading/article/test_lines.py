"""Headline, head, text and end of an article, decided on all lines of its page: the kinds that a pattern alone gets wrong."""

from __future__ import annotations

import pytest

from govnews.items import Article
from govnews.reading import Kind, Page, kind_of, read_article
from govnews.reading.article.body import clean

TITLE = "云溪区部署秋季防火工作"
HEAD = "<div class='xx'>发布时间：2022-09-14 10:32　来源：云溪融媒</div>"
ONE = "9月13日上午，云溪区召开秋季森林防火工作会议，各镇街和林场负责人参加。"
TWO = "会议通报了今年以来的火情，要求各单位落实网格责任，做到早发现、早报告、早处置。"
THREE = "区应急管理局还组织了扑火机具操作演练，二十名护林员现场考核合格。"
FOOT = "<div class='foot'><p>主办：云溪区人民政府办公室　承办：云溪区信息中心</p><p>示例ICP备00000001号</p></div>"
MENU = (
    "<ul><li><a href='/'>首页</a></li><li><a href='/yw/'>要闻</a></li><li><a href='/zw/'>政务</a></li></ul>"
)


def read(
    text: str, *, title: str = TITLE, heading: str | None = None, head: str = HEAD, behind: str = ""
) -> Article:
    """The article of a page with ``text`` as the markup of its text."""
    heading = f"<h1>{title}</h1>" if heading is None else heading
    page = (
        f"<html><head><title>{title}-云溪区人民政府</title></head><body>{MENU}"
        f"<div>当前位置：<a href='/'>首页</a> &gt; <a href='/yw/'>要闻</a></div>"
        f"<div class='main'>{heading}{head}<div class='txt'>{text}</div>{behind}</div>{FOOT}</body></html>"
    )
    return read_article(Page("http://www.example.gov.cn/yw/202209/t1.html", page))


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def body(text: str, **more: str) -> list[str]:
    return clean(read(text, **more).body).split("\n")


# What stands between two paragraphs as (markup, text), and looks like something else.
INSIDE = [
    ("119", "119"),
    ("8：30—11：00", "8：30—11：00"),
    ("2019", "2019"),
    ("12345、12350", "12345、12350"),
    ("关注", "关注"),
    ("首页 > 我的 > 申领", "首页 > 我的 > 申领"),
    ("字号：三号", "字号：三号"),
    ("上一篇日记里，驻村干部这样写道。", "上一篇日记里，驻村干部这样写道。"),
    ("今天是9月14日，距离防火期还有17天！", "今天是9月14日，距离防火期还有17天！"),
    ("时间：9月20日上午9时", "时间：9月20日上午9时"),
    ("日期：2022年9月20日", "日期：2022年9月20日"),
    ("记者：火情怎么发现得这么早", "记者：火情怎么发现得这么早"),
    ("审核：镇街上报后由区里统一审核", "审核：镇街上报后由区里统一审核"),
    ("编辑：把材料整理成册", "编辑：把材料整理成册"),
    ("特别提醒：进山不带火种。", "特别提醒：进山不带火种。"),
    ("声明草案已印发各镇", "声明草案已印发各镇"),
    ("未经批准，任何人不得进入林区用火。", "未经批准，任何人不得进入林区用火。"),
    ("以上内容自公布之日起执行。", "以上内容自公布之日起执行。"),
    ("相关政策：困难林农可申请补助。", "相关政策：困难林农可申请补助。"),
    ("下一篇章怎么写", "下一篇章怎么写"),
    ("关键词之一：快", "关键词之一：快"),
    ("<a name='p2'></a>二、装备情况", "二、装备情况"),
    ("<a id='p2'>二、装备情况</a>", "二、装备情况"),
    ("<a href='http://bm.example.gov.cn/'>报名入口</a>", "报名入口"),
    ("<a href='http://bm.example.gov.cn/'>http://bm.example.gov.cn/</a>", "http://bm.example.gov.cn/"),
    ("附件：<a href='f/1.doc'>物资登记表</a>", "附件：物资登记表"),
    ("附件：无人机清单", "附件：无人机清单"),
    ("顶一下，再顶一下，木桩就进去了", "顶一下，再顶一下，木桩就进去了"),
    ("收起", "收起"),
    ("收起摊位", "收起摊位"),
    ("分隔线", "分隔线"),
    ("35%", "35%"),
    ("本文已影响很多人", "本文已影响很多人"),
    ("影响120人", "影响120人"),
    ("已有120人参与", "已有120人参与"),
    ("对你有帮助的，是否都记下了", "对你有帮助的，是否都记下了"),
    ("共享此文章的做法值得推广", "共享此文章的做法值得推广"),
    ("用户评论说火情上报快了", "用户评论说火情上报快了"),
    ("00:00—24:00", "00:00—24:00"),
    ("报名链接：http://bm.example.gov.cn/1", "报名链接：http://bm.example.gov.cn/1"),
    ("投稿邮箱：yx@example.gov.cn", "投稿邮箱：yx@example.gov.cn"),
    ("新闻热线：0000-11110000", "新闻热线：0000-11110000"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), INSIDE, ids=[text for _, text in INSIDE])
def test_a_line_between_paragraphs_is_text(markup: str, text: str) -> None:
    assert body(paragraphs(ONE, markup, TWO, THREE)) == [ONE, text, TWO, THREE]
    assert body(paragraphs(ONE, TWO, markup, THREE)) == [ONE, TWO, text, THREE]


@pytest.mark.parametrize(
    "markup", ["<br><br>".join, lambda lines: "".join(f"<div>{line}</div>" for line in lines)]
)
def test_a_text_without_paragraph_elements_keeps_its_lines(markup) -> None:  # type: ignore[no-untyped-def]
    lines = [ONE, "119", TWO, "关注", THREE, "云溪区林业局", "2022年9月13日"]
    assert body(markup(lines)) == lines


# What stands between the last sentence and the signature.
BEFORE_SIGNATURE = [
    (),
    ("<a href='http://cx.example.gov.cn/'>火险等级查询</a>",),
    ("附件：", "<a href='f/1.pdf'>1．物资登记表</a>", "<a href='f/2.pdf'>2．值班安排</a>"),
    ("附表：<a href='f/3.xls'>值班安排</a>",),
    ("电子邮箱：<a href='mailto:yx@example.gov.cn'>yx@example.gov.cn</a>", "邮编：000000"),
    ("联系人：云小溪", "电话：0000-11110000"),
    ("地址：云溪区林场路1号 邮编：000000", "电话：0000-11110000 传真：0000-11110001"),
    ("（此件公开发布）",),
]  # fmt: skip
SIGNATURES = [
    paragraphs("云溪区林业局", "2022年9月13日"),
    "<p style='text-align:right'>云溪区林业局</p><p style='text-align:right'>2022年9月13日</p>",
    "<div style='text-align:right'>云溪区林业局<br>2022年9月13日</div>",
    "<p>云溪区林业局<br>二〇二二年九月十三日</p>",
]


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("before", BEFORE_SIGNATURE)
def test_signature_and_date_are_kept(before: tuple[str, ...], signature: str) -> None:
    said = body(paragraphs(ONE, TWO, "特此通知。", *before) + signature)
    assert said[:3] == [ONE, TWO, "特此通知。"]
    assert said[-2] == "云溪区林业局"
    assert said[-1] in ("2022年9月13日", "二〇二二年九月十三日")
    assert len(said) == 5 + len(before)


LINKS = "".join(f"<li><a href='/yw/{n}.html'>云溪区第{n}个林场开展防火演练</a></li>" for n in range(5))
BEHIND = [
    "<p>上一篇：<a href='/yw/2.html'>云溪区召开水利工作会议</a></p><p>下一篇：没有了</p>",
    "<p>责任编辑：云小溪</p><p>一审：甲乙 二审：丙丁 三审：戊己</p>",
    "<p>【打印】【关闭】</p><p>浏览次数：15</p>",
    f"<h3>相关阅读</h3><ul>{LINKS}</ul>",
    f"<ul>{LINKS}</ul>",
    "<p>声明：本网转载的稿件版权归原作者所有，如有侵权请联系我们删除。</p><p>本平台仅提供信息存储服务，不代表本平台观点。</p>",
    "<p>扫一扫在手机打开当前页</p><p>分享到：</p>",
    "<p>发布日期：2022-09-14 责任编辑：管理员</p>",
    "<p>凡本网注明来源的稿件，未经授权不得转载。</p>",
    "<div><div>顶一下</div><div>(3)</div><div>75%</div></div><div><div>踩一下</div><div>(1)</div><div>25%</div></div>",
    "<div><strong>------分隔线----------------------------</strong></div><p>上一篇：没有了</p>",
    "<div><h3>共享此文章：</h3><ul><li><a>微博</a></li></ul></div><p>发布于 林业 防火</p>",
    "<div><b>分享此文</b></div><div>林业之声</div>",
    "<div>展开全文 ▼</div>",
    "<div><span>收起全文 ▲</span></div><div>收起</div>",
    "<p>本文已影响1,204人</p><p>已有 0 人参与评论</p>",
    "<div>以上内容是否对您有所帮助？</div><div>是否对你有帮助？ 有 没有</div>",
    "<p>信息评价：非常满意 满意 一般 不满意</p>",
    "<p>原文链接：https://yx.example.gov.cn/yw/202209/t7.html?from=a</p><p>相关附件：无</p>",
    "<h3>用户评论</h3><ul><li>游客：说得好</li></ul>",
    "<p>Tags：防火 林业</p>",
    "<div>00:00 / 01:20</div>",
]


@pytest.mark.parametrize("within", [True, False])
@pytest.mark.parametrize("behind", BEHIND)
def test_what_stands_behind_the_text_is_none_of_it(behind: str, *, within: bool) -> None:
    lines = [ONE, TWO, THREE, "云溪区林业局", "2022年9月13日"]
    if within:
        assert body(paragraphs(*lines) + behind) == lines
    else:
        assert body(paragraphs(*lines), behind=behind) == lines


@pytest.mark.parametrize(
    "title",
    ["停火令（2022年9月1日）", "2022年9月1日云溪区火险预报", "公告", "开镰", "云溪区举行出征仪式。",
     "“12119”热线8:00—20:00有人接听", "记者：我在火场", "来源：一封来信", "声明", "更多参与，更多收获",
     "关于印发《云溪区森林防火办法》的通知"],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["h1", "h2", "div class='bt'", "p class='title'"])
def test_a_headline_is_believed_where_others_agree(title: str, tag: str) -> None:
    heading = f"<{tag}>{title}</{tag.split(maxsplit=1)[0]}>"
    assert read(paragraphs(ONE, TWO), title=title, heading=heading).title == title


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1>{TITLE}<small>2022-09-14 来源：云溪融媒</small><span>字号：</span><a href='#'>大</a><a href='#'>中</a></h1>",
        f"<h2>{TITLE}<div>2022-09-14 10:32 来源：云溪融媒</div><div>【字体：大 中 小】</div></h2>",
        f"<h1>{TITLE}</h1><div class='tit'>二维码网址（请使用微信扫描）</div>",
        f"<div class='wz'>您现在的位置：首页 &gt; 要闻 &gt; 正文</div><li class='tit'>{TITLE}</li>",
        f"<p>欢迎光临云溪区人民政府网！今天是：</p><h3>{TITLE}</h3>",
    ],
)
def test_a_headline_stands_among_what_is_none(heading: str) -> None:
    article = read(paragraphs(ONE, TWO), heading=heading)
    assert (article.title, article.body.split("\n")) == (TITLE, [ONE, TWO])


PICTURE = "<p><img src='/u/202209/1.jpg' width='600'></p>"
NEIGHBOURS = "<p>上一篇：<a href='/yw/2.html'>云溪区召开会议</a></p><p>下一篇：<a href='/yw/3.html'>水利工作会议</a></p>"
DATED = "".join(
    f"<li><span>2022-09-{n:02}</span><a href='/yw/{n}.html'>云溪区第{n}个林场开展防火演练</a></li>"
    for n in range(1, 13)
)


@pytest.mark.parametrize("title", [TITLE, "秋防，我们准备好了！", "林场掠影"])
@pytest.mark.parametrize(
    "behind",
    ["", NEIGHBOURS, f"<div><span>相关链接</span><ul>{DATED}</ul></div>", "<p>附件下载：</p><p>相关新闻</p>"],
)
@pytest.mark.parametrize("head", [HEAD, "<div>2022-09-14 10:32:05</div>"])
def test_a_page_of_pictures_is_an_article_without_a_text(title: str, behind: str, head: str) -> None:
    article = read(PICTURE, title=title, head=head, behind=behind)
    assert (article.title, article.body) == (title, "")
    assert article.images == ["http://www.example.gov.cn/u/202209/1.jpg"]


def test_a_list_beside_pictures_makes_no_list_of_the_page() -> None:
    page = f"<title>林场掠影</title><h1>林场掠影</h1><div>2022-09-14 10:32</div>{PICTURE}<ul>{DATED}</ul>"
    assert kind_of(Page("http://www.example.gov.cn/yw/1.html", page)) is Kind.ARTICLE
    rows = f"<title>要闻</title><h2>要闻</h2><ul>{DATED}</ul>"
    assert kind_of(Page("http://www.example.gov.cn/yw/", rows)) is Kind.LISTING


def test_a_table_of_data_is_the_text_of_its_page() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>L{n:03}</td><td>9月{n}日 8:00-18:00</td></tr>" for n in range(1, 6))
    table = f"<table><tr><td>序号</td><td>林场</td><td>值班</td></tr>{rows}</table>"
    article = read(table, title="防火期值班安排表")
    assert article.title == "防火期值班安排表"
    assert article.body.split("\n")[:2] == ["序号\t林场\t值班", "1\tL001\t9月1日 8:00-18:00"]
    assert len(article.body.split("\n")) == 6


def test_blocks_that_repeat_their_lines_are_kept() -> None:
    block = [
        "责任单位：云溪区林业局、各镇人民政府，林场配合实施。",
        "工作要求：倒排工期、挂图作战，每周五下午报送进度。",
    ]
    lines = [ONE, *(line for n in range(1, 5) for line in (f"{n}．第{n}片区", *block))]
    assert body(paragraphs(*lines)) == lines


def test_who_holds_an_event_stands_in_the_text() -> None:
    held = "主办：云溪区人民政府，承办：区文化馆，活动持续三天，欢迎广大群众参加。"
    assert body(paragraphs(held, ONE, TWO)) == [held, ONE, TWO]
    assert body(paragraphs(ONE, TWO, held)) == [ONE, TWO, held]


def test_the_head_in_cells_is_no_text_of_a_page_of_pictures() -> None:
    cells = "<td>发布时间：2022-09-14 10:32</td><td>浏览次数：<b></b></td><td>字号：[ 大 中 小 ]</td>"
    article = read("<p><img src='/u/1.jpg'></p>", head=f"<table><tr>{cells}</tr></table>")
    assert (article.body, len(article.images)) == ("", 1)


FORMS = {
    "fields with labels": "<form><h3>我要提意见</h3><label>姓名</label><input><label>内容</label><textarea></textarea></form>",
    "a table": "<form><table><tr><td>昵称</td><td><input></td></tr><tr><td>验证码</td><td><input></td></tr></table></form>",
    "a list": "<form><ul><li>您的姓名 <input></li><li>联系方式 <input></li><li>意见内容 <textarea></textarea></li></ul></form>",
    "a block in a block": "<div class='hf'><form><div><div>参与评论</div><div>登录后可以评论</div></div></form></div>",
    "paragraphs": "<form><p>评论内容</p><textarea></textarea><p>还可输入200字</p><p>匿名</p></form>",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_form_below_a_text_is_none_of_it(form: str) -> None:
    lines = [ONE, TWO, "云溪区林业局", "2022年9月13日"]
    assert body(paragraphs(*lines) + FORMS[form]) == lines
    assert body(paragraphs(*lines), behind=FORMS[form]) == lines


@pytest.mark.parametrize("lines", [[ONE, TWO, "云溪区林业局"], ["春风吹过云溪岗", "麦苗一夜长一行"]])
def test_a_form_that_holds_the_text_is_as_good_as_none(lines: list[str]) -> None:
    fields = "<input type='hidden' name='__VIEWSTATE'><input name='keyword'>"
    assert body(f"<form>{fields}{paragraphs(*lines)}</form>") == lines


@pytest.mark.parametrize(
    "head",
    [
        "发布时间：2022-02-30",
        "发布时间：0000-00-00 00:00:00",
        "发布日期：{{info.pubDate}}",
        "更新时间：${time}",
        "<span>发布时间：</span><span>undefined</span>",
        "发布时间：1970-01-01 08:00:00",
        "发布于：Invalid Date",
    ],
)
def test_a_date_that_is_none_stands_in_the_head(head: str) -> None:
    assert body(paragraphs(ONE, TWO), head=f"<div>{head}</div>") == [ONE, TWO]


@pytest.mark.parametrize("line", ["发布时间：每月5日", "发布时间：以区政府网站为准", "公布时间：9月30日前"])
def test_a_date_of_an_event_is_text(line: str) -> None:
    assert body(paragraphs(ONE, line, TWO)) == [ONE, line, TWO]
    assert body(paragraphs(ONE, TWO, line)) == [ONE, TWO, line]
