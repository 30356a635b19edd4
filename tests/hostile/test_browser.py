"""The browser: what a page may do in it, and whom it never reaches. With a real Chromium, over real HTTP."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from govnews.demo.server import ReplicaServer, StaticSite
from govnews.downloader.browser import MAX_DOCUMENTS, MAX_PARTS, Part
from govnews.downloader.guard import beside
from govnews.downloader.rendering import NAMES
from tests.crawling import UNPACED, environment, last_report, records, scrapy
from tests.fault_server import (
    ONE_PAGE,
    Answer,
    Exchange,
    FaultServer,
    WatchedRun,
    article,
    home,
    listing,
    page,
    redirect,
    refuse,
    watched_crawl,
)
from tests.hostile.bystander import Bystander
from tests.places import PROJECT

needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, NAMES)), reason="no chromium on this machine (Debian: apt-get install chromium)"
)


def some(kinds: Iterable[str], *slow: str) -> list[object]:
    """Cases, of which some belong to the slow tests."""
    return [pytest.param(kind, marks=pytest.mark.slow if kind in slow else ()) for kind in kinds]


ALWAYS = ("-s", "GOVNEWS_RENDER=always")
TITLES = {f"/a/{n}.html": f"镇街的第{n}条消息" for n in range(1, 4)}
ROWS = json.dumps([{"u": path, "t": title} for path, title in TITLES.items()])
DRAW = f"""
function draw(rows) {{
  for (const row of rows) {{
    const li = document.createElement('li');
    li.innerHTML = `<a href="${{row.u}}">${{row.t}}</a><span>2026-03-24</span>`;
    document.getElementById('rows').append(li);
  }}
  document.getElementById('pager').textContent = '{ONE_PAGE}';
}}"""
FETCH = "fetch('/data/rows.json').then(answer => answer.json()).then(draw);"


def drawn(script: str, *, head: str = "") -> str:
    """A list of which the HTML holds nothing: ``script`` is to draw it."""
    return (
        f"<html><head><meta charset=utf-8><title>镇街动态</title>{head}</head><body>"
        '<div class=path><a href="/">首页</a> &gt; 镇街动态</div><ul id=rows class=list></ul><div id=pager></div>'
        f"<script>{DRAW}{script}</script></body></html>"
    )


def json_answer(text: str) -> Answer:
    return lambda exchange: exchange.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        % (len(text.encode()), text.encode())
    )


def site(script: str, *, head: str = "", more: Mapping[str, Answer] | None = None) -> dict[str, Answer]:
    articles = {path: page(article(title)) for path, title in TITLES.items()}
    return {
        "/": page(home({"/list/": "镇街动态"})),
        "/list/": page(drawn(script, head=head)),
        "/data/rows.json": json_answer(ROWS),
        **articles,
        **(more or {}),
    }


def crawl(server: FaultServer, output: Path, *arguments: str, timeout: float = 110) -> WatchedRun:
    return watched_crawl(server.url, output, *arguments, timeout=timeout)


def titles(output: Path) -> list[str]:
    [site] = {path.parent.name for path in output.glob("*/*.report.json")}
    return sorted(record["title"] for record in records(output, site))


def agents(exchanges: Iterable[Exchange]) -> set[str]:
    """The user agents that came."""
    heads = (exchange.head.decode("latin-1").lower() for exchange in exchanges)
    return {
        line.partition(": ")[2]
        for head in heads
        for line in head.split("\r\n")
        if line.startswith("user-agent:")
    }


# Everything by which a page can turn to somebody; A is an address of another port or host, without its scheme.
REACHES = """
function t(f) { try { const made = f(); if (made && made.catch) made.catch(() => 0); } catch (e) {} }
function el(name, set) {
  const made = Object.assign(document.createElement(name), set); document.body.append(made); return made;
}
for (const A of OTHERS) {
  const H = 'http://' + A;
  t(() => fetch(H + '/fetch')); t(() => fetch(H + '/nocors', {mode: 'no-cors'}));
  t(() => fetch(H + '/post', {method: 'POST', body: 'x', keepalive: true}));
  t(() => { const x = new XMLHttpRequest(); x.open('GET', H + '/xhr'); x.send(); });
  t(() => new WebSocket('ws://' + A + '/ws')); t(() => new EventSource(H + '/events'));
  t(() => navigator.sendBeacon(H + '/beacon', 'x'));
  t(() => window.open(H + '/popup')); t(() => el('a', {href: H + '/blank', target: '_blank'}).click());
  t(() => el('a', {href: '#here', ping: H + '/ping'}).click());
  t(() => el('form', {action: H + '/form', method: 'post', target: '_blank'}).submit());
  for (const [name, set] of [['img', {src: H + '/i.png'}], ['script', {src: H + '/s.js'}], ['iframe', {src: H + '/frame'}],
      ['video', {src: H + '/v.mp4', autoplay: true}], ['audio', {src: H + '/a.mp3', preload: 'auto'}],
      ['object', {data: H + '/o.swf'}], ['embed', {src: H + '/e.svg'}], ['img', {srcset: H + '/i2.png 2x', loading: 'eager'}]])
    t(() => el(name, set));
  for (const rel of ['stylesheet', 'preload', 'prefetch', 'prerender', 'preconnect', 'dns-prefetch', 'modulepreload',
      'manifest', 'icon'])
    t(() => el('link', {rel, href: H + '/' + rel, as: 'script'}));
  t(() => { el('style', {textContent: `@import url(${H}/import.css); body { background: url(${H}/bg.png) }
    @font-face { font-family: x; src: url(${H}/f.woff) } p { font-family: x }`}); });
  t(() => el('script', {type: 'speculationrules', textContent: JSON.stringify({
    prefetch: [{source: 'list', urls: [H + '/speculated']}], prerender: [{source: 'list', urls: [H + '/prerendered']}]})}));
  const inside = `fetch('${H}/worker').catch(() => 0); new WebSocket('ws://${A}/worker'); importScripts('${H}/imported.js')`;
  const blob = () => URL.createObjectURL(new Blob([inside]));
  t(() => new Worker(blob())); t(() => new SharedWorker(blob()));
  t(() => navigator.serviceWorker.register('/sw.js'));
  t(() => { const W = el('iframe', {}).contentWindow; W.fetch(H + '/bare'); new W.WebSocket('ws://' + A + '/bare'); });
  for (const w of [window, el('iframe', {srcdoc: '<p>x'}).contentWindow]) t(() => {
    const turn = {urls: `turn:${A}?transport=tcp`, username: 'a', credential: 'b'};
    const rtc = new w.RTCPeerConnection({iceServers: [{urls: 'stun:' + A}, turn]});
    rtc.createDataChannel('x'); rtc.createOffer().then(offer => rtc.setLocalDescription(offer)); });
  t(() => new WebTransport('https://' + A + '/transport').ready);
  t(() => el('iframe', {srcdoc: `<${'meta'} http-equiv=refresh content="0;url=${H}/refreshed">`}));
  t(() => el('iframe', {src: '/frame-away?' + A})); t(() => fetch('/away?' + A)); t(() => el('script', {src: '/away?' + A}));
}
"""


def away(exchange: Exchange) -> None:
    redirect(f"http://{exchange.target.partition('?')[2]}/redirected")(exchange)


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_a_page_reaches_nobody_but_its_site(tmp_path: Path) -> None:
    netlog = tmp_path / "net.json"
    with Bystander() as port, Bystander("127.0.0.2") as other, FaultServer({}) as server:
        others = [
            f"127.0.0.1:{port.port}",
            f"127.0.0.2:{other.port}",
            f"localhost:{port.port}",
            f"[::1]:{port.port}",
        ]
        head = (
            f'<link rel=dns-prefetch href="//{others[0]}"><link rel=preconnect href="http://{others[1]}">'
            f'<link rel=prefetch href="http://{others[0]}/head"><script src="http://{others[1]}/head.js"></script>'
        )
        script = f"{FETCH} const OTHERS = {json.dumps(others)}; {REACHES}"
        server.routes = site(script, head=head, more={"/away": away, "/frame-away": away})
        arguments = (
            f"GOVNEWS_CHROMIUM_ARGS=--no-sandbox,--log-net-log={netlog},--net-log-capture-mode=Everything"
        )
        run = crawl(server, tmp_path, "-s", arguments)
        time.sleep(1)
        asked = list(server.asked)
        touched = port.touched + other.touched
    assert touched == []
    assert run.returncode == 0, run.log
    assert titles(tmp_path) == sorted(TITLES.values())
    agent = "govnews/0.1 (archive of local-government news; one polite request at a time)"
    assert agents(asked) == {agent}
    wanted = {"/", "/robots.txt", "/list/", "/data/rows.json", "/away", "/frame-away", *TITLES}
    assert {exchange.path for exchange in asked} <= wanted
    assert sent_by_chromium(netlog) == set()


LEAVING = (
    "TCP_CONNECT_ATTEMPT",
    "UDP_BYTES_SENT",
    "SOCKET_BYTES_SENT",
    "HOST_RESOLVER_DNS_TASK",
    "HOST_RESOLVER_SYSTEM_TASK",
    "DNS_TRANSACTION_ATTEMPT",
)


def sent_by_chromium(netlog: Path) -> set[str]:
    """What Chromium's own log tells of bytes that left it, and of names that it asked for; it may break off at its end."""
    text = netlog.read_text("utf-8", "replace")
    at = text.index("{", text.index('"logEventTypes":'))
    names = json.loads(text[at : text.index("}", at) + 1])
    known = {name: number for name, number in names.items() if name in LEAVING}
    assert len(known) >= 4, "Chromium names its events otherwise"
    return {
        name for name, number in known.items() if f'"type":{number}}}' in text or f'"type":{number},' in text
    }


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_behind_a_proxy_it_hears_of_nobody_but_the_site(tmp_path: Path) -> None:
    host = "www.example.gov.cn"
    others = [
        "example.gov.cn",
        "m.example.gov.cn",
        "api.example.gov.cn",
        f"{host}:8080",
        "www.other.gov.cn",
        f"{host}.evil.example",
    ]
    script = f"{FETCH} const OTHERS = {json.dumps(others)}; {REACHES}"
    pages = {"/": home({"/list/": "镇街动态"}), "/list/": drawn(script), "/data/rows.json": ROWS}
    pages |= {path: article(title) for path, title in TITLES.items()}
    with ReplicaServer({host: StaticSite(pages)}) as server:
        run = watched_crawl(f"http://{host}/", tmp_path, proxy=server.url)
        asked = list(server.requests)
    assert run.returncode == 0, run.log
    assert len(records(tmp_path, "example.gov.cn")) == len(TITLES)
    assert {request.url.split("/")[2] for request in asked} == {host}


