"""The pages of the replica of 孟津, from the truth: both generations (field facts §1.3, §1.4, §1.6).

Ids, metas and the order of things are those of the real platform, the rest of the markup is our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlsplit

from govnews.demo.model import Chain, Column, Paragraph, Picture, Table, Truth
from govnews.items import Attachment, ListingEntry

SITE_NAME = "洛阳市孟津区人民政府"
SITE_CODE = "4103080003"
HOST = "www.mengjin.gov.cn"
HUBS = {
    "/ywdt/": "要闻动态",
    "/zwgk/": "政务公开",
    "/bsfw/": "办事服务",
    "/hdjl/": "互动交流",
    "/ztzl/": "专题专栏",
}
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /search/\nAllow: /\n"

_WORD = re.compile(r"([0-9]+|[A-Za-z]+)")
_LEAD = re.compile(r"[^，。：]{2,12}[，：]")
_CUT = 28  # characters of a title that fit into a row


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of the site shows alike."""

    today: date
    """The date that the clock in the header stands at."""

    columns: tuple[Column, ...]
    hub: bool


def home(frame: Frame, heads: Mapping[Column, Sequence[ListingEntry]]) -> str:
    """The home page: navigation, pictures, the head of each column with its 更多."""
    boxes = "".join(_box(column, entries) for column, entries in heads.items() if column.name != "领导之窗")
    slides = "".join(
        f'<li><a href="{urlsplit(entry.url).path}">'
        f'<img src="/static/slide{n}.png" alt="{escape(entry.title)}"></a></li>'
        for n, entry in enumerate(next(iter(heads.values()), [])[1:4])
    )
    services = "".join(
        f'<li><a href="/bsfw/{path}/"><i class="icon"></i>{name}</a></li>'
        for path, name in (("grbs", "个人办事"), ("frbs", "法人办事"), ("zxbl", "在线办理"))
    )
    return _document(
        frame,
        f"{SITE_NAME}门户网站",
        _metas(ColumnName="首页", ColumnType="首页"),
        f"""<div class="focus"><ul class="slides">{slides}</ul></div>
<div class="home w1200">{boxes}
<div class="service"><h2>办事服务</h2><ul>{services}</ul></div>
<div class="special"><h2>专题专栏</h2>
<a href="/ztzl/"><img src="/static/zt1.png" alt="专题：乡村全面振兴"></a></div>
</div>""",
    )


def _box(column: Column, entries: Sequence[ListingEntry]) -> str:
    rows = "".join(
        f'<li><a href="{escape(_href(column, entry))}" title="{escape(entry.title)}">'
        f"{escape(_cut(entry.title))}</a><span>{(entry.date or '')[5:]}</span></li>"
        for entry in entries
    )
    return (
        f'<div class="box"><div class="hd"><h2><a href="{column.path}">{column.name}</a></h2>'
        f'<a class="more" href="{column.path}">更多&gt;&gt;</a></div><ul class="list">{rows}</ul></div>\n'
    )


def hub(frame: Frame, path: str, heads: Mapping[Column, Sequence[ListingEntry]]) -> str:
    """A page above columns: the head of each, or a few words where it has none."""
    name = HUBS[path]
    boxes = "".join(_box(column, entries) for column, entries in heads.items())
    content = boxes or f'<div class="intro"><p>{name}栏目正在建设，请关注后续更新。</p></div>'
    return _document(
        frame,
        f"{name}_{SITE_NAME}门户网站",
        _metas(ColumnName=name, ColumnDescription=name, ColumnType="10"),
        f'{_crumb(("首页", "/"), (name, path))}<div class="w1200">{content}</div>',
    )


