"""The project's own commands, and what those have in common that print for pipes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import UsageError as ScrapyUsageError

from govnews.errors import UsageError


@contextmanager
def plain_output() -> Iterator[None]:
    """UTF-8 whatever the locale; a reader that has gone (``| head``) ends the command without a word.

    Raises Scrapy's UsageError for ours: one line and exit code 2.
    """
    if sys.stdout is None or sys.stdout.closed:
        raise ScrapyUsageError("there is no standard output to write to", print_help=False)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UsageError as error:
        raise ScrapyUsageError(str(error), print_help=False) from error
