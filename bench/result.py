"""What a run of the benchmarks came to: metrics by name, with the machine they were measured on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

PROJECT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. ``target`` is the bound that it is held against, in its own unit."""

    value: float
    unit: str
    better: Literal["lower", "higher"]
    target: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.better == "lower" else self.value >= self.target


@dataclass(slots=True)
class Result:
    """The metrics of one run, by names such as ``crawl/govnews to XPath/pages per second``."""

    metrics: dict[str, Metric] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    """What could not be measured, with the reason."""

    def write(self, path: Path) -> None:
        """Keep the run as JSON."""
        document = {"machine": machine(), "skipped": self.skipped}
        document["metrics"] = {name: asdict(metric) for name, metric in self.metrics.items()}
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_metrics(path: Path) -> dict[str, Metric]:
    """The metrics of a run that :meth:`Result.write` kept."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return {name: Metric(**metric) for name, metric in document["metrics"].items()}


def machine() -> dict[str, str | int | float]:
    """What has to be known to judge absolute figures; the load tells how disturbed they are."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    names = (line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name"))
    return next(names, ":").partition(":")[2].strip()
