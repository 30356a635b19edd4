"""The one door to reading: what it opens, and where its two questions about a page's kind differ."""

# ruff: noqa: E501 - pages of error states, as they come

from __future__ import annotations

import subprocess
import sys

import pytest

from govnews.errors import PageChanged, StandIn
from govnews.items import ListingEntry
from govnews.reading import (
    Kind,
    Page,
    kind_of,
    normalise,
    open_page,
    read_article,
    read_entries,
    read_expected,
)

URL = "http://www.example.gov.cn/xw/2023/0324/1.html"
TITLE = "区长到青石镇调研粮食收储工作"
ROW = "<li><a href='/xw/{0}.html'>区长到第{0}个镇调研粮食收储工作</a><span>2023-03-2{0}</span></li>"
LIST = f"<html><title>要闻</title><ul>{''.join(map(ROW.format, range(9)))}</ul></html>"
ARTICLE = (
    f"<html><title>{TITLE}</title><h1>{TITLE}</h1><p>发布时间：2023-03-24 来源：青石融媒</p>"
    "<div><p>8月11日，区长到青石镇调研粮食收储工作，强调要确保农民粮食卖得出、卖得好。</p></div></html>"
)


def test_a_mirror_is_restored_once_and_the_article_says_so():
    damaged = (
        "區(qū)長(zhǎng)調(diào)研糧(liáng)食收儲(chǔ)，強(qiáng)調(diào)要落實(shí)責(zé)任，"
        "開(kāi)展檢(jiǎn)查，確(què)保質(zhì)量(liàng)。"
    )
    html = f"<title>調(diào)研糧(liáng)食收儲(chǔ)</title><h1>調(diào)研糧(liáng)食收儲(chǔ)</h1><div><p>{damaged}</p></div>"
    page = open_page(html.encode(), URL)
    assert page.mirror is not None
    assert page.title == "调研粮食收储"
    assert read_article(page).evidence["mirror"].raw == page.mirror


def test_a_page_that_is_no_mirror_says_nothing_of_one():
    page = open_page(ARTICLE.encode("gb18030"), URL, "text/html; charset=gb2312")
    assert page.mirror is None
    assert "mirror" not in read_article(page).evidence
    assert kind_of(page) is Kind.ARTICLE


def test_a_list_is_no_expected_article():
    page = open_page(LIST.encode(), URL)
    assert kind_of(page) is Kind.LISTING
    assert len(read_entries(page)) == 9
    with pytest.raises(PageChanged, match="it is a list"):
        read_expected(page, title=TITLE)


def test_a_notice_is_no_expected_article_and_the_article_itself_is():
    busy = "<html><title>系统提示</title><body><p>系统繁忙，请稍后再试。</p></body></html>"
    entry = ListingEntry(url=URL, title=TITLE)
    with pytest.raises(PageChanged, match="nor its title"):
        read_expected(Page(URL, busy), title=TITLE, entry=entry)
    assert read_expected(Page(URL, ARTICLE), title=TITLE, entry=entry).title == TITLE


