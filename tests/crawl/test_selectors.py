"""A site's selectors and patterns: a site that defeats the reader is read by them, and a redesign is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govnews.demo.server import ReplicaServer
from tests.crawling import crawl, last_report, records, scrapy
from tests.replicas.odd import SELECTORS, OddReplica

SITE = f"""[odd]
home = "http://{OddReplica.host}/"
"""
WITH_SELECTORS = (
    SITE + "[odd.selectors]\n" + "".join(f'{name} = "{one}"\n' for name, one in SELECTORS.items())
)


def run(
    site: OddReplica, folder: Path, listed: str, *arguments: str
) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    """Exit code, report and records of a crawl of the site as a list of sites has it."""
    (folder / "sites.toml").write_text(listed, "utf-8")
    with ReplicaServer({site.host: site}) as server:
        settings = ("-s", f"GOVNEWS_SITES={folder / 'sites.toml'}", *arguments)
        done = crawl("odd", folder, *settings, proxy=server.url)
    return done.returncode, last_report(folder, "odd"), records(folder, "odd")


def values(record: dict[str, Any]) -> tuple[Any, ...]:
    return record["title"], record["published_at"][:16], record["source"], record["body"], record["column"]


def true(site: OddReplica) -> dict[str, tuple[Any, ...]]:
    """What the site's articles say, by their addresses."""
    return {
        site.url(one): (
            one.title,
            one.moment.isoformat()[:16],
            one.source,
            "\n".join(one.paragraphs[:2]),
            one.column.name,
        )
        for one in site.news
    }


def test_without_selectors_the_site_defeats_the_reader(tmp_path: Path) -> None:
    code, _, found = run(OddReplica(), tmp_path, SITE, "-a", "columns=石桥旧话,茶山纪事")
    right = true(OddReplica())
    assert code != 0 or any(values(one) != right.get(one["url"]) for one in found)


@pytest.mark.long
def test_seven_selectors_mend_it(tmp_path: Path) -> None:
    site = OddReplica()
    code, report, found = run(site, tmp_path, WITH_SELECTORS)
    assert code == 0, report["samples"]
    assert {one["url"]: values(one) for one in found} == true(site)
    assert {one["evidence"]["title"]["witness"] for one in found} == {"selector"}
    code, _, found = run(site, tmp_path, WITH_SELECTORS)
    assert (code, len(found)) == (0, len(site.news))


def test_a_redesign_is_told_field_by_field_and_nothing_is_silently_null(tmp_path: Path) -> None:
    site = OddReplica()
    site.headline = "tt"
    code, report, found = run(site, tmp_path, WITH_SELECTORS)
    assert (code, report["outcome"]) == (5, "layout-changed")
    (said,) = [one["error"] for one in report["samples"] if one["kind"] == "layout-changed"]
    assert said == "the site's selector of title (div.bt) matches nothing on 20 of 20 pages; read without it"
    assert len(found) == len(site.news) and all(one["title"] for one in found)


@pytest.mark.long
def test_a_redesign_makes_no_edits_of_known_articles(tmp_path: Path) -> None:
    site = OddReplica()
    assert run(site, tmp_path, WITH_SELECTORS)[0] == 0
    site.text = "nr"
    code, report, found = run(site, tmp_path, WITH_SELECTORS, "-a", "recheck=all")
    assert (code, len(found)) == (5, len(site.news)), report["records"]
    first, decisive, *_ = [one["error"] for one in report["samples"]]
    assert first == "no body by the site's selector (div.zw) found"
    assert (
        decisive == "the site's selector of body (div.zw) matches nothing on 20 of 20 pages; read without it"
    )
    mended = WITH_SELECTORS.replace("div.zw", "div.nr")
    code, report, found = run(site, tmp_path, mended, "-a", "recheck=all")
    assert (code, len(found)) == (0, len(site.news)), report["records"]


@pytest.mark.long
def test_what_a_bad_hour_recorded_is_mended_by_the_next_look_once(tmp_path: Path) -> None:
    site = OddReplica()
    site.source = "s"
    code, _, found = run(site, tmp_path, WITH_SELECTORS)
    wrong = {one["url"] for one in found if values(one) != true(site)[one["url"]]}
    assert code == 5 and wrong
    site.source = "u"
    for _ in range(2):  # the second look finds nothing more
        code, report, found = run(site, tmp_path, WITH_SELECTORS, "-a", "recheck=all")
        assert (code, len(found)) == (0, len(site.news) + len(wrong)), report["records"]
    assert {one["url"] for one in found if one["event"] == "updated"} == wrong
    assert {url: values(one) for url, one in {one["url"]: one for one in found}.items()} == true(site)


