"""The films of an article: what its players show, whether an element or a script puts them there."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from govnews.reading.page.embeds import addresses_of, film_calls
from govnews.reading.page.lines import Flow
from govnews.reading.page.page import Page

_SUFFIX = r"\.(?:mp4|m3u8|m4v|flv|f4v|wmv|avi|mov|webm|ogv|mpe?g|mkv|rmvb?|asf|3gp)"
_FILM = re.compile(_SUFFIX + "(?:$|[?#;&])", re.IGNORECASE)
_FILM_NAME = re.compile(_SUFFIX + r"\b", re.IGNORECASE)
# What a player's page is to play is named by itself; a name without a folder is a part of the address.
_PARAMETER = re.compile(r"[?&;][\w-]{1,30}=[^&]*")
_FLASH = re.compile(r"\.swf(?:$|[?#])", re.IGNORECASE)
# A page that plays a film in a frame says so in its address: /player.html?vid=…, v.example.cn/embed/….
_PLAYER = re.compile(
    r"(?:^|[/._-])(?:i?frame)?(?:player|videos?|vod|embed|live|film|shipin|bofang)(?:[/._?-]|\d|$)",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(r"\.(?:pdf|ofd|docx?|xlsx?|pptx?|jpe?g|png|gif)(?:$|[?#])", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,5}")
# The smaller side of a player, in pixels.
_LEAST_SIDE = 100


def find_films(page: Page, flow: Flow, start: int, end: int) -> list[str]:
    """The addresses of the films that stand in ``lines[start:end]`` of ``flow``, in order, each once.

    One right below the last line counts. A film is a file, or the page of a player in a frame. Empty where there is none.

    >>> page = Page("http://example.gov.cn/1.html", '<p><video src="/v/1.mp4"></video></p><iframe src="/tj.html"></iframe>')
    >>> find_films(page, page.flow, 0, 0)
    ['http://example.gov.cn/v/1.mp4']
    """
    links = [(number, link.get("href") or "") for number, link in flow.links if start <= number <= end]
    films = [(number, address) for number, address in links if _is_film(address)]
    for number, element in flow.embeds:
        if start <= number <= end:
            films += [(number, address) for address in _played(element)]
    films.sort(key=lambda one: one[0])
    urls = (page.address(address) for _, address in films)
    return list(dict.fromkeys(url for url in urls if url is not None))


def _is_film(address: str) -> bool:
    return bool(_FILM.search(_PARAMETER.sub(_unless_path, address)))


def _unless_path(parameter: re.Match[str]) -> str:
    """A parameter of an address; nothing where it holds an address of its own."""
    return "" if "/" in parameter[0] or "%2f" in parameter[0].lower() else parameter[0]


def _played(element: HtmlElement) -> list[str]:
    """The films that one element shows."""
    if element.tag == "audio":
        return []
    if element.tag == "script" and not (element.get("vurl") or _FILM_NAME.search(element.text or "")):
        return film_calls(element)
    named = addresses_of(element)
    films = [address for address in named if _is_film(address)]
    if films or element.tag == "script":
        return films
    if element.tag == "video":
        return named
    if element.tag in ("embed", "object"):
        return [address for address in named if _FLASH.search(address)]
    if element.tag in ("iframe", "frame"):
        return [address for address in named[:1] if _is_player(element, address)]
    return []


def _is_player(frame: HtmlElement, address: str) -> bool:
    """Whether a frame plays a film: its address says so, or it may fill the screen; it is not too small for one."""
    sides = [
        int(match[0]) for name in ("width", "height") if (match := _NUMBER.fullmatch(frame.get(name) or ""))
    ]
    if _NO_PAGE.search(address) or any(side < _LEAST_SIDE for side in sides):
        return False
    return bool(_PLAYER.search(address)) or frame.get("allowfullscreen") is not None
