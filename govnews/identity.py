"""Identity: when do two addresses name the same page, when do two articles say the same, when are two headlines one?

The canonical form of an address is for comparing, never for fetching: sites answer only under the address they give.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote_plus, unquote_to_bytes

from w3lib.url import canonicalize_url

from govnews.text import remembered
from govnews.urls import parts_of, route_of, site_host

# Longer addresses are compared as they are written.
_LONGEST = 8192
# Marks of campaigns and of shared links; none of them selects what is shown.
_TRACKING = re.compile(
    r"utm_\w+|spm|share_token|isappinstalled|nsukey|fbclid|gclid|bd_vid|_bdsid|hmsr|hmpl|hmcu|hmkw|hmci"
)
# `from` may select a list elsewhere: it is a mark only with the values that messengers append.
_SHARED_FROM = {"singlemessage", "groupmessage", "timeline", "weixin", "wechat", "weibo", "qzone"}
# An address that ``canonicalize_url`` gives back as it is, which takes that a tenth of a millisecond.
_CANONICAL = re.compile(r"https?://[a-z0-9.-]+(?::[1-9]\d{0,4})?(?!.*/\.)/[\w./-]*", re.ASCII)
_PRINT = {"print", "printable", "isprint"}
# gate/big5 is the traditional-Chinese gateway of TRS and UCAP sites: /gate/big5/<host>/<path>.
_GATEWAY = re.compile(r"/gate/(?:big5|gb)/([^/]+)(/.*)?", re.IGNORECASE)
# What does not tell two headlines apart.
_NO_LETTER = re.compile(r"[\W_]+")
_INDEX = re.compile(r"(?<=/)index\.s?html?$", re.IGNORECASE)
_PATH_DRESS = (
    (re.compile(r";jsessionid=[^/]*", re.IGNORECASE), ""),
    (re.compile(r"^/html/(\d+)/m/"), r"/html/\1//"),  # MCMS mobile twin, field facts §1.1
    (re.compile(r"/content/mpost_(\d+)"), r"/content/post_\1"),  # Guangdong platform, field facts §3.6
    (re.compile(r"(?:_print){1,9}(?=\.s?html?$)"), ""),
)


def canonical_url(url: str) -> str:
    """What two addresses of the same page have in common, as ``host/path?query``.

    Folded are scheme, default port, ``www.`` and mobile host names, ``index.html``, mobile and print forms,
    tracking parameters, session ids, ``gate/big5``, the order of the query, how its bytes are escaped, and the
    fragment, unless it is the route by which a script finds its page (``#/…``, ``#!/…``). Nothing else is: case and
    every other parameter may tell two articles apart. Bytes are compared, never characters: a query in GBK, which is
    no UTF-8, keeps each of them. What is no address is its own form.

    >>> canonical_url("https://www.example.gov.cn:443/xw/index.html#top")
    'example.gov.cn/xw/'
    >>> canonical_url("http://example.gov.cn/#/news?id=1"), canonical_url("http://example.gov.cn/#!/")
    ('example.gov.cn/#/news?id=1', 'example.gov.cn/')
    >>> canonical_url("http://big5.example.gov.cn/gate/big5/www.example.gov.cn/a/1.html?utm_source=x")
    'example.gov.cn/a/1.html'
    >>> canonical_url("http://m.example.gov.cn/html/1/m/2/150/156/9.html")
    'example.gov.cn/html/1//2/150/156/9.html'
    >>> canonical_url("http://example.gov.cn/show.jsp?id=2&cid=1")
    'example.gov.cn/show.jsp?cid=1&id=2'
    >>> canonical_url("http://example.gov.cn/Art/1") == canonical_url("http://example.gov.cn/art/1")
    False
    >>> canonical_url("http://example.gov.cn/show.asp?name=%cd%a8%D6%AA")
    'example.gov.cn/show.asp?name=%CD%A8%D6%AA'
    """
    try:
        parts = parts_of(_canonicalized(url.strip()) if len(url) <= _LONGEST else "")
    except ValueError:
        return url
    if not parts.netloc:
        return url
    host, path = (parts.hostname or "").rstrip("."), parts.path or "/"
    if parts.port not in (None, 80, 443):
        host += f":{parts.port}"
    while gateway := _GATEWAY.fullmatch(path):
        host, path = gateway[1].lower(), gateway[2] or "/"
    host = site_host(host)
    for dress, plain in _PATH_DRESS:
        path = dress.sub(plain, path)
    route = route_of(url)
    query = [pair for pair in _pairs(parts.query) if not _is_dress(*pair)]
    if query:
        return f"{host}{path}?{_written(query)}{route}"
    return host + _INDEX.sub("", path) + route


def _canonicalized(url: str) -> str:
    return url if _CANONICAL.fullmatch(url) else canonicalize_url(url, keep_blank_values=True)


def _pairs(query: str) -> list[tuple[bytes, bytes]]:
    """Names and values of a query, as the bytes that a server gets."""
    pairs = (piece.partition("=") for piece in query.split("&") if piece)
    return [(_unescaped(name), _unescaped(value)) for name, _, value in pairs]


def _unescaped(text: str) -> bytes:
    return unquote_to_bytes(text.replace("+", " ").encode("utf-8", "surrogatepass"))


def _written(query: Iterable[tuple[bytes, bytes]]) -> str:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in query)


def _is_dress(name_bytes: bytes, value_bytes: bytes) -> bool:
    # Latin-1 has a character for every byte; what is compared with is ASCII.
    name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
    return bool(
        _TRACKING.fullmatch(name)
        or (name == "from" and value.lower() in _SHARED_FROM)
        or (name in _PRINT and value.lower() in {"1", "true", "yes"})
    )


@remembered(1024)  # the walk, the ledger and the run ask for the same entry's, several times each
def url_hash(url: str) -> str:
    """SHA-256 hex of the canonical form: the identity of an article.

    >>> url_hash("http://www.example.gov.cn/1.html") == url_hash("https://example.gov.cn/1.html")
    True
    >>> url_hash("http://example.gov.cn/1.html") == url_hash("http://example.gov.cn/2.html")
    False
    """
    return hashlib.sha256(canonical_url(url).encode("utf-8", "surrogatepass")).hexdigest()


def key_of(site: str, url_hash: str) -> bytes:
    """The 16 bytes under which a ledger keeps the hash of a URL for a site: two sites never share a key."""
    return hashlib.sha256(f"{site}\n{url_hash}".encode()).digest()[:16]


# A name that a publishing system gave a file: nobody else's, in whichever column's folder a copy lies.
_GENERATED = re.compile(r"(?=(?:.*\d){8})[\w-]{12,}\.\w{2,5}")
# What is appended to an address so that no old copy is shown, or so that only this visitor may have it.
_TICKET = re.compile(
    rb"_|rand(?:om)?|rnd|timestamp|nocache|token|sign(?:ature)?|auth_key|expires|ossaccesskeyid|x-oss-.*",
    re.IGNORECASE,
)
# The same behind a file's own name, which needs no parameter to be found.
_STAMP = re.compile(rb"v|ver|version|t|ts|time|r", re.IGNORECASE)
_FILE_NAME = re.compile(r"\.(?!(?:jspx?|aspx?|php\d?|do|action|cgi|s?html?)$)[a-z0-9]{2,5}$", re.IGNORECASE)


def file_identity(url: str) -> str:
    """What two addresses of the same picture or attachment have in common.

    It is the path and the query of the canonical address: a site keeps its files under several hosts, and moves. Of a
    name that a publishing system made up (P020230324535123456789.pdf) the folder is left out, since the copy of an
    article in another column has copies of its files. Left out of the query are tickets and stamps (``token=``,
    ``?v=2``): most of them change from visit to visit. So a file that is exchanged under its old address is not
    noticed, stamp or none.

    >>> file_identity("http://www.example.gov.cn/f/1.pdf?v=2"), file_identity("https://img.example.gov.cn/f/1.pdf")
    ('/f/1.pdf', '/f/1.pdf')
    >>> file_identity("http://example.gov.cn/xw/202303/P020230324535123456789.pdf")
    'P020230324535123456789.pdf'
    >>> file_identity("http://example.gov.cn/download.jsp?id=7&v=2&token=af31")
    '/download.jsp?id=7&v=2'
    """
    _, slash, rest = canonical_url(url).partition("/")
    path, _, query = rest.partition("?")
    name = path.rpartition("/")[2]
    if _GENERATED.fullmatch(name):
        return name
    is_file = bool(_FILE_NAME.search(name))
    telling = [
        (key, value)
        for key, value in _pairs(query)
        if not (_TICKET.fullmatch(key) or (is_file and _STAMP.fullmatch(key)))
    ]
    return slash + path + (f"?{_written(telling)}" if telling else "")


# Between these characters, which NFKC neither changes nor joins with others, each run folds by itself.
_NOT_HAN = re.compile("([^\u4e00-\u9fff]+)")


def content_hash(title: str, body: str, files: Iterable[str] = ()) -> str:
    """SHA-256 hex of title, body and ``files``, the addresses of pictures and attachments.

    Character width and white space are folded (NFKC, no white space). Of a file :func:`file_identity` counts; their
    order does not, and neither does one that is there twice. Without files the hash is that of title and body alone.

    >>> content_hash("孟津要闻", "３月２１日，\\n开展观摩") == content_hash("孟津要闻", "3月21日, 开展观摩")
    True
    >>> content_hash("孟津要闻", "甲") == content_hash("孟津要闻甲", "")
    False
    >>> content_hash("公告", "见附件", ["http://a.cn/1.pdf"]) == content_hash("公告", "见附件", ["http://a.cn/2.pdf"])
    False
    """
    lines = [_folded(title), _folded(body), *sorted({file_identity(url) for url in files})]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _folded(text: str) -> str:
    pieces = _NOT_HAN.split(text)
    pieces[1::2] = [_fold_short(run) if len(run) < 8 else _fold(run) for run in pieces[1::2]]
    return "".join(pieces)


def _fold(run: str) -> str:
    return "".join(unicodedata.normalize("NFKC", run).split())


_fold_short = lru_cache(maxsize=1024)(_fold)  # most runs are a punctuation mark, and NFKC is slow at each


def title_key(title: str) -> str:
    """Letters and digits alone: what two writings of one headline have in common.

    >>> title_key("县长 调研“春耕”") == title_key("县长调研春耕")
    True
    """
    return _NO_LETTER.sub("", title).lower()


def holds_title(own: str, listed: str) -> bool:
    """Whether a headline or ``<title>`` of a page is the one that a list shows, which may be cut.

    What is merely alike is not: 关于甲路停电的公告 and 关于乙路停电的公告 are two articles.

    >>> holds_title("关于甲路停电的公告_某县", "关于甲路停电…"), holds_title("关于甲路停电的公告", "关于乙路停电的公告")
    (True, False)
    """
    own, listed = title_key(own), title_key(listed)
    return bool(own and listed) and (listed in own or (len(own) >= 6 and own in listed))
