"""``scrapy extract``: the records of saved pages, without a request."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from scrapy.commands import ScrapyCommand

from govnews.commands import plain_output
from govnews.errors import PageChanged, UsageError
from govnews.items import ARTICLE, Evidence
from govnews.reading.article.article import page_type, read_article
from govnews.reading.article.normalise import normalise
from govnews.reading.listing.entries import lists_teasers
from govnews.reading.mirror import restore_page
from govnews.reading.page.page import Page
from govnews.reading.platforms import recognise

KINDS = ("article", "listing", "other")
# Entries that make a list of a page that shows neither a text nor rows with dates.
_ENTRIES = 5


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page on disk: where it lies, what its row is called, where it came from, what it is said to be."""

    path: Path
    file: str
    url: str | None
    kind: str | None = None


class Command(ScrapyCommand):
    """Read saved pages as the crawl would have read them."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] PAGE... | --manifest M.jsonl --pages DIR"

    def short_desc(self) -> str:
        return "Print the record of saved pages, without a request"

    def long_desc(self) -> str:
        return (
            "Read saved pages and print one JSON object a line: the record of an article, the rows and the next "
            'page of a list, {"kind": "other"} else. "seconds" is the CPU time from bytes to record. A page that '
            'cannot be read gives a line with "error"; a file that is not there ends the command with exit code 1.'
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", help="where PAGE came from (one PAGE); else what the page says itself")
        parser.add_argument("--manifest", type=Path, help='JSON Lines of {"file", "url"[, "kind"]}')
        parser.add_argument("--pages", type=Path, help="folder that the manifest's files lie in")
        parser.add_argument("-o", "--output", type=Path, help="write there instead of standard output")
        parser.add_argument(
            "--no-restore", action="store_true", help="take the text of degraded mirrors as it stands"
        )

    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exit 1 where a file is missing or a line of the manifest is none, 2 where nothing can be meant."""
        try:
            saved = _asked(args, opts)
            missing = next((page.path for page in saved if not page.path.is_file()), None)
            if missing is not None:
                raise FileNotFoundError(f"no such file: {missing}")
            with opts.output.open("w", encoding="utf-8") if opts.output else nullcontext(sys.stdout) as out:
                _write(saved, out, restore=not opts.no_restore)
        except (UsageError, OSError, ValueError) as error:
            print(f"scrapy extract: {error}", file=sys.stderr)
            self.exitcode = 2 if isinstance(error, UsageError) else 1


def _asked(args: list[str], opts: argparse.Namespace) -> list[_Saved]:
    """The pages that a call names. Raises UsageError where it names none, or two things at once."""
    if bool(args) == bool(opts.manifest):
        raise UsageError("name either pages or --manifest with --pages")
    if opts.url and len(args) != 1:
        raise UsageError("--url goes with one page")
    if opts.manifest:
        return list(_manifest(opts.manifest, opts.pages or opts.manifest.parent))
    return [_Saved(Path(arg), arg, opts.url) for arg in args]


def _manifest(path: Path, folder: Path) -> Iterator[_Saved]:
    """The pages that a manifest names. Raises ValueError where a line is no row of it."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            file, url, kind = row["file"], row["url"], row.get("kind")
            if not isinstance(file, str) or not isinstance(url, str) or kind not in (*KINDS, None):
                raise TypeError
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(
                f'{path}, line {number}: no object with "file", "url" and a known "kind"'
            ) from None
        yield _Saved(folder / file, file, url, kind)


def _write(saved: list[_Saved], out: TextIO, *, restore: bool) -> None:
    # What the start-up has made stays: the collector need not look at it again between pages.
    gc.freeze()
    for page in saved:
        out.write(json.dumps(_row(page, restore=restore), ensure_ascii=False) + "\n")


def _row(saved: _Saved, *, restore: bool) -> dict[str, Any]:
    """One line of the output."""
    body = saved.path.read_bytes()
    start = time.process_time()
    try:
        read = _read(body, saved, restore=restore)
    except PageChanged as changed:
        read = {"kind": saved.kind, "error": str(changed)} if saved.kind else {"error": str(changed)}
    if read.get("kind") == "other":
        return {"file": saved.file, **read}
    return {"file": saved.file, **read, "seconds": round(time.process_time() - start, 6)}


def _read(body: bytes, saved: _Saved, *, restore: bool) -> dict[str, Any]:
    """The page as its kind, which it is asked for itself where the manifest does not say."""
    page = Page.from_bytes(body, saved.url or saved.path.resolve().as_uri())
    if saved.url is None:
        page.url = page.own_url or page.url
    family = None
    if restore:
        page, mirror = restore_page(page)
        family = mirror.describe() if mirror.family is not None else None
    kind = saved.kind or _kind(page)
    if kind == "other":
        return {"kind": kind}
    if kind == "listing":
        platform = recognise(page).platform
        items = [{"url": row.url, "title": row.title, "date": row.date} for row in platform.read_list(page)]
        following = platform.next(page).candidates
        return {
            "kind": kind,
            "items": items,
            "next": following[0].url if following and following[0].is_link else None,
        }
    article = read_article(page)
    if family is not None:
        article.evidence["mirror"] = Evidence(witness="heuristic", raw=family)
    return {"kind": kind, **ARTICLE.dump_python(normalise(article, fetched_at=None))}


def _kind(page: Page) -> str:
    """What the page is: also a list where its teasers pass for a text, or where only its family finds the entries."""
    kind = page_type(page)
    if kind == "article" and lists_teasers(page):
        return "listing"
    if kind == "other":
        with suppress(PageChanged):
            if len(recognise(page).platform.read_list(page)) >= _ENTRIES:
                return "listing"
    return kind
