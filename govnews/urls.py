"""Addresses of pages: their host, their site, their directory."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORT = {"http": ":80", "https": ":443"}
# Whole labels, and never so that a suffix remains under which anybody has a name (wap.com.cn). gov.cn is a site's own
# name, too: that of www.gov.cn.
_HOST_DRESS = re.compile(
    r"^(?:(?:www|m|wap|3g|mobile)\.){1,8}(?=[^.]+\.[^.]+)(?!(?:com|net|org|edu|ac|mil)\.cn$)"
)
_NO_ADDRESS = SplitResult("", "", "", "", "")
# Under these names everybody has one.
_SHARED_SUFFIX = re.compile(r"(?:com|net|org|gov|edu|ac|mil)\.cn")


def parts_of(url: str) -> SplitResult:
    """The parts of an address, all of them empty where it is none: a host in brackets that is no IPv6 address, ``a.cn:99999``.

    >>> parts_of("http://example.gov.cn:8080/xw/?p=2").port
    8080
    >>> [parts_of(url).netloc for url in ("http://[v1/1.html", "http://a.cn:99999/", "http://a.cn:²/")]
    ['', '', '']
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is none
        return parts
    except ValueError:
        return _NO_ADDRESS


def same_site(url: str, home: str) -> bool:
    """Whether ``url`` is a web address on the host of ``home``, ``www.`` and mobile names aside.

    >>> same_site("https://www.example.gov.cn/a", "http://example.gov.cn/")
    True
    >>> same_site("http://other.gov.cn/a", "http://example.gov.cn/")
    False
    """
    one, other = parts_of(url), parts_of(home)
    return one.scheme in {"http", "https"} and site_host(one.hostname) == site_host(other.hostname)


def is_part_of(url: str, home: str) -> bool:
    """Whether the host of ``url`` is a sub-domain of the one of ``home``.

    >>> is_part_of("http://rmt.example.gov.cn/yw/", "http://www.example.gov.cn/")
    True
    >>> is_part_of("http://example.gov.cn/", "http://www.example.gov.cn/"), is_part_of("http://a.gov.cn/", "http://www.gov.cn/")
    (False, False)
    """
    one, other = parts_of(url), site_host(parts_of(home).hostname)
    shared = other.count(".") == 1 and _SHARED_SUFFIX.fullmatch(other)  # www.gov.cn: its name is everybody's
    return (
        one.scheme in {"http", "https"}
        and "." in other
        and not shared
        and site_host(one.hostname).endswith(f".{other}")
    )


def site_host(host: str | None) -> str:
    """A host's name without ``www`` and the labels of mobile sites at its beginning, lower case.

    >>> site_host("WWW.example.gov.cn"), site_host("www.gov.cn"), site_host("m.gov")
    ('example.gov.cn', 'gov.cn', 'm.gov')
    >>> site_host("km.gov.cn"), site_host("wap1.example.gov.cn"), site_host("wap.com.cn")
    ('km.gov.cn', 'wap1.example.gov.cn', 'wap.com.cn')
    """
    return _HOST_DRESS.sub("", (host or "").lower().rstrip("."))


def host_of(url: str) -> str:
    """Host and port as the ledger keeps them: one server, whichever scheme it is asked by; empty for no address.

    >>> host_of("https://user@WWW.example.gov.cn:443/a"), host_of("http://127.0.0.1:8000/")
    ('www.example.gov.cn', '127.0.0.1:8000')
    """
    parts = parts_of(url)
    return parts.netloc.rpartition("@")[2].lower().removesuffix(DEFAULT_PORT.get(parts.scheme, ""))


def directory(url: str) -> str:
    """The directory that a relative address is relative to, with the final slash.

    >>> directory("http://www.example.gov.cn/ywdt/index_2.html?a=1")
    'http://www.example.gov.cn/ywdt/'
    """
    address = re.split(r"[?#]", url, maxsplit=1)[0]
    slash = address.rfind("/")
    return address[: slash + 1] if slash > address.find("://") + 2 else address + "/"
