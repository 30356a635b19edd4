"""What machines publish that share a ledger on PostgreSQL: into a bucket, and to whoever follows the ledger."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer
from govnews.exports.follow import BATCH
from govnews.ledger import open_ledger
from tests.buckets import Answer, Crawls, Gate, Store, once_each, published
from tests.crawling import environment
from tests.ledger.samples import NOW, article
from tests.places import PROJECT
from tests.postgresql import Cluster, database_of
from tests.processes import start

pytestmark = pytest.mark.postgresql
SIZES = {"孟津要闻": 6, "部门动态": 3}


@pytest.fixture
def site() -> MengjinSite:
    return MengjinSite(sizes=SIZES, page_size=5)


@pytest.fixture
def machines(site: MengjinSite, gate: Gate, bucket: str, tmp_path: Path) -> Iterator[list[Crawls]]:
    """Two, with output folders of their own."""
    with ReplicaServer({HOST: site}) as server:
        yield [Crawls(tmp_path / name / "output", gate, bucket, server.url) for name in ("one", "two")]


@pytest.mark.long
@pytest.mark.parametrize("stored", [False, True])
def test_what_a_lost_machine_was_uploading_another_one_settles(
    stored: bool,
    cluster: Cluster,
    machines: list[Crawls],
    store: Store,
    bucket: str,
    gate: Gate,
    site: MengjinSite,
) -> None:
    one, two = machines
    location = ["-s", f"GOVNEWS_LEDGER={cluster.new_database()}"]

    def held(number: int, pass_on: Any) -> Answer | None:
        if number > 1:
            return pass_on()  # type: ignore[no-any-return]
        if stored:
            pass_on()
        gate.hold()
        return None

    gate.on["PUT"] = held
    run = one.begin(*location)
    assert gate.begun.wait(60), one.said()
    run.kill()
    run.join()
    gate.go.set()
    assert two.to_its_end(*location) == 0, two.said()
    assert published(store, bucket) == once_each(site)


@pytest.mark.long
def test_a_frozen_machine_that_goes_on_finds_the_name_of_its_upload_taken(
    cluster: Cluster, machines: list[Crawls], store: Store, bucket: str, gate: Gate, site: MengjinSite
) -> None:
    one, two = machines
    uri = cluster.new_database()
    location = ["-s", f"GOVNEWS_LEDGER={uri}"]
    answers: list[int] = []

    def held(number: int, pass_on: Any) -> Answer | None:
        if number == 1:
            gate.hold()
        answer: Answer = pass_on()
        answers.append(answer[0])
        return answer

    gate.on["PUT"] = held
    frozen = one.begin(*location)
    assert gate.begun.wait(60), one.said()
    assert frozen.pid is not None
    os.kill(frozen.pid, signal.SIGSTOP)
    # As control ends the holder of a lease that has not been heard of.
    sessions = f"pg_stat_activity WHERE datname = '{database_of(uri)}'"
    cluster.execute(f"SELECT pg_terminate_backend(pid) FROM {sessions}")  # noqa: S608 - our own name
    assert two.to_its_end(*location) == 0, two.said()
    assert published(store, bucket) == once_each(site)
    os.kill(frozen.pid, signal.SIGCONT)
    gate.go.set()
    frozen.join(60)
    assert frozen.exitcode == 8, one.said()
    assert answers == [200, 200, 412], "the name, the other machine's feed, the frozen one's upload"
    assert published(store, bucket) == once_each(site)


@pytest.mark.long
def test_who_follows_has_all_that_several_record_at_once(cluster: Cluster, tmp_path: Path) -> None:
    location, out, chance = cluster.new_database(), tmp_path / "out", random.Random(19)

    def record(site: str) -> None:
        with closing(open_ledger(location, site)) as ledger:
            for number in range(300):
                with ledger.together():  # some are long on their way, and are committed after later ones
                    ledger.record(article(number, site=site), now=NOW)
                    time.sleep(chance.choice([0, 0, 0.03]))

    record("test")
    follow = ["export", "--all", "--resume", str(tmp_path / "position"), "--follow", "--every", "0.02"]
    settings = ["-s", f"GOVNEWS_LEDGER={location}", "-s", f"GOVNEWS_OUTPUT={tmp_path}"]
    recorders = [threading.Thread(target=record, args=(name,)) for name in ("east", "west", "north")]
    for recorder in recorders:
        recorder.start()
    kills = 0
    while any(recorder.is_alive() for recorder in recorders):
        export = start([*follow, *settings], environment(None), PROJECT, out=out, err=tmp_path / "err")
        export.join(chance.uniform(0.2, 1.5))
        export.kill()
        export.join()
        kills += 1
    export = start([*follow, *settings], environment(None), PROJECT, out=out, err=tmp_path / "err")
    with closing(open_ledger(location, "last")) as ledger:
        ledger.record(article(1, site="last"), now=NOW)
    until = time.monotonic() + 60
    while "last" not in {site for site, _ in keys(out)} and time.monotonic() < until:
        time.sleep(0.05)
    export.terminate()
    export.join(30)
    assert export.exitcode == 0, (tmp_path / "err").read_text("utf-8")
    told = keys(out)
    wanted = {(site, f"新闻{n}") for site in ("test", "east", "west", "north") for n in range(300)}
    assert told.keys() == wanted | {("last", "新闻1")}
    assert told.total() - len(told) <= kills * BATCH


def keys(out: Path) -> Counter[tuple[str, str]]:
    """How often each article came, of the lines that have an end."""
    lines = out.read_text("utf-8").split("\n")[:-1] if out.exists() else []
    return Counter((one["site"], one["title"]) for one in map(json.loads, lines))
