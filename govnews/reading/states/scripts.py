"""Pages that are nothing but scripts: what they say, where they lead, whether they draw. No script is run.

Four kinds of page look alike from afar, a few scripts and no text: a wall that lets the page through once its script has
run, a notice in an alert, a link in the form of a script, and a shell that its scripts fill. They are told apart by what
their scripts do and hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from govnews.reading.article.embedded import find_embedded
from govnews.reading.page.javascript import Name, fill, read_locations, read_string

# Characters beside a page's scripts and title: 请稍候, loading.
_BESIDE = 20
# Chinese characters in scripts that are a text, or the headlines of a list.
_A_TEXT = 40
# A longer script is a program.
_LONGEST = 8192
# Alerts whose words are looked for: they may stand in variables.
_ALERTS = 3

# Each reads to the end of the page where nothing closes it, so that the time stays linear.
_SCRIPT = re.compile(r"<script([^<>]*+)>(.*?)(?:(?=</script)|\Z)", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^<>]*+>([^<]*)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<(?P<tag>script|style|noscript|template).*?(?:(?=</(?P=tag))|\Z)|<!--.*?(?:(?=-->)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_WITHOUT_SCRIPT = re.compile(r"<noscript[^<>]*+>(.*?)(?:(?=</noscript)|\Z)", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<a[\s>][^<]{0,300}(?:<(?!/a)[^<]{0,300}){0,20}</a", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>?")
_SHOWS = re.compile(
    r"<(?:i?frame|frameset|img|embed|object|video|input|textarea|table|a)[\s>]", re.IGNORECASE
)
_SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s<>]{1,300})""", re.IGNORECASE)
# Scripts that are data, for other scripts to read.
_DATA = re.compile(
    r"\btype\s*=\s*[\"']?(?!(?:text|application)/(?:x-)?(?:java|ecma)script|module)[\w.+-]{1,40}(?:/|\b)",
    re.IGNORECASE,
)
_ONLOAD = re.compile(
    r"""<body\b[^<>]*?\bonload\s*=\s*(?:"([^"<>]{0,500})"|'([^'<>]{0,500})')""", re.IGNORECASE
)

_ACTS = re.compile(r"<script|\bonload\b", re.IGNORECASE)
_ALERT = re.compile(
    r"(?:\b(?:alert|confirm|swal|toast)|\blayer\s*\.\s*(?:msg|alert|confirm))\s*\(\s*"
    r"(?:\"([^\"\n]{2,80})|'([^'\n]{2,80})|`([^`\n]{2,80})|([A-Za-z_$][\w$]{0,40})\s*[,)])"
)
# The address of a page for small screens, to which scripts lead those who have one.
_MOBILE = re.compile(r"^(?:https?:)?//(?:m|wap|3g|mobile)\.|(?:^|/)(?:m|wap|3g|mobile)(?:/|$)", re.IGNORECASE)

# Whose challenge it is: 瑞数, 加速乐, 阿里云, packers, and whatever calls itself so.
_CHALLENGE = re.compile(r"\$_ts\b|__jsl|acw_sc__|_0x[0-9a-f]{4}|challenge|\barg1\s*=", re.IGNORECASE)
# It makes a cookie, and comes back.
_COOKIE = re.compile(r"document\s*\.\s*cookie\s*=(?!=)")
_BACK = re.compile(r"\blocation\b|\breload\s*\(|\bsubmit\s*\(")
# It unpacks itself.
_PACKED = re.compile(r"\beval\s*\(|fromCharCode|\batob\s*\(|document\s*\.\s*cookie|\breload\s*\(")
# It shows what it has, or fetches it.
_DRAWS = re.compile(
    r"innerHTML|\.\s*(?:html|append|prepend|text|render|mount)\s*\(|document\s*\.\s*write|\bfetch\s*\(|\bajax\b|\baxios\b"
    r"|\$\s*\.\s*(?:get|post|getJSON)\b|XMLHttpRequest|new\s+Vue\b|createApp|createRoot|hydrate|ReactDOM|\bimport\b|\brequire\b"
)
# Where a framework puts what it draws; an element of its own (<app-root>); styles for all of it.
_PLACE = re.compile(
    r"<(?:div|main|section|article|ul|ol|p|span)\b[^<>]*?\b(?:id|class|v-\w+|ng-\w+|data-\w+)\s*="
    r"|<[a-z]{2,20}-[a-z][a-z-]{0,20}[\s>]|<link[\s/]|<body\b[^<>]*?\bid\s*=|\btype\s*=\s*[\"']?module",
    re.IGNORECASE,
)
_GUARD = re.compile(
    r"captcha|challenge|verify|slider|guard|\bwaf|geetest|yidun|\bnc_|check|loading|防护|验证", re.IGNORECASE
)
# How the scripts of a site are called, and what drew it.
_PROGRAM = re.compile(
    r"(?:^|[/._-])(?:app|main|index|chunk|vendors?|runtime|umi|bundle|common|polyfills?|manifest|home|list|detail|page|site"
    r"|jquery|vue|react|angular|layui|bootstrap)(?=[._-])",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"^\W*$|请稍[候等后]|正在|跳转|加载|安全|防护|验证|检测|提示|\b(?:loading|waiting|redirect\w*|moment|security|check\w*|verif\w+|document)\b"
    r"|^[\w.-]+\.[a-z]{2,6}$",
    re.IGNORECASE,
)
_CHINESE = re.compile("[\u4e00-\u9fff]")


