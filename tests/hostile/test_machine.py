"""What the machine does to a run: settings that nobody reads, libraries that are missing, a ledger that is damaged, a
disk that is full. Each is one line and an exit code, and nothing that was collected is harmed."""

from __future__ import annotations

import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from scrapy.settings import Settings, default_settings

from govnews import settings
from govnews.crawl.arguments import SETTINGS, check_names, check_scrapys
from govnews.demo.mengjin import BASE, HOST, MengjinSite
from govnews.demo.server import FaultySite, ReplicaServer, Reply, Request
from govnews.errors import OutputFailed, UsageError
from govnews.ledger import examine, files_of, open_ledger
from govnews.ledger.migrations import SCHEMA_VERSION
from tests.crash import may_mount, mounted
from tests.crawling import UNPACED, crawl, environment, last_report, records, scrapy
from tests.ledger.samples import NOW, article
from tests.places import PROJECT

SIZES = {"孟津要闻": 12, "部门动态": 8, "镇街动态": 6, "媒体看孟津": 4}
QUICK = ["-s", "RETRY_TIMES=0", "-s", "GOVNEWS_RENDER=never", "-L", "WARNING"]


def small_site() -> MengjinSite:
    return MengjinSite(sizes=SIZES, page_size=10)


# Calls that cannot be meant


def test_every_setting_of_ours_is_known_by_name() -> None:
    assert sorted(name for name in vars(settings) if name.startswith("GOVNEWS_")) == sorted(SETTINGS)


COMMANDS = {
    "crawl": ["mengjin"],
    "export": ["mengjin"],
    "history": [f"{BASE}/1.html"],
    "runs": ["mengjin"],
    "ledger": [],
    "probe": [f"http://{HOST}/"],
    "extract": ["README.md"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_setting_that_nobody_reads_is_one_line_before_the_first_request(tmp_path, command):
    with ReplicaServer({HOST: small_site()}) as server:
        arguments = [*COMMANDS[command], "-L", "WARNING", "-s", f"GOVNEWS_OUPUT={tmp_path}"]
        run = scrapy(command, *arguments, proxy=server.url)
        assert server.requests == []
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"scrapy {command}: GOVNEWS_OUPUT is no setting; GOVNEWS_OUTPUT is the nearest\n"


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("GOVNEW_OUTPUT", "GOVNEWS_OUTPUT"),
        ("govnews_window", "GOVNEWS_WINDOW"),
        ("GONEWS_PAUSE", "GOVNEWS_PAUSE"),
        ("GOVNEWS_RECHECK_PER_RUN", "GOVNEWS_RECHECKS_PER_RUN"),
        ("GOVNEWS_MAX_REQUEST", "GOVNEWS_MAX_REQUESTS"),
    ],
)
def test_the_nearest_name_is_said(name: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=f"^{name} is no setting; {nearest} is the nearest$"):
        check_names([*SETTINGS, name])
    with pytest.raises(UsageError, match="in the environment is not read"):
        check_names(SETTINGS, ["PATH", f"SCRAPY_GOVNEWS_{name}"])


