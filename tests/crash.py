"""Crawls that are killed at random instants, then run to their end: is every article in the feeds exactly once?

::

    python -m tests.crash --trials 100 --jobs 2 --seed 7

A trial is one output folder. Its crawl of a replica of more than 300 articles is killed (SIGKILL) up to three times,
at an instant that is uniform over the whole time of a crawl, start-up and the feed's closing included. Then a crawl is
left alone, and all published files are counted against the replica's own truth. In a quarter of the trials the kill
waits for the closing, which lasts some hundredths of a second; some meet a full disk or a read-only folder instead of
a kill. A published file must hold whole lines at every moment. In the end each article's page must be in the archive,
and where files are fetched, in a third of the trials, each attachment in the folder of files.

The crawls are forked from a process that has imported everything: a kill while Python still imports can harm nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from govnews.archive import Damaged, pages_of, read_page
from govnews.demo.mengjin import HOST, MengjinSite
from govnews.demo.server import ReplicaServer, Reply, Request, Site
from govnews.errors import Unreadable
from govnews.items import RECORD
from govnews.ledger import open_reader
from tests.crawling import UNPACED, environment
from tests.documents import samples
from tests.places import PROJECT
from tests.processes import start

ARTICLES = 315
SHARES = {"孟津要闻": 0.48, "部门动态": 0.27, "镇街动态": 0.17, "媒体看孟津": 0.08}
# What a crawl imports, but for the reactor, which each crawl installs for itself.
CLOSING = "Closing spider"
FILES = (".pdf", ".docx", ".xlsx")
OUTPUT_FAILED = 8
# Seconds in which a run that is left alone ends on the busiest machine; it takes two or three on an idle one.
_LONGEST_RUN = 600


class Remembered:
    """A site that does not change, each page rendered once; what it offers for download is a text, whatever its name."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pages: dict[str, Reply] = {}

    def respond(self, request: Request) -> Reply:
        if request.url not in self.pages:
            name = request.url.rpartition("/")[2]
            file = Reply(200, {"ETag": f'"{name}"'}, samples.pdf(name)) if name.endswith(FILES) else None
            self.pages[request.url] = file or self.site.respond(request)
        return self.pages[request.url]


@dataclass
class Trial:
    """What became of one output folder."""

    number: int
    kind: str
    kills: Counter[str] = field(default_factory=Counter)
    """Kills by the stage of the crawl that they met."""
    failed_runs: int = 0
    """Runs that ended with output-failed: the disk was full or could not be written."""
    lost: int = 0
    twice: int = 0
    torn: int = 0
    wrong: list[str] = field(default_factory=list)
    """What else was not as it should be, in words."""

    @property
    def has_files(self) -> bool:
        """Whether files are fetched, too."""
        return self.number % 3 == 0

    @property
    def good(self) -> bool:
        return not (self.lost or self.twice or self.torn or self.wrong)


