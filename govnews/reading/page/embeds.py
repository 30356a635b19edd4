"""The addresses that players, viewers and their scripts name: what a page shows besides text and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml.html import HtmlElement

EMBEDS = frozenset("iframe frame embed object video audio script".split())
"""Elements that show something by an address of theirs, or make others show it."""
CARRIERS = frozenset("pdfpath pdfurl data-pdf vurl videourl data-video data-video-src data-videourl".split())
"""Attributes that name a film or a document, whatever the element: an editor's script puts a viewer in its place."""

_ADDRESSES = (*sorted(CARRIERS), "data-src", "data-url", "src", "data", "flashvars")
# What a viewer or player is to open stands behind one of these: ?file=/a/1.pdf&page=1.
_PARAMETER = re.compile(r"(?:^|[?&#;])[\w-]{1,30}=([^&#]{5,2000})")
_ONLY_PARAMETERS = re.compile(r"[\w-]{1,30}=")
# What a script quotes, in which an address with a file's name is looked for.
_QUOTED = re.compile(r"""["']([^"'\s<>]{3,2000})["']""")
_FILE = re.compile(r"[^.]\.[A-Za-z0-9]{2,5}(?:$|[?#;])")
# The first argument of the calls by which editors show a film, which may be an address without a name.
_SHOWS_FILM = re.compile(
    r"""\b(?:show|play|load|create)\w{0,20}(?:video|player|flv|film|media)\w{0,20}\s*\(\s*["']([^"'\s<>]{2,1000})["']""",
    re.IGNORECASE,
)


def addresses_of(element: HtmlElement) -> list[str]:
    r"""Every address that an element of :data:`EMBEDS`, or one with a carrier, names, as it is written there.

    What a viewer is to open comes before the viewer. Of a script they are the quoted names of files, whatever it does
    with them.

    >>> from lxml.html import fromstring
    >>> addresses_of(fromstring('<iframe src="/pdfjs/viewer.html?file=%2Fa%2F1.pdf"></iframe>'))
    ['/a/1.pdf', '/pdfjs/viewer.html?file=%2Fa%2F1.pdf']
    >>> addresses_of(fromstring('<p><script>show({file: "\\/v\\/1.mp4", skin: "dark"})</script>')[0])
    ['/v/1.mp4']
    """
    if element.tag == "script":
        quoted = [address for address in _QUOTED.findall(element.text or "") if _FILE.search(address)]
        return [address for address in (element.get("vurl"), *map(_plain, quoted)) if address]
    return list(dict.fromkeys(_named(element)))


def film_calls(script: HtmlElement) -> list[str]:
    """The first arguments of a script's calls that show a film: ``showVsbVideo("/v/1.mp4", …)``, in order.

    >>> from lxml.html import fromstring
    >>> film_calls(fromstring('<p><script>showVsbVideo("/_file?id=5", "600"); showVsbpdfIframe("/a/1.pdf")</script>')[0])
    ['/_file?id=5']
    """
    return [_plain(address) for address in _SHOWS_FILM.findall(script.text or "")]


def _named(element: HtmlElement) -> Iterator[str]:
    # Any other element may hold much of the page.
    within = (
        element.iter(element.tag, "source", "embed", "param", "object")
        if element.tag in EMBEDS
        else [element]
    )
    for one in within:
        values = [one.get(name) for name in _ADDRESSES]
        if one.tag == "param":
            values.append(one.get("value"))
        for value in values:
            if value and (value := value.strip()):
                yield from map(unquote, _PARAMETER.findall(value))
                if not _ONLY_PARAMETERS.match(value):
                    yield value


def _plain(address: str) -> str:
    return address.replace("\\/", "/")
