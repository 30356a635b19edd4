"""The rule of conftest.py by which a test is pure holds for this very module."""

from __future__ import annotations

import os
import time

import pytest


def test_a_pure_test_cannot_sleep() -> None:
    with pytest.raises(RuntimeError, match=r"time\.sleep in a pure test"):
        time.sleep(0)


def test_a_pure_test_cannot_start_a_process() -> None:
    with pytest.raises(RuntimeError, match=r"os\.posix_spawn in a pure test"):
        os.posix_spawn("/bin/true", ["true"], {})
