"""A reader with a fault in it, which never comes to an end; imported by the crawl itself, as a module of spiders."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

from govnews.reading import Page
from govnews.spiders import base
from govnews.spiders.site import SiteSpider


def spinning(read: Callable[..., Any]) -> Callable[..., Any]:
    """The reader, which does not return from a page with the remark 打转: in the matcher, or in a loop where it says 循环."""

    def reader(page: Page, *arguments: Any, **named: Any) -> Any:
        if "<!--打转" in page.text:
            os.write(2, b"it spins\n")
            if "循环" in page.text:
                while True:
                    pass
            re.search(r"(?:a+)+b", "a" * 80)
        return read(page, *arguments, **named)

    return reader


for name in ("find_columns", "recognise", "read_expected"):
    setattr(base, name, spinning(getattr(base, name)))


class SpinningSpider(SiteSpider):
    name = "spinning"
