"""The pictures of an article: which of a page's ``<img>`` are none of its furniture, and where the file lies."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml.html import HtmlElement

from govnews.reading.page.lines import Flow
from govnews.reading.page.page import Page

# Where pages that load pictures late keep the address, the most telling first; ``src`` holds a placeholder then.
_LATE = (
    "data-original data-src data-url data-lazy-src data-lazyload data-lazy data-echo data-actualsrc data-imgsrc "
    "data-original-src _src original lazy-src lazysrc zoomfile"
).split()
# A page that the picture leads to, which some keep beside its file.
_PAGE = re.compile(r"\.(?:s?html?|jsp|php|aspx?)$", re.IGNORECASE)
# The smaller side of an icon, and the size from which none is one, in pixels.
_ICON_SIDE = 40
_NO_ICON_SIDE = 120

# Each names an icon wherever it is a word of a file's name, or a folder's name.
_ICONS = frozenset(
    "icon icons ico btn button buttons spacer arrow arrows qrcode qrcodes qr ewm erweima zxcode filetypeimages "
    "fileicon fileicons 二维码".split()
)
# These do where the name has no other word: share_weixin.png, but not logo_contest.jpg or weixin_20231205.jpg.
_WEAK = frozenset(
    "logo share weixin wechat weibo wx loading load lazy lazyload blank transparent grey gray placeholder pixel dot "
    "default 1x1 nopic noimage noimg fj doc docx pdf xls xlsx ppt zip rar txt word excel print close".split()
)
# Those of one's own are names, too: yjlogo.png, logox.png.
_LOGO = re.compile(r"[a-z]{0,4}logo[a-z]?")
# Beside the weak ones, these say nothing.
_DRESS = frozenset(
    "top foot footer bottom head header left right small s x bg gov img image pic page white file".split()
)
_PLACEHOLDER = re.compile(
    r"(?:^|/)(?:[a-z]+[-_.])?(?:blank|gr[ea]y|placeholder|lazy(?:load)?|loading|spacer|transparent|pixel|1x1|default|white"
    r"|nopic|no[-_]?ima?ge?|s|b|x|t)\d{0,2}(?:[-_.][a-z\d]{1,9})?\.(?:gif|png|jpe?g|svg|webp)(?:$|[?#])",
    re.IGNORECASE,
)
_EDGE = re.compile(r"[^\W_]+")
_SHORT_NUMBER = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}$")
_PIXELS = re.compile(r"(\d{1,5})(?:\.\d*)?\s*(?:px)?$", re.IGNORECASE)
_STYLED = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*(\d{1,5})(?:\.\d*)?\s*px", re.IGNORECASE)
# What a picture is called that is there to be scanned.
_SCANNED = re.compile("二维码|扫一扫|扫码关注")
_LONGEST = 2083
_PART = re.compile("[^/_.-]+")


def find_pictures(page: Page, flow: Flow, start: int, end: int) -> list[str]:
    """The addresses of the pictures that stand in ``lines[start:end]`` of ``flow``, in order, each once.

    One right below the last line is of the text, too. Icons, QR codes and what waits for a picture to load are none.

    >>> text = "<p><img src='/newmedia/1.jpg'></p><p><img src='/img/grey.gif' data-url='/u/2.jpg'><img src='/images/icon.gif'>"
    >>> page = Page("http://example.gov.cn/1.html", text)
    >>> find_pictures(page, page.flow, 0, 0)
    ['http://example.gov.cn/newmedia/1.jpg', 'http://example.gov.cn/u/2.jpg']
    """
    found: dict[str, None] = {}
    for number, image in flow.pictures:
        if start <= number <= end and (source := _source(image)) and not _is_furniture(image, source):
            url = page.address(source)
            if url is not None:
                found.setdefault(url)
    return list(found)


def _source(image: HtmlElement) -> str:
    """Where the picture's file lies, as written there; empty where it is named nowhere."""
    values = [_largest(image.get("data-srcset") or ""), _largest(image.get("srcset") or "")]
    values += [said for name in _LATE if (said := image.get(name)) and not _PAGE.search(said)]
    values.append(image.get("src") or "")
    holder = image.getparent()
    while holder is not None and holder.tag in (
        "picture",
        "source",
    ):  # to the parser a <source> holds what follows
        values.append(_largest(holder.get("data-srcset") or holder.get("srcset") or ""))
        holder = holder.getparent()
    written = [value.strip() for value in values if value.strip() and not value.lstrip().startswith("data:")]
    files = (value for value in written if "." in value and not _PLACEHOLDER.search(value))
    return next(files, written[0] if written else "")


def _largest(candidates: str) -> str:
    """The address of the largest of a ``srcset``'s files; of equal ones the first.

    >>> _largest("/u/1-300.jpg 300w, /u/1-900.jpg 900w"), _largest("/u/1.jpg, /u/1@2x.jpg 2x"), _largest("")
    ('/u/1-900.jpg', '/u/1@2x.jpg', '')
    """
    if not candidates:
        return ""
    best, most = "", -1.0
    for candidate in re.split(r",\s|,$", candidates):
        address, _, size = candidate.strip().partition(" ")
        number = size.strip()[:-1]
        weight = float(number) if number.replace(".", "", 1).isdecimal() and number.isascii() else 1.0
        if address and weight > most:
            best, most = address, weight
    return best


def _is_furniture(image: HtmlElement, source: str) -> bool:
    """Whether a picture is an icon, a divider or there to be scanned: by its size, what it is called, its file's name."""
    sides = _sides(image)
    if any(side <= _ICON_SIDE for side in sides):
        return True
    said = f"{image.get('alt') or ''} {image.get('title') or ''}"
    if len(said) <= 40 and _SCANNED.search(said):
        return True
    words = _words(source)
    if not words or (
        sides and min(sides) >= _NO_ICON_SIDE and not words & {"qrcode", "ewm", "erweima", "二维码"}
    ):
        return False
    weak = {word for word in words if word in _WEAK or _LOGO.fullmatch(word)}
    return bool(words & _ICONS) or (bool(weak) and words - weak <= _DRESS)


def _sides(image: HtmlElement) -> list[int]:
    """The sides that the page gives the picture, in pixels, its style before its attributes; none where it gives none."""
    styled = {name.lower(): int(value) for name, value in _STYLED.findall((image.get("style") or "")[:500])}
    sides = []
    for name in ("width", "height"):
        match = _PIXELS.match((image.get(name) or "").strip()[:12])
        side = styled.get(name, int(match[1]) if match else -1)
        if side >= 0:
            sides.append(side)
    return sides


def _words(source: str) -> set[str]:
    """The words of a file's name, and of its folders those that name icons; a number of two digits is none of a word's.

    >>> sorted(_words("/images/icons/btn_print2.gif")), sorted(_words("/lexicon/logo2023.jpg"))
    (['btn', 'icons', 'print'], ['logo2023'])
    """
    path = unquote(source[:_LONGEST].partition("?")[0].partition("#")[0]).lower().replace("\\", "/")
    *folders, name = path.split("/")
    words = {_SHORT_NUMBER.sub("", word) for word in _EDGE.findall(name.rpartition(".")[0] or name)}
    words = {word for word in words if not (word.isdecimal() and len(word) < 3)}
    return words | (_ICONS & {*folders, *_PART.findall("/".join(folders))})
