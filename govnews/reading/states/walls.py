"""Walls: what a site sends instead of the page when it refuses the client (field facts §5).

They are recognised to be reported, never to be got round.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from govnews.reading.page.charset import decode
from govnews.reading.states.scripts import script_page, shown

# Codes that firewalls of Chinese sites answer with, and nothing else does.
_STATUS = {
    412: "a script challenge (HTTP 412, 瑞数)",
    468: "a firewall's refusal (HTTP 468)",
    512: "a script challenge (HTTP 512, 加速乐)",
    521: "a script challenge (HTTP 521, 加速乐)",
}
# A wall is small and leads nowhere: beyond this it is the site's own page.
_MAX_ANCHORS = 5
_MAX_TEXT = 600  # characters
_MAX_SIZE = 262_144  # bytes; challenge scripts have up to 200 KB
_A_TITLE = 6  # characters; a shorter headline may stand in any page

_ANCHOR = re.compile(rb"<a[\s>]", re.IGNORECASE)
# What such pages say to the visitor.
_WORDS = re.compile(
    r"(?:访问|请求|操作|刷新)(?:次数)?(?:过于|太过|太|过)(?:频繁|快|多)"  # 访问过于频繁
    r"|访问频[率次](?:过高|过快|超)"
    # 请输入验证码
    r"|请(?:输入|填写|完成|先?进行)(?:下方|以下|图中)?的?(?:图形|图片|安全|人机|滑块|滑动)?(?:验证码?|校验)"
    r"|(?:拖动|滑动|移动)(?:下方|左侧)?滑块|滑块验证|人机(?:身份)?验证|安全验证|点击完成验证"
    # 您的请求已被拦截
    r"|(?:访问|请求|IP|操作)(?:地址)?(?:已|已经)?被(?:网站|系统)?(?:防火墙)?(?:拒绝|拦截|阻断|禁止|封禁)"
    r"|被(?:网站)?管理员(?:设置)?(?:为)?(?:拦截|拒绝|禁止)|(?:带有|含有|包含)(?:不合法|非法|危险)(?:的)?(?:参数|字符|请求)"
    r"|(?:疑似|可能存在)(?:黑客)?攻击|网站防火墙|Web\s?应用防火墙|创宇盾|安全狗|云锁|玄武盾|雷池|SafeLine|网站卫士"
    r"|可能对网站造成安全威胁|存在(?:恶意|异常)(?:访问|行为|请求)|检测到(?:您的)?(?:异常|恶意|可疑)"
    r"|请(?:开启|启用|打开|允许)(?:浏览器)?(?:的)?\s?(?:JavaScript|Cookies?)"
    r"|enable\s(?:JavaScript|cookies)|Access\sDenied|Request\s(?:blocked|rejected)|unusual\straffic"
    r"|Just\sa\smoment|Checking\syour\sbrowser|verify\syou\sare\s(?:a\s)?human",
    re.IGNORECASE,
)
# An article about such things has a date line, or tells when something happened.
_ARTICLE = re.compile(
    r"(?:发布|发表|更新|刊登)(?:时间|日期)|来源\s{0,3}[:：]|浏览(?:次数|量)|\d{1,2}月\s{0,3}\d{1,2}日"
)


def block_reason(
    status: int, headers: Mapping[str, str], body: bytes, title: str | None = None
) -> str | None:
    """Why an answer is a wall, in a few words; None where it is the site's own page or a plain error.

    ``headers`` are by lower-case name; ``title`` is the headline by which a list leads to the page, None where none
    does. A real article or list that mentions 验证码 bears that headline, or has links or a date line.

    >>> block_reason(521, {}, b"<script>document.cookie='__jsl_clearance=1'</script>")
    'a script challenge (HTTP 521, 加速乐)'
    >>> block_reason(200, {}, "<title>提示</title><p>您的访问过于频繁，请稍后再试</p>".encode())
    'it says: 访问过于频繁'
    >>> block_reason(200, {}, b"<html><script>document.cookie='a='+f();location.reload()</script></html>")
    'nothing but a script to run first'
    >>> block_reason(200, {}, "<h1>登录须知</h1><p>发布时间：2023-03-24</p><p>登录时请输入验证码</p>".encode()) is None
    True
    >>> block_reason(200, {}, b"<script>window.location.href='/sy/index.html'</script>") is None
    True
    """
    if status in _STATUS:
        return _STATUS[status]
    if headers.get("cf-mitigated") == "challenge":
        return "a script challenge (cf-mitigated)"
    if len(body) > _MAX_SIZE or not _is_markup(body) or _has_many_links(body):
        return None
    _, text = decode(body, headers.get("content-type"))
    seen = shown(text)
    page = script_page(text)
    if page is not None and not page.is_shell:
        seen = f"{seen} {page.without_script} {page.alert or ''}"
    if (
        len(seen) <= _MAX_TEXT
        and (words := _WORDS.search(seen))
        and not _ARTICLE.search(seen)
        and not (title and len(title) >= _A_TITLE and title in seen)
    ):
        return f"it says: {words[0]}"
    if status < 400 and page is not None and page.is_wall(status):
        return "nothing but a script to run first"
    return None


def _has_many_links(body: bytes) -> bool:
    """Whether the page has more links than a wall, which shows in its first few thousand bytes."""
    return next(islice(_ANCHOR.finditer(body), _MAX_ANCHORS, None), None) is not None


def _is_markup(body: bytes) -> bool:
    return body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
