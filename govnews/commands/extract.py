"""``scrapy extract``: the records of saved pages, without a request."""

from __future__ import annotations

import argparse
import gc
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, Self, TextIO

from scrapy.commands import ScrapyCommand

from govnews.archive import ArchivedPage, Damaged, pages_of
from govnews.commands import check_target, in_one_line, in_words, plain_output
from govnews.component import output_folder
from govnews.crawl.arguments import reading_seconds
from govnews.errors import PageChanged, Unreadable, UsageError
from govnews.items import ARTICLE
from govnews.reading import Kind, Page, kind_of, normalise, open_page, read_article, read_list_page
from govnews.reading.budget import Budget
from govnews.text import as_typed, json_line, printable, whole_characters

_PIPE = "-"
"""What names standard input in the place of a file."""
_HTML = re.compile(r"\Z|text/html|application/xhtml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page on disk."""

    file: str
    """What its row is called."""
    url: str | None
    """Where it came from; None where nobody says so."""
    lies_at: str
    """Where it lies, as an address."""
    body: Callable[[], bytes]
    """Raises what keeps it from being had."""
    kind: Kind | None = None
    """What it is said to be; None where nobody says so."""
    content_type: str | None = None
    fetched_at: datetime | None = None

    @classmethod
    def in_file(cls, path: Path, file: str, url: str | None, kind: Kind | None = None) -> Self:
        """A page that is a file."""
        return cls(file, url, path.resolve().as_uri(), partial(_content, path), kind)

    @classmethod
    def in_pipe(cls, url: str | None) -> Self:
        """A page that comes by standard input."""
        return cls(_PIPE, url, "about:blank", sys.stdin.buffer.read)

    @classmethod
    def in_archive(cls, path: Path, page: ArchivedPage | Damaged) -> Self:
        """A page in a WARC file, or what cannot be had there."""
        if isinstance(page, Damaged):
            return cls(str(path), None, path.resolve().as_uri(), partial(_raise, page))
        moment = datetime.fromisoformat(page.fetched_at)
        return cls(str(path), page.url, page.url, lambda: page.body, None, page.content_type, moment)


class Command(ScrapyCommand):
    """Read saved pages as the crawl would have read them."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] PAGE... | - | --manifest M.jsonl --pages DIR | --warc FILE..."

    def short_desc(self) -> str:
        return "Print the record of saved pages, without a request"

    def long_desc(self) -> str:
        return (
            "Read saved pages (`-`: the one on standard input) and print one JSON object a line: the record of an article, the "
            'rows and the next page of a list, {"kind": "other"} else. "seconds" is the CPU time from bytes to record. Every '
            'page gets its line: one with "error" where it holds nothing of the kind that the manifest says, and where it could '
            "not be read (no such file, too large, too slow, a fault in a reader); of the latter the exit code is 1. With --warc "
            "each FILE is a WARC file, of govnews or of another tool: every HTML page in it that was had with status 200 gets "
            "its line, and what is damaged one with its error."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", help="where PAGE came from (one PAGE); else what the page says itself")
        parser.add_argument("--manifest", type=Path, help='JSON Lines of {"file", "url"[, "kind"]}')
        parser.add_argument("--pages", type=Path, help="folder that the manifest's files lie in")
        parser.add_argument("--warc", action="store_true", help="each FILE is a WARC file, packed or not")
        parser.add_argument("-o", "--output", type=Path, help="write there instead of standard output")
        parser.add_argument(
            "--no-restore", action="store_true", help="take the text of degraded mirrors as it stands"
        )

    @in_one_line
    @plain_output()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exit 1 where a page could not be read or a line of the manifest is none, 2 where nothing can be meant."""
        try:
            saved = _asked(args, opts)
            assert self.settings is not None
            if opts.output is not None:
                check_target(opts.output, output_folder(self.settings))
            budget = Budget(reading_seconds(self.settings))
            with _output(opts.output) as out:
                count, failed = _write(saved, out, budget, restore=not opts.no_restore)
            if not count:
                print(as_typed("scrapy extract: there is no HTML page"), file=sys.stderr)
            if failed:
                said = f"scrapy extract: {failed} of {count} pages could not be read; their lines say why"
                print(as_typed(said), file=sys.stderr)
                self.exitcode = 1
        except BrokenPipeError:
            raise  # whoever read the output has enough
        except (OSError, ValueError) as error:
            print(as_typed(printable(f"scrapy extract: {error}")), file=sys.stderr)
            self.exitcode = 1


def _asked(args: list[str], opts: argparse.Namespace) -> Iterable[_Saved]:
    """The pages that a call names. Raises UsageError where it names none, or two things at once."""
    if bool(args) == bool(opts.manifest):
        raise UsageError("name pages, --manifest with --pages, or --warc with WARC files")
    if opts.warc and (opts.url or opts.manifest):
        raise UsageError("--warc goes with WARC files alone: they say where their pages came from")
    if opts.url and len(args) != 1:
        raise UsageError("--url goes with one page")
    if opts.manifest:
        return list(_manifest(opts.manifest, opts.pages or opts.manifest.parent))
    if opts.warc:
        return _in_archives([Path(arg) for arg in args])
    return [
        _Saved.in_pipe(opts.url) if arg == _PIPE else _Saved.in_file(Path(arg), arg, opts.url) for arg in args
    ]


def _in_archives(paths: list[Path]) -> Iterator[_Saved]:
    """The HTML pages of WARC files; a file that cannot be opened is one that is damaged."""
    for path in paths:
        try:
            for page in pages_of(path):
                if isinstance(page, Damaged) or _HTML.match(page.content_type or ""):
                    yield _Saved.in_archive(path, page)
        except OSError as error:
            yield _Saved.in_archive(path, Damaged(in_words(error)))


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise Unreadable(f"no such file: {path}")
    return path.read_bytes()


def _raise(error: Exception) -> NoReturn:
    raise error


def _manifest(path: Path, folder: Path) -> Iterator[_Saved]:
    """The pages that a manifest names. Raises ValueError where a line is no row of it."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            file, url, said = row["file"], row["url"], row.get("kind")
            if not isinstance(file, str) or not isinstance(url, str):
                raise TypeError
            kind = None if said is None else Kind(said)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(
                f'{path}, line {number}: no object with "file", "url" and a known "kind"'
            ) from None
        yield _Saved.in_file(folder / file, file, url, kind)


def _output(path: Path | None) -> AbstractContextManager[TextIO]:
    """Where the lines go. What is no character in UTF-8 is written as JSON's own escape, as on standard output."""
    if path is None:
        return nullcontext(sys.stdout)
    return path.open("w", encoding="utf-8", errors="backslashreplace")


def _write(saved: Iterable[_Saved], out: TextIO, budget: Budget, *, restore: bool) -> tuple[int, int]:
    """One line a page, whatever becomes of it; how many there were, and how many could not be read."""
    count = failed = 0
    # What the start-up has made stays: the collector need not look at it again between pages.
    gc.freeze()
    for page in saved:
        count += 1
        try:
            row = _row(page, budget, restore=restore)
        except Exception as error:  # whatever it is, it is this page's alone
            failed += 1
            row = _without_record(page, in_words(error))
        out.write(json_line(whole_characters(json.dumps(row, ensure_ascii=False))) + "\n")
    return count, failed


def _without_record(saved: _Saved, error: str) -> dict[str, Any]:
    told = {"kind": saved.kind} if saved.kind else {"url": saved.url} if saved.fetched_at else {}
    return {"file": saved.file, **told, "error": error}


def _row(saved: _Saved, budget: Budget, *, restore: bool) -> dict[str, Any]:
    """One line of the output. Raises whatever keeps the page from being read."""
    body = saved.body()
    start = time.process_time()
    try:
        with budget.reading():
            read = _read(body, saved, restore=restore)
    except PageChanged as changed:
        return _without_record(saved, str(changed)) | {"seconds": round(time.process_time() - start, 6)}
    if read.get("kind") is Kind.OTHER:
        return {"file": saved.file, **read}
    return {"file": saved.file, **read, "seconds": round(time.process_time() - start, 6)}


def _read(body: bytes, saved: _Saved, *, restore: bool) -> dict[str, Any]:
    """The page as its kind, which it is asked for itself where the manifest does not say."""
    read = open_page if restore else Page.from_bytes
    page = read(body, saved.url or saved.lies_at, saved.content_type)
    if saved.url is None:
        page.url = page.own_url or page.url
    kind = saved.kind or kind_of(page)
    if kind is Kind.ARTICLE:
        return {
            "kind": kind,
            **ARTICLE.dump_python(normalise(read_article(page), fetched_at=saved.fetched_at)),
        }
    if kind is Kind.LISTING:
        return {"kind": kind, **_listing(page)}
    assert page.root is not None  # what is over a bound is unread, whatever it is said to be
    return {"kind": kind}


def _listing(page: Page) -> dict[str, Any]:
    """The rows of a list, and the link to its next page; null where that is no link, or there is none."""
    read = read_list_page(page)
    items = [{"url": row.url, "title": row.title, "date": row.date} for row in read.entries]
    return {"items": items, "next": read.next}
