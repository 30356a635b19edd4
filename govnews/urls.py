"""Addresses of pages: their host, their site, their directory."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from govnews.text import remembered

DEFAULT_PORT = {"http": ":80", "https": ":443"}
# Whole labels, and never so that a suffix remains under which anybody has a name (wap.com.cn). gov.cn is a site's own
# name, too: that of www.gov.cn.
_HOST_DRESS = re.compile(
    r"^(?:(?:www|m|wap|3g|mobile)\.){1,8}(?=[^.]+\.[^.]+)(?!(?:com|net|org|edu|ac|mil)\.cn$)"
)
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.){0,126}[a-z0-9_-]{1,63}\.?")
_LONGEST_NAME = 254  # characters in DNS, the dot at the end included
_NO_ADDRESS = SplitResult("", "", "", "", "")
# Under these names everybody has one.
_SHARED_SUFFIX = re.compile(r"(?:com|net|org|gov|edu|ac|mil)\.cn")


@remembered(1024)  # readers of a page ask for the parts of the same addresses, again and again
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
    return parts_of(url).scheme in {"http", "https"} and _site_of(url) == _site_of(home)


def is_part_of(url: str, home: str) -> bool:
    """Whether the host of ``url`` is a sub-domain of the one of ``home``.

    >>> is_part_of("http://rmt.example.gov.cn/yw/", "http://www.example.gov.cn/")
    True
    >>> is_part_of("http://example.gov.cn/", "http://www.example.gov.cn/"), is_part_of("http://a.gov.cn/", "http://www.gov.cn/")
    (False, False)
    """
    other = _site_of(home)
    shared = other.count(".") == 1 and _SHARED_SUFFIX.fullmatch(other)  # www.gov.cn: its name is everybody's
    return (
        parts_of(url).scheme in {"http", "https"}
        and "." in other
        and not shared
        and _site_of(url).endswith(f".{other}")
    )


@remembered(1024)
def _site_of(url: str) -> str:
    return site_host(parts_of(url).hostname)


def site_host(host: str | None) -> str:
    """A host's name without ``www`` and the labels of mobile sites at its beginning, lower case.

    >>> site_host("WWW.example.gov.cn"), site_host("www.gov.cn"), site_host("m.gov")
    ('example.gov.cn', 'gov.cn', 'm.gov')
    >>> site_host("km.gov.cn"), site_host("wap1.example.gov.cn"), site_host("wap.com.cn")
    ('km.gov.cn', 'wap1.example.gov.cn', 'wap.com.cn')
    """
    return _HOST_DRESS.sub("", ascii_host(host or "").rstrip("."))


def ascii_host(host: str) -> str:
    """A host's name as it is asked for, lower case: one in other letters by its A-labels; as it is where it has none.

    >>> ascii_host("孟津.政务"), ascii_host("WWW.孟津。政务"), ascii_host("Example.gov.cn")
    ('xn--x8so72b.xn--zfr164b', 'www.xn--x8so72b.xn--zfr164b', 'example.gov.cn')
    """
    if not host.isascii():
        with suppress(UnicodeError):  # an empty label, or one that is too long
            host = unicodedata.normalize("NFKC", host).encode("idna").decode()
    return host.lower()


def is_host(host: str) -> bool:
    """Whether it can be the name of a host, or is an IPv6 address.

    >>> is_host("孟津.政务"), is_host("127.0.0.1"), is_host("::1")
    (True, True, True)
    >>> is_host(""), is_host("."), is_host("a..cn"), is_host("a" * 64), is_host("[v1.x"), is_host("a b.cn")
    (False, False, False, False, False, False)
    """
    if ":" in host:
        try:
            return ip_address(host).version == 6
        except ValueError:
            return False
    name = ascii_host(host)
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def route_of(url: str) -> str:
    """The fragment by which the script of a site of one page knows what to draw, with its ``#``; empty for an anchor.

    >>> route_of("http://example.gov.cn/#/news?id=1"), route_of("http://example.gov.cn/#!/news/1")
    ('#/news?id=1', '#!/news/1')
    >>> route_of("http://example.gov.cn/1.html#top"), route_of("http://example.gov.cn/#/")
    ('', '')
    """
    fragment = url.partition("#")[2]
    path = fragment.removeprefix("!")
    return f"#{fragment}" if path.startswith("/") and path != "/" else ""


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
