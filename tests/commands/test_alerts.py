"""Who is told after a round: people by a real service on loopback, a file of figures, and one who misses the rounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govnews.demo.server import Reply, Request
from tests.commands.sites import NAMES, Sites


class Service:
    """A web service that takes messages, or refuses them, as one more host behind the server of the sites."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.pings = 0
        self.status = 200

    def respond(self, request: Request) -> Reply:
        if request.method == "POST" and self.status == 200:
            body = json.loads(request.body)
            self.messages.append((body["title"], body["message"]))
        self.pings += request.path == "/ping"
        return Reply(self.status)


HOST = "alerts.example.com"
ALERTS = ["-s", f"GOVNEWS_ALERTS=json://{HOST}"]


@pytest.fixture
def service(sites: Sites) -> Service:
    sites.server.sites[HOST] = there = Service()
    return there


@pytest.mark.long
def test_trouble_of_two_runs_is_told_once_and_so_is_its_end(sites: Sites, service: Service) -> None:
    sites.write(
        {**{name: sites.sites[name].home for name in NAMES}, "heping": "http://127.0.0.1:9/"},
        'contact = "a@b.cn"\n',
    )
    sites.scrapy("round", *ALERTS)
    assert service.messages == [], "one bad run is nothing"
    sites.scrapy("round", "heping", *ALERTS)
    ((title, text),) = service.messages
    assert title == "govnews: 1 in trouble"
    assert text.startswith("heping: broken: unreachable since 20")
    assert text.endswith("; no article yet: robots.txt: HTTP 502")
    sites.scrapy("round", "heping", *ALERTS)
    sites.scrapy("round", "heping", *ALERTS)
    assert len(service.messages) == 1, "never the same twice"
    sites.write({name: sites.sites[name].home for name in NAMES})
    sites.scrapy("round", "heping", *ALERTS)
    assert [title for title, _ in service.messages] == ["govnews: 1 in trouble", "govnews: 1 well again"]
    sites.scrapy("round", "heping", *ALERTS)
    assert len(service.messages) == 2


@pytest.mark.long
def test_an_alert_that_nobody_took_is_said_and_told_again(
    sites: Sites, service: Service, tmp_path: Path
) -> None:
    secret = tmp_path / "addresses"
    secret.write_text(f"# where\n\njson://user:geheim@{HOST}/\n", "utf-8")
    alerts = ["-s", f"GOVNEWS_ALERTS={secret}"]
    sites.write({"heping": "http://127.0.0.1:9/"})
    sites.scrapy("round", "heping")
    service.status = 500
    failed = sites.scrapy("round", "heping", *alerts)
    assert failed.returncode == 8
    assert failed.stderr.strip() == f"an alert was not taken: json://user:****@{HOST}/"
    service.status = 200
    told = sites.scrapy("alert", *alerts)
    assert (told.returncode, told.stdout) == (0, f"json://user:****@{HOST}/ took it\n")
    assert len(service.messages) == 1
    assert sites.scrapy("alert", *alerts).stdout == "nothing has changed\n"


def test_without_a_list_every_site_that_was_crawled_is_told_of(sites: Sites, service: Service) -> None:
    sites.list.unlink()
    for _ in range(2):
        sites.scrapy("crawl", "mengjin", "-a", "home=http://127.0.0.1:9/")
    assert sites.scrapy("alert", *ALERTS).returncode == 0
    assert [title for title, _ in service.messages] == ["govnews: 1 in trouble"]
    assert service.messages[0][1].startswith("mengjin: broken: unreachable since ")


def test_the_addresses_can_be_tried(sites: Sites, service: Service) -> None:
    tried = sites.scrapy("alert", "--test", "-s", f"GOVNEWS_ALERTS=json://{HOST},json://nobody.example.com")
    assert tried.returncode == 8
    assert tried.stdout.splitlines() == [
        f"json://{HOST}/ took it",
        "json://nobody.example.com/ did NOT take it",
    ]
    assert [title for title, _ in service.messages] == ["govnews: a test"]


@pytest.mark.parametrize(
    ("command", "setting", "error"),
    [
        (
            "alert",
            "GOVNEWS_ALERTS=",
            "GOVNEWS_ALERTS names no address; docs/operations.md, Alerts, has examples",
        ),
        (
            "alert",
            "GOVNEWS_ALERTS=nothing://secret",
            "GOVNEWS_ALERTS: address 1, nothing://…, is none that apprise knows",
        ),
        (
            "round",
            "GOVNEWS_ALERTS=nothing://secret",
            "GOVNEWS_ALERTS: address 1, nothing://…, is none that apprise knows",
        ),
        (
            "round",
            "GOVNEWS_ALERTS=/no/such/file",
            "GOVNEWS_ALERTS: cannot read /no/such/file: No such file or directory",
        ),
        ("round", "GOVNEWS_PING=x", "GOVNEWS_PING=x: a web address"),
    ],
)
def test_a_wrong_setting_is_one_line_before_the_round(
    sites: Sites, command: str, setting: str, error: str
) -> None:
    done = sites.scrapy(command, "-s", setting)
    assert (done.returncode, done.stderr) == (2, f"scrapy {command}: {error}\n")
    assert not (sites.output / "govnews.db").exists()


@pytest.mark.long
def test_who_watches_the_rounds_hears_of_each(sites: Sites, service: Service) -> None:
    ping = ["-s", f"GOVNEWS_PING=http://{HOST}/ping"]
    sites.scrapy("round", *ping)
    sites.scrapy("round", *ping)
    assert service.pings == 2
    service.status = 500
    failed = sites.scrapy("round", *ping)
    assert (failed.returncode, failed.stderr.strip()) == (
        8,
        "GOVNEWS_PING was not heard: Internal Server Error",
    )


@pytest.mark.long
def test_figures_for_a_monitoring(sites: Sites, tmp_path: Path) -> None:
    figures = tmp_path / "govnews.prom"
    sites.write({**{name: sites.sites[name].home for name in NAMES}, "dead": "http://127.0.0.1:9/"})
    sites.scrapy("round")
    done = sites.scrapy("round", "dead", "-s", f"GOVNEWS_METRICS={figures}")
    assert done.returncode == 0
    lines = figures.read_text("utf-8").splitlines()
    assert 'govnews_sites{state="broken"} 1.0' in lines
    assert 'govnews_sites{state="fresh"} 3.0' in lines
    assert [line for line in lines if line.startswith("govnews_sick_site")] == [
        'govnews_sick_site{site="dead",state="broken"} 1.0'
    ]
    assert "govnews_round_new_articles 0.0" in lines
    nowhere = sites.scrapy("round", "dead", "-s", f"GOVNEWS_METRICS={tmp_path}/no/x.prom")
    assert nowhere.returncode == 8
    assert (
        nowhere.stderr.strip()
        == f"cannot write GOVNEWS_METRICS={tmp_path}/no/x.prom: No such file or directory"
    )
