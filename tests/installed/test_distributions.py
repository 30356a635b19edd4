"""What is in the wheel and in the sdist."""

from __future__ import annotations

import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from tests.installed.environments import Distributions
from tests.places import PROJECT


@pytest.fixture(scope="module")
def package() -> set[str]:
    """The files of the package in the checkout."""
    files = (path for path in (PROJECT / "govnews").rglob("*") if path.is_file())
    return {str(path.relative_to(PROJECT)) for path in files if "__pycache__" not in path.parts}


def test_the_wheel_is_the_whole_package_and_nothing_else(
    distributions: Distributions, package: set[str]
) -> None:
    assert {Path(name).suffix or name for name in package} >= {
        ".py",
        ".json",
        ".sql",
        ".html",
        ".txt",
        ".tmpl",
        ".typed",
    }
    with zipfile.ZipFile(distributions.wheel) as wheel:
        assert {name for name in wheel.namelist() if ".dist-info/" not in name} == package


def test_the_sdist_has_what_a_reader_needs_and_no_tests(
    distributions: Distributions, package: set[str]
) -> None:
    with tarfile.open(distributions.sdist) as sdist:
        inside = {name.partition("/")[2] for name in sdist.getnames()}
    more = {
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "pyproject.toml",
        "docs/projects.md",
        "examples/one_step/paths.py",
    }
    assert package | more <= inside
    assert [name for name in inside if name.startswith("tests") or name.endswith(".pyc")] == []


@pytest.fixture(scope="module")
def metadata(distributions: Distributions) -> Message:
    with zipfile.ZipFile(distributions.wheel) as wheel:
        [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(wheel.read(name).decode())


def test_the_metadata_says_what_it_is(metadata: Message) -> None:
    assert (metadata["Name"], metadata["License-Expression"]) == ("govnews", "BSD-3-Clause")
    classified = metadata.get_all("Classifier", [])
    assert "Framework :: Scrapy" in classified and "Typing :: Typed" in classified
    # The licence stands in License-Expression alone, and the registry refuses both together.
    assert [name for name in classified if name.startswith("License")] == []


def test_both_programs_and_scrapyd_find_it(distributions: Distributions) -> None:
    with zipfile.ZipFile(distributions.wheel) as wheel:
        [name] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
        told = wheel.read(name).decode()
    assert "[console_scripts]\ngovnews = govnews.__main__:main\n" in told
    assert "[scrapy]\nsettings = govnews.settings\n" in told
