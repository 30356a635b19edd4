"""What stands in the place of a home page or a list: a notice of the site's, or the address to which it has moved.

Who asks has found no column, or no entry: only then is a page that speaks of such a thing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govnews.errors import StandIn
from govnews.reading.page.page import Page
from govnews.reading.states.scripts import script_page
from govnews.reading.states.stand_in import tell_notice
from govnews.urls import same_site

# Characters of what is quoted.
_QUOTED = 60
# Links beside a notice: the site's menu. A page with more is no notice.
_LINKS = 25

_SITE = r"(?:网站|本站|原站|老站|旧站|门户|官网|站点|网址|域名|平台|网页)"
_MOVED = re.compile(
    # 网站已整体迁移至; within one sentence
    rf"{_SITE}[^。！？]{{0,24}}(?:迁移|搬迁|迁|变更|更换|更改|更名|改用|启用|切换|整合|并入|合并|归并|升级|改版)[^。！？]{{0,12}}(?:至|到|为|入)"
    rf"|{_SITE}[^。！？]{{0,24}}(?:停用|关停|下线|停止(?:更新|运行|使用|服务|维护)|不再(?:更新|使用|维护))"
    r"|(?:新|现)(?:网址|域名|地址|网站|版|官网|站)[^。！？]{0,8}(?:为|是|[:：]|https?:|www\.)"
    r"|(?:请|欢迎|敬请|点击)(?:您|直接|点击|点此)?(?:访问|移步|登录|进入|前往|浏览|转到|到)[^。！？]{0,12}新(?:的)?(?:网站|网址|站|版|域名|官网|平台|门户)"
    r"|\b(?:site|website|page|portal)\s(?:has\s)?(?:been\s)?moved\b",
    re.IGNORECASE,
)
# A site that is away for a while has not moved.
_FOR_A_WHILE = re.compile(r"期间|恢复|预计|暂停|稍后|今[晚日天]|明[晚日天]|维护中")
_ADDRESS = re.compile(
    r"https?://[\w.:\[\]-]{3,100}(?:/[\w./%~-]{0,200})?|(?<![\w.@/-])(?:[\w-]{1,63}\.){1,5}(?:cn|com|net|org|政务|公益|中国)"
    r"(?::\d{1,5})?(?:/[\w./%~-]{0,200})?(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
# Who every site's footer leads to.
_FOOT = re.compile(r"beian|conac|12377|miit\.gov|zfwzgl|gjzwfw|\bwza\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page tells of its site in the place of what was asked for."""

    state: StandIn
    said: str
    """Its own words, one line."""
    address: str | None = None
    """Where the site has moved to; None where it has not."""

    def __str__(self) -> str:
        return f"it says: {self.said} ({self.state})"


def read_notice(page: Page) -> Notice | None:
    """What ``page`` tells of its site, in which no column or no entry was found; None where it tells nothing.

    >>> page = Page("http://old.example.cn/", "<p>本网站已迁移至新网址：<a href='http://new.example.cn/'>点击进入</a></p>")
    >>> str(read_notice(page)), read_notice(page).address
    ('it says: 本网站已迁移至新网址：点击进入 (moved)', 'http://new.example.cn/')
    >>> page = Page("http://old.example.cn/", "<p>县政府网站今晚升级，期间暂停访问。</p>")
    >>> str(read_notice(page))
    'it says: 县政府网站今晚升级，期间暂停访问。 (maintenance)'
    >>> read_notice(Page("http://old.example.cn/", "<p>青石县人民政府</p>")) is None
    True
    """
    linked = sum(line.linked * 2 > len(line.text) for line in page.flow.lines)
    if linked > _LINKS:
        return None
    told = tell_notice(page)
    said = [page.title, *(line.text for line in page.flow.lines if not line.hidden)]
    words = next((text for text in said if _MOVED.search(text)), None)
    stays = any(map(_FOR_A_WHILE.search, said))
    if words is not None and not stays and (told is not None or _hardly_more(said)):
        address = next(_elsewhere(page), None)
        if address is not None:
            return Notice(StandIn.MOVED, _quoted(words), address)
    return None if told is None else Notice(told[0], _quoted(told[1]))


def _hardly_more(said: list[str]) -> bool:
    return sum(map(len, said)) <= 400


def _elsewhere(page: Page) -> Iterator[str]:
    """The addresses of other sites that the page names: in words, in links, in a script that leads there."""
    for address in _named(page):
        absolute = page.address(address)
        if absolute and not same_site(absolute, page.url) and not _FOOT.search(absolute):
            yield absolute


def _named(page: Page) -> Iterator[str]:
    for line in page.flow.lines:
        if _MOVED.search(line.text):
            yield from map(_with_scheme, _ADDRESS.findall(line.text))
    yield from (element.get("href", "") for element in page.root.iter("a"))
    if (scripts := script_page(page.text)) is not None and scripts.leads_to:
        yield scripts.leads_to
    for line in page.flow.lines:
        yield from map(_with_scheme, _ADDRESS.findall(line.text))


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"http://{address}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
