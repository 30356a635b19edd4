"""Part ``extraction``: CPU time and quality of one page, the tools alternated page by page.

A page's time is the least of the rounds, since what disturbs a measurement only ever adds to it.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import time
import warnings
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

from bench.extractors import EXTRACTORS, Extract, Extractor, Sample
from bench.quality import body_f1, same_day, same_title
from bench.result import PROJECT, Metric, Result
from bench.table import show
from govnews.reading.page.page import decode

CORPUS = PROJECT.parent / "shared" / "corpus"
FIXTURES = PROJECT / "tests" / "fixtures" / "articles"
# A peer whose bodies are within this much F1 of ours has to cost four times as much, for us to be fast.
COMPARABLE = 0.05
ERRORS = (ValueError, TypeError, AttributeError, KeyError, IndexError, ArithmeticError, LookupError)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The part's options."""
    parser.add_argument(
        "--extraction-rounds", type=int, default=3, metavar="N", help="times each page is read"
    )


def run(options: argparse.Namespace, result: Result) -> None:
    """Measure every extractor that is installed."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    gold = _corpus(result) or _fixtures()
    tools = _installed(result)
    found, times = _measure(gold, tools, options.extraction_rounds)
    ours = fmean(body_f1(want["body"], found["govnews"][s.name].body) for s, want in gold)
    rows = []
    for name in tools:
        spent = [1000 * times[name][sample.name] for sample, _ in gold]
        middle, p95 = median(spent), quantiles(spent, n=20)[-1]
        f1 = fmean(body_f1(want["body"], found[name][s.name].body) for s, want in gold)
        titles = fmean(same_title(want["title"], found[name][s.name].title) for s, want in gold)
        days = fmean(same_day(_day(want), found[name][s.name].day) for s, want in gold)
        ratio = median(
            times[name][s.name] / times["govnews"][s.name] for s, _ in gold
        )  # page by page, so that large pages do not outweigh the others
        result.metrics[f"extraction/{name}/median"] = Metric(
            middle, "ms", "lower", 4.0 if name == "govnews" else None
        )
        result.metrics[f"extraction/{name}/p95"] = Metric(p95, "ms", "lower")
        if name not in ("govnews", "lxml parse"):
            target = 4.0 if f1 >= ours - COMPARABLE else None
            result.metrics[f"extraction/{name} to govnews"] = Metric(ratio, "times the CPU", "higher", target)
        if name == "lxml parse":
            result.metrics["extraction/govnews to lxml parse"] = Metric(1 / ratio, "times the CPU", "lower")
            rows.append([name, f"{middle:.2f}", f"{p95:.2f}", f"{ratio:.2f}", "–", "–", "–"])
            continue
        result.metrics[f"extraction/{name}/body F1"] = Metric(f1, "", "higher")
        rows.append(
            [name, f"{middle:.2f}", f"{p95:.2f}", f"{ratio:.2f}", f"{f1:.3f}", f"{titles:.2f}", f"{days:.2f}"]
        )
    show(
        f"Extraction: {len(gold)} articles, CPU of one page",
        ["tool", "median ms", "p95 ms", "to govnews", "body F1", "title", "day"],
        rows,
    )


def _corpus(result: Result) -> list[tuple[Sample, dict[str, Any]]]:
    gold = CORPUS / "dev-gold.jsonl"
    if not gold.exists():
        result.skipped.append("extraction: no ../shared/corpus here, the project's own fixtures are read")
        return []
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    return [
        (_sample(CORPUS / "dev" / row["file"], row["url"]), row) for row in rows if row["kind"] == "article"
    ]


def _fixtures() -> list[tuple[Sample, dict[str, Any]]]:
    pairs = []
    for folder in sorted(FIXTURES.iterdir()):
        meta, want = (
            json.loads((folder / name).read_text(encoding="utf-8")) for name in ("meta.json", "expected.json")
        )
        if meta["reads"] == "article" and want["body"]:
            pairs.append((_sample(folder / "page.html", meta["url"]), want))
    return pairs


def _day(want: dict[str, Any]) -> str | None:
    """The day that a page is known to be of: gold has one field for day and moment, a record two."""
    return want.get("published_on") or want["published_at"]


def _sample(path: Path, url: str) -> Sample:
    body = path.read_bytes()
    return Sample(str(path), url, body, decode(body)[1])


def _installed(result: Result) -> dict[str, Extractor]:
    tools = {}
    for name, load in EXTRACTORS.items():
        try:
            tools[name] = load()
        except ImportError as error:
            result.skipped.append(f"extraction: {name} is not installed ({error})")
    return tools


def _measure(
    gold: list[tuple[Sample, dict[str, Any]]], tools: dict[str, Extractor], rounds: int
) -> tuple[dict[str, dict[str, Extract]], dict[str, dict[str, float]]]:
    """What each tool found on each page, and its CPU seconds."""
    found: dict[str, dict[str, Extract]] = {name: {} for name in tools}
    times: dict[str, dict[str, float]] = {name: {} for name in tools}
    for name, extract in tools.items():  # what is loaded at first use is not the page's
        found[name][gold[0][0].name] = _guarded(extract, gold[0][0])
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for sample, _ in gold:
            for name, extract in tools.items():
                for _ in range(
                    2
                ):  # the second one finds the processor's caches as its own first one left them
                    started = time.process_time()
                    found[name][sample.name] = _guarded(extract, sample)
                    spent = time.process_time() - started
                    times[name][sample.name] = min(spent, times[name].get(sample.name, spent))
    return found, times


def _guarded(extract: Extractor, sample: Sample) -> Extract:
    """A page that a tool cannot read counts as nothing found."""
    try:
        return extract(sample)
    except ERRORS:
        return Extract()
