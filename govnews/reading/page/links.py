"""What a link's address alone says: an article, a directory of articles, or no page at all."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin

from govnews.urls import parts_of

_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DOCUMENTS = r"\.(?:pdf|docx?|docm|dotx?|xlsx?|xlsm|csv|pptx?|ppsx?|wps|et|dps|ofd|ceb|caj|odt|ods|zip|rar|7z|tar|gz|txt|rtf)"
# A server that keeps a session in the address puts it behind the name: 1.pdf;jsessionid=AB.
_DOCUMENT = re.compile(_DOCUMENTS + r"(?:;jsessionid=[\w.!-]{0,200})?$", re.IGNORECASE)
_HELD_DOCUMENT = re.compile(_DOCUMENTS + r"(?![a-z0-9])")
_CALLED_DOCUMENT = re.compile(_DOCUMENTS + r"(?=\s*(?:$|[\s(（\[【,，;；、|》”]))", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[a-z]{2,6}$", re.IGNORECASE)
# Names of list pages: of templates, of channels, of the pages of a list.
_LIST_NAME = re.compile(
    r"(?:index|default|home|main|list|common_list|node|channel|column|lm|col|wap_index|page|p)?[-_]?\d{0,3}"
    r"|\w*(?:_list|list)(?:[-_]\w{1,6})?|list[-_]\w+|more\w*|(?:node|channel|column|col|lanmu)[-_]?\d+",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_QUERY = re.compile(r"[?#]")
_OPENS = re.compile(r"(?:location(?:\.href)?\s*=|open\s*\()\s*['\"]([^'\"]+)['\"]", re.IGNORECASE)
# Longer addresses are cut before they are compared with patterns, which keeps these linear.
_LONGEST = 500
# Servers take no longer ones (nginx and Apache: 8 KB with the method); govnews/settings.py has the same.
_LONGEST_URL = 8000
# What stands in a query as it is.
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_LIST_WORD = re.compile(r"list|column|channel|class|more|lanmu", re.IGNORECASE)
_LIST_FOLDER = re.compile(
    r"/(?:channels?|columns?|col|lanmu|showlist|list|category|node|nodes)/", re.IGNORECASE
)
_LIST_QUERY = re.compile(
    r"(?:^|&)(?:wbtreeid|treeid|page\w*|p|cat_?id|class_?id|channel_?id|col(?:umn)?_?id|cid|lm_?id|type_?id|"
    r"cac_?id|node_?id)=",
    re.IGNORECASE,
)
_ARTICLE_QUERY = re.compile(
    r"(?:^|&)(?:id|nid|aid|iid|did|docid|guid|tid|bh|\w*(?:news|info|article|content|doc|msg|item)_?id)=[\w-]+",
    re.IGNORECASE,
)
_ARTICLE_NAME = re.compile(
    r"\d{4,}|[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}-|^\d+$"
    r"|(?:^|[-_])(?:post|art|article|content|detail|show|view|info|news|t|a|c)[-_]\w{0,60}\d|^(?=[A-Z]{0,60}\d)[0-9A-Z]{12,}$",
    re.IGNORECASE,
)
_SHORT_NUMBER = re.compile(r"\d{1,5}(?:\.[a-z]{2,6})?", re.IGNORECASE)
_ARTICLE_FOLDER = re.compile(
    r"/(?:19|20)\d\d(?:[-/_]?(?:0?[1-9]|1[0-2]))(?:[-/_]?\d{1,2})?/|/(?:19|20)\d{6}/"
    r"|/(?:art|article|content|contents|detail|details|show|view|info|item|p|a)/",
    re.IGNORECASE,
)


def is_page(href: str) -> bool:
    """Whether ``href`` leads to a page of the web, another than the one it stands in.

    >>> [is_page(href) for href in ("./1.html", "//a.cn/1", "HTTP://a.cn", "?id=1")]
    [True, True, True, True]
    >>> [is_page(href) for href in ("", "#top", " javascript:;", "mailto:a@b.cn", "file:///C:/1.html")]
    [False, False, False, False, False]
    """
    href = href.strip()
    return bool(href) and href[0] != "#" and not _OTHER_SCHEME.match(href) and "{{" not in href


def opened_by(handler: str) -> str | None:
    """The address that an ``onclick`` opens as it is written there; None where it opens none.

    >>> opened_by("window.open('/xw/1.html');return false"), opened_by("location.href=url + '1.html'")
    ('/xw/1.html', None)
    """
    match = _OPENS.search(handler[:_LONGEST])
    return match[1] if match and is_page(match[1]) else None


def resolve(base_url: str, href: str) -> str | None:
    """``href`` as an absolute http(s) address; None where it is none.

    >>> resolve("http://a.cn/xw/index.html", "./202309/t20230915_1.html")
    'http://a.cn/xw/202309/t20230915_1.html'
    >>> resolve("http://a.cn/", "\\\\u\\\\a b.jpg?p=\\\\1 ")
    'http://a.cn/u/a%20b.jpg?p=\\\\1'
    >>> [resolve("http://a.cn/", href) for href in ("http://[broken/1.html", "http://a.cn:99999/", "/?" + "a" * 9999)]
    [None, None, None]
    """
    if not is_page(href):
        return None
    try:
        url = urljoin(base_url, _folded(href))
    except ValueError:  # a host in brackets that is no IPv6 address
        return None
    parts = parts_of(url)
    sound = (
        parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 and not _CONTROL.search(url)
    )
    return url if sound and len(url) <= _LONGEST_URL else None


def as_browsers_read(href: str, encoding: str) -> str:
    """An ``href`` as a browser sends it from a page in ``encoding``: a backslash is a slash, and the query has its bytes.

    >>> as_browsers_read(chr(92) + "xw" + chr(92) + "1.html", "utf-8"), as_browsers_read("show.asp?lm=要闻", "gb18030")
    ('/xw/1.html', 'show.asp?lm=%D2%AA%CE%C5')
    >>> as_browsers_read("show.asp?lm=要闻", "utf-8"), as_browsers_read("/xw/要闻.html", "gb18030")
    ('show.asp?lm=要闻', '/xw/要闻.html')
    """
    if not is_page(href):
        return href
    address, hash_, fragment = _folded(href).partition("#")
    path, mark, query = address.partition("?")
    if not query.isascii() and not encoding.lower().startswith("utf"):
        query = quote(query.encode(encoding, "xmlcharrefreplace"), safe=_PRINTABLE)
    return path + mark + query + hash_ + fragment


def _folded(href: str) -> str:
    """An address without line breaks and tabs, blanks escaped, and ``/`` for the backslashes of its path."""
    # Control characters, which parsers let pass and a tree cannot hold, are none of an address; nor is half a character.
    href = _CONTROL.sub("", href.strip()).replace(" ", "%20")
    if "\\" in href:
        path = _QUERY.split(href, maxsplit=1)[0]
        href = path.replace("\\", "/") + href[len(path) :]
    return href


def is_document(name: str) -> bool:
    """Whether a file's name, or what a link calls it, is that of a document to download.

    >>> is_document("通知.docx"), is_document("附件.PDF"), is_document("index.html"), is_document("pdf")
    (True, True, False, False)
    """
    return bool(_DOCUMENT.search(name))


def holds_document(lowered: str) -> bool:
    """Whether the name of a document may stand anywhere in a text in lower case: a first look that is soon done.

    >>> holds_document("/down?f=a.pdf&v=2"), holds_document("/xw/1.html")
    (True, False)
    """
    return bool(_HELD_DOCUMENT.search(lowered))


def names_document(text: str) -> bool:
    """Whether what a link says holds the name of a document, whatever stands behind it: its size, a remark.

    >>> names_document("名单.xlsx（12KB）"), names_document("1.通知.pdf"), names_document("www.docx.cn 的说明")
    (True, True, False)
    """
    return "." in text and bool(_CALLED_DOCUMENT.search(text[:_LONGEST]))


def _path_and_query(href: str) -> tuple[str, str]:
    href = href.strip()[:_LONGEST].partition("#")[0]
    path, _, query = href.partition("?")
    if "//" in path[:8]:
        path = "/" + path.partition("//")[2].partition("/")[2]
    return path, query


def is_directory(href: str) -> bool:
    """Whether the address may be a list page: nothing in it says article, or only a short number.

    >>> [is_directory(href) for href in ("/ywdt/", "/xw/index.html", "xwdt.htm", "/html/1//2/150/156.html")]
    [True, True, True, True]
    >>> [is_directory(href) for href in ("/2026/06-17/1067905.html", "/a/files.pdf", "/info/1023/45.htm")]
    [False, False, False]
    """
    if not is_article(href):
        return True
    path, query = _path_and_query(href)
    folder, _, name = path.rpartition("/")
    return not query and bool(_SHORT_NUMBER.fullmatch(name)) and not _ARTICLE_FOLDER.search(folder + "/")


def is_article(href: str) -> bool:
    """Whether the address has the shape of an article or a document (shapes: field facts §1.7, §3).

    >>> shapes = ("/2026/06-17/1067905.html", "./202306/t20230630_1.shtml", "/html/1//2/150/156/83872.html",
    ...           "/col/art_582_222083.html", "../info/1023/45.htm", "/xw/content/post_3145916.html",
    ...           "xdetails.jsp?urltype=news&wbtreeid=12&wbnewsid=398", "/c100/202301/ab12.shtml", "/f/1.pdf")
    >>> [is_article(shape) for shape in shapes].count(False)
    0
    >>> shapes = ("/", "/ywdt/", "/xw/index_2.html", "/col/col1621/index.html", "/channels/32564.html",
    ...           "xwdt.htm", "xlist.jsp?urltype=tree&wbtreeid=12", "/content/column/6792?pageIndex=2",
    ...           "/c100/common_list.shtml", "NewsList.aspx?id=3")
    >>> [is_article(shape) for shape in shapes].count(True)
    0
    """
    path, query = _path_and_query(href)
    folder, _, name = path.rpartition("/")
    if is_document(name):
        return True
    stem = _SUFFIX.sub("", name)
    if query and _LIST_WORD.search(stem):
        return False
    if _ARTICLE_QUERY.search(query):
        return True
    if _LIST_QUERY.search(query) or _LIST_FOLDER.search(folder + "/"):
        return "." in name and bool(re.search(r"\d{6}|[0-9a-f]{16}", stem, re.IGNORECASE)) and not query
    if _ARTICLE_NAME.search(stem) and not (_LIST_NAME.fullmatch(stem) and not stem.isdigit()):
        return True
    return bool(name) and not _LIST_NAME.fullmatch(stem) and bool(_ARTICLE_FOLDER.search(folder + "/"))
