"""What a line of an article's page is by its own words: a date, credits, a tool bar, a notice, text.

Words alone decide nothing about an article: :mod:`govnews.reading.article.lines` puts the kind of each line together with its
place, its links and its neighbours, and where the text begins and ends is decided on all of them
(:mod:`govnews.reading.article.extent`). The vocabulary is that of field facts §4.
"""

from __future__ import annotations

import re

from govnews.reading.credits import Credit, find_credits, names_somebody, plain_people
from govnews.reading.dates import date_role, find_dates
from govnews.reading.vocabulary import CLOSING_EDITORS, CREDIT_BEGINNINGS, INDEX_LABELS, spaced

# Buttons and rules: a line of nothing else is a tool bar, a pager or a divider. (A possessive quantifier behind a group
# says the same as the atomic group, and goes wrong in Python 3.11.2, which is Debian's.)
_BUTTONS = re.compile(
    r"(?>(?:(?:我要|网站|点击|点此)?"
    r"(?:打印|列印|收藏|纠错|关闭|返回|分享|推荐|复制链接|复制|下载|保存|评论|发表评论|点赞|转发|举报|关注|播放|暂停|报错|反馈|弹幕|全屏|静音)"
    r"(?:本页|本文|正文|此页|文章|窗口|当前页面|页面|顶部|列表|首页|打印|此文|一下|视频|图片|附件|文件)?"
    r"|回到顶部|加入收藏|设为首页|内容举报|在线咨询|TOP|顶部|微信好友|微信|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|Qzone"
    r"|朋友圈|人人网|豆瓣网?|更多|超大|特大|默认|标准|字大|字小|大|中|小|A[+-]?|下一页|上一页|首页|尾页|末页|余下全文"
    r"|展开全文|收起(?:全文)?|分隔线"
    r"|我有话说|我来说两句|参与互动|阅读全文|查看更多|加载更多|Play Video|赞|(?<!\d)\d{1,6}(?!\d)|第|共|页"
    r"|[\s()（）\[\]【】|｜丨/、,，.。:：;；·*\-—_=+<>《》«»›▲▼△▽…\ufffd#\"'“”]){0,200})",
    re.IGNORECASE,
)
# Lines that belong to the page whatever stands around them; a whole line must match.
_FURNITURE = re.compile(
    r"""
    (?:用?微信|手机)?(?:扫一扫|扫码|掃一掃)[^。！？]{0,40}
  | (?=.*二维码).{0,12}(?:扫描|长按|识别|关注|微信|微博|APP|客户端|公众号|手机).{0,8}二维码.{0,20}
  | 二维码(?:.{0,4}[(（]?[^。]{0,6}(?:微信|手机|扫).{0,16})?
  | (?:分享到?|分享至|分享给|发送到|转发到)[:：\s].{0,60} | 分享让更多人看到 | 分享至手机
  | [\[【(（]?\s?(?:选择)?(?:字体|字号|字體|字號|保护视力色|视力保护色|保护视力|背景色)(?:大小)?
      (?:\s?[:：\s][大中小默认标准超特号体正常打印关闭分享收藏到文本页\sA-Za-z\d+\-\[\]【】()（）<>|｜、,，:：/·]{0,60}|[\[【])?
  | (?:浏览|点击|阅读|访问|瀏覽|點擊|閱讀)(?:次数|量|数|率|總數)?\s?[:：]?\s?[\[(（]?\s?
      (?:\d[\d,.]*\s?[万次]{0,2}|\{\{.{0,40}?\}\}|次|加载中.{0,3})?\s?[\])）]?\s?次?
  | (?:人气|热度|点赞|评论|收藏)\s?[:：]?\s?\d*
  | [^。]{0,12}[您你]是[^。]{0,8}第\s?[\d,]*\s?[位个名]?(?:访客|访问者|浏览者|来访者|来宾|读者|游客|网友)[^。]{0,12}
  | (?:(?:本[页站文篇]|本网站?|本页面|文章|[该此]信息)?(?:已经?|总|共|累计|今日|昨日|本月|当前|被){0,3}
      (?:浏览|阅读|访问|点击|在线)(?:了|过|总)?(?:人数|人次|量|数|总数|次数|总量)?\s?[:：]?\s?[\d,]+\s?[人次]{0,2}[\s|，,;；]{0,3}){1,4}
  | (?:当前|现在|北京|系统|服务器)时间\s?[:：]?\s?[\d年月日时分秒星期一二三四五六上下午:：/.\-\s]{4,40}
  | 已有\s?[\d,]+\s?人次?(?:阅读|浏览|访问|查看)[^。]{0,6}
  | 已有\s?[\d,]+\s?[人条位](?:网友)?(?:参与)?了?评论 | 本文已?影响了?\s?[\d,]+\s?人次?
  | (?:本文|本页|[该此]?信息|以上内容)?是否对[您你]有(?:所)?帮助[?？]?(?:\s?(?:没有|有|是|否)(?:帮助)?){0,2}
  | (?:文章|信息|内容|页面|本页)评价\s?[:：](?:\s?(?:非常|基本|比较|不)?(?:满意|一般)){2,5}
  | 原文链接\s?[:：]\s?https?://[!-~]{1,150} | 00:00(?::00)?\s?/\s?\d\d:\d\d(?::\d\d)?
  | (?:视频|音频)?播放器.{0,12} | .{0,8}加载中.{0,12} | .{0,12}刷新(?:本|当前)?页面?.{0,8}
  | (?=(?s:.*+)(?<=[>＞»›]))[·∙•\s]*[^。！？；]{2,16}\s?[>＞»›]+
  | (?:更多|.{0,6}精彩).{0,20}(?:请|欢迎)(?:您|大家)?关注.{0,24}
  | (?:[#＃][^\s#＃]{1,12}\s?){2,12} | \W*(?:THE\s)?END\W* | 标签 | 图集 | (?:发布于|来自|IP属地)[:：].{2,8}
  | 点击进入.{0,24} | 点击(?:查看|下载|播放|阅读).{0,12} | 返回.{0,6}(?:首页|顶部|列表|频道|更多)[>》]*
  | [\w\-. ()（）]{1,60}\.(?:jpe?g|png|gif|bmp|webp|mp4|flv|mp3)(?:\s?\(\d+\))?
  | (?:附件|相关附件|附件下载|相关文件|附件列表)\s?[:：]?(?<=[:：])\s?无?
  | (?:附件|相关附件|附件下载|相关文件|附件列表)
  | .{0,4}(?:当前|现在|所在)(?:的)?(?:所在)?(?:位置|栏目)(?:是)?\s?[:：].*
  | (?:今天|现在|今日)是\s?[:：]?
      (?:[\d年月日时分秒:：/.\-\s,，…星期周一二三四五六天上下午]{0,60}(?:农历.{0,24})?|\s?\{\{.{0,40})
  | .{0,12}(?:欢迎|感谢)(?:您|你)?(?:光临|访问|来到|浏览|进入|关注).{0,30}
  | (?:语音|正文|开始|停止)?(?:播报|朗读) | 听新闻 | (?:无障碍|长者|适老)(?:浏览|阅读|模式|版|化)?
  | (?:繁體|简体)(?:版|中文)?
    """,
    re.VERBOSE | re.IGNORECASE,
)

