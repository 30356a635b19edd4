"""The CMS families: recognised by their marks, paged to a proven end on replicas served over HTTP."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from govnews.demo.server import ReplicaServer
from govnews.errors import PageChanged
from govnews.pages.page import Page
from govnews.platforms import PLATFORMS, PageRequest, Platform, recognise
from govnews.platforms.base import Next
from tests.replicas.epoint import EpointReplica
from tests.replicas.generic import GenericReplica
from tests.replicas.guangdong import GuangdongReplica
from tests.replicas.henan import HenanFromOneReplica, HenanReplica
from tests.replicas.jcms import JcmsReplica
from tests.replicas.jpaas import JpaasReplica
from tests.replicas.longxun import LongxunReplica
from tests.replicas.mcms import McmsReplica
from tests.replicas.model import Column, Replica
from tests.replicas.phpcms import PhpcmsReplica
from tests.replicas.scripted import ScriptedReplica
from tests.replicas.trs import TrsReplica
from tests.replicas.ucap import UcapReplica
from tests.replicas.vsb import VsbReplica

SHARED = Path(__file__).parents[1].parent / "shared"
REPLICAS: list[type[Replica]] = [
    HenanReplica,
    HenanFromOneReplica,
    McmsReplica,
    TrsReplica,
    UcapReplica,
    JcmsReplica,
    JpaasReplica,
    VsbReplica,
    GuangdongReplica,
    LongxunReplica,
    EpointReplica,
    PhpcmsReplica,
    GenericReplica,
]


# --- walks over the replicas ---


def fetch(proxy: str, asked: PageRequest) -> Page | int:
    """The page, or the status that stands for none."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    data = asked.body.encode() if asked.method == "POST" else None
    request = urllib.request.Request(asked.url, data=data, headers=asked.headers, method=asked.method)
    try:
        with opener.open(request, timeout=10) as answer:
            return Page.from_bytes(answer.read(), answer.url, answer.headers.get("Content-Type"))
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def walk(proxy: str, start: str) -> tuple[Platform, Counter[str], str]:
    """The family, how often each article was listed, and the proof of the end."""
    listed: Counter[str] = Counter()
    asked, candidates = PageRequest(start), list[PageRequest]()
    platform: Platform | None = None
    number = 0
    for _ in range(60):
        page = fetch(proxy, asked)
        following, fresh = Next(), list[str]()
        if isinstance(page, Page):
            platform = platform or recognise(page).platform
            urls = [entry.url for entry in platform.read_list(page) if not entry.foreign]
            assert len(urls) == len(set(urls))
            fresh = [url for url in urls if url not in listed]
            following = platform.next(page, number + 1, asked)
        if fresh or not number:
            number += 1
            listed.update(fresh)
            assert platform is not None
            assert not (following.end and following.candidates)
            if following.end:
                return platform, listed, following.end
            candidates = list(following.candidates)
            assert candidates, f"no way on from {asked}"
        elif not candidates:
            assert platform is not None
            if isinstance(page, Page):
                return platform, listed, following.end or "nothing new"
            return platform, listed, f"HTTP {page}"
        asked = candidates.pop(0)
    raise AssertionError("no end after 60 pages")


def news_columns() -> list[tuple[type[Replica], Column]]:
    return [(replica, column) for replica in REPLICAS for column in replica.columns if column.news]


@pytest.mark.parametrize(
    ("replica", "column"),
    news_columns(),
    ids=lambda value: value.name if isinstance(value, Column) else value.__name__,
)
def test_every_article_of_a_column_is_listed_once_and_the_end_is_proven(
    replica: type[Replica], column: Column
) -> None:
    site = replica()
    with ReplicaServer({site.host: site}) as server:
        platform, listed, end = walk(server.url, f"http://{site.host}{column.path}")
        asked = len(server.requests)
    assert platform.name == site.family
    assert set(listed) == {site.url(story) for story in site.stories[column]}
    assert set(listed.values()) == {1}
    assert end
    assert asked <= site.pages(column) + 3
