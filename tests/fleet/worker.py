"""A process that has a fork server and a long crawl, as a worker has: ``python -m tests.fleet.worker SCRATCH ARGUMENT…``.

It prints its fork server's process and that of the crawl, and waits for the crawl.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from govnews.fleet.children import Children
from tests.places import PROJECT

CRAWL = "govnews.commands.crawl.Command"


async def main(scratch: str, *arguments: str) -> None:
    """Wait for the crawl's end."""
    children = Children(CRAWL, PROJECT, Path(scratch))
    crawl = asyncio.create_task(children.run(arguments, {}))
    while not children.processes:
        await asyncio.sleep(0.01)
    print(children.server, *children.processes.values(), flush=True)
    await crawl
    await children.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
