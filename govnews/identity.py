"""Identity: when do two addresses name the same page, and when do two articles say the same?

The canonical form of an address is for comparing, never for fetching: sites answer only under the address they give.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from w3lib.url import canonicalize_url

from govnews.urls import site_host

# Marks of campaigns and of shared links; none of them selects what is shown.
_TRACKING = re.compile(
    r"utm_\w+|spm|share_token|isappinstalled|nsukey|fbclid|gclid|bd_vid|_bdsid|hmsr|hmpl|hmcu|hmkw|hmci"
)
# `from` may select a list elsewhere: it is a mark only with the values that messengers append.
_SHARED_FROM = {"singlemessage", "groupmessage", "timeline", "weixin", "wechat", "weibo", "qzone"}
_PRINT = {"print", "printable", "isprint"}
# gate/big5 is the traditional-Chinese gateway of TRS and UCAP sites: /gate/big5/<host>/<path>.
_GATEWAY = re.compile(r"/gate/(?:big5|gb)/([^/]+)(/.*)?", re.IGNORECASE)
_INDEX = re.compile(r"(?<=/)index\.s?html?$", re.IGNORECASE)
_PATH_DRESS = (
    (re.compile(r";jsessionid=[^/]*", re.IGNORECASE), ""),
    (re.compile(r"^/html/(\d+)/m/"), r"/html/\1//"),  # MCMS mobile twin, field facts §1.1
    (re.compile(r"/content/mpost_(\d+)"), r"/content/post_\1"),  # Guangdong platform, field facts §3.6
    (re.compile(r"_print(?=\.s?html?$)"), ""),
)


def canonical_url(url: str) -> str:
    """What two addresses of the same page have in common, as ``host/path?query``.

    Folded are scheme, default port, ``www.`` and mobile host names, ``index.html``, mobile and print forms,
    tracking parameters, session ids, ``gate/big5``, fragment and the order of the query. Nothing else is:
    case and every other parameter may tell two articles apart.

    >>> canonical_url("https://www.example.gov.cn:443/xw/index.html#top")
    'example.gov.cn/xw/'
    >>> canonical_url("http://big5.example.gov.cn/gate/big5/www.example.gov.cn/a/1.html?utm_source=x")
    'example.gov.cn/a/1.html'
    >>> canonical_url("http://m.example.gov.cn/html/1/m/2/150/156/9.html")
    'example.gov.cn/html/1//2/150/156/9.html'
    >>> canonical_url("http://example.gov.cn/show.jsp?id=2&cid=1")
    'example.gov.cn/show.jsp?cid=1&id=2'
    >>> canonical_url("http://example.gov.cn/Art/1") == canonical_url("http://example.gov.cn/art/1")
    False
    """
    parts = urlsplit(canonicalize_url(url.strip(), keep_blank_values=True))
    host, path = (parts.hostname or "").rstrip("."), parts.path or "/"
    if parts.port not in (None, 80, 443):
        host += f":{parts.port}"
    if gateway := _GATEWAY.fullmatch(path):
        host, path = gateway[1].lower(), gateway[2] or "/"
    host = site_host(host)
    for dress, plain in _PATH_DRESS:
        path = dress.sub(plain, path)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_dress(*pair)]
    if query:
        return f"{host}{path}?{urlencode(query)}"
    return host + _INDEX.sub("", path)


def _is_dress(name: str, value: str) -> bool:
    name = name.lower()
    return bool(
        _TRACKING.fullmatch(name)
        or (name == "from" and value.lower() in _SHARED_FROM)
        or (name in _PRINT and value.lower() in {"1", "true", "yes"})
    )


@lru_cache(maxsize=1024)  # the walk, the ledger and the run ask for the same entry's, several times each
def url_hash(url: str) -> str:
    """SHA-256 hex of the canonical form: the identity of an article.

    >>> url_hash("http://www.example.gov.cn/1.html") == url_hash("https://example.gov.cn/1.html")
    True
    >>> url_hash("http://example.gov.cn/1.html") == url_hash("http://example.gov.cn/2.html")
    False
    """
    return hashlib.sha256(canonical_url(url).encode()).hexdigest()


def key_of(site: str, url_hash: str) -> bytes:
    """The 16 bytes under which a ledger keeps the hash of a URL for a site: two sites never share a key."""
    return hashlib.sha256(f"{site}\n{url_hash}".encode()).digest()[:16]


# Between these characters, which NFKC neither changes nor joins with others, each run folds by itself.
_NOT_HAN = re.compile("([^\u4e00-\u9fff]+)")


def content_hash(title: str, body: str) -> str:
    """SHA-256 hex of title and body, with character width and white space folded (NFKC, no white space).

    >>> content_hash("孟津要闻", "３月２１日，\\n开展观摩") == content_hash("孟津要闻", "3月21日, 开展观摩")
    True
    >>> content_hash("孟津要闻", "甲") == content_hash("孟津要闻甲", "")
    False
    """
    return hashlib.sha256(f"{_folded(title)}\n{_folded(body)}".encode("utf-8", "surrogatepass")).hexdigest()


def _folded(text: str) -> str:
    pieces = _NOT_HAN.split(text)
    pieces[1::2] = [_fold_short(run) if len(run) < 8 else _fold(run) for run in pieces[1::2]]
    return "".join(pieces)


def _fold(run: str) -> str:
    return "".join(unicodedata.normalize("NFKC", run).split())


_fold_short = lru_cache(maxsize=1024)(_fold)  # most runs are a punctuation mark, and NFKC is slow at each
