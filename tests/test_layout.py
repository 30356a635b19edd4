"""The shape of the package: its layers, the size of its functions, and that it declares what it imports."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import files, packages_distributions
from pathlib import Path

import pytest

from tests.places import PROJECT

PACKAGE = PROJECT / "govnews"
MAX_FILES = 14
"""Python files at the package's root; what belongs to a room stands in it."""
MAX_LINES = 60
"""Of a function, decorators and docstring left out."""
FUSED = {"read_flow"}
"""One walk over a page's text in place of six: fused for speed, and it says so."""
BY_NAME = {
    "uvloop": "ASYNCIO_EVENT_LOOP names it",
    "onnxruntime": "rapidocr reads pictures with it",
}
"""Dependencies that the package needs and does not import."""


def test_the_root_holds_few_files() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= MAX_FILES


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the package and its length in lines."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in FUSED:
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if ast.get_docstring(node, clean=False) is not None:
                    assert node.body[0].end_lineno is not None
                    lines -= node.body[0].end_lineno - node.body[0].lineno + 1
                yield f"{path.relative_to(PROJECT)}: {node.name}", lines


def test_no_function_is_long() -> None:
    assert [(name, lines) for name, lines in functions() if lines > MAX_LINES] == []


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


UPWARDS, SCRAPY, CIRCLE = (
    "Nothing is imported upwards",
    "Reading, deciding and keeping know nothing of Scrapy",
    "No two packages import each other",
)


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("clock", "import govnews.errors", []),
        ("urls", "import govnews.reading.bounds", [UPWARDS, CIRCLE]),
        ("ledger/odd", "import govnews.crawl.outcome", [UPWARDS, CIRCLE]),
        ("reading/odd", "import scrapy", [SCRAPY]),
        ("crawl/odd", "from twisted.internet import reactor", [SCRAPY]),
        ("reading/page/odd", "import govnews.reading.mirror.page", [CIRCLE]),
    ],
)
def test_an_import_upwards_is_refused(tmp_path: Path, module: str, line: str, broken: list[str]) -> None:
    shutil.copytree(PACKAGE, tmp_path / "govnews", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    with (tmp_path / "govnews" / f"{module}.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    run = lint_imports(tmp_path)
    assert run.returncode == bool(broken), run.stdout + run.stderr
    assert re.findall(r"^(.+) BROKEN", run.stdout, re.MULTILINE) == broken


def test_a_module_without_a_place_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "govnews", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    (tmp_path / "govnews" / "helpers.py").touch()
    run = lint_imports(tmp_path)
    assert run.returncode == 1
    assert "helpers" in run.stdout


def imported() -> set[str]:
    """Modules of other projects that the package imports."""
    names = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    ours = sys.stdlib_module_names | {"govnews"}
    return {name for name in names if name.partition(".")[0] not in ours}


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def providers(module: str) -> set[str]:
    """The distributions that a module is of; one whose package several share (``google``) is told by its files."""
    sharing = set(_distributions()[module.partition(".")[0]])
    if len(sharing) == 1:
        return sharing
    path = module.replace(".", "/")
    return {
        one
        for one in sharing
        if any(str(file).startswith((f"{path}/", f"{path}.py")) for file in files(one) or ())
    }


def distribution(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_dependencies_are_what_is_imported() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked_for = ("archive", "files", "fleet", "gcs", "ocr", "parquet", "s3", "watch")
    required = [*project["dependencies"], *(line for name in asked_for for line in extras[name])]
    declared = {distribution(re.split(r"[\s<>=!~;\[]", line)[0]) for line in required}
    used = {distribution(dist) for name in imported() for dist in providers(name)}
    assert declared == used | set(BY_NAME)


def test_no_group_has_a_possessive_quantifier() -> None:
    """``(?:…)*+`` finds other places in Python 3.11.2, Debian's, or never ends; ``(?>(?:…)*)`` says the same."""
    possessive = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+")
    sources = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    assert [path.name for path, text in sources.items() if possessive.search(text)] == []
    assert possessive.search("(?:ab)*+") and not possessive.search("(?>(?:ab)*)[^<]*+")