def listing(frame: Frame, column: Column, entries: Sequence[ListingEntry], page_size: int, pages: int) -> str:
    """One page of a column's list. A script from elsewhere draws the pager: no link leads to page 2."""
    rows = []
    for at, entry in enumerate(entries, 1):
        raw = f"<span>{entry.date_raw or ''}</span>"
        link = (
            f'<a href="{escape(_href(column, entry))}" title="{escape(entry.title)}" target="_blank">'
            f"{escape(_cut(entry.title))}</a>"
        )
        rows.append(f"<li>{link}{raw}</li>")
        if at % 5 == 0:
            rows.append('<li class="line"></li>')
    parent = next(path for path in HUBS if column.path.startswith(path))
    siblings = "".join(
        f'<li{" class=on" if one == column else ""}><a href="{one.path}">{one.name}</a></li>'
        for one in frame.columns
        if one.path.startswith(parent)
    )
    return _document(
        frame,
        f"{column.name}_{SITE_NAME}门户网站",
        _metas(ColumnName=column.name, ColumnDescription=column.name, ColumnType="10"),
        f"""{_crumb(("首页", "/"), (HUBS[parent], parent), (column.name, column.path))}
<div class="w1200 cl"><div class="side"><h3>{HUBS[parent]}</h3><ul>{siblings}</ul></div>
<div class="con-box"><h3 class="tit">{column.name}</h3>
<ul>
{chr(10).join(rows)}
</ul>
<div id="pageDec" pagesize="{page_size}" pagecount="{pages}"></div><div class="pages" id="pager"></div>
<script src="http://file.henan.gov.cn/common/js/pager.js"></script></div></div>""",
    )


def article(frame: Frame, truth: Truth, related: Sequence[ListingEntry]) -> str:
    """A page of today's generation."""
    column = truth.listed_in[0]
    parent = next(path for path in HUBS if column.path.startswith(path))
    clock, source = truth.clock, _said_source(truth)
    editor = None if truth.kind == "review chain" else truth.editor
    # The standard lets Author be the editor in charge; some pages do so (field facts §1.3, §2).
    author = truth.author or (editor if truth.number % 6 == 2 else None)
    metas = _metas(
        ColumnName=column.name,
        ColumnType="10",
        ArticleTitle=truth.title,
        PubDate=clock,
        lastmodifiedtime=f"{frame.today:%Y-%m-%d} 23:{truth.version:02d}",
        ContentSource=source,
        Author=author or "",
        EditorName=editor or "",
        Url=truth.url,
        Description=_description(truth),
        Keywords="",
    )
    links = "".join(
        f'<li><a href="{urlsplit(one.url).path}">{escape(one.title)}</a><span>{one.date}</span></li>'
        for one in related
    )
    files = ""
    if len(truth.attachments) > 1:
        rows = "".join(f"<li>{_file(one)}</li>" for one in truth.attachments)
        files = f'<div class="fj"><strong>附件：</strong><ul>{rows}</ul></div>'
    config = json.dumps(truth.title, ensure_ascii=False)
    return _document(
        frame,
        f"{truth.title}_{column.name}_{SITE_NAME}门户网站",
        metas,
        f"""{_crumb(("首页", "/"), (HUBS[parent], parent), (column.name, column.path))}
<div class="mt15 details-box"><div class="details-main">
<h1 id="title">{escape(truth.title)}</h1>
<h6 class="cl"><em class="fl con-box"><span>{SITE_NAME}</span><span>时间：<i id="pubDate">{clock}</i></span>
<span>来源：<i id="source">{escape(source)}</i></span></em><span class="share-box fr">分享：
<a href="javascript:;" data-cmd="weixin"></a><a href="javascript:;" data-cmd="tsina"></a></span></h6>
<div class="content" id="content">{_content(truth)}</div>{files}
<span class="operator">责任编辑：<i id="issueName">{editor or ""}</i></span></div>
<div class="output"><p>扫一扫在手机打开当前页</p><div id="QRcode"></div>
<a href="javascript:window.close();">【关闭当前页面】</a></div>
<div id="xggjbox" class="xggjbox"><h3>相关阅读</h3><ul>{links}</ul></div></div>
<script>
$('#QRcode').qrcode({{width: 120, height: 120, text: "{truth.url}"}});
if ($('#xggjbox li').length === 0) {{ $('#xggjbox').remove(); }}
var _dhjs_self_appConfig = {{newsID: '{truth.url.rpartition("/")[2][:-5]}', newsTitle: {config},
pubTime: formatDateToTimestamp("{clock}"), newsSource: '{source}'}};
</script>""",
    )


