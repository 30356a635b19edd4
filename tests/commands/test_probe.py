"""First contact: what ``scrapy probe`` says of a site, and the spider and fixtures that it saves."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from govnews.crawl.sites import add_site, read_sites
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer, StaticSite
from tests.crawling import UNPACED, environment, records, scrapy
from tests.places import PROJECT
from tests.replicas.generic import GenericReplica
from tests.replicas.jcms import JcmsReplica
from tests.replicas.odd import SELECTORS, OddReplica
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


@pytest.mark.long
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
        ["http://www.example.gov.cn/", "--save", "x" * 300],
        ["http://www.example.gov.cn/", "--save", ""],
        ["http://www.example.gov.cn/", "--save", "mengjin"],
    ],
)
def test_wrong_arguments_are_refused(arguments):
    assert scrapy("probe", *arguments).returncode == 2


def project(folder: Path) -> Path:
    """A Scrapy project of somebody's own, with the settings of govnews."""
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = desk.settings\n")
    spiders = folder / "desk" / "spiders"
    spiders.mkdir(parents=True)
    for package in (spiders.parent, spiders):
        (package / "__init__.py").touch()
    (folder / "desk" / "settings.py").write_text(
        'from govnews.settings import *\n\nSPIDER_MODULES = ["desk.spiders"]\nNEWSPIDER_MODULE = "desk.spiders"\n'
    )
    return folder


