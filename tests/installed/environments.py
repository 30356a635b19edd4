"""Distributions built as pip builds them, and environments that have nothing of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawling import environment
from tests.places import PROJECT

PACKED = (
    "govnews",
    "docs",
    "examples",
    "tests",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
)
"""What a distribution is made from, and what must not get into it."""
CHECKOUTS = {"PYTHONPATH", "SCRAPY_SETTINGS_MODULE", "MYPYPATH"}
"""Variables by which a program of an environment could find something else."""
_HOOK = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"


@dataclass(frozen=True)
class Distributions:
    """What is given to other people."""

    sdist: Path
    wheel: Path

    @classmethod
    def build(cls, root: Path) -> Distributions:
        """Built in ``root``, the wheel from the sdist: by the backend that pip would ask, which needs nothing from an index."""
        copy, dist = root / "copy", root / "dist"
        copy.mkdir(parents=True)
        ignore = shutil.ignore_patterns("__pycache__", "fixtures")
        for name in PACKED:
            if (PROJECT / name).is_dir():
                shutil.copytree(PROJECT / name, copy / name, ignore=ignore)
            else:
                shutil.copy(PROJECT / name, copy / name)
        _build("build_sdist", copy, dist)
        [sdist] = dist.glob("*.tar.gz")
        with tarfile.open(sdist) as archive:
            # From Python 3.11.4 on, and what 3.14 does without being told.
            if hasattr(tarfile, "data_filter"):
                archive.extraction_filter = tarfile.data_filter
            archive.extractall(root)  # noqa: S202 - our own
        _build("build_wheel", root / sdist.name.removesuffix(".tar.gz"), dist)
        return cls.built(root)

    @classmethod
    def built(cls, root: Path) -> Distributions:
        """Those that were built in ``root``."""
        [sdist], [wheel] = (root / "dist").glob("*.tar.gz"), (root / "dist").glob("*.whl")
        return cls(sdist, wheel)


def _build(hook: str, folder: Path, dist: Path) -> None:
    dist.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", _HOOK, hook, dist], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Environment:
    """A virtual environment that govnews is installed in."""

    python: Path

    @classmethod
    def make(cls, folder: Path, distribution: Path) -> Environment:
        """One that has this distribution, and sees what it depends on where this process has it: nothing is fetched."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        made = cls(folder / "bin" / "python")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            made.python,
            "install",
            "--quiet",
            "--no-index",
            "--no-deps",
        ]
        subprocess.run([*pip, distribution], check=True)
        [packages] = (folder / "lib").glob("python*/site-packages")
        # A checkout that is installed in these folders is not seen: Python reads no .pth in a folder that another one names.
        seen = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
        packages.joinpath("dependencies.pth").write_text("\n".join(seen), "utf-8")
        return made

    @classmethod
    def from_index(cls, folder: Path, python: str, *requirements: str) -> Environment:
        """An empty one of this interpreter, into which pip installs all of it. Skips the test where pip reaches no index."""
        subprocess.run([python, "-m", "venv", folder], check=True)
        made = cls(folder / "bin" / "python")
        pip = [made.python, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        small = [*pip, "download", "--no-deps", "--dest", folder / "tried", "w3lib"]
        if (tried := _said(small)) is not None:
            pytest.skip(f"pip can install nothing here: {tried.strip().splitlines()[-1]}")
        assert _said([*pip, "install", *requirements]) is None
        return made

    def run(
        self,
        program: str,
        *arguments: str | Path,
        cwd: Path,
        proxy: str | None = None,
        timeout: float = 100,
        **variables: str,
    ) -> subprocess.CompletedProcess[str]:
        """A program of the environment, run in ``cwd`` as a user's shell does; ``scrapy`` is its module."""
        command = ["python", "-m", "scrapy"] if program == "scrapy" else [program]
        return subprocess.run(
            [self.python.with_name(command[0]), *command[1:], *map(str, arguments)],
            cwd=cwd,
            env=shell(proxy) | variables,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


def _said(command: list[str | Path]) -> str | None:
    """What a command said that failed; None where it did not."""
    done = subprocess.run(command, env=shell(), capture_output=True, text=True, check=False)
    return done.stderr or done.stdout or "no word" if done.returncode else None


def shell(proxy: str | None = None) -> Mapping[str, str]:
    """The environment of a shell that knows of no checkout."""
    return {name: value for name, value in environment(proxy).items() if name not in CHECKOUTS} | {
        "PATH": os.environ.get("PATH", os.defpath)
    }
