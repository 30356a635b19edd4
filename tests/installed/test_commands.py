"""The program ``govnews`` in an empty folder, and what is Scrapy's in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govnews.demo.mengjin import HOST
from tests.crawling import UNPACED, records
from tests.installed.environments import Environment

HOME = f"http://{HOST}/"
SITE = HOST.removeprefix("www.")
"""The name that a site without a spider has by its host."""


@pytest.mark.long
def test_it_is_the_installed_one_that_runs(installed: Environment, tmp_path: Path) -> None:
    run = installed.run("python", "-c", "import govnews; print(govnews.__file__)", cwd=tmp_path)
    assert Path(run.stdout.strip()).is_relative_to(installed.python.parents[1]), run.stderr


@pytest.mark.slow
def test_the_demo(installed: Environment, tmp_path: Path) -> None:
    run = installed.run("govnews", "demo", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "govnews crawl mengjin" in run.stdout
    assert len(records(tmp_path / "output" / "demo")) > 100
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


@pytest.mark.long
def test_a_crawl_writes_into_the_current_folder(installed: Environment, tmp_path: Path, replica: str) -> None:
    command = ["-m", "govnews", "crawl", "site", "-a", f"home={HOME}", "-a", "limit=5", *UNPACED]
    run = installed.run("python", *command, cwd=tmp_path, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert len(records(tmp_path / "output", SITE)) == 5
    assert [path.name for path in tmp_path.iterdir()] == ["output"]
    exported = installed.run("govnews", "export", SITE, cwd=tmp_path)
    assert len([json.loads(line) for line in exported.stdout.splitlines()]) == 5


LONG = pytest.mark.slow


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["crawl", "-s", "odd"], 2, "govnews crawl [options] <spider>"),
        pytest.param(["ledger"], 2, "`govnews ledger rebuild`", marks=LONG),
        pytest.param([], 0, "govnews <command> [options]", marks=LONG),
        pytest.param(["shell", "--help"], 0, "govnews shell", marks=LONG),
        pytest.param(["round", "--help"], 0, "each as `govnews crawl", marks=LONG),
        pytest.param(["nothing.at.all"], 2, 'Use "govnews" to see', marks=LONG),
        pytest.param(["crawl", "nowhere"], 2, "there is no spider nowhere; `govnews list`", marks=LONG),
        pytest.param(["status"], 0, "`govnews sites add` begins", marks=LONG),
    ],
)
def test_commands_are_named_as_they_are_typed(
    installed: Environment, tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    run = installed.run("govnews", *words, cwd=tmp_path)
    said = " ".join((run.stdout + run.stderr).split())
    assert (run.returncode, told in said) == (code, True), said
    assert "scrapy crawl" not in said and '"scrapy' not in said, said


@pytest.mark.slow
def test_the_list_of_commands_is_that_of_the_checkout(installed: Environment, tmp_path: Path) -> None:
    listed = installed.run("govnews", cwd=tmp_path).stdout.splitlines()
    names = {line.split()[0] for line in listed if line.startswith("  ") and line.strip()}
    assert names >= {
        "bench",
        "check",
        "crawl",
        "demo",
        "export",
        "genspider",
        "parse",
        "probe",
        "round",
        "shell",
        "status",
    }


@pytest.mark.slow
def test_a_spider_of_ones_own_needs_no_project(installed: Environment, tmp_path: Path, replica: str) -> None:
    listed = installed.run("govnews", "genspider", "--list", cwd=tmp_path)
    assert {"basic", "govnews"} <= {*listed.stdout.split()}
    made = installed.run("govnews", "genspider", "-t", "govnews", "tea-county", HOME, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["tea_county.py"]
    # Scrapy's own program, in no project: the spider brings the settings that it needs.
    command = ["runspider", "tea_county.py", "-a", "limit=2", *UNPACED]
    run = installed.run("scrapy", *command, cwd=tmp_path, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert [record["site"] for record in records(tmp_path / "output", "tea-county")] == ["tea-county"] * 2


@pytest.mark.slow
def test_what_is_scrapys_does_as_in_any_project(installed: Environment, tmp_path: Path, replica: str) -> None:
    def run(*words: str) -> str:
        done = installed.run("govnews", *words, *UNPACED, "-L", "ERROR", cwd=tmp_path, proxy=replica)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        return done.stdout

    shown = run("parse", "--spider", "mengjin", "--nocolour", HOME)
    article = next(word.strip("<>,[]") for word in shown.split() if word.startswith(f"{HOME}2"))
    parsed = run("parse", "--spider", "mengjin", "--nocolour", article)
    assert article in parsed and "'title':" in parsed
    assert run("shell", article, "-c", "response.status") == "200\n"
    assert "<html" in run("fetch", HOME)
    assert run("settings", "--get", "BOT_NAME") == "govnews\n"
    run("check")
    # Of all that nothing was collected.
    assert not [*tmp_path.rglob("*.jsonl"), *tmp_path.rglob("*.report.json")]


@pytest.mark.slow
def test_the_benchmark(installed: Environment, tmp_path: Path) -> None:
    run = installed.run("govnews", "bench", cwd=tmp_path)
    assert (run.returncode, "closespider_timeout" in run.stderr) == (0, True), run.stderr


@pytest.mark.slow
def test_a_project_whose_settings_cannot_be_imported_is_one_line(
    installed: Environment, tmp_path: Path
) -> None:
    run = installed.run("govnews", "list", cwd=tmp_path, SCRAPY_SETTINGS_MODULE="nowhere.settings")
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert run.stderr.startswith("govnews: SCRAPY_SETTINGS_MODULE=nowhere.settings: No module named"), (
        run.stderr
    )


@pytest.mark.slow
def test_a_probed_site_is_kept_in_the_list_of_the_current_folder(
    installed: Environment, tmp_path: Path, replica: str
) -> None:
    probed = installed.run("govnews", "probe", HOME, "--save", "tea", *UNPACED, cwd=tmp_path, proxy=replica)
    assert (probed.returncode, "govnews check tea, govnews crawl tea" in probed.stdout) == (0, True), (
        probed.stdout
    )
    assert "[tea]" in (tmp_path / "sites.toml").read_text("utf-8")
    checked = installed.run("govnews", "check", "tea", cwd=tmp_path)
    assert (checked.returncode, "Traceback" in checked.stderr) == (0, False), checked.stderr
