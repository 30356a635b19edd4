"""The process that reads files: ``python -m govnews.documents.child SECONDS BYTES FILE…``, a line of JSON a file."""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path


def main(seconds: int, memory: int, paths: list[str]) -> None:
    """Read them one after another, each within the bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    from govnews.documents.reader import read_file  # noqa: PLC0415 - what it imports counts as memory, too

    for path in paths:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        output.write(json.dumps(asdict(read_file(Path(path)))).encode() + b"\n")
        output.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