def shown(text: str) -> str:
    """What a reader sees of a page's HTML outside of links, its title included, white space folded."""
    return " ".join(_TAG.sub(" ", _LINK.sub(" ", _HIDDEN.sub(" ", text))).split())


def script_page(text: str) -> ScriptPage | None:
    """The page of nothing but scripts that ``text`` is; None where it shows a text, a link, a picture or a frame.

    >>> script_page("<script>alert('该信息不存在');history.back()</script>").alert
    '该信息不存在'
    >>> script_page("<h1>孟津春茶开采</h1><p>孟津区的春茶今天开采，比去年早了五天。</p><script>count()</script>") is None
    True
    """
    if not _ACTS.search(text):
        return None
    markup = _HIDDEN.sub(" ", text)
    title = _TITLE.search(text)
    name = " ".join(title[1].split()) if title else ""
    if len(shown(text)) - len(name) > _BESIDE or _SHOWS.search(markup):
        return None
    return ScriptPage(text, markup, name)


@dataclass(frozen=True)
class ScriptPage:
    """A page that shows nothing but what its scripts do."""

    text: str
    markup: str
    """Its HTML without scripts and comments."""
    title: str

    @cached_property
    def _scripts(self) -> list[tuple[str, str]]:
        return _SCRIPT.findall(self.text)

    @cached_property
    def source(self) -> str:
        """Its inline scripts, those that are data left out, and what happens when it is loaded."""
        inline = [source for attributes, source in self._scripts if not _DATA.search(attributes)]
        loaded = _ONLOAD.search(self.text)
        return "\n".join([*inline, *(loaded.groups("") if loaded else ())]).strip()

    @cached_property
    def loaded(self) -> list[str]:
        """The addresses of the scripts that it loads."""
        sources = (_SOURCE.search(attributes) for attributes, _ in self._scripts)
        return [source[1] for source in sources if source]

    @cached_property
    def alert(self) -> str | None:
        """What it says in its first alert; None where it says nothing."""
        for found in islice(_ALERT.finditer(self.source), _ALERTS):
            if said := found[1] or found[2] or found[3] or read_string(self.source, re.escape(found[4])):
                return said
        return None

    @cached_property
    def leads_to(self) -> str | None:
        """The address, as it is written, that its scripts lead to, that for small screens last; None where they do not.

        >>> script_page("<script>if(small()){location='/m/'}else{location.href='/sy/index.html'}</script>").leads_to
        '/sy/index.html'
        >>> script_page("<script>alert('请先登录');location.href='/login'</script>").leads_to is None
        True
        """
        if self.alert is not None or len(self.source) > _LONGEST:
            return None
        addresses = []
        for parts in read_locations(self.source):
            names = {part.name for part in parts if isinstance(part, Name)}
            known = {name: said for name in names if (said := read_string(self.source, re.escape(name)))}
            if (address := fill(parts, known)) and not re.match(r"#|about:|javascript:", address):
                addresses.append(address)
        return min(addresses, key=lambda address: bool(_MOBILE.search(address)), default=None)

    @property
    def without_script(self) -> str:
        """What it says to those whose browser runs no script."""
        return " ".join(shown(" ".join(_WITHOUT_SCRIPT.findall(self.text))).split())

    @cached_property
    def is_shell(self) -> bool:
        """Whether it is filled by its scripts: there is a place for it, or they draw, or are called as a site's are."""
        if _PLACE.search(self.markup) and not _GUARD.search(self.markup):
            return True
        if _PLACE.search(self.text) and "module" in "".join(attributes for attributes, _ in self._scripts):
            return True
        return bool(_DRAWS.search(self.source)) or any(_PROGRAM.search(address) for address in self.loaded)

    @cached_property
    def holds_text(self) -> bool:
        """Whether its scripts hold a text, or the headlines of a list."""
        inside = "".join(source for _, source in self._scripts)
        return len(_CHINESE.findall(inside)) + inside.count("\\u") // 2 >= _A_TEXT

    def is_wall(self, status: int) -> bool:
        """Whether its scripts have to run before there is a page: nothing in it is the page that was asked for.

        >>> script_page("<script>document.cookie='a='+f();location.reload()</script>").is_wall(200)
        True
        >>> script_page("<head><script src=/c.js></script></head><body></body>").is_wall(200)
        True
        >>> script_page("<title>政务公开</title><div id=app></div><script src=/js/app.js></script>").is_wall(200)
        False
        """
        if _CHALLENGE.search(self.source) or (_COOKIE.search(self.source) and _BACK.search(self.source)):
            return not (self.holds_text and find_embedded(self.text))
        if self.holds_text or self.alert is not None:
            return False
        if status == 202:
            return True
        if self.is_shell or self.leads_to is not None:
            return False
        if self.source:
            return bool(_PACKED.search(self.source)) or len(self.text) < 2048
        return bool(self.loaded) and bool(_WAITING.search(self.title))
