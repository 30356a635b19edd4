"""``python bench/launch.py LOG COMMAND…``: run a command, then print as JSON what it used.

A process of its own, and a small one: on Linux a process's peak memory (getrusage) begins with that of the process
that it was forked from.
"""

import json
import os
import subprocess
import sys
import time

with open(sys.argv[1], "wb") as log:  # noqa: PTH123 - pathlib is memory, too
    started = time.perf_counter()
    process = subprocess.Popen(sys.argv[2:], stdout=log, stderr=log)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
unit = 1 if sys.platform == "darwin" else 1024
print(
    json.dumps(
        {
            "exit_code": os.waitstatus_to_exitcode(status),
            "wall": wall,
            "cpu": used.ru_utime + used.ru_stime,
            "peak": used.ru_maxrss * unit / 1e6,
        }
    )
)