def old_article(frame: Frame, truth: Truth) -> str:
    """A page of the older generation: date and source in one line, an empty slot for the author's name."""
    charset = "gb2312" if truth.encoding == "gbk" else truth.encoding
    name = truth.listed_in[0].name
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}" />
<title>{escape(truth.title)}</title><link rel="stylesheet" href="/static/old.css" /></head>
<body><div class="top">{_clock(frame)} 欢迎访问{SITE_NAME}网站 <a href="/">首页</a></div>
<div class="dh"><a href="/">网站首页</a><a href="/html/1//2/150/index.html">新闻</a></div>
<div class="weizhi">您当前的位置：<a href="/">首页</a> &gt; 新闻 &gt; {name}</div>
<div class="wz"><ul class="list-unstyled">
<li class="wzbiaoti"><h3>{escape(truth.title)}</h3></li>
<li><ul class="list-inline"><li class="date">{_old_line(truth)}</li></ul></li>
<li class="wzxqnr">{_content(truth)}
<p>()</p></li></ul>
<div class="ewm"><p>扫一扫在手机打开当前页</p><img src="/static/qr.png" alt=""/></div>
<div class="fx">分享:</div></div>
{_footer()}</body></html>"""


def old_mobile_article(truth: Truth) -> str:
    """The same for a telephone."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(truth.title)}</title></head>