WAYS = {
    "redirect": lambda there: {"/list/": redirect(there)},
    "refresh": lambda there: {"/list/": page(drawn("", head=f'<meta http-equiv=refresh content="0;url={there}">'))},
    "script": lambda there: {"/list/": page(drawn(f"setTimeout(() => location.href = '{there}', 300)"))},
    "replaced": lambda there: {"/list/": page(drawn(f"location.replace('{there}')"))},
    "form": lambda there: {
        "/list/": page(drawn(f"const f = document.createElement('form'); f.action = '{there}'; f.method = 'post';"
                             "document.body.append(f); f.submit();"))},
    "late redirect": lambda there: {"/list/": page(drawn("location.href = '/go'")), "/go": redirect(there)},
    "late refresh": lambda there: {
        "/list/": page(drawn(f"document.head.innerHTML += `<${{'meta'}} http-equiv=refresh content='0;url={there}'>`"))},
}  # fmt: skip


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
@pytest.mark.parametrize("way", some(WAYS, "refresh", "replaced", "form", "late refresh"))
def test_a_page_that_leads_away_is_refused(tmp_path: Path, way: str) -> None:
    with Bystander() as port, FaultServer({}) as server:
        server.routes = site("") | WAYS[way](f"http://127.0.0.1:{port.port}/news/")
        run = crawl(server, tmp_path, *ALWAYS)
        assert port.touched == []
    assert run.returncode == 5, run.log
    assert f"another port: 127.0.0.1:{port.port}" in run.log
    assert "Traceback" not in run.log


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_a_page_that_leads_on_within_the_site_is_followed(tmp_path: Path) -> None:
    way = {
        "/list/": page(drawn("location.href = '/moved?1'")),
        "/moved": redirect("/list/new/index.html"),
        "/list/new/index.html": page(
            drawn(f"setTimeout(() => {{ {FETCH.replace('/data', '../../data')} }}, 500)")
        ),
    }
    with FaultServer(site("") | way) as server:
        run = crawl(server, tmp_path, *ALWAYS)
        assert server.paths.count("/list/new/index.html") == 1
    assert run.returncode == 0, run.log
    assert titles(tmp_path) == sorted(TITLES.values())


