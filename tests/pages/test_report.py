"""``scrapy report``: a page over all sites and one a site, right, small, and whole in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from govnews.crawl.gaps import span
from govnews.crawl.sites import Site
from govnews.downloader.rendering import NAMES as BROWSERS
from govnews.items import Column
from govnews.ledger import open_ledger, open_reader
from govnews.pages.report import write_report
from tests.commands.sites import NAMES, Sites
from tests.ledger.samples import article

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
WORDS = "<script>alert(1)</script>&\"'><b>"

HEADLESS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --allow-file-access-from-files --window-size=1400,1000 "
    "--enable-logging=stderr"
).split()
needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)),
    reason="no chromium on this machine (Debian: apt-get install chromium)",
)


@pytest.fixture
def sites(tmp_path: Path):
    there = Sites(tmp_path)
    with there.server:
        yield there


@pytest.mark.long
def test_the_pages_say_what_was_collected(sites: Sites) -> None:
    sites.write({**{name: sites.sites[name].home for name in NAMES}, "dead": "http://127.0.0.1:9/"})
    sites.scrapy("round")
    sites.scrapy("round", "dead")
    done = sites.scrapy("report")
    index = sites.output / "report" / "index.html"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{index}\n", "")
    page = html.fromstring(index.read_text("utf-8"))
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.iterfind(".//tbody/tr")]
    assert [row[:2] for row in rows] == [["dead", "故障 broken"], *([name, "正常 fresh"] for name in NAMES)]
    assert [row[5] for row in rows] == ["0", "12", "12", "12"]
    assert [one.text_content() for one in page.iterfind(".//ul/li")] == ["3正常 fresh", "1故障 broken"]
    site = html.fromstring((sites.output / "report" / "heping.html").read_text("utf-8"))
    links = [link.get("href") for link in site.iterfind(".//a")]
    assert {sites.sites["heping"].url(story) for story in sites.sites["heping"].stories()} <= set(links)
    assert "page 2 of 2 stated" in site.text_content()
    assert len([one for one in site.iterfind(".//rect") if one.get("class") == "l1"]) == 12, "a day each"
    dead = html.fromstring((sites.output / "report" / "dead.html").read_text("utf-8"))
    assert "unreachable since " in dead.text_content()


def test_a_site_that_is_gone_has_no_page_any_more(sites: Sites) -> None:
    sites.scrapy("report")
    assert (sites.output / "report" / "yunling.html").exists()
    sites.write({"heping": sites.sites["heping"].home})
    sites.scrapy("report")
    assert sorted(path.name for path in (sites.output / "report").iterdir()) == ["heping.html", "index.html"]


def test_a_folder_that_cannot_be_written_is_one_line(sites: Sites) -> None:
    sites.output.mkdir()
    (sites.output / "report").write_text("", "utf-8")
    done = sites.scrapy("report")
    assert (done.returncode, done.stderr) == (
        8, f"scrapy report: cannot write to {sites.output / 'report'}: File exists\n",
    )  # fmt: skip


def many(folder: Path, count: int, *, title: str = "县长调研春耕生产工作") -> Path:
    """The report of ``count`` sites with a year of articles."""
    names = [f"site-{number}.example.gov.cn" for number in range(count)]
    for number, name in enumerate(names):
        with closing(open_ledger(folder / "govnews.db", name)) as ledger, ledger.together():
            ledger.plan(interval=timedelta(hours=5), due_at="2026-11-27T06:00:00Z")
            for ago in range(number % 7, 60, 2):
                day = f"{NOW.date() - timedelta(days=ago)}"
                one = article(ago, site=name, title=title, published_on=day, column=title, source=title)
                ledger.record(one, now=f"{day}T01:00:00Z")
    sites = {
        name: Site(name=name, home="http://www.example.gov.cn/", publisher=f"{title[:12]}人民政府")
        for name in names
    }
    with closing(open_reader(folder / "govnews.db")) as reader:
        return write_report(folder / "report", reader, sites, names, NOW)


def test_the_page_of_a_site_shows_its_gaps_as_missing_tells_them(tmp_path: Path) -> None:
    column = Column("青石要闻", "http://www.example.gov.cn/xw/", "test", 0)
    with closing(open_ledger(tmp_path / "govnews.db", "qingshi")) as ledger, ledger.together():
        ledger.begin_run(now="2026-11-27T00:00:00Z")
        ledger.remember_columns([column], by_name=False, now="2026-11-27T00:00:00Z")
        for at, month in enumerate(span("2025-08", "2026-11")):
            for number in range(0 if month == "2026-04" else 15):
                one = article(100 * at + number, site="qingshi", published_on=f"{month}-08")
                ledger.record(one, now="2026-11-27T00:00:00Z")
                ledger.listed(column.url, [ledger.key(one.url)], started="2026-11-27T00:00:00Z")
    with closing(open_reader(tmp_path / "govnews.db")) as reader:
        write_report(tmp_path / "report", reader, {}, ["qingshi"], NOW)
    page = html.fromstring((tmp_path / "report" / "qingshi.html").read_text("utf-8"))
    (told,) = [one.text_content() for one in page.iterfind(".//ul/li")]
    assert told == "2026-04 青石要闻: 0 篇，应约 15 – 0 articles, expected about 15"
    assert [one[0].text[:19] for one in page.iterfind(".//rect") if "gap" in one.get("class")] == [
        "2026-04: 0 articles"
    ]


def test_the_words_of_a_page_are_words_on_ours(tmp_path: Path) -> None:
    index = many(tmp_path, 2, title=WORDS)
    for path in index.parent.iterdir():
        text = path.read_text("utf-8")
        assert "<script" not in text and "<b>&" not in text
    assert (
        WORDS
        in html.fromstring((index.parent / "site-1.example.gov.cn.html").read_text("utf-8")).text_content()
    )


@pytest.mark.long
def test_four_hundred_sites_are_half_a_megabyte_at_most(tmp_path: Path) -> None:
    index = many(tmp_path, 400)
    assert index.stat().st_size <= 500_000
    assert len(html.fromstring(index.read_text("utf-8")).findall(".//tbody/tr")) == 400


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off_in_a_browser_and_nothing_complains(tmp_path: Path, width: int) -> None:
    index = many(tmp_path, 40)
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    for page in (index, index.parent / "site-3.example.gov.cn.html"):
        # What a frame of this width holds is told by the page around it: a browser's window is never as narrow as a telephone.
        around = tmp_path / "around.html"
        around.write_text(
            f'<iframe src="{page.as_uri()}" style="width:{width}px;height:900px;border:0"></iframe><p id="told"></p><script>'
            'onload = () => { const page = document.querySelector("iframe").contentDocument.documentElement;'
            ' document.querySelector("#told").textContent = `wide ${page.scrollWidth} of ${page.clientWidth},'
            " rows ${page.querySelectorAll('tbody tr').length}`; };</script>",
            "utf-8",
        )
        drawn = subprocess.run(
            [browser, *HEADLESS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", around.as_uri()],
            capture_output=True, text=True, timeout=100, check=True,
        )  # fmt: skip
        told = re.search(r"wide (\d+) of (\d+), rows (\d+)", drawn.stdout)
        assert told is not None, drawn.stdout[-500:]
        scrolled, shown, rows = map(int, told.groups())
        assert scrolled <= shown <= width
        assert rows >= 40 or page != index
        assert "CONSOLE" not in drawn.stderr
