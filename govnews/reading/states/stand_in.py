"""Stand-ins: what a site answers with a status of 200 in the place of an article.

Nothing is decided by one mark alone. A page is taken for an error page or a notice of the site where it says so (in its
``<title>``, in a heading, or in lines beside which it has hardly a text) and where nothing says that it is the
article: it bears the expected title nowhere, or that is all it bears. An article about the upkeep of a website has its
title in its page, and stays one; so does one whose expected title speaks of such a state itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from govnews.errors import StandIn
from govnews.items import Article
from govnews.reading.article.embedded import embedded_article
from govnews.reading.article.line_kinds import is_date, is_furniture, is_label
from govnews.reading.page.lines import HEADINGS, Line, is_called_title
from govnews.reading.page.page import Page
from govnews.reading.states.scripts import script_page
from govnews.reading.vocabulary import TITLE_METAS

# What programs say, and nobody else.
_NOT_FOUND = re.compile(
    r"\b404\b.{0,12}(?:Not\s?Found|找不到|未找到|错误|页面)|HTTP\s?(?:Status|Error|错误)\s?[-–:]?\s?404"
    r"|The\s(?:requested\sURL|resource\syou\sare\slooking\sfor|page\syou\s(?:requested|are\slooking\sfor))\b"
    r"|\b(?:Page|File|Object)\snot\sfound\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"Server\sError\sin\s['‘“\"]|应用程序中的服务器错误|运行时错误|\bRuntime\sError\b"
    r"|\b(?:40\d|50\d)\b.{0,8}(?:Bad\sRequest|Unauthorized|Forbidden|Internal\s|Bad\sGateway|Service\s|Gateway\s)"
    r"|\b(?:Internal\sServer\sError|Bad\sGateway|Gateway\sTime-?out|Service\s(?:Temporarily\s)?Unavailable)\b"
    r"|HTTP\s?(?:Status|Error|错误)\s?[-–:]?\s?[45]\d\d"
    r"|\b(?:Fatal|Parse)\serror\s?:|\bUncaught\s\w{0,40}(?:Error|Exception)|\bWarning\s?:\s+\w+(?:\(\)|::)"
    r"|Whitelabel\sError\sPage|no\sexplicit\smapping\sfor\s/error|\bException\sreport\b|\bError\sreport\b"
    r"|Welcome\sto\snginx|\bIIS\s?(?:Windows|[678])|Internet\sInformation\sServices|\bIt\sworks!|Default\sPage\b"
    r"|Microsoft\s(?:OLE\sDB|VBScript|JET\sDatabase)|\bADODB\.|\[ODBC\b|\b8000?4005\b|\b800a[0-9a-f]{4}\b"
    r"|error\sin\syour\sSQL\ssyntax|SQLSTATE\[|\bmysqli?_\w+\(\)|MySQL\sserver\shas\sgone|\bORA-\d{5}\b"
    r"|establishing\sa\sdatabase\sconnection|Can['’]t\sconnect\sto\s.{0,20}MySQL"
    r"|\b(?:java|javax|org\.apache|org\.springframework|com\.mysql)(?:\.\w{1,60}){1,12}(?:Exception|Error)\b"
    r"|\bSystem(?:\.\w{1,60}){1,12}Exception\b|NullPointerException|Traceback\s\(most\srecent|\bStack\s?Trace\b"
    r"|Whoops,\slooks\slike\ssomething",
    re.IGNORECASE,
)
# What sites say of themselves: possessive, so that time stays linear. (Not behind a group: see body.py.)
_GONE = re.compile(
    r"(?:页面?|网页|文章|信息|内容|新闻|资源|文件|栏目|稿件|链接|地址|站点|记录|文档)(?>(?:可能|已经?|或者?|被|并|暂时|似乎|不存在"
    r"|[,，、]){0,6})(?:不存在|被?删除|找不到|未找到|无法找到|下线|失效|撤下|移除|丢失)"
    r"|(?:信息|文章|页面|内容|网页|稿件|新闻|文件|资源)[^。！]{0,12}(?:不存在|已被?删除|已下线|已失效|已过期|已撤[下销稿]|找不到"
    r"|被[^。！]{0,8}(?:删除|移除|撤下|屏蔽)|(?:尚?未|没有)(?:发布|审核|通过))"
    r"|(?:栏目|频道|链接|地址|站点|网站|记录|文档)(?:已经?|可能)?不存在"
    r"|(?:无此|查无此?|没有(?:这|该|此)[条篇个]?)(?:信息|文章|内容|记录|页面|新闻|稿件|数据)"
    r"|(?:找不到|没有找到|未找到|无法找到)(?>(?:您|你|该|此|相关|要|想|所|请求|访问|查看|浏览|指定|需要|的|这个){0,8})"
    r"(?:页|网页|文章|信息|内容|资源|文件|新闻|站点|记录)|页面(?:走丢|飞走|跑丢)"
)
_ERROR = re.compile(
    r"(?:系统|服务器?|网站|页面|程序|后台|数据库)(?>(?:连接|访问|查询|内部|运行|处理|发生|出现|暂时|响应|请求|操作|正|未知|的|了|很|目前"
    r"|当前|较|过于|太|或网络){0,5})(?:繁忙|忙(?=$|[，。,！!])|错误|出错|异常|故障|崩溃|超时|失败|开小差|无响应)"
    r"|参数(?:错误|有误|不正确)|非法(?:访问|参数)|(?:您的)?请求(?:处理)?(?:失败|出错|超时)|错误(?:代码|编号|码)\s?[:：]|(?:连接|访问|打开)数据库.{0,4}(?:失败|超时|出错|错误)"
)
_UPKEEP = re.compile(
    r"(?:网站|系统|平台|服务器|网络|机房|本站|网页|数据库|门户|站点|数据中心)[^。！？]{0,24}"
    r"(?:维护|升级|调试|割接|改版|迁移|检修|建设中|关停|整改|切换|扩容)"
    r"|(?:维护|升级|改版|检修)(?:中|公告|通知|提示)|\b(?:under|for|site|scheduled)\s(?:construction|maintenance)\b",
    re.IGNORECASE,
)
# What upkeep means to a visitor.
_CONSEQUENCE = re.compile(
    r"暂停|停止|无法|不能|期间|稍后|恢复|不便|谅解|见谅|敬请|再访问|关闭|正在|预计|感谢您?的|理解与支持|尊敬的|用户|网民|\bback\b"
)
_FOOT = re.compile(r"地址|电话|邮编|主办|承办|技术支持|ICP备|网安备|标识码|版权所有|分辨率|浏览器")
_SPEAKS = re.compile(
    r"维护|升级|故障|停机|检修|改版|迁移|割接|暂停|404|不存在|删除|失效|错误|异常|繁忙|下线|关停|关闭|切换"
)
_WORD = re.compile(r"[^\w]|_")
# Lines of a page that are looked at; a state is told at the top, below menus.
_LINES = 80
# Headings of a page that tell what it is; more are rows.
_HEADINGS = 2
# Characters beside the lines of a state that make a text.
_A_TEXT = 200
# Characters before and behind a state in a line that is nothing else.
_A_BEGINNING = 12
_A_REST = 40
_LEAST_TITLE = 4


def stand_in(page: Page, title: str | None) -> StandIn | None:
    """What ``page`` is instead of the article ``title``; None where it may be the article, whatever it holds.

    ``title`` is what a list or an earlier look calls it, None where nothing does.

    >>> page = Page("http://example.gov.cn/1.html", "<title>网站维护中</title><p>因机房检修，网站暂停访问。</p>")
    >>> str(stand_in(page, "孟津春茶开采"))
    'maintenance'
    >>> stand_in(page, "关于网站维护的公告") is None
    True
    """
    if title is not None and bears_title(page, title):
        return None
    names, said = _texts(page)
    machine = _first(_of_program, (*names, *said))
    named, told = _first(_named, names), _first(_told, said)
    if not (machine or named or told):
        return None
    headed = any(is_date(text) and is_label(text) for text in said)
    if title is None and headed:
        return None
    if machine is not None:
        return machine if _first(_of_program, names) or _is_alone(said) else None
    if title is not None and _SPEAKS.search(title):
        return None
    if headed and named is not StandIn.MAINTENANCE:
        return None
    return named or (told if _is_alone(said) else None)


def tell_notice(page: Page) -> tuple[StandIn, str] | None:
    """The state that a page tells which holds hardly anything else, and its words; None where it tells none.

    >>> page = Page("http://example.gov.cn/", "<title>青石县人民政府</title><p>系统繁忙，请稍后再试</p>")
    >>> tell_notice(page)
    (<StandIn.ERROR_PAGE: 'error-page'>, '系统繁忙，请稍后再试')
    """
    names, said = _texts(page)
    if not _is_alone(said):
        return None
    for tell, texts in ((_of_program, (*names, *said)), (_named, names), (_told, said)):
        for text in texts:
            if (state := tell(text)) is not None:
                return state, text
    return None


def holds_state(article: Article, page: Page, title: str) -> StandIn | None:
    """The state that ``page`` tells in the place of a text below the headline ``title``; None where it has a text.

    >>> page = Page("http://example.gov.cn/1.html", "<h1>孟津春茶开采</h1><p>Fatal error: Uncaught Error in /www/a.php:12</p>")
    >>> article = Article(url=page.url, title="孟津春茶开采", body="Fatal error: Uncaught Error in /www/a.php:12")
    >>> str(holds_state(article, page, "孟津春茶开采"))
    'error-page'
    """
    if article.attachments or _SPEAKS.search(title):
        return None
    if not article.body:
        seen = (line.text for line in page.flow.lines if not line.hidden and not line.linked)
        return None if article.images or article.films else _first(_told_in_text, seen)
    lines = [line for line in article.body.split("\n") if line]
    first = _told_in_text(lines[0])
    if first is None:
        return None
    others = (len(line) for line in lines if not (_told_in_text(line) or is_furniture(line)))
    return first if sum(others) <= _A_TEXT // 2 else None


def bears_title(page: Page, title: str) -> bool:
    """Whether ``page`` says by itself that it is the article ``title``: in its title, a meta, a line or its data.

    A list may shorten or turn a headline, so they need to agree in most of their characters only.

    >>> page = Page("http://example.gov.cn/1.html", "<title>要闻_某县政府网</title><h1>县委书记张三调研春茶开采工作</h1>")
    >>> bears_title(page, "张三调研春茶开采…"), bears_title(page, "孟津召开防汛会议")
    (True, False)
    """
    key = _key(title)
    if not key:
        return False
    return any(_agree(key, _key(candidate)) for candidate in _titles(page))


def is_another(article: Article, before: Article) -> bool:
    """Whether ``article`` is another one than ``before``: neither title, text, day nor a file is the same.

    An article that was written anew from its headline on keeps its day.

    >>> one = Article(url="http://example.gov.cn/1", title="孟津春茶开采", body="孟津春茶开采。", published_on="2023-03-21")
    >>> other = Article(url="http://example.gov.cn/1", title="县里开会", body="会议讨论了防汛。", published_on="2023-05-04")
    >>> anew = Article(url="http://example.gov.cn/1", title="县里开会", body="会议讨论了防汛。", published_on="2023-03-21")
    >>> is_another(other, one), is_another(anew, one)
    (True, False)
    """
    if article.published_on == before.published_on:
        return False
    if _agree(_key(before.title or ""), _key(article.title or "")):
        return False
    if {*article.file_urls} & {*before.file_urls}:
        return False
    one, other = _shingles(article.body, 4), _shingles(before.body, 4)
    return len(one & other) * 4 < min(len(one), len(other)) or not (one and other)


def _texts(page: Page) -> tuple[list[str], list[str]]:
    """What names the page (title, first headings, an alert), and its first lines outside of links."""
    seen = [line for line in page.flow.lines if not line.hidden and not line.is_link]
    names = [page.title, *_headings(page, seen)[:_HEADINGS]]
    if (scripts := script_page(page.text)) is not None and scripts.alert:
        names.append(scripts.alert)
    return names, [line.text for line in seen[:_LINES]]


def _first(tell: Callable[[str], StandIn | None], texts: Iterable[str]) -> StandIn | None:
    return next(filter(None, map(tell, texts)), None)


def _of_program(text: str) -> StandIn | None:
    if _NOT_FOUND.search(text):
        return StandIn.GONE
    return StandIn.ERROR_PAGE if _PROGRAM.search(text) else None


def _named(text: str) -> StandIn | None:
    """The state that a title or a heading names."""
    return _opens(text) or (StandIn.MAINTENANCE if _UPKEEP.search(text) else None)


def _told(line: str) -> StandIn | None:
    """The state that a line tells; who keeps the site up stands in its footer, and is none."""
    if _FOOT.search(line):
        return None
    return _opens(line) or (
        StandIn.MAINTENANCE if _UPKEEP.search(line) and _CONSEQUENCE.search(line) else None
    )


def _opens(text: str) -> StandIn | None:
    """The state of an error or of a missing page that a line tells."""
    if _GONE.search(text):
        return StandIn.GONE
    return StandIn.ERROR_PAGE if _ERROR.search(text) else None


def _told_in_text(line: str) -> StandIn | None:
    """The state that a line tells that is no sentence of an article: it begins with it, and hardly goes on."""
    found = _GONE.search(line) or _ERROR.search(line)
    if found and (found.start() > _A_BEGINNING or len(line) - found.end() > _A_REST):
        return None
    return _of_program(line) or _opens(line)


def _is_alone(lines: Iterable[str]) -> bool:
    """Whether there is hardly a text beside the lines that tell of a state and of what it means to a visitor."""
    others = (
        len(line)
        for line in lines
        if not (_of_program(line) or _told(line) or _CONSEQUENCE.search(line) or is_furniture(line))
    )
    return sum(others) <= _A_TEXT


def _headings(page: Page, lines: list[Line]) -> list[str]:
    blocks = page.flow.blocks
    return [
        line.text
        for line in lines[:_LINES]
        if HEADINGS.get(str(blocks[line.block].element.tag), 9) <= 3
        or is_called_title(blocks[line.block].element)
    ]


def _titles(page: Page) -> Iterator[str]:
    """What may be the page's headline."""
    yield page.title
    yield from (page.metas[name] for name in TITLE_METAS if name in page.metas)
    yield from (line.text for line in page.flow.lines if len(line.text) <= 300 and not line.is_link)
    blocks = (block for block in page.flow.blocks if 2 <= block.last - block.first <= 3)
    for block in blocks:  # a headline of several lines
        yield "".join(line.text for line in page.flow.lines[block.first : block.last])[:300]
    if embedded := embedded_article(page):
        yield embedded.html[:300]


def _agree(key: str, other: str) -> bool:
    """Whether two headlines are one: one holds the other, or most of their pairs of characters are the same."""
    short, long = sorted((key, other), key=len)
    if short and short in long and (short == key or len(short) * 2 >= len(long)):
        return True
    if len(short) < _LEAST_TITLE:
        return False
    one, two = _shingles(short, 2), _shingles(long, 2)
    return len(one & two) * 5 >= len(one) * 3


def _shingles(text: str, size: int) -> set[str]:
    folded = _key(text)
    return {folded[at : at + size] for at in range(len(folded) - size + 1)}


def _key(text: str) -> str:
    return _WORD.sub("", text).lower()