# The shell of a site of one page: what stands behind # tells its script which article to draw.
ROUTED = """<html><head><meta charset=utf-8><title>青石镇</title></head><body><div id=app></div><script>
const number = location.hash.split('/')[2];
fetch('/data/' + number + '.json').then(answer => answer.json()).then(told => {
  document.title = told.title;
  document.getElementById('app').innerHTML = '<h1>' + told.title + '</h1><p>发布时间：2026-03-24 来源：青石镇</p>'
    + '<div><p>' + told.text + '</p><p>' + told.text + '</p></div>';
});</script></body></html>"""


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_articles_of_a_site_of_one_page_are_told_apart_by_their_routes(tmp_path: Path) -> None:
    rows = {f"/app/#/news/{n}": f"青石镇第{n}个项目开工建设" for n in range(1, 4)}
    texts = {
        f"/data/{n}.json": json_answer(
            json.dumps(
                {"title": title, "text": f"3月24日，第{n}个项目在青石镇开工，总投资{n}亿元，计划两年建成。"},
                ensure_ascii=False,
            )
        )
        for n, title in enumerate(rows.values(), 1)
    }
    column = page(listing("镇街动态", rows, pager=ONE_PAGE))
    pages = {"/": page(home({"/list/": "镇街动态"})), "/list/": column, "/app/": page(ROUTED), **texts}
    with FaultServer(pages) as server:
        first = crawl(server, tmp_path)
        again = crawl(server, tmp_path)
    assert (first.returncode, again.returncode) == (0, 0), first.log
    assert titles(tmp_path) == sorted(rows.values())
    [site] = {path.parent.name for path in tmp_path.glob("*/*.report.json")}
    told = {record["url"].partition("#")[2]: record["body"] for record in records(tmp_path, site)}
    assert all(f"第{n}个项目" in told[f"/news/{n}"] for n in range(1, 4))
    assert last_report(tmp_path, site)["columns"][0]["known"] == 3


