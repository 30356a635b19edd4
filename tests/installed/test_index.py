"""Full installs from an index, dependencies and all, on other interpreters: ``make installed``."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from govnews.demo.mengjin import HOST
from tests.crawling import UNPACED, records
from tests.installed.environments import Distributions, Environment

PYTHONS = os.environ.get("PYTHONS", "/usr/bin/python3 python3.12 python3.13").split()
"""Interpreters by name or path; those that are not here are skipped."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
@pytest.mark.parametrize("python", PYTHONS)
def test_an_install_in_an_empty_environment(
    distributions: Distributions, tmp_path: Path, replica: str, python: str, kind: str
) -> None:
    if shutil.which(python) is None or subprocess.run([python, "-c", ""], check=False).returncode:
        pytest.skip(f"{python} is not installed")
    made = Environment.from_index(tmp_path / "environment", python, str(getattr(distributions, kind)))
    folder = tmp_path / "empty"
    folder.mkdir()
    demo = made.run("govnews", "demo", cwd=folder)
    assert demo.returncode == 0, demo.stderr
    assert len(records(folder / "output" / "demo")) > 100
    command = ["crawl", "site", "-a", f"home=http://{HOST}/", "-a", "limit=5", *UNPACED]
    crawl = made.run("govnews", *command, cwd=folder, proxy=replica)
    assert (crawl.returncode, "records: 5 new" in crawl.stderr) == (0, True), crawl.stderr
    checked = subprocess.run([made.python, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