# What stands in the line of a site's imprint, with how many characters at the most before and behind it. (Each begins with a
# letter, not a class: a line without any of these letters is passed over at once.)
_IMPRINT = re.compile(
    r"I(?i:CP[备证])|i(?i:CP[备证])|公网安备|网站标识码|版权所有(?![者权意、])|A(?i:ll\s?Rights\s?Reserved)|a(?i:ll\s?Rights\s?Reserved)"
    r"|C(?i:opyright\s?[©(])|c(?i:opyright\s?[©(])"
)
_BEFORE_IMPRINT, _BEHIND_IMPRINT = 40, 120

# Digits, times and dates of the text, one word of it, the heading of its files.
_DOUBTFUL = re.compile(
    r"(?!00:00(?::00)?\s?/)[+(（]?\d[\d:：.,、()（）/\-—–~～年月日时分 ]*"
    r"|(?:附件|相关附件|附件下载|相关文件|附件列表)\s?[:：]?|[\u4e00-\u9fff]{2,6}"
)
# Where on the site the page stands.
_PLACE = re.compile(
    r"[^。！？]{0,6}(?:当前|现在|所在|目前)(?:的)?(?:所在)?(?:位置|栏目|页面)(?:是)?\s?[:：>]|(?:您|你)(?:现在)?(?:的位置|在)(?:是)?\s?[:：]"
    r"|[^。！？，]{0,12}(?:首页|主页|网站首页)\s?(?:>|＞|»|›|→|/|\\|[-·•|｜]\s)"
)
# Lines after which the page goes on with something else. A heading of links stands alone or before a colon.
_HEADING = re.compile(
    r"[\s\[【(（>■◆●▶·*|]*(?:"
    r"(?:相关|相關|延伸|推荐|推薦|热门|热点|精彩|更多|最新|其他|往期|猜你|为您|为你|你可能|大家|编辑|今日|本周|阅读下|热|精选)的?"
    r"(?:阅读|链接|新闻|文章|报道|推荐|资讯|信息|稿件|内容|專題|专题|推薦|閱讀|鏈接|新聞|文件|政策|解读|回顾|喜欢|会喜欢|感兴趣"
    r"|都在看|排行|评论|一篇|图集|图片|视频)"
    r"|(?:网友|用户|读者|文章|全部)评论|[顶踩]一下|(?:共享|分享)此文章?|我来说两句|发表评论|评论列表|热帖|友情链接|网站链接|相关搜索|(?:文章|本文|热门)?关键[词字]|标签|[Tt]ags?"
    r"|(?:免责|版权|郑重|特别|平台|网站|本网|法律|权利)(?:声明|申明|提示|说明))"
    r"(?P<colon>\s?[:：])?"
)
_BACKGROUND = re.compile(
    r"[\s\[【(（>■◆●▶·*|]{0,9}(?:相关|相關|延伸)(?:链接|鏈接|阅读|閱讀|新闻|新聞|报道|资讯|信息|政策)[\])】）]?\s?[:：]?"
)
_NEIGHBOUR = re.compile(
    r"[\s\[【(（>■◆●▶·*|<]*(?:[上下][一1]?[篇条则个](?:文章|新闻|信息)?\s?[:：]|[上下前后][一1]篇(?:文章|新闻)?(?=\s|[^\w\s]|没有|无|暂无|已是|$)|\(?END\)?\s?$|关于我们$|联系我们$)"
)
_TO_NEIGHBOUR = re.compile(r"[\s\[【(（>■◆●▶·*|<]*[上下前后][一1]篇(?!章)")
# The heading of what readers wrote.
_COMMENTS = re.compile(
    r"(?:网友|用户|读者|最新|精彩|热门|全部|文章){0,2}(?:评论|留言|跟帖)(?:列表|区)?\s?(?:[(（]\d{0,6}条?[)）])?\s?[:：]?"
)
# Notices that stand below a text: who may copy it, who answers for it.
_NOTICE = re.compile(
    r"正文已结束|凡(?:本网|注明|本站|来源|标注|署名).{0,40}(?:注明|来源|转载|作品|稿件|稿源)"
    r"|[“\"【\[]?(?:特别|免责|版权|郑重|平台|网站|本网|法律|权利)?(?:声明|申明)[】\]]?\s?[:：]"
    r"(?:$|.{0,120}(?:本[网站文平]|平台|转载|版权|侵权|来源|立场|观点|作者|原创|仅供参考|不构成|不承担))"
    r"|本(?:文|作品|稿)(?:仅代表|为.{0,30}(?:原创|授权|发布|专稿)|系.{0,20}(?:转载|转自)|来源[:：于])"
    r"|(?:以上|该|本|此|所有)?(?:内容|文章?|观点|言论).{0,16}不代表.{0,16}(?:立场|观点)"
    r"|(?:以上)?(?:网友|用户|读者)(?:评论|留言|跟帖|发言|言论)(?:内容)?(?:只|仅)(?:供|代表|为|系).{0,6}个人(?:看法|观点|意见|立场)"
    r"|.{0,40}不(?:表明|意味着?|代表)本(?:网站?|站|平台|报)(?:同意|赞同|认同|支持|证实)"
    r"|以上(?:内容|文章|观点|信息)(?:仅(?:代表|供)|均[来由为]|来[自源]|由.{0,16}(?:提供|整理|上传|原创|授权|供稿|生成))"
    r"|未经(?:书面|本网|本站|授权|许可|允许|同意).{0,20}(?:不得|禁止|请勿|严禁).{0,12}(?:转载|复制|使用|摘编|镜像|转发|引用|链接)"
    r"|转载(?:请|须|时).{0,12}(?:注明|标明)|[(（]?本文来自.{0,20}(?:APP|客户端)"
    r"|.{0,40}(?:专稿|版权所有|原创作品?)[，,].{0,20}(?:转载|复制|镜像)|Notice: The content above"
    r"|.{0,24}(?:如有|如涉|若有|涉及|如果|涉嫌).{0,12}(?:侵权|版权).{0,24}(?:联系|告知|删除|通知|删稿)|侵权请联系"
    r"|(?:如|若)(?:遇|有|发现|对).{0,8}本(?:网站?|站|页面?).{0,12}(?:错误|问题|异议|差错|不当).{0,60}"
    r"|本(?:网|站|平台|公众号)(?:[站页]?(?:转载|仅提供|不承担|发布|刊载|部分).{0,60})?(?:转载|版权|侵权|传播|仅提供|不承担|不负责)",
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

_KEEPER = re.compile(r"(?:主办|承办|技术支持|网站管理|运行维护|维护)(?:单位|部门)?\s?[:：]")
# 摄影：甲 乙: who took the pictures.
_CAMERA = re.compile(
    r"[\[【(（]?\s?(?:摄影|摄像|供图|绘图|制图|视频制作|图文制作)(?:报道)?\s?[:：]\s?"
    r"[\u3400-\u9fff·]{2,4}(?:[\s、]+[\u3400-\u9fff·]{2,4}){0,3}\s?[\])）】]?"
)
_EDITORS = re.compile(spaced(CLOSING_EDITORS))
# An editor's label at the head of a line; an account may stand in the place of a name.
_EDITOR_LINE = re.compile(rf"[\[【(（〔\s*]*(?:{spaced('责任编辑 责编 网络编辑')})\s?[:：]")
_EDITOR = 40
_INDEX = re.compile(
    rf"[\[【]?(?:{spaced(INDEX_LABELS)})[\]】]?\s{{0,9}}(?:[:：][^。！？]{{0,200}}|[!-~ ]{{1,60}})?"
)
# What may stand in the place of a date: digits, an expression of a template, nothing.
_NO_DATE = re.compile(
    r"[\d\s:：/.\-年月日时分秒]{0,40}|\{\{.{0,40}\}\}|\$\{.{0,40}\}|null|undefined|NaN.{0,20}|Invalid [Dd]ate"
)
_FILES = re.compile(r"(?:相关)?附[件表图]\s?[\d一二三四五六七八九十]{0,2}\s?(?:下载|列表)?\s?[:：]?")


def is_furniture(line: str) -> bool:
    """Whether a line of text is a part of the page and not of what it tells.

    >>> is_furniture("【打印本页】【关闭窗口】"), is_furniture("浏览次数：次"), is_furniture("微信图片_2022.jpg")
    (True, True, True)
    >>> is_furniture("您是本页第1024位访客"), is_furniture("当前时间：2023年3月24日 09:15:20"), is_furniture("本文已被浏览12次")
    (True, True, True)
    >>> is_furniture("展开全文 ▼"), is_furniture("-----分隔线-----"), is_furniture("已有 0 人参与评论"), is_furniture("附件：无")
    (True, True, True, True)
    >>> is_furniture("#春耕 #青石镇"), is_furniture("#春耕进行时#"), is_furniture("1# 2#楼")
    (True, False, False)
    >>> is_furniture("已有120人参与"), is_furniture("收起摊位"), is_furniture("是否对你有帮助要看效果")
    (False, False, False)
    >>> is_furniture("关闭三家煤矿"), is_furniture("一、基本情况"), is_furniture("您是第一位来访者，我们都很高兴。")
    (False, False, False)
    """
    if len(line) > 200 or (len(line) > 40 and line[-1] in "。！？"):
        return False
    if "\t" not in line:
        return _is_of_page(line) or bool(_BUTTONS.fullmatch(line))
    # Of a row of cells one at least must be no number.
    cells = [cell.strip() for cell in line.split("\t")]
    return any(map(_is_of_page, cells)) and all(map(is_furniture, cells))


def _is_of_page(line: str) -> bool:
    return bool(_FURNITURE.fullmatch(line)) or any(
        found.start() <= _BEFORE_IMPRINT and len(line) - found.end() <= _BEHIND_IMPRINT
        for found in _IMPRINT.finditer(line)
    )


def is_doubtful_tool(line: str) -> bool:
    """Whether a button or counter can as well be a paragraph: digits, a clock time, one plain word, 附件：.

    >>> is_doubtful_tool("12345"), is_doubtful_tool("9：00—9：45"), is_doubtful_tool("附件：")
    (True, True, True)
    >>> is_doubtful_tool("【打印】【关闭】"), is_doubtful_tool("浏览次数：12"), is_doubtful_tool("()")
    (False, False, False)
    """
    return bool(_DOUBTFUL.fullmatch(line))


def is_neighbour(line: str) -> bool:
    """Whether a line leads to the article before or behind this one.

    >>> is_neighbour("上一篇：县长调研"), is_neighbour("上一篇没有了"), is_neighbour("【下一篇】县长调研")
    (True, True, True)
    >>> is_neighbour("下一篇章，柳湾镇将继续书写民生答卷。"), is_neighbour("上一篇日记里，他这样写道。")
    (False, False)
    """
    return bool(_NEIGHBOUR.match(line))


def is_link_to_neighbour(line: str) -> bool:
    """Whether the words of a link lead to the article before or behind this one, whatever stands behind them.

    >>> is_link_to_neighbour("上一篇县长调研春耕"), is_link_to_neighbour("上一篇章")
    (True, False)
    """
    return bool(_NEIGHBOUR.match(line) or _TO_NEIGHBOUR.match(line))


def is_heading_of_links(line: str) -> bool:
    """Whether a line stands above links to other pages, or before keywords.

    >>> is_heading_of_links("相关阅读"), is_heading_of_links("相关链接："), is_heading_of_links("关键词：粮食 收储")
    (True, True, True)
    >>> is_heading_of_links("顶一下"), is_heading_of_links("共享此文章："), is_heading_of_links("Tags：粮食 收储")
    (True, True, True)
    >>> is_heading_of_links("顶一下，再顶一下"), is_heading_of_links("用户评论说明服务好")
    (False, False)
    >>> is_heading_of_links("相关新闻发布会在京举行"), is_heading_of_links("关键词一：稳")
    (False, False)
    """
    heading = _HEADING.match(line)
    if heading is None or line[-1] in "。！？；":
        return False
    return heading["colon"] is not None or (
        len(line) - heading.end() <= 3 and line[-1] not in ":：" and ":" not in line and "：" not in line
    )


def is_heading_of_background(line: str) -> bool:
    """Whether a heading of links may as well stand above what a newspaper says of the background of its news.

    >>> is_heading_of_background("【相关链接】"), is_heading_of_background("延伸阅读："), is_heading_of_background("网友评论")
    (True, True, False)
    """
    return bool(_BACKGROUND.fullmatch(line))


def is_heading_of_comments(line: str) -> bool:
    """Whether a line stands above what readers wrote. (评论 may be a button as well.)

    >>> is_heading_of_comments("网友评论（12条）"), is_heading_of_comments("评论员文章")
    (True, False)
    """
    return bool(_COMMENTS.fullmatch(line))


def is_place(line: str) -> bool:
    """Whether a line says where on the site the page stands: a breadcrumb.

    >>> is_place("当前位置：首页 > 新闻中心"), is_place("您现在的位置： 示例县 >> 动态 >> 正文"), is_place("首页 - 新闻")
    (True, True, True)
    >>> is_place("位置优越的示范园"), is_place("当前位置优越的示范园")
    (False, False)
    """
    return len(line) <= 120 and bool(_PLACE.match(line))


def is_notice(line: str) -> bool:
    """Whether a line tells who may copy the text and who answers for it.

    >>> is_notice("凡本网注明来源的稿件，未经授权不得转载。"), is_notice("声明：本文转载自网络，如有侵权请联系。")
    (True, True)
    >>> is_notice("声明草案获得通过。"), is_notice("未经许可，不得在河道内采砂。"), is_notice("如有侵权行为，司法所将依法处理。")
    (False, False, False)
    """
    return bool(_NOTICE.match(line))


def is_of_keeper(line: str) -> bool:
    """Whether a line names who keeps a site; in a text it is who holds an event.

    >>> is_of_keeper("主办：青石县人民政府办公室"), is_of_keeper("主办方表示，明年再办。")
    (True, False)
    """
    return bool(_KEEPER.match(line))


def is_credit(line: str) -> bool:
    """Whether a short line says who wrote, edited or reviewed, and nothing else.

    >>> is_credit("责任编辑：李四"), is_credit("一审：甲 二审：乙 三审：丙"), is_credit("（编辑：小何）"), is_credit("编辑|小何")
    (True, True, True, True)
    >>> is_credit("记者：请问今年的重点是什么？"), is_credit("澎湃新闻记者 段某")
    (False, False)
    >>> is_credit("审核：各村上报后由镇里审核"), is_credit("记者：群众反映怎么样")
    (False, False)
    """
    if len(line) > 90:
        return False
    if _NAMED_EDITOR.fullmatch(line) or _BYLINE.fullmatch(line) or _CAMERA.fullmatch(line):
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
        and (credit.field == "source" or names_somebody(credit.value))
        for credit in named
    )