class Trials:
    """The trials on one replica; ``seconds`` is how long a crawl takes that is left alone."""

    def __init__(self, folder: Path, seed: int, articles: int) -> None:
        self.folder, self.seed = folder, seed
        sizes = {column: round(share * articles) for column, share in SHARES.items()}
        site = MengjinSite(sizes=sizes, page_size=max(5, articles // 10))
        self.truth = {article.url for article in site.articles}
        self.site = Remembered(site)
        self.server = ReplicaServer({HOST: self.site})
        self.seconds = 0.0
        self.mounts = may_mount(folder)
        self._lock = threading.Lock()

    def __enter__(self) -> Trials:
        self.server.__enter__()
        for _ in range(2):  # the first one renders the pages
            output = self.folder / "measure"
            started = time.monotonic()
            crawl = self._start(output)
            crawl.join()
            self.seconds = time.monotonic() - started
            assert crawl.exitcode == 0, _tail(output)
            shutil.rmtree(output)
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(None, None, None)

    def trial(self, number: int) -> Trial:
        """Trial ``number``: which kind it is, and when it is killed, follows from the seed."""
        chance = random.Random(f"{self.seed}/{number}")
        kind = _kind(number)
        if kind in ("read-only", "full disk") and not self.mounts:
            kind = "full disk" if kind == "full disk" else "random"
        trial, output = Trial(number, kind), self.folder / f"trial-{number}"
        output.mkdir()
        try:
            if kind == "read-only":
                self._read_only(trial, output, chance)
            elif kind == "full disk":
                self._full_disk(trial, output, chance)
            else:
                for _ in range(chance.randint(1, 3)):
                    self._killed_run(trial, output, chance, closing=kind == "closing")
                    self._count(trial, output, final=False)
                self._last_run(trial, output)
        finally:
            shutil.rmtree(output, ignore_errors=True)
        return trial

    def _start(self, output: Path, largest_file: int | None = None, *, files: bool = False) -> BaseProcess:
        output.parent.mkdir(exist_ok=True)
        log = _log_of(output)
        log.unlink(missing_ok=True)
        arguments = ["crawl", "mengjin", "-s", f"GOVNEWS_OUTPUT={output}", *UNPACED]
        return start(
            [
                *arguments,
                "-s",
                "CONCURRENT_REQUESTS_PER_DOMAIN=8",
                *(["-s", "GOVNEWS_FILES=attachments"] if files else []),
            ],
            environment(self.server.url),
            PROJECT,
            out=log,
            largest_file=largest_file,
        )

    def _killed_run(self, trial: Trial, output: Path, chance: random.Random, *, closing: bool) -> None:
        crawl = self._start(output, files=trial.has_files)
        if closing:
            until = time.monotonic() + 30 * self.seconds
            while crawl.is_alive() and CLOSING not in _text(output) and time.monotonic() < until:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.08))
        else:
            crawl.join(chance.uniform(0, self.seconds))
        stage = _stage(output) if crawl.is_alive() else "after the end"
        crawl.kill()
        crawl.join()
        trial.kills[stage] += 1

    def _last_run(self, trial: Trial, output: Path) -> None:
        crawl = self._start(output, files=trial.has_files)
        exit_code = _ended(crawl)
        if exit_code != 0:
            trial.wrong.append(f"the last run ended with {exit_code}: {_tail(output)}")
        self._count(trial, output, final=True)
        self._look_into_the_archive(trial, output)
        if trial.has_files:
            self._look_at_the_files(trial, output)
        left = [path.name for path in (output / "mengjin").rglob(".*.part")]
        if left:
            trial.wrong.append(f"working files are left: {left}")

    def _look_into_the_archive(self, trial: Trial, output: Path) -> None:
        """Every article's page is there as the site serves it, in a file in which every record verifies."""
        folder = output / "mengjin" / "archive"
        with closing(open_reader(output / "govnews.db")) as ledger:
            kept = list(ledger.kept("mengjin"))
        if missing := self.truth - {one.record.url for one in kept}:
            trial.wrong.append(f"{len(missing)} articles have no page in the archive")
        for one in kept:
            try:
                page = read_page(folder / one.pages[0].file, one.pages[0].place)
            except (Unreadable, OSError) as error:
                trial.wrong.append(f"the page of {one.record.url}: {error}")
            else:
                if page.url != one.record.url or page.body != self.site.pages[page.url].body:
                    trial.wrong.append(f"another page is kept for {one.record.url}")
        for path in folder.iterdir():
            trial.wrong += [str(found) for found in pages_of(path) if isinstance(found, Damaged)]

    def _look_at_the_files(self, trial: Trial, output: Path) -> None:
        """Every attachment is there as the site sends it, and the record has its text."""
        with closing(open_reader(output / "govnews.db")) as ledger:
            offered = [
                (one, file)
                for one in map(RECORD.validate_json, ledger.current("mengjin"))
                for file in one.attachments
            ]
        if not offered:
            trial.wrong.append("no article offers a file")
        for article, attachment in offered:
            known = {file.url: file for file in article.files}.get(attachment.url)
            path = (
                output / "mengjin" / "files" / f"{known.sha256[:2]}/{known.sha256}.pdf"
                if known and known.sha256
                else None
            )
            if path is None or not path.exists() or path.read_bytes() != self.site.pages[attachment.url].body:
                trial.wrong.append(f"the file {attachment.url} is not kept: {known}")
            elif attachment.text != attachment.url.rpartition("/")[2]:
                trial.wrong.append(f"the file {attachment.url} is read as {attachment.text}")

    def _count(self, trial: Trial, output: Path, *, final: bool) -> None:
        found: Counter[str] = Counter()
        for feed in sorted((output / "mengjin").glob("*.jsonl")):
            text = feed.read_bytes()
            lines = text.split(b"\n")
            trial.torn += lines.pop() != b""
            for line in lines:
                try:
                    record = json.loads(line)
                    found[record["url"]] += 1
                    trial.torn += record["version"] != 1 or not record["content_hash"]
                except (ValueError, KeyError, TypeError):
                    trial.torn += 1
        if final:
            trial.lost = len(self.truth - found.keys())
            trial.twice = sum(count - 1 for count in found.values())
            if strange := found.keys() - self.truth:
                trial.wrong.append(f"not of the site: {sorted(strange)[:3]}")
        elif any(count > 1 for count in found.values()):
            trial.wrong.append("an article is there twice after a kill")

    def _full_disk(self, trial: Trial, output: Path, chance: random.Random) -> None:
        """First too little room, somewhere between none and almost enough, then enough."""
        kilobytes = chance.randint(16, 1600)
        if not self.mounts:
            crawl = self._start(output, kilobytes * 1024)
            self._must_fail(trial, output, crawl)
            self._last_run(trial, output)
            return
        with mounted(output, f"size={kilobytes}k"):
            crawl = self._start(output)
            self._must_fail(trial, output, crawl)
            self._count(trial, output, final=False)
            subprocess.run(["mount", "-o", "remount,size=64m", str(output)], check=True)
            self._last_run(trial, output)

    def _read_only(self, trial: Trial, output: Path, chance: random.Random) -> None:
        """A killed run, one on a read-only file system, then one that may write."""
        with mounted(output, "size=64m"):
            self._killed_run(trial, output, chance, closing=False)
            subprocess.run(["mount", "-o", "remount,ro", str(output)], check=True)
            self._must_fail(trial, output, self._start(output))
            subprocess.run(["mount", "-o", "remount,rw", str(output)], check=True)
            self._last_run(trial, output)

    def _must_fail(self, trial: Trial, output: Path, crawl: BaseProcess) -> None:
        exit_code = _ended(crawl)
        if exit_code == OUTPUT_FAILED:
            trial.failed_runs += 1
        else:
            trial.wrong.append(f"without room the run ended with {exit_code}: {_tail(output)}")