<body><div class="m-col">{truth.listed_in[0].name}</div>
<h3>{escape(truth.title)}</h3><div class="m-date">{_old_line(truth)}</div>
<div class="m-nr">{_content(truth)}<p>()</p></div></body></html>"""


def missing(frame: Frame) -> str:
    """What a 404 shows."""
    return _document(
        frame, "404", "", '<div class="err"><p>抱歉，您访问的页面不存在。</p><a href="/">返回首页</a></div>'
    )


# -- parts ---------------------------------------------------------------------------------------------


def _content(truth: Truth) -> str:
    """The blocks as markup, in one of the ways that editors leave behind."""
    way = truth.number % 5
    parts: list[str] = []
    for at, block in enumerate(truth.blocks):
        if isinstance(block, Paragraph):
            parts.append(_paragraph(block.text, at, way, word=truth.kind == "word"))
        elif isinstance(block, Picture):
            image = f'<img src="{urlsplit(block.url).path}" title="{block.name}" alt="{block.name}">'
            parts.append(f'<p style="text-align: center;">{image}</p>')
        elif isinstance(block, Table):
            rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in block.rows)
            parts.append(f'<table border="1"><tbody>{rows}</tbody></table>')
        elif isinstance(block, Chain):
            parts.append(f'<p style="text-align: right;">{block.line}</p>')
        elif len(block.attachments) == 1:
            link = _file(block.attachments[0])
            parts.append(f'<div id="pdfCon">{link}</div>' if truth.kind == "pdf" else f"<p>附件：{link}</p>")
    return "\n".join(parts)


def _paragraph(text: str, at: int, way: int, *, word: bool) -> str:
    if word:  # pasted from Word: each number in a span of its own
        runs = "".join(
            f'<span lang="EN-US" style="font-family: Calibri;">{run}</span>'
            if at % 2
            else escape(run, quote=False)
            for at, run in enumerate(_WORD.split(text))
        )
        end = '<span lang="EN-US"><o:p></o:p></span>'
        return f'<p class="MsoNormal" style="text-indent: 32.0pt;"><span>{runs}</span>{end}</p>'
    inner = escape(text, quote=False)
    if way == 0:
        return f"<p>　　{inner}</p>"
    if way == 1:
        return f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{inner}</p>" + ("<p>&nbsp;</p>" if at % 2 else "")
    if way == 2:
        return f"<div>{inner}</div>"
    if way == 3:
        return f"　　{inner}<br><br>"
    lead = _LEAD.match(inner)
    if lead is not None and at:
        inner = f"<strong>{lead[0]}</strong>{inner[lead.end() :]}"
    return f'<p style="text-indent: 2em;">{inner}</p>'


def _description(truth: Truth) -> str:
    """The beginning of the text; on every other page pieces of it out of order, as the platform does."""
    paragraphs = truth.body.split("\n")
    return "".join(paragraphs[::-1] if truth.number % 2 else paragraphs)[:120]


def _said_source(truth: Truth) -> str:
    return "本网" if truth.kind == "own source" else truth.source or ""


def _old_line(truth: Truth) -> str:
    return f"发布时间:{truth.published_on} 来源:{_said_source(truth)}"


def _file(attachment: Attachment) -> str:
    return f'<a href="{urlsplit(attachment.url).path}" target="_blank">{escape(attachment.name)}</a>'


def _href(column: Column, entry: ListingEntry) -> str:
    return entry.url if column.absolute or entry.foreign else urlsplit(entry.url).path


def _cut(title: str) -> str:
    return title if len(title) <= _CUT else f"{title[: _CUT - 2]}..."


def _metas(**content: str) -> str:
    every = {"SiteName": SITE_NAME, "SiteDomain": HOST, "SiteIDCode": SITE_CODE, **content}
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in every.items())


def _crumb(*steps: tuple[str, str]) -> str:
    links = " &gt; ".join(f'<a href="{path}">{name}</a>' for name, path in steps)
    return f'<div class="crumb w1200"><p>您当前的位置：{links}</p></div>\n'


def _navigation(frame: Frame) -> str:
    items = ['<li><a href="/">首页</a></li>']
    for path, name in HUBS.items():
        children = [column for column in frame.columns if column.path.startswith(path)]
        own = path if frame.hub or not children else children[0].path
        menu = "".join(f'<li><a href="{column.path}">{column.name}</a></li>' for column in children)
        items.append(f'<li><a href="{own}">{name}</a>{f"<ul>{menu}</ul>" if menu else ""}</li>')
    return f'<ul class="nav w1200">{"".join(items)}</ul>'


def _document(frame: Frame, title: str, metas: str, content: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
{metas}
<title>{escape(title)}</title>
<link rel="stylesheet" href="/static/site.css"><script src="/static/jquery.js"></script></head>
<body>
<div class="header"><div class="w1200"><span>{_clock(frame)}</span>
<a href="javascript:;" onclick="zh_tran('t')">繁體</a><a href="/wza.html">无障碍</a>
<a href="javascript:;">长者模式</a></div>
<a class="logo" href="/"><img src="/static/logo.png" alt="{SITE_NAME}"></a>
<form action="/search/" method="get"><input name="keywords"><button>搜索</button></form>
{_navigation(frame)}</div>
{content}
{_footer()}
</body></html>"""


def _clock(frame: Frame) -> str:
    """The date in the header, which is no article's date."""
    today = frame.today
    weekday = "一二三四五六日"[today.weekday()]
    return f"今天是 {today.year}年{today.month}月{today.day}日 星期{weekday}"


def _footer() -> str:
    friends = "".join(
        f'<li><a href="{url}" target="_blank">{name}</a></li>'
        for url, name in (
            ("http://www.gov.cn/", "中国政府网"),
            ("https://www.henan.gov.cn/", "河南省人民政府"),
            ("https://www.ly.gov.cn/", "洛阳市人民政府"),
            ("http://news.example.com/", "河洛新闻网"),
        )
    )
    return f"""<div class="friends"><h4>友情链接</h4><ul>{friends}</ul></div>
<div class="footer"><p>主办单位：{SITE_NAME}办公室 版权所有 <a href="/wzdt.html">网站地图</a>
<a href="/admin/login.html">管理</a></p>
<p>网站标识码：{SITE_CODE} 豫ICP备00000000号 豫公网安备 00000000000000号</p></div>"""
