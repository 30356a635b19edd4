"""The foot of a page: what stands there is the site's, and never outweighs an article of few words."""

from __future__ import annotations

import pytest

from govnews.items import Article
from govnews.reading import Page, normalise, read_article

NOTICE = "为获得最佳浏览效果，建议使用1366×768以上分辨率，本网站所有内容未经授权不得转载、摘编，违者将依法追究责任。"
RIGHTS = "本网站所有内容未经授权不得转载、摘编，违者将依法追究责任。"
ADVICE = "本站建议使用谷歌浏览器访问，以便正常显示各栏目的内容。"
ICONS = "<a href='/jubao/'><img src='/images/jiucuo.png'></a><img src='/images/ga.png'>"
FEET = {
    "marks above a notice": f"<div class='b1'><p>主办：青石县</p><p>网站标识码：4100000001</p><p>{NOTICE}</p>{ICONS}</div>",
    "no block": f"<p>网站标识码：4100000001</p><p>{RIGHTS}</p>{ICONS}",
    "an element of that name": f"<footer><p>{RIGHTS}</p>{ICONS}</footer>",
    "a block called so": f"<div id='pageFoot'><p>{RIGHTS}</p>{ICONS}</div>",
    "whom to call about the site": f"<div><p>联系电话：0000-1234567（仅受理网站建设维护相关事宜）。</p>{ICONS}</div>",
    "what the site answers for": "<p>本电话仅限网站内容维护，不受理业务咨询、投诉举报，请拨打12345。</p>",
    "the site's number": "<table><tr><td>网站维护电话：0000-1234567，工作日8:30至17:30有人接听。</td></tr></table>",
    "how to reach the site": "<p>网站联系方式：0000-1234567，请在工作时间拨打，谢谢。</p>",
    "advice alone": f"<table><tr><td>{ADVICE}</td></tr></table>",
}
BODIES = {
    "a letter": "<p>全体医护人员：</p><p>我父亲住院时得到照顾，现已康复。</p><p>此致</p><p>敬礼！</p><p>一位市民</p>",
    "a poem": "<p>春风吹过青石岗</p><p>麦苗一夜长一行</p><p>老农蹲在田埂上</p><p>看云看水看斜阳</p>",
    "names of streets": "<p>停水范围</p><p>建设路以南</p><p>青石大道以北</p>",
    "a table": "<table><tr><td>班次</td><td>发车</td></tr><tr><td>1路</td><td>6:30</td></tr></table>",
    "dialogue": "<p>骗子：您的账户异常。</p><p>大妈：什么账户？</p><p>孙女：奶奶，别点！</p>",
}


def read(body: str, foot: str, *, flat: bool) -> Article:
    opening, closing = ("", "") if flat else ("<div class='main'><div class='left'>", "</div></div>")
    html = (
        "<html><head><title>青石县的一件小事_青石县人民政府</title></head><body>"
        "<ul><li><a href='/'>首页</a></li><li><a href='/xw/'>新闻中心</a></li></ul>"
        f"{opening}<h1>青石县的一件小事</h1><p>发布时间：2025-03-01 来源：青石县融媒体中心</p>"
        f"<div class='nr'>{body}</div>{closing}{foot}</body></html>"
    )
    return normalise(read_article(Page("http://www.example.gov.cn/xw/1.html", html)), fetched_at=None)


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("body", BODIES)
def test_the_foot_is_no_text(body: str, foot: str, flat: bool) -> None:
    alone = read(BODIES[body], "", flat=flat)
    assert alone.body
    article = read(BODIES[body], FEET[foot], flat=flat)
    assert (article.body, article.images) == (alone.body, [])
    assert (article.title, article.published_on, article.source) == (
        "青石县的一件小事",
        "2025-03-01",
        "青石县融媒体中心",
    )


@pytest.mark.parametrize("foot", ["marks above a notice", "an element of that name", "a block called so"])
def test_pictures_of_the_foot_are_no_pictures_of_the_article(foot: str) -> None:
    pictures = "<p><img src='/a/1.jpg'></p><p><img src='/a/2.jpg'></p>"
    article = read(pictures, FEET[foot], flat=False)
    assert [url.rpartition("/")[2] for url in article.images] == ["1.jpg", "2.jpg"]
    assert article.body == ""


SENTENCES = (
    "版权所有、转载必究，不是一句空话。授课老师用3个案例讲解了保护。",
    "版权所有者可凭登记证书到县政务大厅办理，当日办结。",
    "Copyright登记数量同比增长12%。",
    "网站地图等3个栏目完成改版，群众查找更加方便。",
    "大厅设有网站体验区，工作人员仅负责引导，不收任何费用。",
    "联系电话：0000-7654321（仅受理补贴申请咨询）。",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_speaks_of_rights_is_text(sentence: str) -> None:
    body = f"<p>县里举办了知识讲座。</p><p>{sentence}</p><p>参加的有42人。</p>"
    article = read(body, FEET["marks above a notice"], flat=False)
    assert article.body.split("\n") == ["县里举办了知识讲座。", sentence, "参加的有42人。"]


def test_marks_above_the_headline_are_no_foot() -> None:
    body = BODIES["a letter"]
    top = "<p>网站标识码：4100000001 豫ICP备1号</p>" * 3
    head = "<html><head><title>感谢信</title></head><body>"
    html = f"{head}{top}<h1>感谢信</h1><p>2025-03-01</p>{body}</body></html>"
    article = read_article(Page("http://www.example.gov.cn/xw/1.html", html))
    assert "我父亲住院时得到照顾，现已康复。" in article.body