def names_editors(line: str) -> bool:
    """Whether a line names those who edited or reviewed and nothing else: what stands below a text.

    >>> names_editors("责任编辑：李四"), names_editors("（责任编辑：系统管理员）"), names_editors("记者 李四")
    (True, True, False)
    >>> names_editors("审核：各村上报后由镇里审核"), names_editors("责任编辑的职责")
    (False, False)
    """
    if not _EDITORS.search(line):
        return False
    return is_credit(line) or (len(line) <= _EDITOR and bool(_EDITOR_LINE.match(line)) and is_label(line))


def is_heading_of_files(line: str) -> bool:
    """Whether a line stands above the files of a text.

    >>> is_heading_of_files("附件："), is_heading_of_files("附表1："), is_heading_of_files("附件：供水方案")
    (True, True, False)
    """
    return bool(_FILES.fullmatch(line))


def is_index(line: str) -> bool:
    """Whether a line is the number under which a document is registered: with it its index begins, label by label.

    >>> is_index("索引号"), is_index("索 引 号：QS001/2024-3 发布机构：青石县人民政府办公室"), is_index("信息索引号 QS001-2024")
    (True, True, True)
    >>> is_index("索引号是一份文件的身份证"), is_index("索引号：由登记的机构按年编写，每份文件一个。")
    (False, False)
    """
    return bool(_INDEX.fullmatch(line))