def test_no_setting_of_scrapys_is_taken_for_one_of_ours() -> None:
    check_names(Settings())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CONCURRENT_REQUESTS", "x", "a whole number"),
        ("CONCURRENT_REQUESTS", "1.5", "a whole number"),
        ("DOWNLOAD_TIMEOUT", "x", "a number"),
        ("RETRY_TIMES", "x", "a whole number"),
        ("REACTOR_THREADPOOL_MAXSIZE", "x", "a whole number"),
        ("AUTOTHROTTLE_TARGET_CONCURRENCY", "nan", "a number"),
        ("LOG_ENABLED", "perhaps", "True or False"),
        ("LOG_LEVEL", "foo", "one of CRITICAL, ERROR, WARNING, INFO, DEBUG"),
    ],
)
def test_a_wrong_setting_of_scrapys_is_one_line_before_the_first_request(tmp_path, name, value, words):
    with ReplicaServer({HOST: small_site()}) as server:
        run = crawl("mengjin", tmp_path / "output", "-s", f"{name}={value}", proxy=server.url)
        assert server.requests == []
    assert (run.returncode, run.stderr) == (2, f"scrapy crawl: {name}={value}: {words}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_log_level_of_an_option_is_checked(tmp_path):
    for command in (["crawl", "mengjin"], ["probe", f"http://{HOST}/"]):
        run = scrapy(*command, "-L", "foo", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
        assert run.returncode == 2
        assert run.stderr == (
            f"scrapy {command[0]}: LOG_LEVEL=foo: one of CRITICAL, ERROR, WARNING, INFO, DEBUG\n"
        )


def test_what_scrapys_settings_can_be_is_no_fault() -> None:
    defaults = vars(default_settings)
    check_scrapys(Settings(), defaults)
    given = {"DOWNLOAD_TIMEOUT": "2.5", "DNS_TIMEOUT": 0.5, "LOG_LEVEL": 10, "TELNETCONSOLE_ENABLED": "false"}
    more = {"RETRY_PRIORITY_ADJUST": "-1", "FEED_EXPORT_INDENT": None, "COOKIES_ENABLED": "1"}
    check_scrapys(Settings(given | more), defaults)


def test_the_environment_is_not_read_and_says_so(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "mengjin", *QUICK],
        env=environment(None) | {"GOVNEWS_OUTPUT": str(tmp_path / "output")},
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stderr == (
        "scrapy crawl: GOVNEWS_OUTPUT in the environment is not read: give it by -s GOVNEWS_OUTPUT=…\n"
    )


def test_a_settings_file_with_a_slip_in_it_is_one_line(tmp_path):
    (tmp_path / "slip.py").write_text("from govnews.settings import *\nGOVNEWS_OUPUT = 'elsewhere'\n")
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "mengjin", *QUICK],
        env=environment(None) | {"SCRAPY_SETTINGS_MODULE": "slip", "PYTHONPATH": f"{tmp_path}:{PROJECT}"},
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stderr == "scrapy crawl: GOVNEWS_OUPUT is no setting; GOVNEWS_OUTPUT is the nearest\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-s", "JOBDIR={}/job"], "JOBDIR: the ledger keeps where a run ended"),
        (["-o", "s3://key:secret@bucket/:jsonl"], "the feed s3://bucket/: name a bucket and an object: s3://BUCKET/NAME.jsonl"),
        (["-o", "gs://bucket:jsonl"], "the feed gs://bucket: name a bucket and an object: gs://BUCKET/NAME.jsonl"),
        (["-o", "gs://bucket/news.jsonl"], "no credentials of Google Cloud Storage: File /nowhere.json was not found"),
        (["-o", "s3:///news.jsonl"], "the feed s3:///news.jsonl: name a bucket and an object"),
        (["-o", "ftp:///news.jsonl"], "the feed ftp:///news.jsonl: Got a storage URI without a hostname"),
        (["-o", "sftp://example.invalid/news.jsonl"], "nothing stores to sftp://"),
        (["-s", "FEEDS={{\"news.x\": {{\"format\": \"novel\"}}}}"], "its format novel is none of"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_one_line_before_the_first_request(tmp_path, monkeypatch, arguments, words):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere.json")
    with ReplicaServer({HOST: small_site()}) as server:
        told = [argument.format(tmp_path) for argument in arguments]
        run = crawl("mengjin", tmp_path / "output", *QUICK, *told, proxy=server.url)
        assert server.requests == []
    assert run.returncode == 2, run.stderr
    (line,) = run.stderr.splitlines()
    assert line.startswith("scrapy crawl mengjin: ")
    assert words in line
    assert list(tmp_path.iterdir()) == [], "neither folder, lock, ledger nor queue"


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("export", [], "name sites, or give --all"),
        ("export", ["mengjin", "--since", "yesterday"], "--since yesterday: not a day"),
        ("export", ["其他\x1b[31m"], "has nothing of 其他\\x1b[31m"),
        ("history", [], "name one URL"),
        ("crawl", ["nobody\x1b[0m"], "there is no spider nobody\\x1b[0m"),
        ("crawl", ["site", "-a", "home=http://\x1b[31m/"], "home=http://\\x1b[31m/: not a web address"),
        ("probe", ["\x1b]0;x\x07"], "\\x1b]0;x\\x07 is no address, as http://www.example.gov.cn/"),
        ("ledger", [], "is not there; `scrapy crawl` makes it"),
    ],
)
def test_a_wrong_call_is_one_line_without_commands_to_the_terminal(tmp_path, command, arguments, words):
    run = scrapy(command, *arguments, "-L", "WARNING", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert (run.returncode, run.stdout) == (2, "")
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"scrapy {command}")
    assert words in line
    assert "\x1b" not in line


# A damaged ledger


