"""Any ledger: several processes, and one that is killed."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.places import PROJECT

WRITER = """
import sys
from contextlib import closing
from govnews.ledger import open_ledger
from tests.ledger.samples import NOW, article
site = sys.argv[2]
with closing(open_ledger(sys.argv[1], site)) as ledger:
    for number in range(300):
        ledger.record(article(number, site=site), now=NOW)
"""


def test_two_processes_make_and_write_one_ledger(ledgers):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, ledgers.location, site], cwd=PROJECT, stderr=subprocess.PIPE
        )
        for site in ("one", "two")
    ]
    errors = [writer.communicate(timeout=60)[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], errors
    for site in ("one", "two"):
        assert ledgers.open(site).waiting() == 300


MAKER = """
import sys
from contextlib import closing
from govnews.ledger import open_ledger
for location in sys.stdin:
    with closing(open_ledger(location.strip(), sys.argv[1])) as ledger:
        print(ledger.waiting(), flush=True)
"""


@pytest.mark.long
def test_processes_that_make_ledgers_at_the_same_moment_all_succeed(new_location, backend):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKER, site], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        for site in ("one", "two", "three")
    ]  # fmt: skip
    for _ in range(100 if backend == "sqlite" else 20):
        location = new_location()
        for maker in makers:
            print(location, file=maker.stdin, flush=True)
        said = [maker.stdout.readline() for maker in makers]
        if said != ["0\n"] * len(makers):
            break
    errors = [maker.communicate(timeout=60)[1] for maker in makers]
    assert [maker.returncode for maker in makers] == [0, 0, 0], errors


def test_a_killed_writer_leaves_whole_records(ledgers):
    ledger = ledgers.open("one")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, ledgers.location, "one"], cwd=PROJECT)
    try:
        until = time.monotonic() + 60
        while ledger.waiting() < 50:
            assert time.monotonic() < until, "the writer writes nothing"
            time.sleep(0.005)
    finally:
        writer.kill()
        writer.wait()
    ledger = ledgers.open("one")
    found = list(ledger.pending())
    assert [one.title for one in found] == [f"新闻{n}" for n in range(len(found))]
    assert all(ledger.knows(one.url) for one in found)
    assert len(list(ledgers.read().current("one"))) == len(found)