def is_label(text: str) -> bool:
    """Whether a line is made of labels and their values.

    >>> is_label("发布时间：2023-03-24 来源：孟津融媒 浏览次数：12"), is_label("会议强调，资金来源：财政拨款。")
    (True, False)
    >>> is_label("发布时间：2023-02-30 09:15"), is_label("更新日期：{{date}}"), is_label("发布时间：以县政府网站公布的为准")
    (True, True, False)
    """
    found = find_credits(text)
    stamped = any(date.label or date.moment.precision != "day" for date in find_dates(text))
    if stamped and any(credit.field == "source" for credit in found):
        return True  # whatever stands before them: often the site's name
    return (
        bool(found)
        and (found[0].start <= 8 or is_date(text))
        and (
            any(credit.field != "other" for credit in found)
            or is_date(text)
            or is_furniture(text)
            or len(found) > 1
            or _is_dateless(found[0])
        )
    )


def _is_dateless(label: Credit) -> bool:
    """Whether a line is a date's label with a value that is none: a day that never was, what a template left unfilled."""
    return date_role(label.label) in ("publish", "updated") and bool(_NO_DATE.fullmatch(label.value))


def is_date(text: str) -> bool:
    """Whether a line is a date, with its label and hardly anything else.

    >>> is_date("发布时间：2023-03-24 09:15"), is_date("截至2023年3月24日，全区已完成春耕播种面积十二万亩。")
    (True, False)
    """
    found = find_dates(text) if len(text) <= 80 else []
    return bool(found) and (
        len(text) - sum(date.end - date.start for date in found) <= 20
        or any(date.role in ("publish", "updated") for date in found)
    )