NEVER_QUIET = {
    "a clock": f"{FETCH} setInterval(() => pager.title = document.title = new Date(), 50);"
    "const c = document.createElement('p'); document.body.append(c); setInterval(() => c.textContent = Date.now(), 50);",
    "a text that grows": f"{FETCH} const c = document.createElement('p'); document.body.append(c);"
    "setInterval(() => c.textContent += '长', 50);",
    "one that asks again": f"{FETCH} setInterval(() => fetch('/data/news.json?' + Math.random()).catch(() => 0), 100);",
    "one that asks and grows": f"{FETCH} setInterval(() => fetch('/data/news.json?' + Math.random())"
    ".finally(() => document.body.append('长')), 100);",
    "one that loads itself again": f"{FETCH} setTimeout(() => location.reload(), 700);",
    "a script without end": f"draw({ROWS}); setTimeout(() => {{ while (true) {{}} }}, 300);",
    "a script without end at once": f"draw({ROWS}); while (true) {{}}",
    "answers that do not come": f"draw({ROWS}); for (let n = 0; n < 9; n++) fetch('/data/never.json?' + n);",
    "words and boxes": f"alert('您好'); confirm('?'); print(); draw({ROWS}); onbeforeunload = () => '?';",
    "another object model": f"draw({ROWS}); for (const p of [Node, Element, HTMLElement, Document]) for (const n of"
    " ['textContent', 'outerHTML', 'innerHTML', 'documentElement', 'body', 'links', 'readyState'])"
    " Object.defineProperty(p.prototype, n, {get() { while (true) {} }, configurable: true});",
}  # fmt: skip


SLOW_KINDS = (
    "a clock",
    "a text that grows",
    "one that loads itself again",
    "a script without end",
    "answers that do not come",
    "words and boxes",
    "another object model",
)