def full_ledger(path: Path) -> None:
    with closing(open_ledger(path, "mengjin")) as ledger:
        for number in range(300):
            ledger.record(article(number), now=NOW)


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def tear(path: Path, *tables: str) -> None:
    """The first page of each table is nonsense."""
    with closing(sqlite3.connect(path)) as db:
        (size,) = db.execute("PRAGMA page_size").fetchone()
        roots = dict(db.execute("SELECT name, rootpage FROM sqlite_master"))
    for table in tables:
        overwrite(path, (roots[table] - 1) * size, b"\xff" * size)


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_text("没有数据库" * 500, "utf-8"),
    "wrong header": lambda path: overwrite(path, 0, b"SQLite format 9\0"),
    "torn first page": lambda path: overwrite(path, 100, b"\xff" * 3000),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 3]),
    "torn pages": lambda path: tear(path, "known", "version", "run", "column_", "failure"),
    "missing table": lambda path: change(path, "DROP TABLE known"),
    "later version": lambda path: change(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}"),
    "another program's": lambda path: (path.unlink(), change(path, "CREATE TABLE customers (name TEXT)")),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_ledger_is_one_line_that_says_what_to_do(tmp_path, kind):
    path = tmp_path / "govnews.db"
    full_ledger(path)
    DAMAGE[kind](path)
    with ReplicaServer({HOST: small_site()}) as server:
        run = crawl("mengjin", tmp_path, *QUICK, proxy=server.url)
    assert run.returncode == 8, run.stderr
    assert "Traceback" not in run.stderr
    none_of_ours = kind in ("later version", "another program's")
    assert ("another GOVNEWS_OUTPUT folder" if none_of_ours else "`scrapy ledger` checks it") in run.stderr
    if "records:" not in run.stderr:  # the run did not begin
        assert len(run.stderr.splitlines()) == 1, run.stderr
    assert not list((tmp_path / "mengjin").glob("*.jsonl"))
    try:
        assert examine(path).faults
    except OutputFailed as refused:
        assert str(path) in str(refused)


@pytest.mark.parametrize("kind", ["no database", "cut off", "later version"])
def test_the_check_tells_what_is_wrong(tmp_path, kind):
    path = tmp_path / "govnews.db"
    full_ledger(path)
    DAMAGE[kind](path)
    before = path.read_bytes()
    for command in (["ledger"], ["export", "mengjin"]):
        run = scrapy(*command, "-s", f"GOVNEWS_OUTPUT={tmp_path}")
        assert run.returncode == 8, run.stdout + run.stderr
        assert "Traceback" not in run.stderr
        assert str(path) in run.stdout + run.stderr
    assert path.read_bytes() == before


