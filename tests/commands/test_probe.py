"""First contact: what ``scrapy probe`` says of a site, and the spider and fixtures that it saves."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer, StaticSite
from govnews.probe import Finding, Sample, save
from tests.crawling import UNPACED, environment, scrapy
from tests.places import PROJECT
from tests.replicas.generic import GenericReplica
from tests.replicas.jcms import JcmsReplica
from tests.test_fixtures import check

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="no chromium on this machine: apt-get install chromium"
)


def test_a_probe_says_how_everything_was_read():
    site = MengjinSite()
    with ReplicaServer({HOST: site}) as server:
        run = scrapy("probe", f"http://{HOST}/", *UNPACED, proxy=server.url)
        asked = len(server.requests)
    assert run.returncode == 0, run.stderr
    assert asked < 20
    for said in (
        "columns         4 of news: 孟津要闻, 部门动态, 镇街动态, 媒体看孟津",
        "platform        henan",
        "entries       15, 15 dated",
        "index_1.html: 15 entries, 15 of them new",
        "index_1.html: 15 entries, 0 of them new",
        "can be crawled: scrapy crawl site -a home=http://www.mengjin.gov.cn/",
    ):
        assert said in run.stdout
    assert site.entries("孟津要闻")[0].title in run.stdout


def test_a_site_that_has_no_news_is_said_to_have_none():
    home = "<html><title>示例</title><body><p>网站正在建设中</p></body></html>"
    with ReplicaServer({"www.empty.example.com": StaticSite({"/": home})}) as server:
        run = scrapy("probe", "http://www.empty.example.com/", *UNPACED, proxy=server.url)
    assert run.returncode == 5
    assert "no entry read" in run.stdout
    assert "cannot be crawled as it is" in run.stdout


@pytest.mark.parametrize(
    "leads",
    [
        "<script>window.location.href='/main/index.html';</script>",
        "<script>location.replace('main/index.html')</script>",
        "<meta http-equiv='refresh' content='0;url=/main/index.html'>",
    ],
)
def test_a_home_page_that_leads_on_is_read_where_it_stands(leads):
    rows = "".join(
        f"<li><a href='/{{0}}/a{n}.html'>青禾区第{n}场现场会召开</a> 2026-03-1{n}</li>" for n in range(4)
    )
    block = "<h3>{1} <a href='/{0}/'>更多</a></h3><ul>" + rows + "</ul>"
    home = "".join(block.format(*each) for each in (("yw", "青禾要闻"), ("zj", "镇街快讯")))
    pages = {
        "/": f"<html><head>{leads}</head><body></body></html>",
        "/main/index.html": f"<html><title>青禾区</title><body>{home}</body></html>",
    }
    with ReplicaServer({"www.qinghe.example.com": StaticSite(pages)}) as server:
        run = scrapy("probe", "http://www.qinghe.example.com/", *UNPACED, proxy=server.url)
    assert "page type       home" in run.stdout
    assert "columns         2 of news: 青禾要闻, 镇街快讯" in run.stdout


def test_a_host_that_does_not_answer_is_one_line():
    run = scrapy("probe", "http://127.0.0.1:9/", "-s", "RETRY_TIMES=0", *UNPACED)
    assert run.returncode == 7
    assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["www.example.gov.cn"],
        ["http://[v1.x]@b/"],
        ["http://a.cn:²/"],
        ["http://www.example.gov.cn/", "--save", "../x"],
    ],
)
def test_wrong_arguments_are_refused(arguments):
    assert scrapy("probe", *arguments).returncode == 2


def test_what_is_saved_is_a_spider_and_fixtures(tmp_path):
    finding = Finding(home="http://www.example.gov.cn/")
    finding.samples = [Sample("article", "正文".encode("gbk"), {"url": "http://x/"}, {"title": "标题"})]
    paths = save(finding, "example_site", tmp_path)
    module = (tmp_path / "govnews" / "spiders" / "example_site.py").read_text("utf-8")
    names: dict[str, object] = {}
    exec(module, names)  # noqa: S102 - the module that was just written
    spider = names["ExampleSiteSpider"]
    assert (spider.name, spider.home) == ("example_site", "http://www.example.gov.cn/")
    folder = tmp_path / "tests" / "fixtures" / "example_site" / "article"
    assert (folder / "page.html").read_bytes() == "正文".encode("gbk")
    assert json.loads((folder / "expected.json").read_text("utf-8")) == {"title": "标题"}
    before = {path: path.read_bytes() for path in paths}
    with pytest.raises(FileExistsError):
        save(finding, "example_site", tmp_path)
    assert {path: Path(path).read_bytes() for path in paths} == before


def test_what_is_saved_reads_as_it_was_read(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "scrapy.cfg", tmp_path)
    command = [sys.executable, "-m", "scrapy", "probe", f"http://{HOST}/", "--save", "example", *UNPACED]
    with ReplicaServer({HOST: MengjinSite()}) as server:
        run = subprocess.run(
            command, cwd=tmp_path, env=environment(server.url), capture_output=True, text=True, check=False
        )
    assert run.returncode == 0, run.stderr
    cases = sorted((tmp_path / "tests" / "fixtures" / "example").iterdir())
    assert [case.name for case in cases] == ["article", "home", "list-1", "list-2", "list-3", "list-4"]
    for case in cases:
        check(case)


def test_a_pager_that_is_a_form_is_asked_as_a_crawl_asks_it():
    site = GenericReplica()
    with ReplicaServer({site.host: site}) as server:
        run = scrapy("probe", f"http://{site.host}/media.aspx", *UNPACED, proxy=server.url)
        forms = [asked for asked in server.requests if asked.method == "POST"]
    assert f"POST http://{site.host}/media.aspx: 15 entries, 15 of them new" in run.stdout
    assert [form.headers["content-type"] for form in forms] == ["application/x-www-form-urlencoded"]


def test_page_2_is_read_by_the_family_of_page_1():
    site = JcmsReplica()
    column = site.columns[0]
    with ReplicaServer({site.host: site}) as server:
        run = scrapy("probe", f"http://{site.host}{column.path}", *UNPACED, proxy=server.url)
    assert "platform        jcms" in run.stdout
    assert re.search(r"page 2 +POST http\S+dataproxy\.jsp\S+: \d+ entries, [1-9]\d* of them new", run.stdout)


def test_an_entry_that_leads_to_a_list_is_no_article():
    row = "<li><a href='/xw/{0}.html'>区长到第{0}个镇调研粮食收储工作</a><span>2026-03-1{0}</span></li>"
    rows = "<ul>" + "".join(map(row.format, range(9))) + "</ul>"
    pages = {"/xw/": f"<html><title>新闻</title><body>{rows}</body></html>"}
    pages |= {f"/xw/{number}.html": pages["/xw/"] for number in range(9)}
    with ReplicaServer({"www.rows.example.com": StaticSite(pages)}) as server:
        run = scrapy("probe", "http://www.rows.example.com/xw/", *UNPACED, proxy=server.url)
    assert run.returncode == 5
    assert "no article, it is a list found" in run.stdout


def test_a_contact_that_is_none_is_one_line():
    run = scrapy("probe", f"http://{HOST}/", "-s", "GOVNEWS_CONTACT=the archive (Luoyang)")
    assert run.returncode == 2
    assert "GOVNEWS_CONTACT=" in run.stderr
    assert "Traceback" not in run.stderr