def never(exchange: Exchange) -> None:
    time.sleep(30)


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
@pytest.mark.parametrize("kind", some(NEVER_QUIET, *SLOW_KINDS))
def test_a_page_that_never_gets_quiet_gives_its_text(tmp_path: Path, kind: str) -> None:
    more = {"/data/news.json": json_answer("[]"), "/data/never.json": never}
    with FaultServer(site(NEVER_QUIET[kind], more=more)) as server:
        run = crawl(server, tmp_path, *ALWAYS, "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=0")
        asked = server.paths
    print(f"{kind}: {run.seconds:.1f} s, {len(asked)} requests")
    assert run.returncode == 0, run.log
    assert titles(tmp_path) == sorted(TITLES.values())
    assert run.seconds < 60
    assert sum(path.startswith("/data/news.json") for path in asked) <= MAX_PARTS
    assert sum(path == "/list/" for path in asked) <= MAX_DOCUMENTS + 1
    assert "Traceback" not in run.log


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_a_page_that_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    huge = (
        "document.body.style.display = 'none'; const t = 'x'.repeat(1 << 20);"
        "for (let n = 0; n < 40; n++) document.body.append(t);"
    )
    with FaultServer(site(huge)) as server:
        run = crawl(server, tmp_path, *ALWAYS)
    assert run.returncode == 5, run.log
    assert "larger than DOWNLOAD_MAXSIZE when drawn" in run.log
    assert "Traceback" not in run.log
    assert run.peak < 200


@pytest.mark.chromium
@needs_chromium
def test_a_list_that_is_gone_is_gone_in_the_browser_too(tmp_path: Path) -> None:
    with FaultServer(site("") | {"/list/": refuse("404 Not Found", "<p>页面不存在</p>")}) as server:
        run = crawl(server, tmp_path, *ALWAYS)
        report = last_report(tmp_path, f"127.0.0.1-{server.port}")
    assert run.returncode == 5, run.log
    assert [column["end_kind"] for column in report["columns"]] == ["first-page-gone"]


MANY = "".join(
    f"<script src='/js/{n}.js'></script><img src='/i/{n}.png'><link rel=stylesheet href='/c/{n}.css'>" for n in range(100)
) + "<script src='/js/matomo.js'></script>"  # fmt: skip


def script_answer(exchange: Exchange) -> None:
    exchange.reply(b"window.loaded = (window.loaded || 0) + 1;")


@pytest.mark.chromium
@needs_chromium
@pytest.mark.slow
def test_a_page_of_hundreds_of_parts_asks_for_a_few_one_after_the_other(tmp_path: Path) -> None:
    more = {f"/js/{n}.js": script_answer for n in range(100)}
    with FaultServer(site(FETCH, head=MANY, more=more)) as server:
        run = crawl(server, tmp_path, *ALWAYS, "-s", "DOWNLOAD_DELAY=0.2")
        asked = sorted(exchange.time for exchange in server.asked)
        paths = server.paths
    assert run.returncode == 0, run.log
    assert titles(tmp_path) == sorted(TITLES.values())
    assert sum(path.startswith("/js/") for path in paths) <= MAX_PARTS
    assert [path for path in paths if path.startswith(("/i/", "/c/", "/js/matomo"))] == []
    # The delay varies by half; single arrivals vary with the machine.
    assert min(later - earlier for earlier, later in zip(asked, asked[11:], strict=False)) > 1.0


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_what_a_page_asks_for_counts_for_the_run(tmp_path: Path) -> None:
    more = {f"/js/{n}.js": script_answer for n in range(100)}
    with FaultServer(site(FETCH, head=MANY, more=more)) as server:
        run = crawl(server, tmp_path, *ALWAYS, "-s", "GOVNEWS_MAX_REQUESTS=20")
        assert len(server.paths) == 20
    assert run.returncode == 4, run.log
    assert "20 requests were made (GOVNEWS_MAX_REQUESTS)" in run.log


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_robots_txt_holds_for_what_a_page_asks_for(tmp_path: Path) -> None:
    rules = page("User-agent: *\nDisallow: /data/\n")
    with FaultServer(site(FETCH, more={"/robots.txt": rules})) as server:
        run = crawl(server, tmp_path, *ALWAYS)
        assert "/data/rows.json" not in server.paths
    assert run.returncode == 5, run.log


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_scripts_are_fetched_once_a_run_and_cookies_are_given_back(tmp_path: Path) -> None:
    def listing(exchange: Exchange) -> None:
        exchange.reply(
            drawn("", head="<script src='/js/list.js' defer></script>").encode(),
            "200 OK",
            "Set-Cookie: sid=7; Path=/",
        )

    more = {
        "/": page(home({"/list/": "镇街动态", "/other/": "部门动态"})),
        "/list/": listing,
        "/other/": listing,
        "/js/list.js": page(f"if (document.cookie == 'sid=7') {FETCH}"),
    }
    with FaultServer(site("", more=more)) as server:
        run = crawl(server, tmp_path, *ALWAYS)
        asked = server.asked
    assert run.returncode == 0, run.log
    paths = [exchange.path for exchange in asked]
    assert paths.count("/js/list.js") == 1
    assert paths.count("/data/rows.json") == 2
    assert all(b"Cookie: sid=7" in exchange.head for exchange in asked if exchange.path == "/data/rows.json")


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_a_signal_ends_a_run_that_draws_and_its_browser(tmp_path: Path) -> None:
    mark = f"MARK_OF_THIS_TEST={uuid.uuid4()}"
    grows = NEVER_QUIET["one that asks and grows"]
    with FaultServer(site(grows, more={"/data/news.json": json_answer("[]")})) as server:
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "site",
            "-a",
            f"home={server.url}",
            *UNPACED,
            *ALWAYS,
        ]
        process = subprocess.Popen(
            [*command, "-s", f"GOVNEWS_OUTPUT={tmp_path}"],
            cwd=PROJECT,
            env=environment(None) | dict([mark.split("=")]),
            stderr=subprocess.PIPE,
        )
        try:
            while not any(path.startswith("/data/news.json") for path in server.paths):
                assert process.poll() is None
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            started = time.monotonic()
            _, log = process.communicate(timeout=60)
            seconds = time.monotonic() - started
        finally:
            process.kill()
    assert seconds < 10
    assert process.returncode == 4, log.decode()
    assert b"Traceback" not in log
    time.sleep(1)
    assert processes_with(mark) == []