MENU = "<div class=nav><a href='/'>首页</a><a href='/xw/'>新闻中心</a><a href='/zw/'>政务公开</a></div>"
FOOT = (
    "<div class=foot><p>主办：青石县人民政府办公室</p><p>示ICP备12345678号 网站标识码：9900000000</p></div>"
)
STATES = {
    "busy": (
        "error-page",
        "<title>提示信息</title><h2>系统繁忙，请稍后再试！</h2><p>错误代码：10032</p><p>如果问题一直存在，请您与网站的管理人员联系，"
        "并把上面的代码告诉他们，他们会尽快为您处理，谢谢。</p>",
    ),
    "busy without title": (
        "error-page",
        "<p>对不起，服务器繁忙，请您稍后刷新重试，错误编号：E-5001，请求编号：8f2c11d09a7b4b61</p>",
    ),
    "asp.net": (
        "error-page",
        "<html><head><title>Object reference not set to an instance of an object.</title></head><body><span><h1>"
        "Server Error in '/web' Application.<hr></h1><h2><i>Object reference not set to an instance of an object.</i>"
        "</h2></span><b>Description: </b>An unhandled exception occurred during the execution of the current web "
        "request. Please review the stack trace for more information about the error.</body></html>",
    ),
    "asp.net in Chinese": (
        "error-page",
        "<title>未将对象引用设置到对象的实例。</title><h1>“/gov”应用程序中的服务器错误。</h1><p>说明: 执行当前 "
        "Web 请求期间，出现未经处理的异常。请检查堆栈跟踪信息，以了解有关该错误以及代码中导致错误的出处的详细信息。</p>",
    ),
    "nginx": (
        "error-page",
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr>"
        "<center>nginx/1.20.1</center></body></html>",
    ),
    "nginx, new": (
        "error-page",
        "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web "
        "server is successfully installed and working. Further configuration is required.</p>",
    ),
    "php": (
        "error-page",
        "<br /><b>Fatal error</b>:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in "
        "/www/lib/db.php:31 Stack trace: #0 /www/lib/db.php(31): PDO->__construct() #1 {main} thrown in <b>/www/lib/db.php</b>",
    ),
    "mysql": (
        "error-page",
        "<p>Warning: mysql_connect(): Too many connections in /home/web/inc/conn.php on line 7</p>",
    ),
    "sql": (
        "error-page",
        "<h3>数据库查询错误</h3><p>You have an error in your SQL syntax; check the manual that corresponds to your "
        "MySQL server version for the right syntax to use near 'id=' at line 1</p>",
    ),
    "asp": (
        "error-page",
        "<p>Microsoft OLE DB Provider for SQL Server 错误 '80004005'</p><p>[DBNETLIB][ConnectionOpen (Connect()).]"
        "SQL Server 不存在或拒绝访问。</p><p>/inc/conn.asp，行 12</p>",
    ),
    "spring": (
        "error-page",
        "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so "
        "you are seeing this as a fallback.</p><div>There was an unexpected error (type=Internal Server Error).</div></body></html>",
    ),
    "tomcat": (
        "error-page",
        "<title>HTTP Status 500 – Internal Server Error</title><h1>HTTP Status 500 – Internal Server Error</h1>"
        "<p><b>Type</b> Exception Report</p><p><b>Message</b> java.lang.NullPointerException</p>",
    ),
    "iis": (
        "gone",
        "<title>404 - 找不到文件或目录。</title><div id=header><h1>服务器错误</h1></div><h2>404 - 找不到文件或目录。</h2>"
        "<h3>您要查找的资源可能已被删除，已更改名称或者暂时不可用。</h3>",
    ),
    "upkeep": (
        "maintenance",
        "<title>青石县人民政府</title><h1>网站维护中</h1><p>尊敬的用户：</p><p>为了给您带来更好的服务，我们正在对网站进行例行维护，其间所有栏目暂停访问，"
        "预计于明日早上八时恢复，由此给您带来的不便，敬请谅解。</p>",
    ),
    "upkeep with a date": (
        "maintenance",
        "<title>系统升级维护公告</title><h1>系统升级维护公告</h1><p>发布时间：2023-03-20 来源：县数据局</p><p>因机房设备更新，本网站将于3月24日18时起"
        "停止服务，全部功能预计在25日8时前恢复。请广大网民相互转告，提前安排好要办的事项。</p>",
    ),
    "upkeep without title": (
        "maintenance",
        "<p>各位网民：</p><p>接上级通知，政府门户网站今晚进行系统切换，届时网站无法访问，切换完成后自动恢复。</p>"
        "<p>县大数据中心</p><p>二〇二三年三月二十日</p>",
    ),
    "deleted": (
        "gone",
        f"<title>青石县人民政府</title>{MENU}<div class=tip><p>您访问的页面不存在或已被删除！</p><p>3秒后自动返回首页</p></div>{FOOT}",
    ),
    "deleted, of the template": (
        "gone",
        f"<title>要闻_青石县人民政府</title>{MENU}<h2>抱歉，没有找到您要访问的内容</h2>{FOOT}",
    ),
    "deleted, by a script": ("gone", "<script>alert('该信息不存在或已被删除！');history.back();</script>"),
}


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("again", [False, True])
def test_a_state_of_the_site_is_no_expected_article(name, again):
    expected, html = STATES[name]
    entry = None if again else ListingEntry(url=URL, title=TITLE)
    with pytest.raises(PageChanged) as changed:
        read_expected(Page(URL, html), title=TITLE, entry=entry)
    assert changed.value.stand_in == expected


@pytest.mark.parametrize(
    "failed",
    [
        "Fatal error: Uncaught Error: Call to undefined function db() in /www/a.php:9",
        "系统繁忙，请稍后再试",
        "数据库连接失败！",
    ],
)
def test_a_template_whose_text_failed_is_no_expected_article(failed):
    html = f"<title>{TITLE}</title>{MENU}<h1>{TITLE}</h1><p>发布时间：2023-03-24 来源：青石融媒</p><div>{failed}</div>{FOOT}"
    with pytest.raises(PageChanged) as changed:
        read_expected(Page(URL, html), title=TITLE, entry=ListingEntry(url=URL, title=TITLE))
    assert changed.value.stand_in is StandIn.ERROR_PAGE


ARTICLES = {
    "关于网站维护升级的公告": "因机房检修，本网站定于3月24日22时起暂停访问，预计25日8时恢复，给您带来的不便敬请谅解。",
    "县政务服务平台完成升级改版": "3月20日，县政务服务平台完成升级改版，新系统上线期间旧系统停止服务。",
    "关于个别网站链接失效问题的通报": "经查，有三家单位的网站存在页面无法打开、信息不存在等问题，现予通报。",
    "老旧小区供水系统发生故障，抢修队连夜施工": "3月23日夜，城东小区供水系统发生故障，抢修队连夜施工，今晨恢复供水。",
    "窗口提示“系统繁忙”，办事群众怎么办": "系统繁忙时，窗口先收件、后录入，群众不用再跑第二趟。",
}