def _kind(number: int) -> str:
    if number % 25 == 9:
        return "full disk"
    if number % 50 == 10:
        return "read-only"
    return "closing" if number % 4 == 3 else "random"


def _log_of(output: Path) -> Path:
    return output.with_name(f"{output.name}.log")


def _text(output: Path) -> str:
    log = _log_of(output)
    return log.read_text("utf-8", "replace") if log.exists() else ""


def _ended(crawl: BaseProcess) -> int | None:
    """The exit code of a run that is left alone; None of one that hangs, which is killed."""
    crawl.join(_LONGEST_RUN)
    exit_code = crawl.exitcode
    if exit_code is None:
        crawl.kill()
        crawl.join()
    return exit_code


def _tail(output: Path) -> str:
    return _text(output)[-1500:]


def _stage(output: Path) -> str:
    text = _text(output)
    if CLOSING in text:
        return "closing"
    return "crawling" if "Spider opened" in text else "start-up"


def may_mount(folder: Path) -> bool:
    try:
        with mounted(folder / "mount", "size=1m"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small file system of its own at ``folder``; needs root. Raises where there is no such right."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True, capture_output=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def run_trials(
    count: int, *, jobs: int = 2, seed: int = 0, articles: int = ARTICLES, say: bool = False
) -> list[Trial]:
    """``count`` trials, ``jobs`` at a time, on a replica of about so many articles."""
    done: list[Trial] = []
    with (
        tempfile.TemporaryDirectory(prefix="crash-") as folder,
        Trials(Path(folder), seed, articles) as trials,
    ):
        if say:
            disks = "tmpfs" if trials.mounts else "RLIMIT_FSIZE; no read-only ones"
            print(
                f"{len(trials.truth)} articles, {trials.seconds:.1f} s a crawl, full disks by {disks}",
                flush=True,
            )
        with ThreadPoolExecutor(jobs) as pool:
            for trial in pool.map(trials.trial, range(count)):
                done.append(trial)
                if say and (not trial.good or len(done) % 10 == 0):
                    print(f"{len(done)} trials, {sum(not one.good for one in done)} bad", flush=True)
                if say and not trial.good:
                    print(trial, flush=True)
    return done


def summary(trials: list[Trial]) -> str:
    """The figures over all trials."""
    kills: Counter[str] = Counter()
    for trial in trials:
        kills += trial.kills
    kinds = Counter(trial.kind for trial in trials)
    failed = sum(trial.failed_runs for trial in trials)
    lines = [
        f"trials: {len(trials)} ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))})",
        f"kills: {kills.total()} ({', '.join(f'{count} {stage}' for stage, count in sorted(kills.items()))})",
        f"runs that met a full or read-only disk and said so: {failed}",
        f"articles lost: {sum(trial.lost for trial in trials)}",
        f"articles twice: {sum(trial.twice for trial in trials)}",
        f"torn or invalid lines: {sum(trial.torn for trial in trials)}",
        f"trials with anything else wrong: {sum(bool(trial.wrong) for trial in trials)}",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run the trials and print the figures; 1 where any of them is bad."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    trials = run_trials(options.trials, jobs=options.jobs, seed=options.seed, say=True)
    print(summary(trials))
    print(f"{time.monotonic() - started:.0f} s")
    return int(any(not trial.good for trial in trials))


if __name__ == "__main__":
    sys.exit(main())
