"""An article's paragraphs without the furniture of its page: what a reader calls the text.

One function, :func:`clean`, and the judgements it is made of. They look at text alone: what a block's place in
the page says (menus, link lists, hidden copies) is decided where the page is read (pages/article.py).
The vocabulary is that of field facts §4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from govnews.reading.credits import find_credits, plain_people
from govnews.reading.vocabulary import CLOSING_EDITORS, CREDIT_BEGINNINGS, spaced
from govnews.text import ZERO_WIDTH

_SPACE = re.compile(r"[^\S\n\t]+")
# Marks without width, and the place of an embedded object.
_MARKS = re.compile(f"[{ZERO_WIDTH}\ufffc]")

# Buttons and rules: a line of nothing else is a tool bar, a pager or a divider. (A possessive quantifier behind a group
# says the same as the atomic group, and goes wrong in Python 3.11.2, which is Debian's.)
_BUTTONS = re.compile(
    r"(?>(?:(?:我要|网站|点击|点此)?"
    r"(?:打印|列印|收藏|纠错|关闭|返回|分享|推荐|复制链接|复制|下载|保存|评论|发表评论|点赞|转发|举报|关注|播放|暂停)"
    r"(?:本页|本文|正文|此页|文章|窗口|当前页面|页面|顶部|列表|首页|打印|此文|一下)?"
    r"|回到顶部|加入收藏|设为首页|内容举报|在线咨询|TOP|顶部|微信好友|微信|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|Qzone"
    r"|朋友圈|人人网|豆瓣网?|更多|超大|特大|默认|标准|字大|字小|大|中|小|A[+-]?|下一页|上一页|首页|尾页|末页|余下全文"
    r"|展开全文|我有话说|我来说两句|参与互动|阅读全文|查看更多|加载更多|Play Video|赞|(?<!\d)\d{1,6}(?!\d)|第|共|页"
    r"|[\s()（）\[\]【】|｜丨/、,，.。:：;；·*\-—_=+<>《》«»›…\ufffd#\"'“”])*)",
    re.IGNORECASE,
)
# Lines that belong to the page whatever stands around them; a whole line must match.
_FURNITURE = re.compile(
    r"""
    (?:用?微信|手机)?(?:扫一扫|扫码|掃一掃)[^。！？]{0,40}
  | .{0,12}(?:扫描|长按|识别|关注|微信|微博|APP|客户端|公众号|手机).{0,8}二维码.{0,20} | 二维码
  | (?:分享到?|分享至|分享给|发送到|转发到)[:：\s].{0,60} | 分享让更多人看到 | 分享至手机
  | [\[【(（]?\s?(?:选择)?(?:字体|字号|字體|字號|保护视力色|视力保护色|保护视力|背景色)(?:大小)?
      (?:\s?[:：\s].{0,40}|[\[【])?
  | (?:浏览|点击|阅读|访问|瀏覽|點擊|閱讀)(?:次数|量|数|率|總數)?\s?[:：]?\s?[\[(（]?\s?
      (?:\d[\d,.]*\s?[万次]{0,2}|\{\{.{0,40}?\}\}|次|加载中.{0,3})?\s?[\])）]?\s?次?
  | (?:人气|热度|点赞|评论|收藏)\s?[:：]?\s?\d*
  | [^。]{0,12}[您你]是[^。]{0,8}第\s?[\d,]*\s?[位个名]?(?:访客|访问者|浏览者|来访者|来宾|读者|游客|网友)[^。]{0,12}
  | (?:(?:本[页站文篇]|本网站?|本页面|文章|[该此]信息)?(?:已经?|总|共|累计|今日|昨日|本月|当前|被){0,3}
      (?:浏览|阅读|访问|点击|在线)(?:了|过|总)?(?:人数|人次|量|数|总数|次数|总量)?\s?[:：]?\s?[\d,]+\s?[人次]{0,2}[\s|，,;；]{0,3}){1,4}
  | (?:当前|现在|北京|系统|服务器)时间\s?[:：]?\s?[\d年月日时分秒星期一二三四五六上下午:：/.\-\s]{4,40}
  | 已有\s?[\d,]+\s?人次?(?:阅读|浏览|访问|查看)[^。]{0,6}
  | (?:视频|音频)?播放器.{0,12} | .{0,8}加载中.{0,12} | .{0,12}刷新(?:本|当前)?页面?.{0,8}
  | [·∙•\s]*[^。！？；]{2,16}\s?[>＞»›]+
  | (?:更多|.{0,6}精彩).{0,20}(?:请|欢迎)(?:您|大家)?关注.{0,24}
  | \W*(?:THE\s)?END\W* | 标签 | 图集 | (?:发布于|来自|IP属地)[:：].{2,8}
  | 点击进入.{0,24} | 点击(?:查看|下载|播放|阅读).{0,12} | 返回.{0,6}(?:首页|顶部|列表|频道|更多)[>》]*
  | [\w\-. ()（）]{1,60}\.(?:jpe?g|png|gif|bmp|webp|mp4|flv|mp3)(?:\s?\(\d+\))?
  | (?:附件|相关附件|附件下载|相关文件|附件列表)\s?[:：]?
  | .{0,40}(?:ICP备|ICP证|公网安备|网站标识码|版权所有|All\s?Rights\s?Reserved|Copyright\s?[©(]).{0,120}
  | .{0,4}(?:当前|现在|所在)(?:的)?(?:所在)?(?:位置|栏目)(?:是)?\s?[:：].*
  | (?:今天是|现在是|今日是)\s?[:：]?\s?(?:\d|星期|\{\{)[^。]{0,40} | (?:今天|现在|今日)是\s?[:：]?
  | (?:语音|正文|开始|停止)?(?:播报|朗读) | 听新闻 | (?:无障碍|长者|适老)(?:浏览|阅读|模式|版|化)?
  | (?:繁體|简体)(?:版|中文)?
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Lines after which the page goes on with something else. A heading of links stands alone or before a colon.
_HEADING = re.compile(
    r"[\s\[【(（>■◆●▶·*|]*(?:"
    r"(?:相关|相關|延伸|推荐|推薦|热门|热点|精彩|更多|最新|其他|往期|猜你|为您|为你|你可能|大家|编辑|今日|本周|阅读下|热|精选)的?"
    r"(?:阅读|链接|新闻|文章|报道|推荐|资讯|信息|稿件|内容|專題|专题|推薦|閱讀|鏈接|新聞|文件|政策|解读|回顾|喜欢|会喜欢|感兴趣"
    r"|都在看|排行|评论|一篇|图集|图片|视频)"
    r"|网友评论|我来说两句|发表评论|评论列表|热帖|友情链接|网站链接|相关搜索|(?:文章|本文|热门)?关键[词字]|标签"
    r"|(?:免责|版权|郑重|特别|平台|网站|本网|法律|权利)(?:声明|申明|提示|说明))"
    r"(?P<colon>\s?[:：])?"
)
_NEIGHBOUR = re.compile(
    r"[\s\[【(（>■◆●▶·*|<]*(?:[上下][一1]?[篇条则个](?:文章|新闻|信息)?\s?[:：]|[上下前后][一1]篇|\(?END\)?\s?$|关于我们$|联系我们$)"
)
# Notices that stand below a text: who may copy it, who answers for it.
_NOTICE = re.compile(
    r"正文已结束|凡(?:本网|注明|本站|来源)|声明\s?[:：]"
    r"|[“\"]?(?:特别|免责|版权|郑重|平台|网站|本网|法律)(?:声明|申明)\s?[:：]"
    r"|本(?:文|作品|稿)(?:仅代表|为.{0,30}(?:原创|授权|发布|专稿)|系.{0,20}(?:转载|转自)|来源[:：于])"
    r"|(?:以上|该|本|此)?(?:内容|文章?|观点).{0,16}不代表.{0,16}(?:立场|观点)|以上(?:内容|文章|观点)(?:仅|均|由|来)|未经(?:书面|授权|许可|允许).{0,20}(?:不得|禁止|请勿|严禁)"
    r"|转载(?:请|须|时).{0,12}(?:注明|标明)|[(（]?本文来自.{0,20}(?:APP|客户端)"
    r"|.{0,40}(?:专稿|版权所有|原创作品?)[，,].{0,20}(?:转载|复制|镜像)|Notice: The content above|如有侵权|侵权请联系",
    re.IGNORECASE,
)
_CREDIT_LINE = re.compile(rf"[\[【(（〔\s*]*(?:{spaced(CREDIT_BEGINNINGS)})")
# 编辑 小何 ｜ 排版 小李: roles without a colon.
_NAMED_EDITOR = re.compile(
    r"(?:(?:责任编辑|责编|美编|编辑|校对|审核|排版|监制|值班编辑|值班主编)[\s:：|｜/]+"
    r"[\u3400-\u9fff·]{2,4}(?:[\s、]+[\u3400-\u9fff·]{2,4}){0,2}(?:\s*[|｜/]\s*|\s+|$)){1,6}"
)
# 文/李四 · 某网: a byline with a bar.
_BYLINE = re.compile(r"[(（]?(?:文字?|图片?|图文|文图|摄影|撰文|供图)\s?[/／|｜丨]\s?[^。！？；，]{2,40}")
_EDITORS = re.compile(spaced(CLOSING_EDITORS))
# A way back to the site that stands behind the last sentence.
_WAY_BACK = re.compile(r"(?<=[。！？”）)])\s*返回\S{0,12}(?:首页|更多|列表|频道)[>》\s]*$")
_ABSTRACT = re.compile(r"[\[【]?(?:导语|导读|摘要|核心提示|内容提要|提要|简介)[\]】]?\s?[:：]?\s*")
_BRACKETED_END = re.compile(r"[\[【(（]([^()（）\[\]【】]{2,60})[\])】）]\s*$")


def clean(body: str | Iterable[str]) -> str:
    """The article's text: one ``\\n`` between paragraphs, no furniture. Cleaning twice changes nothing.

    White space is folded (a tab stays: it parts the cells of a table row), zero-width marks go; wording,
    width and punctuation are the page's own. Removed are: lines of furniture, everything from the first
    end marker in the second half on (相关阅读, 上一篇, 声明), credit lines and review chains at either end,
    a bracketed credit that ends the last paragraph, and the second copy of a text printed twice.

    >>> clean("（ ）\\n\\u3000\\u30003月21日，区委书记调研。\\n()\\n扫一扫在手机打开当前页\\n责任编辑：李四")
    '3月21日，区委书记调研。'
    >>> clean("\\ufffc\\n区委书记\\u200b调研\\ufffc，强调春耕。")
    '区委书记调研，强调春耕。'
    >>> clean("他说：“打印机坏了。”\\n关闭这家厂。")
    '他说：“打印机坏了。”\\n关闭这家厂。'
    """
    lines = body.split("\n") if isinstance(body, str) else list(body)
    lines = [folded for line in lines for part in line.split("\n") if (folded := _fold(part))]
    while (cleaned := _without_furniture(lines)) != lines:
        lines = cleaned
    return "\n".join(lines)


def is_furniture(line: str) -> bool:
    """Whether a line of text is a part of the page and not of what it tells.

    >>> is_furniture("【打印本页】【关闭窗口】"), is_furniture("浏览次数：次"), is_furniture("微信图片_2022.jpg")
    (True, True, True)
    >>> is_furniture("您是本页第1024位访客"), is_furniture("当前时间：2023年3月24日 09:15:20"), is_furniture("本文已被浏览12次")
    (True, True, True)
    >>> is_furniture("关闭三家煤矿"), is_furniture("一、基本情况"), is_furniture("您是第一位来访者，我们都很高兴。")
    (False, False, False)
    """
    if len(line) > 200 or (len(line) > 40 and line[-1] in "。！？"):
        return False
    return bool(_FURNITURE.fullmatch(line)) or ("\t" not in line and bool(_BUTTONS.fullmatch(line)))


def ends_article(line: str) -> bool:
    """Whether a line begins what stands below an article: related links, neighbours, notices.

    >>> ends_article("上一篇：县长调研"), ends_article("相关阅读"), ends_article("相关新闻发布会在京举行，记者采访了代表。")
    (True, True, False)
    """
    if is_notice(line):
        return True
    if _NEIGHBOUR.match(line):
        return True
    heading = _HEADING.match(line)
    return heading is not None and (heading["colon"] is not None or len(line) - heading.end() <= 3)


def is_notice(line: str) -> bool:
    """Whether a line tells who may copy the text and who answers for it.

    >>> is_notice("凡本网注明来源的稿件，未经授权不得转载。"), is_notice("声明草案获得通过。")
    (True, False)
    """
    return bool(_NOTICE.match(line))


def is_credit(line: str) -> bool:
    """Whether a short line says who wrote, edited or reviewed, and nothing else.

    >>> is_credit("责任编辑：李四"), is_credit("一审：甲 二审：乙 三审：丙"), is_credit("（编辑：小何）"), is_credit("编辑|小何")
    (True, True, True, True)
    >>> is_credit("记者：请问今年的重点是什么？"), is_credit("澎湃新闻记者 段某")
    (False, False)
    """
    if len(line) > 90:
        return False
    if _NAMED_EDITOR.fullmatch(line) or _BYLINE.fullmatch(line):
        return True
    if not _CREDIT_LINE.match(line) and "来源" not in line and "编辑" not in line:
        return False
    found = find_credits(line)
    named = [credit for credit in found if credit.field != "other"]
    if not named or any(mark in line for mark in "。？！?!"):
        return False
    return len(line[: found[0].start].strip(" [【(（〔*")) <= 20 and all(
        len(credit.value) <= (40 if credit.field == "source" else 30)
        and len(plain_people(credit.value).split()) <= 8
        for credit in named
    )


def _fold(line: str) -> str:
    # Most lines are printable: no white space but blanks, and no mark without width but U+FFFC, stands in them.
    if not line.isprintable() or "\ufffc" in line:
        line = _SPACE.sub(" ", _MARKS.sub("", line))
    elif "  " in line:
        line = _SPACE.sub(" ", line)
    return line.strip()


def _without_furniture(lines: Sequence[str]) -> list[str]:
    kept = [line for line in lines if not is_furniture(line)]
    kept = [_WAY_BACK.sub("", line) if "返回" in line else line for line in kept]
    kept = _printed_once(_without_abstract(kept))
    kept = kept[: _end(kept)]
    while kept and (is_credit(kept[-1]) or kept[-1].startswith(("原标题:", "原标题："))):
        last = kept.pop()
        if before := _before_credit(last):
            kept.append(before)
            break
    while kept and is_credit(kept[0]):
        kept.pop(0)
    # A credit may stand before the captions or notes that follow the text.
    tail = max(0, len(kept) - 6)
    kept[tail:] = [line for line in kept[tail:] if not is_credit(line) or _before_credit(line)]
    if kept and (ending := _BRACKETED_END.search(kept[-1])) and is_credit(ending[0]):
        kept[-1] = kept[-1][: ending.start()].rstrip()
    return [line for line in kept if line]


def _without_abstract(lines: list[str]) -> list[str]:
    """The lines without a first one that is the beginning of the second: what a template shows as abstract.

    >>> _without_abstract(["导语：3月21日，区委书记到孟津", "3月21日，区委书记到孟津调研。", "他说"])
    ['3月21日，区委书记到孟津调研。', '他说']
    """
    if len(lines) < 2:
        return lines
    said = _ABSTRACT.sub("", lines[0]).rstrip("….。 ")
    return lines[1:] if len(said) >= 12 and lines[1].startswith(said) else lines


def _before_credit(line: str) -> str:
    """What stands in a line before its first labelled name: 本报记者 李四 来源：某报 → 本报记者 李四."""
    found = find_credits(line)
    if not found or found[0].field == "other":
        return ""
    before = line[: found[0].start].strip(" [【(（〔*|｜")
    return before if len(before) >= 4 else ""


def _end(lines: Sequence[str]) -> int:
    """How many lines belong to the article: up to the first end marker in the second half of its text.

    The names of editors end it too, from three fifths on.
    """
    total, before = sum(map(len, lines)), 0
    for number, line in enumerate(lines):
        if number and before * 2 >= total and ends_article(line):
            return number
        if number and before * 5 >= total * 3 and _EDITORS.search(line) and is_credit(line):
            return number if not _before_credit(line) else number + 1
        before += len(line)
    return len(lines)


def _printed_once(lines: Sequence[str]) -> list[str]:
    """The lines without the second copy of a text that the page prints twice (desktop and mobile blocks).

    A copy is a run of equal lines that holds a third of all there is; less is an author who repeats himself.
    """
    total = sum(map(len, lines))
    first: dict[str, int] = {}
    for number, line in enumerate(lines):
        before = first.setdefault(line, number)
        if before == number or len(line) < 20:
            continue
        start, end = number, number
        while before > 0 and start - 1 > before and lines[before - 1] == lines[start - 1]:
            before, start = before - 1, start - 1
        while end < len(lines) and before + end - start < start and lines[before + end - start] == lines[end]:
            end += 1
        if sum(map(len, lines[start:end])) * 3 >= total:
            return [*lines[:start], *lines[end:]]
    return list(lines)
