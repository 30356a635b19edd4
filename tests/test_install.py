"""What ``make setup`` shows while pip works: how far it is, what is wrong, and not where packages come from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scripts.install import Progress
from tests.places import PROJECT

PIP = """
import sys
print("Looking in indexes: https://mirror.example.org/x")
print("Collecting scrapy", "  Downloading https://mirror.example.org/s.whl", "Collecting lxml", sep="\\n")
if "-e" not in sys.argv:
    print("ERROR: Pool(host='mirror.example.org', port=443): no answer from https://mirror.example.org/x", file=sys.stderr)
    sys.exit(2)
print("Installing collected packages: scrapy, lxml", flush=True)
"""


def test_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "pip-26.dist-info").mkdir()
    progress = Progress(tmp_path)
    said = [str(progress)]
    for line in ("Collecting scrapy", "  Using cached scrapy.whl", "Collecting lxml"):
        progress.read(f"{line}\n")
    said.append(str(progress))
    progress.read("Installing collected packages: lxml, scrapy, govnews\n")
    for name in ("lxml-6", "scrapy-2"):
        (tmp_path / f"{name}.dist-info").mkdir()
        said.append(str(progress))
    assert said == [
        "collecting packages: 0",
        "collecting packages: 2",
        "installing packages: 1 of 3",
        "installing packages: 2 of 3",
    ]


def installed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The finished installer, with a pip that is ours."""
    (folder / "pip.py").write_text(PIP)
    return subprocess.run(
        [sys.executable, "-m", "scripts.install", *arguments],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_installation_is_told_and_its_index_is_not(tmp_path: Path) -> None:
    done = installed(tmp_path, "-e", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("installing packages: 0 of 2, ")
    assert "example.org" not in done.stdout


def test_what_is_wrong_is_told_without_its_place(tmp_path: Path) -> None:
    done = installed(tmp_path, "scrapy")
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.endswith("no answer from …\npip could not install what is needed\n")
    assert "example.org" not in done.stdout
