"""Whoever reads what a command prints may go: it ends without a word, as programs do before ``| head``."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.crawling import environment
from tests.places import PROJECT


@pytest.mark.long
@pytest.mark.parametrize("arguments", [[], ["formats"], ["sites"]])
def test_a_reader_that_has_gone_is_no_error(arguments: list[str]) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "govnews", *arguments],
            stdout=writes, stderr=subprocess.PIPE, cwd=PROJECT, env=environment(None), check=False, timeout=100,
        )  # fmt: skip
    finally:
        os.close(writes)
    assert b"Traceback" not in done.stderr
    assert b"Broken pipe" not in done.stderr