def test_a_whole_ledger_is_said_to_be_whole(tmp_path):
    full_ledger(tmp_path / "govnews.db")
    before = (tmp_path / "govnews.db").read_bytes()
    checked = scrapy("ledger", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"govnews.db is whole; schema version {SCHEMA_VERSION}, " in checked.stdout
    assert "  mengjin: 300 articles\n" in checked.stdout
    assert (tmp_path / "govnews.db").read_bytes() == before


def test_damage_where_no_run_looks_is_found_by_the_check(tmp_path):
    """One record that is none, and an index that has lost its table's rows."""
    path = tmp_path / "govnews.db"
    full_ledger(path)
    change(path, "UPDATE version SET record = 'x' WHERE id = 7")
    tear(path, "article_content")
    checked = scrapy("ledger", "-s", f"GOVNEWS_OUTPUT={tmp_path}")
    assert checked.returncode == 8
    assert "version 7 of mengjin is no record" in checked.stdout
    assert "put a backup in its place" in checked.stdout


class Meanwhile:
    """Does something to the machine while the n-th article is asked for."""

    def __init__(self, number: int, act: Callable[[], object]) -> None:
        self.number, self.act, self.asked = number, act, 0

    def __call__(self, request: Request) -> bool:
        if request.path.startswith(("/20", "/html/")):
            self.asked += 1
            if self.asked == self.number:
                self.act()
        return False


def never(request: Request, reply: Reply) -> Reply:
    return reply


def ruin(files: Iterable[Path]) -> None:
    for file in files:
        overwrite(file, 0, b"\xff" * file.stat().st_size)


def test_a_ledger_that_is_damaged_at_the_end_of_a_run_makes_it_no_ok(tmp_path):
    """The run's own connection notices nothing: it remembers what it has read, since the shared memory is as it was."""
    site, path = small_site(), tmp_path / "govnews.db"
    meanwhile = Meanwhile(len(site.articles), lambda: ruin(files_of(path)[:2]))
    with ReplicaServer({HOST: FaultySite(site, {meanwhile: never})}) as server:
        run = crawl("mengjin", tmp_path, *QUICK, "-s", "GOVNEWS_ATOM=False", proxy=server.url)
    assert meanwhile.asked == len(site.articles)
    assert run.returncode == 8, run.stderr
    assert "is damaged" in run.stderr
    assert "Traceback" not in run.stderr
    assert '"outcome": "ok"' not in "".join(one.read_text() for one in tmp_path.glob("mengjin/*.report.json"))


def test_a_ledger_that_is_damaged_while_a_run_is_on_ends_it(tmp_path):
    site, path = small_site(), tmp_path / "govnews.db"

    def ruin_between_writes() -> None:
        # A write that is on puts the shared memory in order again: SQLite may then notice nothing till the end.
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            ruin(files_of(path))  # one is shared memory: what was read before does not count any more

    meanwhile = Meanwhile(12, ruin_between_writes)
    with ReplicaServer({HOST: FaultySite(site, {meanwhile: never})}) as server:
        run = crawl("mengjin", tmp_path, *QUICK, proxy=server.url)
    assert run.returncode == 8, run.stderr
    assert "Traceback" not in run.stderr
    assert run.stderr.count("is damaged") <= 3, run.stderr
    assert meanwhile.asked < len(site.articles), "nothing is fetched that cannot be kept"


# A full disk


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Callable[[], None]]:
    """A disk of so many kilobytes, a real one where this machine lets make one; what it gives makes it large."""
    if may_mount(folder.parent):
        with mounted(folder, f"size={kilobytes}k"):
            yield lambda: subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)  # type: ignore[func-returns-value]
        return
    folder.mkdir(exist_ok=True)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, before[1]))
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.long
@pytest.mark.parametrize("kilobytes", [40, 260, 420])
def test_a_full_disk_is_a_line_a_run_and_harms_nothing(tmp_path, kilobytes):
    """Its log lies on the same disk. There is room for hardly the ledger, for some articles, for all but their feed."""
    site, output = small_site(), tmp_path / "disk"
    quick = [argument for argument in QUICK if argument not in ("-L", "WARNING")]
    with ReplicaServer({HOST: site}) as server, small_disk(output, kilobytes) as make_room:
        run = crawl(
            "mengjin", output, *quick, "-L", "INFO", "--logfile", str(output / "log.txt"), proxy=server.url
        )
        assert run.returncode == 8, run.stderr
        log = (output / "log.txt").read_text("utf-8", "replace")
        assert "Traceback" not in run.stderr + log
        assert len(run.stderr.splitlines()) < 20
        told = [line for line in log.splitlines() if " ERROR: " in line]
        assert len(told) <= 4, told  # of the archive, the ledger, the feed and the report
        kept = Counter(one["url"] for one in records(output))
        make_room()
        run = crawl("mengjin", output, *QUICK, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert Counter(one["url"] for one in records(output)) == Counter(one.url for one in site.articles)
        assert kept <= Counter(one.url for one in site.articles)
        assert last_report(output)["outcome"] == "ok"


def test_a_disk_that_fills_while_a_run_is_on_ends_it(tmp_path):
    site, output = small_site(), tmp_path / "disk"
    if not may_mount(tmp_path):
        pytest.skip("no right to mount")

    def fill() -> None:
        with (output / "filler").open("wb") as file, pytest.raises(OSError, match="No space"):
            while True:
                file.write(b"x" * 65536)
                file.flush()

    meanwhile = Meanwhile(8, fill)
    with (
        ReplicaServer({HOST: FaultySite(site, {meanwhile: never})}) as server,
        mounted(output, "size=8m"),
    ):
        run = crawl("mengjin", output, *UNPACED, *QUICK, proxy=server.url)
        assert run.returncode == 8, run.stderr
        assert "Traceback" not in run.stderr
        assert meanwhile.asked < len(site.articles), "nothing is fetched that cannot be kept"
        (output / "filler").unlink()
        run = crawl("mengjin", output, *QUICK, proxy=server.url)
        assert run.returncode == 0, run.stderr
        assert Counter(one["url"] for one in records(output)) == Counter(one.url for one in site.articles)


def test_a_ledger_that_is_taken_away_during_a_run_is_told(tmp_path):
    """SQLite writes on into the file that has no name any more; the next run would begin anew, and nobody know why."""
    output = tmp_path / "output"

    def remove(request: Request, reply: Reply) -> Reply:
        shutil.rmtree(output, ignore_errors=True)
        return reply

    article_page = re.compile(r"/\d{4}/.*\.html").fullmatch
    removing = FaultySite(small_site(), {lambda request: bool(article_page(request.path)): remove})
    with ReplicaServer({HOST: removing}) as server:
        run = crawl("mengjin", output, "-L", "WARNING", proxy=server.url)
    assert run.returncode == 8, run.stderr
    assert "output-failed" in run.stderr
    assert "was removed or replaced while it was in use" in run.stderr
