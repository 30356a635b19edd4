"""What migrations know beside SQL: the identities of today, as functions of the connection.

``hash_of_url(url)`` and ``hash_of_content(record)`` are what a crawl of today gives for a stored address and a stored
record, ``key_of(site, url_hash)`` is the key of ``known``, ``site_now(site, url)`` the name of a site today;
``second_edition(record)`` and ``third_edition(record)`` are a stored record in the form of that edition.
"""

from __future__ import annotations

import json
import re
import sqlite3
from urllib.parse import urlsplit

from govnews.identity import content_hash, key_of, url_hash
from govnews.ledger.editions import second_edition, third_edition
from govnews.reading.article.body import clean
from govnews.urls import site_host

# What version 2 took for a prefix of mobile hosts, wherever it stood.
_OLD_PREFIX = re.compile(r"(?:www|m|wap|3g|mobile)\.(?=[^.]+\.[^.]+)")


def register(connection: sqlite3.Connection) -> None:
    """Let the statements of a migration call the functions above."""
    connection.create_function("hash_of_url", 1, url_hash, deterministic=True)
    connection.create_function("hash_of_content", 1, hash_of_content, deterministic=True)
    connection.create_function("second_edition", 1, second_edition, deterministic=True)
    connection.create_function("third_edition", 1, third_edition, deterministic=True)
    connection.create_function("key_of", 2, key_of, deterministic=True)
    connection.create_function("site_now", 2, site_now, deterministic=True)


def hash_of_content(record: str) -> str:
    """The content hash of a record of the first edition (JSON), as if its page were read again: without today's furniture.

    >>> hash_of_content('{"title": "孟津春茶开采", "body": "春茶", "images": [], "attachments": []}')[:8]
    'bdd4b36a'
    """
    said = json.loads(record)
    files = [*said.get("images", ()), *(file["url"] for file in said.get("attachments", ()))]
    return content_hash(said["title"], clean(said["body"]), files)


def site_now(site: str, url: str) -> str:
    """The name of ``site``, or the one it has now where version 2 named it after the host of ``url`` in its own way.

    >>> site_now("kgov.cn", "http://km.gov.cn/xw/1.html"), site_now("mengjin", "http://km.gov.cn/xw/1.html")
    ('km.gov.cn', 'mengjin')
    """
    host, port = re.fullmatch(r"(.*?)(-\d+)?", site).groups()  # type: ignore[union-attr]
    named = (urlsplit(url).hostname or "").rstrip(".")
    return site_host(named) + (port or "") if _OLD_PREFIX.sub("", named, count=1) == host else site