def processes_with(mark: str) -> list[str]:
    """The command lines of the processes whose environment has the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text("utf-8", "replace"))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("program", ["/bin/false", "/bin/cat"])
def test_a_browser_that_is_none_is_one_line(tmp_path: Path, program: str) -> None:
    with FaultServer(site(FETCH)) as server:
        run = crawl(server, tmp_path, "-s", f"GOVNEWS_CHROMIUM={program}")
    assert run.returncode == 10, run.log
    assert "Chromium does not start" in run.log
    assert "Traceback" not in run.log


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_a_probe_draws_by_the_same_rules(tmp_path: Path) -> None:
    with Bystander() as port, FaultServer({}) as server:
        reaches = f"{FETCH} const OTHERS = ['127.0.0.1:{port.port}']; {REACHES}"
        server.routes = site(reaches, more={"/away": away, "/frame-away": away})
        run = scrapy("probe", server.url, *UNPACED)
        assert port.touched == []
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 dated" in run.stdout


@pytest.mark.long
@pytest.mark.chromium
@needs_chromium
def test_settings_of_scrapy_playwright_lead_to_no_other_browser(tmp_path: Path) -> None:
    with Bystander() as port, FaultServer(site(FETCH)) as server:
        elsewhere = f"PLAYWRIGHT_CDP_URL=http://127.0.0.1:{port.port}"
        run = crawl(server, tmp_path, "-s", elsewhere, "-s", 'PLAYWRIGHT_CONTEXTS={"default": {}}')
        assert port.touched == []
    assert run.returncode == 0, run.log
    assert titles(tmp_path) == sorted(TITLES.values())


def test_no_browser_is_imported_before_a_page_needs_one() -> None:
    script = "import sys, govnews.downloader.rendering; print({'playwright', 'scrapy_playwright'} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"


def test_where_parts_of_a_page_may_come_from() -> None:
    own = ["http://www.example.gov.cn/", "https://news.example.gov.cn:8443/xw/"]
    for url in ("http://www.example.gov.cn:80/a.js", "https://news.example.gov.cn:8443/a"):
        assert beside(url, Part.SCRIPT, own) is None
    for url in ("https://www.example.gov.cn/a", "http://example.gov.cn/a", "http://www.example.gov.cn:81/a"):
        assert beside(url, Part.DATA, own) == f"another origin: {url.removesuffix('.js').removesuffix('/a')}"
    assert beside("https://example.gov.cn/", Part.DOCUMENT, own) is None
    assert beside("http://www.example.gov.cn:81/", Part.DOCUMENT, own) is not None
