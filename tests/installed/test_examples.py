"""The folder ``examples/``: each example runs as it stands there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from govnews.demo.mengjin import HOST
from tests.crawling import UNPACED, last_report, records
from tests.installed.environments import Environment
from tests.places import PROJECT

LIST = "".join(
    f'<li><a href="/xw/202603/t202603{day}_1.html">青石县春茶开采第{day}天</a><span>2026-03-{day}</span></li>'
    for day in (26, 25, 24)
)


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "examples", tmp_path / "examples"))


def test_each_is_named_in_the_readme() -> None:
    text = (PROJECT / "examples" / "README.md").read_text("utf-8")
    folders = [path.name for path in (PROJECT / "examples").iterdir() if path.is_dir()]
    assert [name for name in folders if f"| `{name}/` |" not in text] == []


@pytest.mark.slow
def test_a_project_with_pipelines_before_and_after_ours(
    installed: Environment, examples: Path, replica: str
) -> None:
    project = examples / "project"
    # A headline of the replica takes the part of a forecast.
    run = installed.run("scrapy", "crawl", "mengjin", "-a", "limit=20", *UNPACED, cwd=project, proxy=replica)
    assert (run.returncode, "records: 20 new" in run.stderr) == (0, True), run.stderr
    told = records(project / "output")
    assert (project / "digest.txt").read_text("utf-8").splitlines() == [
        f"{record['published_on']} mengjin {record['title']}" for record in told
    ]
    unwanted = told[0]["title"]
    pipelines = project / "newsdesk" / "pipelines.py"
    pipelines.write_text(pipelines.read_text("utf-8").replace("天气预报", unwanted), "utf-8")
    shutil.rmtree(project / "output")
    run = installed.run("scrapy", "crawl", "mengjin", "-a", "limit=20", *UNPACED, cwd=project, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert unwanted not in {record["title"] for record in records(project / "output")}
    assert "a forecast" in json.dumps(last_report(project / "output"), ensure_ascii=False)
    # The project's own spider, with its own feed.
    run = installed.run("scrapy", "crawl", "titles", cwd=project, proxy=replica)
    assert run.returncode == 0, run.stderr
    assert [item["url"] for item in json.loads((project / "titles.json").read_text("utf-8"))] == [
        f"http://{HOST}/"
    ]


@pytest.mark.long
def test_a_subclass_that_does_one_step_otherwise(
    installed: Environment, examples: Path, replica: str
) -> None:
    command = ["runspider", "one_step/paths.py", "-a", "limit=12", *UNPACED]
    run = installed.run("scrapy", *command, cwd=examples, proxy=replica)
    assert run.returncode == 0, run.stderr
    columns = {record["column"] for record in records(examples / "output", "paths")}
    # A page of the old template shows no path.
    paths = {column for column in columns if "/" in column}
    assert paths and all(path.startswith("要闻动态/") for path in paths), columns


@pytest.mark.slow
def test_the_typed_program(installed: Environment, examples: Path, tmp_path: Path) -> None:
    page = tmp_path / "list.html"
    page.write_text(f"<ul>{LIST}</ul>", "utf-8")
    program = examples / "typed" / "headlines.py"
    run = installed.run("python", program, page, "http://www.example.gov.cn/xw/index.html", cwd=tmp_path)
    assert run.stdout.splitlines()[0] == "2026-03-26 青石县春茶开采第26天", run.stderr


@pytest.mark.slow
def test_they_pass_a_strict_type_check(installed: Environment, examples: Path) -> None:
    """Against the installed package: that its types are there (``py.typed``), and fit, is what is tested."""
    checked = ["newsdesk", "../one_step/paths.py", "../typed/headlines.py"]
    command = ["-m", "mypy", "--strict", "--cache-dir", "../cache", *checked]
    run = installed.run("python", *command, cwd=examples / "project")
    assert run.returncode == 0, run.stdout
    wrong = examples / "typed" / "wrong.py"
    wrong.write_text(
        "import govnews\n\nday: int = govnews.extract(b'', 'http://a.cn/').published_on\n", "utf-8"
    )
    run = installed.run("python", *command, wrong, cwd=examples / "project")
    assert (run.returncode, "Incompatible types in assignment" in run.stdout) == (1, True), run.stdout
