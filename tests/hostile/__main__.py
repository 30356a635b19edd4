"""Crawl a site with one hostile page in it, once to the end and once with a SIGTERM on the way, and print what it cost.

::

    python -m tests.hostile

Each row is one page of one kind. Exit code 1 where a row goes beyond a bound: 200 MB, 10 s of CPU for the page, 10 s from
SIGTERM to the exit, or an exit that says that govnews itself is at fault.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from govnews.crawl.outcome import Outcome
from tests.fault_server import (
    ONE_PAGE,
    Answer,
    FaultServer,
    article,
    home,
    listing,
    page,
    signalled_crawl,
    watched_crawl,
)
from tests.hostile.pages import DELETED, WALLS
from tests.hostile.test_budget import IN_MATCHER, SPINNING
from tests.hostile.test_heads import ANSWERS

MOST_MEMORY = 200.0  # MB
MOST_CPU = 10.0  # seconds for one page
LONGEST_EXIT = 10.0  # seconds
SLACK = 1.0  # what two runs of the same site differ by, seconds of CPU

TITLE = "占地很多的一条消息"
PATH = "/x/1.html"
SOUND = {f"/a/{number}.html": f"镇街的第{number}条动态消息" for number in range(4)}
ATTRIBUTES = " ".join(f"a{number}" for number in range(160_000))


def _said(text: str) -> str:
    """The hostile article with ``text`` below its headline."""
    return article(TITLE).replace("</h1>", f"</h1><p>{text}</p>", 1)


def _in_head(text: str) -> str:
    return article(TITLE).replace("<head>", f"<head>{text}", 1)


PAGES: dict[str, Answer] = {
    "200 KB of digits behind 来源": page(_said("来源：" + "1" * 200_000)),
    "40 KB of digits in ContentSource": page(_in_head(f"<meta name=ContentSource content='{'7' * 40_000}'>")),
    "原标题： 20,000 times": page(_said("原标题：" * 20_000)),
    "一二三 100,000 times": page(_said("一二三" * 100_000)),
    "location=a+ in a script of 200 KB": page(_in_head(f"<script>{'location=a+' * 20_000}</script>")),
    "quotes and backslashes in a script of 200 KB": page(
        _in_head("<script>var a='" + "\\'\"" * 70_000 + "</script>")
    ),
    "160,000 attributes behind \\u003c": page(
        _in_head(f'<script>var a={{content:"\\u003cp {ATTRIBUTES}"}}</script>')
    ),
    "160,000 attributes in UTF-16": page(f"<p {ATTRIBUTES}>".encode("utf-16")),
    "2,000,000 attributes in 74,000 tags": page(_said(f"<br {ATTRIBUTES[:104]}>" * 74_000)),
    "400,000 tags": page(_said("<b>1" * 400_000)),
    "100,000 elements in each other": page(_said("<div>" * 100_000)),
    "a field of 300 KB that 300 scripts fill in": page(
        _said(
            f"<textarea id=kept>{'&lt;p&gt;县长' * 21_000}</textarea>"
            + "".join(
                f"<i id=a{n}></i><script>$('#a{n}').html($('#kept').val())</script>" for n in range(300)
            )
        )
    ),
    "8 MB of words": page(_said("ab " * 2_790_000)),
    "one sentence 95,000 times": page(_said("县长到青石镇调研春耕生产，强调要不误农时。<br>" * 95_000)),
    "an endless header": ANSWERS["/h/line.html"],
    "endless headers": ANSWERS["/h/small.html"],
    "an alert of deletion": page(DELETED["an alert, and back"]),
    "a wall": page(WALLS["a script alone, 200"][1]),
    "a reader that does not come to an end": page(article(TITLE).replace("<body>", IN_MATCHER)),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page cost."""

    name: str
    outcome: Outcome
    peak: float
    """MB."""
    cpu: float
    """Seconds for the page: those of the run without those of a run that meets a sound page there."""
    to_exit: float
    """Seconds from SIGTERM to the exit, sent when the page was asked for."""

    @property
    def is_within_bounds(self) -> bool:
        """Whether none of the bounds is passed, and the outcome is one of the site's."""
        return (
            self.peak <= MOST_MEMORY
            and self.cpu <= MOST_CPU + SLACK
            and self.to_exit <= LONGEST_EXIT
            and self.outcome is not Outcome.ERROR
        )

    def __str__(self) -> str:
        exit_code = f"`{self.outcome.word}` ({self.outcome.exit_code})"
        return f"| {self.name} | {exit_code} | {self.peak:.0f} | {self.cpu:.1f} | {self.to_exit:.1f} |"


def site(hostile: Answer) -> Mapping[str, Answer]:
    """A small site, one of whose articles is ``hostile``."""
    return {
        "/": page(home({"/news/": "镇街动态"})),
        "/news/": page(listing("镇街动态", {PATH: TITLE} | SOUND, pager=ONE_PAGE)),
        **{path: page(article(title)) for path, title in SOUND.items()},
        PATH: hostile,
    }


def measure(name: str, answer: Answer, folder: Path, *, usual: float) -> Cost:
    """Crawl twice; ``usual`` is the CPU of a crawl of the site with a sound page in the place."""
    with FaultServer(site(answer)) as server:
        run = watched_crawl(server.url, folder / "whole", *SPINNING, spider="spinning")
    with FaultServer(site(answer)) as server:
        # With a delay there is something left to do when the signal comes.
        slowly = (*SPINNING, "-s", "DOWNLOAD_DELAY=2")
        _, took, _ = signalled_crawl(
            server.url, folder / "ended", *slowly, begun=lambda log: PATH in server.paths, spider="spinning"
        )
    outcome = next(each for each in Outcome if each.exit_code == run.returncode)
    return Cost(name, outcome, run.peak, max(0.0, run.cpu - usual), took)


def usual_cpu(folder: Path) -> float:
    """CPU seconds of a crawl of the site without a hostile page."""
    with FaultServer(site(page(article(TITLE)))) as server:
        return watched_crawl(server.url, folder, *SPINNING, spider="spinning").cpu


def main() -> int:
    """Print a table for the README."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "kinds", nargs="*", metavar="KIND", help="those rows alone whose name holds one of these words"
    )
    options = parser.parse_args()
    costs = []
    with TemporaryDirectory(prefix="hostile-") as temporary:
        folder = Path(temporary)
        usual = usual_cpu(folder / "usual")
        print(
            "| a page of | the run ends | MB at most | CPU s for the page | s from SIGTERM to the exit |\n|---|---|---|---|---|"
        )
        for number, (name, answer) in enumerate(PAGES.items()):
            if not options.kinds or any(kind in name for kind in options.kinds):
                costs.append(measure(name, answer, folder / str(number), usual=usual))
                print(costs[-1], flush=True)
    beyond = [cost.name for cost in costs if not cost.is_within_bounds]
    print(f"\n{len(costs)} pages, {len(beyond)} beyond a bound{''.join(f'; {name}' for name in beyond)}")
    return 1 if beyond or not costs else 0


if __name__ == "__main__":
    sys.exit(main())
