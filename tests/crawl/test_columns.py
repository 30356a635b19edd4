"""The columns of a crawl: named ones whatever their address, those of a sub-domain, and what turns out to be no column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govnews.demo.server import ReplicaServer, StaticSite
from tests.crawling import UNPACED, crawl, last_report, records, scrapy

SITE = "yunxi.example.gov.cn"
HOST, PART = "www.yunxi.example.gov.cn", "rmt.yunxi.example.gov.cn"
HOME = f"""<html><head><title>云溪县人民政府</title></head><body>
<ul><li><a href="/">首页</a></li><li><a href="/yw/">云溪要闻</a></li><li><a href="/mt/202403/t20240301_7.html">领导活动</a></li>
<li><a href="/rx/">新闻热线</a></li><li><a href="http://{PART}/yw/">融媒要闻</a></li>
<li><a href="/x/bd.html">媒体报道</a></li></ul>
</body></html>"""


def article(title: str, day: int) -> str:
    text = (
        f"<p>{title}，会议听取了各镇的汇报，对下一步工作作了部署，要求压实责任、抓好落实，确保全年目标如期完成。</p>"
        * 4
    )
    return (
        f'<html><head><title>{title}_云溪县人民政府</title><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="2024-03-{day:02} 09:10"></head><body><h1>{title}</h1>{text}</body></html>'
    )


def column(folder: str, what: str) -> dict[str, str]:
    """A list of three rows, and their articles."""
    titles = {day: f"云溪县第{day}次{what}工作会议召开" for day in (12, 11, 10)}
    rows = "".join(
        f'<li><a href="202403/t202403{day}_9{day}.html">{title}</a><span>2024-03-{day}</span></li>'
        for day, title in titles.items()
    )
    listing = f"<html><head><title>{what}</title></head><body><ul>{rows}</ul><p>第1页/共1页</p></body></html>"
    return {folder: listing} | {
        f"{folder.rpartition('/')[0]}/202403/t202403{day}_9{day}.html": article(title, day)
        for day, title in titles.items()
    }


@pytest.fixture(scope="module")
def sites() -> dict[str, StaticSite]:
    main = {"/": HOME, "/x/bd.html": article("云溪县举办春季招聘会", 9)}
    main |= column("/yw/", "春耕") | column("/mt/202403/t20240301_7.html", "调研")
    return {HOST: StaticSite(main), PART: StaticSite(column("/yw/", "融媒"))}


def run(sites: dict[str, Any], output: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    with ReplicaServer(sites) as server:
        done = crawl("site", output, "-a", f"home=http://{HOST}/", *arguments, proxy=server.url)
    return done.returncode, last_report(output, SITE)


def test_a_column_that_turns_out_to_be_an_article_is_none_and_says_so(sites, tmp_path):
    code, report = run(sites, tmp_path)
    assert code != 0
    ends = {each["column"]: str(each) for each in report["columns"]}
    assert set(ends) == {"云溪要闻", "媒体报道"}
    assert "no column: its page is an article" in ends["媒体报道"]
    assert len(records(tmp_path, SITE)) == 3


@pytest.mark.parametrize("name", ["领导活动", "融媒要闻"])
def test_a_named_column_is_crawled_whatever_its_address_and_on_a_sub_domain(sites, tmp_path, name):
    for wanted in (3, 0):
        before = len(records(tmp_path, SITE))
        code, report = run(sites, tmp_path, "-a", f"columns={name}")
        assert code == 0, report
        assert len(records(tmp_path, SITE)) - before == wanted
        assert {each["column"] for each in report["columns"]} == {name}


@pytest.mark.long
def test_a_probe_says_what_is_left_out_and_why(sites):
    with ReplicaServer(sites) as server:
        said = scrapy("probe", f"http://{HOST}/", *UNPACED, proxy=server.url).stdout
    for line in (
        "columns         2 of news: 云溪要闻, 媒体报道",
        "left out        领导活动 (http://www.yunxi.example.gov.cn/mt/202403/t20240301_7.html): leaders' activities: ",
        "left out        新闻热线 (http://www.yunxi.example.gov.cn/rx/): 热线 in its name",
        "left out        融媒要闻 (http://rmt.yunxi.example.gov.cn/yw/): on a host of its own: crawled when it is named",
        "problem       no column: its page is an article",
    ):
        assert line in said
