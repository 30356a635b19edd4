"""The replica of 孟津: what it serves is what its truth says, hazards included."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

import lxml.html
import pytest

from govnews.demo.mengjin import BASE, BEIJING, HOST, MengjinSite
from govnews.demo.model import Truth
from govnews.demo.server import FaultySite, ReplicaServer, answer, repeat
from govnews.demo.server import Reply as SiteReply
from govnews.items import ListingEntry


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """As a browser reads it: gb2312 is gb18030."""
        charset = re.search(rb"charset=\"?([\w-]+)", self.body[:600])
        name = charset[1].decode() if charset else "utf-8"
        return self.body.decode({"gb2312": "gb18030"}.get(name, name))

    @property
    def tree(self) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(
            self.text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
        )


class Browser:
    """One connection to the proxy, kept open."""

    def __init__(self, server: ReplicaServer) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    def get(self, url: str, **headers: str) -> Answer:
        self.connection.request(
            "GET", urljoin(BASE, url), headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = self.connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


@pytest.fixture
def site() -> MengjinSite:
    return MengjinSite()


@pytest.fixture
def server(site: MengjinSite) -> Iterator[ReplicaServer]:
    with ReplicaServer({HOST: site}) as server:
        yield server


@pytest.fixture
def browser(server: ReplicaServer) -> Iterator[Browser]:
    browser = Browser(server)
    yield browser
    browser.connection.close()


def squash(text: str) -> str:
    return re.sub(r"\s", "", text)


def of_kind(site: MengjinSite, kind: str, generation: str = "G3") -> Truth:
    return next(truth for truth in site.articles if (truth.kind, truth.generation) == (kind, generation))


def read_rows(page: Answer, url: str) -> list[ListingEntry]:
    rows = []
    for row in page.tree.xpath("//div[@class='con-box']/ul/li[a]"):
        (link,) = row.xpath("a")
        raw = row.xpath("string(span)")
        rows.append(ListingEntry(urljoin(url, link.get("href")), link.get("title"), raw.strip("[]"), raw))
    return rows


def test_is_of_the_size_and_variety_that_the_issue_asks_for(site: MengjinSite) -> None:
    assert [column.name for column in site.news_columns] == ["孟津要闻", "部门动态", "镇街动态", "媒体看孟津"]
    assert {"领导之窗", "公告公示", "政策文件"} <= {column.name for column in site.columns}
    main = [truth for truth in site.articles if "孟津要闻" in truth.columns]
    assert len(main) >= 80
    assert len(site.listing_urls("孟津要闻")) >= 4
    assert sum(truth.generation == "G1" for truth in main) >= 15
    for name in ("部门动态", "镇街动态"):
        assert 10 <= sum(name in truth.columns for truth in site.articles) <= 40
    kinds = {(truth.generation, truth.kind) for truth in site.articles}
    assert kinds >= {
        *(
            ("G3", kind)
            for kind in ("word", "pictures", "picture only", "download", "two downloads", "table")
        ),
        *(("G3", kind) for kind in ("no source", "own source", "review chain")),
        *(("G1", kind) for kind in ("text", "word", "gbk", "pictures", "no source")),
    }


def test_no_two_articles_are_alike(site: MengjinSite) -> None:
    articles = site.all_articles
    for values in (
        [truth.url for truth in articles],
        [truth.title for truth in articles],
        [truth.body for truth in articles if truth.body],
    ):
        assert len(set(values)) == len(values)
    lengths = [len(truth.body) for truth in site.articles if truth.kind != "picture only"]
    assert min(lengths) >= 200
    assert max(lengths) <= 900


def test_every_article_says_what_its_truth_says(site: MengjinSite, browser: Browser) -> None:
    for truth in site.all_articles:
        page = browser.get(truth.url)
        assert page.status == 200, truth.url
        tree = page.tree
        shown = squash(tree.text_content())
        assert squash(truth.title) in shown
        for paragraph in truth.body.splitlines():
            assert squash(paragraph) in shown, (truth.url, paragraph)
        date = truth.clock
        assert squash(date) in shown
        assert (
            truth.source is None
            or truth.kind == "own source"
            or f"来源：{truth.source}" in shown.replace(":", "：")
        )
        assert truth.editor is None or squash(truth.editor) in shown
        images = {
            urljoin(truth.url, src) for src in tree.xpath("//img[not(starts-with(@src, '/static/'))]/@src")
        }
        assert images == set(truth.images)
        for attachment in truth.attachments:
            (link,) = tree.xpath("//a[text()=$text]", text=attachment.name)
            assert urljoin(truth.url, link.get("href")) == attachment.url
            assert browser.get(attachment.url).status == 200
        if truth.generation == "G3":
            metas = {meta.get("name"): meta.get("content") for meta in tree.xpath("//meta[@name]")}
            assert (metas["ArticleTitle"], metas["PubDate"], metas["Url"]) == (truth.title, date, truth.url)
            assert truth.url.startswith(f"{BASE}/{truth.published_on[:4]}/{truth.published_on[5:]}/")
            assert [tree.xpath(f"string(//*[@id='{name}'])") for name in ("title", "pubDate")] == [
                truth.title,
                date,
            ]
        else:
            assert (truth.published_at, len(truth.published_on)) == (None, 10)
            assert not tree.xpath("//meta[@name]")


def test_lists_hold_the_entries_in_order_and_no_link_to_the_next(site: MengjinSite, browser: Browser) -> None:
    for column in site.columns:
        expected = site.entries(column.name)
        found = []
        for url in site.listing_urls(column.name):
            page = browser.get(url)
            found += read_rows(page, url)
            assert not page.tree.xpath("//a[contains(@href, 'index_')]")
            (declared,) = page.tree.xpath("//*[@id='pageDec']")
            assert declared.get("pagesize") == "15"
            assert int(declared.get("pagecount")) == len(site.listing_urls(column.name))
        assert [(e.url, e.title, e.date, e.date_raw) for e in found] == [
            (e.url, e.title, e.date, e.date_raw) for e in expected
        ]
        listed = {entry.url for entry in expected if not entry.foreign}
        assert listed == {truth.url for truth in site.all_articles if column.name in truth.columns}
        dates = [entry.date or "" for entry in expected if not entry.pinned]
        assert dates == sorted(dates, reverse=True)


def test_numbering_of_pages_and_the_end(site: MengjinSite, browser: Browser) -> None:
    first = {
        name: browser.get(site.listing_urls(name)[0]).body for name in ("孟津要闻", "部门动态", "镇街动态")
    }
    assert browser.get("/ywdt/mjyw/index.html").body == first["孟津要闻"]
    assert site.listing_urls("孟津要闻")[1] == f"{BASE}/ywdt/mjyw/index_1.html"
    assert [browser.get(f"/ywdt/mjyw/index_{n}.html").status for n in (0, 6, 7)] == [404, 200, 404]
    assert browser.get("/ywdt/bmdt/index_1.html").body == first["部门动态"]
    assert [browser.get(f"/ywdt/bmdt/index_{n}.html").status for n in (2, 3, 4)] == [200, 200, 404]
    assert [browser.get(f"/ywdt/zjdt/index_{n}.html").status for n in (1, 2, 3)] == [404, 200, 404]
    assert browser.get("/ywdt/mtkmj/index_1.html").status == 404


def test_one_article_stands_in_two_columns_one_is_pinned_some_are_elsewhere(site: MengjinSite) -> None:
    assert [truth.columns for truth in site.articles if len(truth.columns) > 1] == [
        ("孟津要闻", "镇街动态")
    ] * 8
    pinned, *rest = site.entries("孟津要闻")
    assert pinned.pinned
    assert (pinned.date or "") < min(entry.date or "" for entry in rest[:40])
    assert pinned.url not in {entry.url for entry in rest}
    foreign = [entry for entry in site.entries("媒体看孟津") if entry.foreign]
    assert len(foreign) == 2
    assert all(entry.url.startswith("http://news.example.com/") for entry in foreign)
    assert not any(
        entry.foreign for name in ("孟津要闻", "部门动态", "镇街动态") for entry in site.entries(name)
    )


def test_hazards_of_todays_pages(site: MengjinSite, browser: Browser) -> None:
    word = browser.get(of_kind(site, "word").url)
    assert re.search(r">\d+</span>月<span[^>]*>\d+</span>日", word.text)
    assert not browser.get(of_kind(site, "picture only").url).tree.xpath("string(//*[@id='content'])").strip()
    own = browser.get(of_kind(site, "own source").url).tree
    assert own.xpath("string(//*[@id='source'])") == "本网"
    assert browser.get(of_kind(site, "no source").url).tree.xpath("string(//*[@id='source'])") == ""
    chain = browser.get(of_kind(site, "review chain").url).tree
    assert (
        chain.xpath("string(//*[@id='content'])")
        .strip()
        .endswith(of_kind(site, "review chain").editor or "?")
    )
    modern = [truth for truth in site.articles if truth.generation == "G3"]
    assert {len(truth.published_at or "") for truth in modern} == {0, 25}
    assert {len(truth.published_on) for truth in modern} == {10}
    trees = [browser.get(truth.url).tree for truth in modern]
    assert any(tree.xpath("//*[@id='xggjbox']//li") for tree in trees)
    named = [
        (truth, tree.xpath("string(//meta[@name='Author']/@content)"))
        for truth, tree in zip(modern, trees, strict=True)
    ]
    assert any(said and truth.author == said for truth, said in named)
    assert any(said and truth.author is None and truth.editor == said for truth, said in named)
    disordered = [
        truth
        for truth, tree in zip(modern, trees, strict=True)
        if not squash(truth.body).startswith(
            squash(tree.xpath("string(//meta[@name='Description']/@content)"))
        )
    ]
    assert len(disordered) > 20


def test_pages_of_the_older_generation(site: MengjinSite, browser: Browser) -> None:
    truth = of_kind(site, "text", "G1")
    assert re.fullmatch(r"http://www\.mengjin\.gov\.cn/html/1//2/150/(?:336/337|156)/\d+\.html", truth.url)
    tree = browser.get(truth.url).tree
    assert tree.xpath("string(//li[@class='date'])") == f"发布时间:{truth.published_on} 来源:{truth.source}"
    assert tree.xpath("string(//li[@class='wzxqnr'])").strip().endswith("()")
    assert "扫一扫在手机打开当前页" in tree.text_content()
    assert "分享:" in tree.text_content()
    unsourced = browser.get(of_kind(site, "no source", "G1").url).tree
    assert unsourced.xpath("string(//li[@class='date'])").endswith(" 来源:")
    gbk = of_kind(site, "gbk", "G1")
    page = browser.get(gbk.url)
    assert b"charset=gb2312" in page.body
    assert "charset" not in page.headers["content-type"]
    assert "瀍" in page.body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("gb2312")
    mobile = browser.get(truth.url.replace("/html/1//", "/html/1/m/"))
    assert mobile.status == 200
    assert mobile.tree.xpath("string(//body)").strip().startswith("孟津要闻")


@pytest.mark.parametrize("hub", [True, False])
def test_home_page_leads_to_the_columns(hub: bool) -> None:
    with ReplicaServer({HOST: MengjinSite(hub=hub)}) as server:
        browser = Browser(server)
        tree = browser.get("/").tree
        links = {
            link.text_content(): link.get("href") for link in tree.xpath("//ul[contains(@class, 'nav')]//a")
        }
        assert links["孟津要闻"] == "/ywdt/mjyw/"
        assert links["要闻动态"] == ("/ywdt/" if hub else "/ywdt/mjyw/")
        assert {
            "政务公开",
            "领导之窗",
            "公告公示",
            "政策文件",
            "办事服务",
            "互动交流",
            "专题专栏",
        } <= links.keys()
        assert all(browser.get(href).status == 200 for href in links.values())
        more = [(link.xpath("string(../h2)"), link.get("href")) for link in tree.xpath("//a[@class='more']")]
        assert ("孟津要闻", "/ywdt/mjyw/") in more
        shown = tree.text_content()
        assert "今天是 2025年12月18日 星期四" in shown
        assert "网站标识码：" in shown
        hosts = {re.split("[/:]+", href)[1] for href in tree.xpath("//a/@href") if href.startswith("http")}
        assert {"www.gov.cn", "www.ly.gov.cn"} <= hosts
        browser.connection.close()


def test_robots_missing_pages_and_a_directory_without_its_slash(browser: Browser) -> None:
    robots = browser.get("/robots.txt")
    assert robots.body.splitlines() == [
        b"User-agent: *",
        b"Disallow: /admin/",
        b"Disallow: /search/",
        b"Allow: /",
    ]
    for path in ("/nowhere.html", "/2025/12-18/1.html", "/html/1//2/150/156/1.html", "/ywdt/zzzz/"):
        assert browser.get(path).status == 404
    moved = browser.get("/ywdt/mjyw")
    assert (moved.status, moved.headers["location"]) == (301, f"{BASE}/ywdt/mjyw/")


def test_is_the_same_each_time_and_another_by_seed(site: MengjinSite) -> None:
    started = time.process_time()
    again = MengjinSite()
    assert time.process_time() - started < 0.3
    assert again.all_articles == site.all_articles
    other = MengjinSite(seed=1).articles
    assert not {truth.body for truth in other if truth.body} & {truth.body for truth in site.articles}


def test_fifty_thousand_articles_cost_little_until_asked_for() -> None:
    started = time.process_time()
    large = MengjinSite(sizes={"孟津要闻": 50_000, "部门动态": 0}, page_size=20)
    assert time.process_time() - started < 3
    assert [column.size for column in large.columns][:2] == [50_000, 0]
    urls = large.listing_urls("孟津要闻")
    assert len(urls) == 2500
    assert len(large.listing_urls("部门动态")) == 1
    with ReplicaServer({HOST: large}) as server:
        browser = Browser(server)
        last = read_rows(browser.get(urls[-1]), urls[-1])
        assert len(last) == 20
        assert large.truth(last[-1].url).title == last[-1].title
        assert browser.get(last[-1].url).status == 200
        assert read_rows(browser.get("/ywdt/bmdt/"), BASE) == []
        browser.connection.close()


def test_publishing_editing_and_withdrawing(site: MengjinSite, browser: Browser) -> None:
    before = {truth.url: browser.get(truth.url).headers["etag"] for truth in site.articles}
    added = site.add_article("孟津要闻", title="新的一篇", body="第一段。\n第二段。")
    late = site.add_article("孟津要闻", published=datetime(2025, 11, 3, 9, 30, tzinfo=BEIJING))
    entries = site.entries("孟津要闻")
    assert (entries[1].url, entries[1].title) == (added.url, "新的一篇")
    assert (added.body, added.version, added.generation) == ("第一段。\n第二段。", 1, "G3")
    assert late.published_on == "2025-11-03"
    assert [entry.url for entry in entries].index(late.url) > 15
    assert "第二段。" in browser.get(added.url).text
    assert len(site.articles) == len(before) + 2

    edited = site.edit(site.articles[20].url, title="改过的标题", body="改过的正文。")
    assert (edited.version, edited.title) == (2, "改过的标题")
    gone, ghost = site.articles[30], site.articles[31]
    site.withdraw(gone.url)
    site.withdraw(ghost.url, still_listed=True)
    assert [browser.get(truth.url).status for truth in (gone, ghost)] == [404, 404]
    listed = {entry.url for name in ("孟津要闻", "镇街动态") for entry in site.entries(name)}
    assert gone.url not in listed
    assert ghost.url in listed
    assert not {gone.url, ghost.url} & {truth.url for truth in site.articles}

    after = {url: browser.get(url) for url in before if url not in (gone.url, ghost.url)}
    assert [url for url, page in after.items() if page.headers["etag"] != before[url]] == [edited.url]
    assert browser.get(edited.url, If_None_Match=before[edited.url]).status == 200
    same = next(url for url in after if url != edited.url)
    assert browser.get(same, If_None_Match=before[same]).status == 304


def test_is_spoilt_by_faults_as_any_site(site: MengjinSite) -> None:
    first, second, third, *_ = site.listing_urls("孟津要闻")
    faulty = FaultySite(
        site,
        {
            "/ywdt/mjyw/index_1.html": repeat(site, first),
            "/ywdt/mjyw/index_2.html": answer(
                SiteReply.html("<html><script>$_ts={}</script></html>", status=412)
            ),
        },
    )
    with ReplicaServer({HOST: faulty}) as server:
        browser = Browser(server)
        assert read_rows(browser.get(second), BASE) == read_rows(browser.get(first), BASE)
        assert browser.get(third).status == 412
        assert [request.url for request in server.requests] == [second, first, third]
        browser.connection.close()
