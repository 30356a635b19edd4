"""The name of a site that no spider names: of its folder, its lock and its part of the ledger."""

from __future__ import annotations

import hashlib
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from govnews.ledger import LEDGER_NAME
from govnews.urls import DEFAULT_PORT, site_host

# What stands beside the ledger and the sites' folders.
INDEX_NAME = "search.db"
ATOM_NAME = "feed.atom"
REPORT_FOLDER = "report"
# Names of spiders, of output/demo, and of files of ours with what SQLite appends to them.
_TAKEN = re.compile(
    rf"[a-z][a-z0-9_]*|(?:{'|'.join(map(re.escape, (LEDGER_NAME, INDEX_NAME, ATOM_NAME)))}).*"
)
LONGEST = 200  # bytes: file systems give a name 255


def site_name(home: str) -> str:
    """The host and port of a home page as a name in small letters, digits, ``.``, ``-``: another one for every site.

    ``www.`` and the names of mobile sites are left out, as where addresses are compared; so is the port that the scheme has
    anyway. A name in other letters stands as in DNS (its A-label). ``home`` is a web address, checked before.

    >>> site_name("http://www.example.gov.cn/"), site_name("https://m.example.gov.cn:443/"), site_name("http://a.gov.cn:8080/")
    ('example.gov.cn', 'example.gov.cn', 'a.gov.cn-8080')
    >>> site_name("http://孟津.政务/"), site_name("http://[::1]:8000/")
    ('xn--x8so72b.xn--zfr164b', 'ipv6-0000-0000-0000-0000-0000-0000-0000-0001-8000')

    What is the name of a spider or of a file of ours has another one:

    >>> site_name("http://mengjin/"), site_name("http://govnews.db/"), site_name("http://search.db/")
    ('host-mengjin', 'host-govnews.db', 'host-search.db')
    """
    parts = urlsplit(home)
    host = parts.hostname or ""
    if ":" in host:
        name = re.sub(r"[^a-z0-9]", "-", f"ipv6-{ip_address(host).exploded}")
    else:
        name = re.sub(r"[^a-z0-9.-]", "-", site_host(host)).strip(".")
    if parts.port is not None and f":{parts.port}" != DEFAULT_PORT.get(parts.scheme):
        name += f"-{parts.port}"
    if _TAKEN.fullmatch(name):
        name = f"host-{name}"
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - 17]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    return name