@pytest.mark.parametrize("title", ARTICLES)
def test_an_article_about_such_a_state_stays_one(title):
    html = (
        f"<title>{title}_青石县人民政府</title>{MENU}<h1>{title}</h1><p>发布时间：2023-03-24 来源：青石融媒</p>"
        f"<div><p>{ARTICLES[title]}</p></div>{FOOT}"
    )
    assert read_expected(Page(URL, html), title=title, entry=ListingEntry(URL, title)).title == title
    assert read_expected(Page(URL, html), title=title).title == title


def test_an_article_whose_list_calls_it_otherwise_is_one_whatever_its_text_mentions():
    title = "我县防汛指挥系统出现故障时的应急演练举行"
    html = (
        f"<title>青石县人民政府</title><h1>{title}</h1><p>发布时间：2023-03-24 来源：青石融媒</p>"
        "<p>3月24日，县应急局举行演练：系统出现故障时，各乡镇改用电台报送水情，全程用时四十分钟。</p>"
    )
    assert (
        read_expected(
            Page(URL, html), title="县应急局练兵忙", entry=ListingEntry(URL, "县应急局练兵忙")
        ).title
        == title
    )


def test_who_keeps_the_site_up_is_no_state_of_it():
    foot = "<p>技术支持：县大数据中心 电话：0379-12345678（仅受理网站建设维护事宜，工作日期间接听）</p>"
    html = f"<title>青石县人民政府</title>{MENU}<h1>麦收图集</h1><p>发布时间：2023-06-01</p><img src='/1.jpg'>{foot}"
    article = read_expected(
        Page(URL, html), title="【图】麦田里的一天", entry=ListingEntry(URL, "【图】麦田里的一天")
    )
    assert article.images == ["http://www.example.gov.cn/1.jpg"]


# A look at what is known

BEFORE = normalise(read_expected(Page(URL, ARTICLE), title=TITLE), fetched_at=None)


def test_another_article_in_the_place_of_a_known_one_is_no_edit():
    text = "8月11日，区长到青石镇调研粮食收储工作，强调要确保农民粮食卖得出、卖得好。"
    other = "会议通报了去年各校的考核情况，部署了下一学期的重点任务，三所学校作了交流发言。"
    other = ARTICLE.replace(text, other).replace(TITLE, "全县教育系统召开年度总结会")
    other = other.replace("2023-03-24", "2023-02-11")
    with pytest.raises(PageChanged) as changed:
        read_expected(Page("http://www.example.gov.cn/show.asp?id=1", other), title=TITLE, before=BEFORE)
    assert changed.value.stand_in is StandIn.OTHER_ARTICLE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TITLE, "张三调研夏粮收购"),
        ("8月11日，区长到青石镇调研粮食收储工作", "8月12日，副区长到白石镇检查粮食收储工作"),
        (
            "8月11日，区长到青石镇调研粮食收储工作，强调要确保农民粮食卖得出、卖得好。",
            "全文重写：粮库里一派忙碌，农户排着队交粮。",
        ),
    ],
)
def test_an_edit_is_an_edit(old, new):
    edited = read_expected(Page(URL, ARTICLE.replace(old, new)), title=TITLE, before=BEFORE)
    assert (edited.title, edited.body) != (BEFORE.title, BEFORE.body)


@pytest.mark.parametrize(
    "counter",
    [
        "您是第{0}位访客", "您是本站第 {0} 位访问者！", "欢迎您，您是本页的第{0}位读者", "浏览次数：{0}", "本文已被浏览{0}次", "本页访问量：{0}",
        "今日访问：{0}次 | 总访问量：9{0}", "当前时间：2023年3月24日 09:15:{0}", "现在时间 2023-03-24 09:{0}", "已有{0}人阅读", "点击数：{0}",
        "北京时间：2023/03/24 09:15:{0} 星期五",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["<div><p>", "</p></div>"])
def test_a_counter_is_no_part_of_the_text(counter, place):
    def read(count: int) -> str:
        line = f"</p><p>{counter.format(count)}</p><p>"
        return normalise(read_article(Page(URL, ARTICLE.replace(place, place + line, 1) if place[1] == "d"
                                           else ARTICLE.replace(place, line + place))), fetched_at=None).body  # fmt: skip

    assert read(17) == read(42) == "8月11日，区长到青石镇调研粮食收储工作，强调要确保农民粮食卖得出、卖得好。"


def test_an_article_of_pictures_beside_links_is_a_list_only_where_nothing_is_known_of_it():
    links = "".join(f"<li><a href='/xw/{n}00{n}.html'>区长调研{n}</a></li>" for n in range(1, 7))
    page = Page(URL, f"<title>{TITLE}</title><h1>{TITLE}</h1><img src='/1.jpg'><ul>{links}</ul>")
    assert kind_of(page) is Kind.LISTING
    article = read_expected(page, title=TITLE, entry=ListingEntry(url=URL, title=TITLE))
    assert article.images == ["http://www.example.gov.cn/1.jpg"]


def test_reading_knows_nothing_of_scrapy():
    code = (
        "import sys, govnews.reading; print([name for name in sys.modules if name in ('scrapy', 'twisted')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