def run_in(folder: Path, *arguments: str, proxy: str | None = None) -> subprocess.CompletedProcess[str]:
    """A command in a project's folder."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder,
        env=environment(proxy),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long
def test_what_is_saved_in_a_project_is_a_spider_of_it_that_is_crawled_and_checked(tmp_path: Path) -> None:
    own, site = project(tmp_path), OddReplica()
    options = [word for name, one in SELECTORS.items() for word in ("--selector", f"{name}={one}")]
    with ReplicaServer({site.host: site}) as server:
        run = run_in(own, "probe", site.home, "--save", "shi_qiao", *options, *UNPACED, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert run.stdout.rstrip().endswith("then scrapy check shi_qiao, scrapy crawl shi_qiao -a limit=20")
        module = (own / "desk" / "spiders" / "shi_qiao.py").read_text("utf-8")
        assert (
            "class ShiQiaoSpider(GovNewsSpider):" in module and f'"title": "{SELECTORS["title"]}"' in module
        )
        again = run_in(own, "probe", site.home, "--save", "shi_qiao", *UNPACED, proxy=server.url)
        assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
        assert "there is a spider of this name" in again.stderr
        crawled = run_in(
            own, "crawl", "shi_qiao", "-s", f"GOVNEWS_OUTPUT={tmp_path}", *UNPACED, proxy=server.url
        )
    assert crawled.returncode == 0, crawled.stderr
    assert len(records(tmp_path, "shi_qiao")) == len(site.news)
    good = run_in(own, "check", "shi_qiao")
    assert (good.returncode, "Ran 4 tests" in good.stderr) == (0, True), good.stderr
    expected = own / "tests" / "fixtures" / "shi_qiao" / "article" / "expected.json"
    expected.write_text(expected.read_text("utf-8").replace('"source": "', '"source": "非'), "utf-8")
    bad = run_in(own, "check", "shi_qiao")
    assert bad.returncode == 1
    assert 'source expected "非' in bad.stderr and "FAILED (failures=1)" in bad.stderr
    assert "[shi_qiao] tests/fixtures/shi_qiao/article" in run_in(own, "check", "shi_qiao", "--list").stdout


def test_a_check_of_nobody_is_one_line() -> None:
    run = scrapy("check", "nobody")
    assert (run.returncode, run.stderr) == (2, "scrapy check: there is no spider nobody\n")


@pytest.mark.long
def test_without_a_folder_of_spiders_of_ones_own_a_site_is_saved_in_the_list(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "scrapy.cfg", tmp_path)
    with ReplicaServer({HOST: MengjinSite()}) as server:
        run = run_in(tmp_path, "probe", f"http://{HOST}/", "--save", "example", *UNPACED, proxy=server.url)
    assert run.returncode == 0, run.stderr
    cases = sorted((tmp_path / "tests" / "fixtures" / "example").iterdir())
    assert [case.name for case in cases] == ["article", "home", "list-1", "list-2", "list-3", "list-4"]
    for case in cases:
        check(case)
    site = read_sites(tmp_path / "sites.toml").sites["example"]
    assert (site.home, site.region, site.publisher) == (f"http://{HOST}/", "410308", "洛阳市孟津区人民政府")
    assert run_in(tmp_path, "check", "example").returncode == 0


def test_a_selector_is_shown_beside_what_the_reader_finds_by_itself() -> None:
    site = OddReplica()
    wanted = {**SELECTORS, "source": "b.none", "title": "div.bt"}
    options = [word for name, one in wanted.items() for word in ("--selector", f"{name}={one}")]
    with ReplicaServer({site.host: site}) as server:
        run = scrapy("probe", site.home, *options, *UNPACED, proxy=server.url)
    story = site.stories[site.columns[0]][0]
    assert run.returncode == 0, run.stderr
    for said in (
        "columns         2 of news: 石桥旧话, 茶山纪事",
        "entries       5, 0 dated",
        "by itself     9 entries, the first: 关于第1号窗口调整办理时间的告知书",
        f"title         {story.title}  (selector div.bt: {story.title})",
        "selector      source = b.none MATCHES NOTHING",
    ):
        assert said in run.stdout, run.stdout
    assert re.search(r"body +\d+ characters, 2 paragraphs\n.*\n.*\n +by itself +\d+ characters", run.stdout)


@pytest.mark.long
def test_a_site_of_the_list_is_probed_by_its_name(tmp_path: Path) -> None:
    site, listed = OddReplica(), tmp_path / "sites.toml"
    add_site(listed, "odd", {"home": site.home, "selectors": {**SELECTORS, "columns": "a.none"}})
    with ReplicaServer({site.host: site}) as server:
        run = scrapy("probe", "odd", "-s", f"GOVNEWS_SITES={listed}", *UNPACED, proxy=server.url)
    assert "selector        columns = a.none MATCHES NOTHING" in run.stdout


def test_what_the_patterns_of_a_site_leave_out_is_said(tmp_path: Path) -> None:
    home, runs = f"http://{HOST}/", {}
    some = {"include_columns": ["孟津要闻", "部门"], "exclude": ["/12-1[0-9]/"]}
    with ReplicaServer({HOST: MengjinSite()}) as server:
        for name, patterns in (("some", some), ("none", {"exclude_columns": ["."]})):
            add_site(listed := tmp_path / f"{name}.toml", name, {"home": home, **patterns})
            runs[name] = scrapy("probe", name, "-s", f"GOVNEWS_SITES={listed}", *UNPACED, proxy=server.url)
    said = runs["some"].stdout
    for line in (
        r"columns +[12] of news: (?!.*通知公告).*孟津要闻.*",
        r"left out +\S+ \(http://\S+\): by the site's patterns",
        r" +entries +\d+, .*, [1-9]\d* left out by the site's patterns",
    ):
        assert re.search(f"^{line}$", said, re.MULTILINE), said
    article = re.search(r"^article +(\S+)", said, re.MULTILINE)
    assert article is not None and not re.search("/12-1[0-9]/", article[1]), said
    assert [run.returncode for run in runs.values()] == [0, 5]
    assert "cannot be crawled as it is" in runs["none"].stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["www.example.gov.cn/xw/"], "no http:// before it: scrapy probe http://www.example.gov.cn/xw/"),
        (["nobody"], "no address, as http://www.example.gov.cn/, and no site of scrapy list"),
        (["site"], "site has no home page of its own"),
        (
            ["http://www.example.gov.cn/", "--selector", "h1"],
            "--selector h1: write it as --selector title=h1.bt",
        ),
        (["http://www.example.gov.cn/", "--selector", "title=h1["], "--selector title = h1[: no CSS: "),
    ],
)
def test_what_cannot_be_looked_at_is_said_with_what_to_type(arguments: list[str], said: str) -> None:
    run = scrapy("probe", *arguments)
    assert (run.returncode, len(run.stderr.splitlines())) == (2, 1)
    assert said in run.stderr


def test_a_wrong_entry_of_the_list_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text('[odd]\nhome = "http://a.cn/"\n[odd.selectors]\ntitle = "h1["\n')
    run = scrapy("probe", "odd", "-s", f"GOVNEWS_SITES={tmp_path / 'sites.toml'}")
    assert (run.returncode, run.stderr[:48]) == (2, "scrapy probe: sites.toml:3: odd: selectors.title")


def test_an_article_leads_to_its_home_page() -> None:
    site = MengjinSite()
    entry = site.entries("孟津要闻")[0]
    with ReplicaServer({HOST: site}) as server:
        run = scrapy("probe", entry.url, *UNPACED, proxy=server.url)
    assert run.stdout.rstrip().endswith(
        f"its site is crawled from the home page: scrapy probe http://{HOST}/"
    )


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
