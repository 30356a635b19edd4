"""Which rules of a robots.txt are ours, however many others it names."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from govnews.downloader.robots import of_agent
from tests.fault_server import ONE_PAGE, FaultServer, article, home, listing, page, watched_crawl

AGENT = "govnews"
LINES = st.sampled_from([
    *("User-agent: *", "User-agent: govnews", "User-agent: gov", "User-agent: Baiduspider", "User-agent: bot", "User-agent:"),
    *("UserAgent *", "User   agent: b", "User  agent b", "User-agent a: b", "User-agent a:b", "User-agentx: c"),
    *("user agent: GOVNEWS # us", "Disallow: /", "Disallow: /a", "Disallow:", "Disallow /b", "Allow: /a/b", "Dissalow: /c"),
    *("Crawl-delay: 3", "Crawl-delay: 7", "Sitemap: http://example.gov.cn/s.xml", "Host: example.gov.cn", "Noindex: /"),
    *("x:y", "words", "", "# Disallow: /", "Visit-time: 0100-0200", "Request-rate: 1/5", "  Allow: /c  "),
])  # fmt: skip
PATHS = ("/", "/a", "/a/b", "/b/1.html", "/c")


@given(st.lists(LINES, max_size=14))
@settings(max_examples=800, deadline=None)
def test_what_we_may_ask_for_is_what_the_whole_text_says(lines: list[str]) -> None:
    text = "\n".join(lines)
    whole, ours = Protego.parse(text), Protego.parse(of_agent(text.encode(), AGENT).decode())
    for path in PATHS:
        url = f"http://example.gov.cn{path}"
        assert ours.can_fetch(url, AGENT) == whole.can_fetch(url, AGENT), path
    assert ours.crawl_delay(AGENT) == whole.crawl_delay(AGENT)


RULES = "Allow:/\n" * 30_000


@pytest.mark.parametrize(
    "agents",
    [
        "".join(f"User-agent:{number:x}\n" for number in range(14_000)),
        "".join(f"UserAgent {number:x}\n\n# words\n" for number in range(9_000)),
        "".join(f"User-agent:{number:x}\nSitemap: a\nwords\n" for number in range(8_000)),
        "User-agent: *\n" * 15_000,
        "".join(f"User  Agent  :{number:x}\n" for number in range(9_000)),
        "".join(f"User-agent: {AGENT[first:]}\n" for first in range(7)) * 2_000,
    ],
    ids=["others", "with remarks", "with sitemaps", "all", "with blanks", "ours"],
)
def test_rules_for_thousands_of_agents_take_no_time(agents: str) -> None:
    started = time.process_time()
    rules = of_agent((agents + RULES).encode(), AGENT).decode()
    assert Protego.parse(rules).can_fetch("http://example.gov.cn/", AGENT)
    assert rules.lower().count("agent") <= 3
    assert time.process_time() - started < 3


def test_a_robots_txt_of_thousands_of_agents_holds_nothing_up(tmp_path: Path) -> None:
    bomb = "".join(f"User-agent:{number:x}\n" for number in range(14_000)) + RULES
    routes = {
        "/": page(home({"/a/": "镇街动态"})),
        "/a/": page(listing("镇街动态", {"/a/1.html": "镇街的一条消息"}, pager=ONE_PAGE)),
        "/a/1.html": page(article("镇街的一条消息")),
    }
    with FaultServer(routes | {"/robots.txt": lambda exchange: exchange.reply(bomb.encode())}) as server:
        run = watched_crawl(server.url, tmp_path)
    assert run.returncode == 0, run.log
    assert run.cpu < 5
    assert run.peak < 200