@pytest.mark.long
def test_what_a_new_selector_changes_is_read_again_from_the_archive(tmp_path: Path) -> None:
    site = OddReplica()
    without = WITH_SELECTORS.replace(f'body = "{SELECTORS["body"]}"\n', "")
    assert run(site, tmp_path, without)[0] == 0
    (tmp_path / "sites.toml").write_text(WITH_SELECTORS, "utf-8")
    settings = ("-s", f"GOVNEWS_SITES={tmp_path / 'sites.toml'}", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    done = scrapy("reread", "odd", "--dry-run", *settings)
    assert "20 articles were read again, 20 of them otherwise (body 20)" in done.stdout
    assert scrapy("reread", "odd", *settings).returncode == 0
    last = {one["url"]: one for one in records(tmp_path, "odd")}
    assert {url: values(one) for url, one in last.items()} == true(site)
    assert {one["event"] for one in last.values()} == {"reread"}
    code, _, found = run(site, tmp_path, WITH_SELECTORS)
    assert (code, len(found)) == (0, 2 * len(site.news)), "the site has changed nothing"


def test_patterns_leave_out_columns_and_addresses(tmp_path: Path) -> None:
    site = OddReplica()
    patterns = 'exclude_columns = ["旧话$"]\ninclude = ["/cs/1"]\nexclude = ["/cs/1[89]$"]\n'
    code, report, found = run(
        site, tmp_path, WITH_SELECTORS.replace("[odd.selectors]", f"{patterns}[odd.selectors]")
    )
    assert code == 0, report["samples"]
    assert {one["url"] for one in found} == {
        site.url(one) for one in site.news if one.path.startswith("/cs/1") and one.path[-1] not in "89"
    }
    (column,) = report["columns"]
    assert (column["column"], column["excluded"]) == ("茶山纪事", {"not wanted by its address": 3})


@pytest.mark.parametrize("pattern", ['exclude = ["."]', 'include = ["/nothing/"]'])
def test_patterns_that_leave_out_every_article_say_so(pattern: str, tmp_path: Path) -> None:
    listed = WITH_SELECTORS.replace("[odd.selectors]", f"{pattern}\n[odd.selectors]")
    code, report, found = run(OddReplica(), tmp_path, listed)
    assert (code, found) == (5, [])
    assert report["samples"][0]["error"] == "the site's patterns leave out all 20 articles that are listed"


def test_patterns_that_leave_out_every_column_say_so(tmp_path: Path) -> None:
    patterns = WITH_SELECTORS.replace("[odd.selectors]", 'exclude_columns = ["."]\n[odd.selectors]')
    code, report, found = run(OddReplica(), tmp_path, patterns)
    assert (code, found) == (5, [])
    assert report["samples"][0]["error"] == (
        "the site's patterns leave out every column that was found: 石桥旧话、茶山纪事"
    )


def test_a_column_that_is_left_out_later_is_forgotten_and_no_trouble(tmp_path: Path) -> None:
    site = OddReplica()
    assert run(site, tmp_path, WITH_SELECTORS)[0] == 0
    later = WITH_SELECTORS.replace("[odd.selectors]", 'exclude_columns = ["/sq/"]\n[odd.selectors]')
    code, report, found = run(site, tmp_path, later)
    assert (code, [one["column"] for one in report["columns"]]) == (0, ["茶山纪事"])
    assert len(found) == len(site.news)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            'exclude = ["/zt/("]',
            "sites.toml:3: odd: exclude = ['/zt/(']: /zt/( is no regular expression: missing )",
        ),
        ('[odd.selectors]\ntitle = "h1["', "sites.toml:3: odd: selectors.title = h1[: no CSS: "),
        (
            '[odd.selectors]\ntitle = "//h1[foo()]"',
            "sites.toml:3: odd: selectors.title = //h1[foo()]: no XPath: ",
        ),
        (
            '[odd.selectors]\nheadline = "h1"',
            "sites.toml:3: odd: selectors.headline: there is no such field; known are title, ",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(wrong: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(SITE + wrong, "utf-8")
    for command in (("sites", "check"), ("crawl", "odd")):
        done = scrapy(
            *command, "-s", f"GOVNEWS_SITES={tmp_path / 'sites.toml'}", "-s", f"GOVNEWS_OUTPUT={tmp_path}"
        )
        assert done.returncode == 2
        assert said in done.stdout + done.stderr
