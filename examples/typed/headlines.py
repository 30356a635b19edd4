"""Prints day and headline of a saved page, or of every article that a saved list shows."""

from __future__ import annotations

import sys
from pathlib import Path

import govnews
from govnews.errors import PageChanged


def lines(html: bytes, url: str) -> list[str]:
    """Of an article one line, else one for each row of the list. Raises PageChanged where the page is neither."""
    try:
        article = govnews.extract(html, url)
    except PageChanged:
        return [f"{entry.date or '?'} {entry.title}" for entry in govnews.read_list(html, url).entries]
    return [f"{article.published_on or '?'} {article.title}"]


if __name__ == "__main__":
    page, address = sys.argv[1:]
    print("\n".join(lines(Path(page).read_bytes(), address)))
