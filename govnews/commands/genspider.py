"""``scrapy genspider``: Scrapy's own, with a template for a site of ours, ``-t govnews``."""

from __future__ import annotations

import argparse
from importlib.resources import as_file, files

from scrapy.commands import genspider

OURS = "govnews"


class Command(genspider.Command):
    """Write a spider module; by our template one that has nothing but the site's home page."""

    _templates: str | None = None

    def short_desc(self) -> str:
        return "Generate new spider using pre-defined templates; -t govnews: a site for this crawler"

    @property
    def templates_dir(self) -> str:
        """Where the template that is asked for lies."""
        return self._templates or super().templates_dir

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do as Scrapy does, with our template beside its own."""
        with as_file(files("govnews.addon") / "templates") as folder:
            if OURS in (opts.template, opts.dump):
                self._templates = str(folder / "spiders")
            super().run(args, opts)
        if opts.list:
            print(f"  {OURS}")
