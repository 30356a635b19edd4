"""Block pages: what a site sends instead of the page when it refuses the client (field facts §5).

They are recognised to be reported, never to be got round.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from govnews.reading.page.charset import decode

# Codes that firewalls of Chinese sites answer with, and nothing else does.
_STATUS = {
    412: "a script challenge (HTTP 412, 瑞数)",
    468: "a firewall's refusal (HTTP 468)",
    512: "a script challenge (HTTP 512, 加速乐)",
    521: "a script challenge (HTTP 521, 加速乐)",
}
# A block page is small and leads nowhere: beyond this it is the site's own page.
_MAX_ANCHORS = 5
_MAX_TEXT = 600  # characters
_MAX_SIZE = 262_144  # bytes; challenge scripts have up to 200 KB
_SCRIPT_ONLY_TEXT = 20  # characters beside a challenge's script: 请稍候, loading

_ANCHOR = re.compile(rb"<a[\s>]", re.IGNORECASE)
_ANCHOR_TEXT = re.compile(r"<a[\s>][^<]{0,300}(?:<(?!/a)[^<]{0,300}){0,20}</a", re.IGNORECASE)
# Each reads to the end of the page where nothing closes it, so that the time stays linear.
_SCRIPT = re.compile(r"<script[^<>]*+>((?>(?:(?!</script).)*))", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^<>]*+>([^<]*)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<script(?>(?:(?!</script).)*)|<style(?>(?:(?!</style).)*)|<!--(?>(?:(?!-->).)*)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>?")
_FRAME = re.compile(r"<(?:i?frame|img|embed|object|video|input|table)[\s>]", re.IGNORECASE)
# What a challenge's script does: it makes a cookie, unpacks itself, comes back.
_CHALLENGE = re.compile(
    r"document\s*\.\s*cookie|\beval\s*\(|\$_ts|__jsl|acw_sc__|_0x[0-9a-f]{4}|challenge|location\s*\.\s*reload"
    r"|fromCharCode|\batob\s*\(",
    re.IGNORECASE,
)
# A script that leads to a written address is a link, not a wall.
_LEADS_ON = re.compile(r"location(?:\s*\.\s*(?:href|replace|assign))?\s*(?:=|\()\s*[\"'][\w./:?=&%#-]+[\"']")
# What such pages say to the visitor.
_WORDS = re.compile(
    r"(?:访问|请求|操作|刷新)(?:次数)?(?:过于|太过|太|过)(?:频繁|快|多)"  # 访问过于频繁
    r"|访问频[率次](?:过高|过快|超)"
    # 请输入验证码
    r"|请(?:输入|填写|完成|先?进行)(?:下方|以下|图中)?的?(?:图形|图片|安全|人机|滑块|滑动)?(?:验证码?|校验)"
    r"|(?:拖动|滑动|移动)(?:下方|左侧)?滑块|滑块验证|人机(?:身份)?验证|安全验证|点击完成验证"
    # 您的请求已被拦截
    r"|(?:访问|请求|IP|操作)(?:地址)?(?:已|已经)?被(?:网站|系统)?(?:防火墙)?(?:拒绝|拦截|阻断|禁止|封禁)"
    r"|(?:疑似|可能存在)(?:黑客)?攻击|网站防火墙|Web\s?应用防火墙|创宇盾|安全狗|云锁|玄武盾"
    r"|可能对网站造成安全威胁|存在(?:恶意|异常)(?:访问|行为|请求)|检测到(?:您的)?(?:异常|恶意|可疑)"
    r"|请(?:开启|启用|打开|允许)(?:浏览器)?(?:的)?\s?(?:JavaScript|Cookies?)"
    r"|enable\s(?:JavaScript|cookies)|Access\sDenied|Request\s(?:blocked|rejected)|unusual\straffic"
    r"|Just\sa\smoment|Checking\syour\sbrowser|verify\syou\sare\s(?:a\s)?human",
    re.IGNORECASE,
)
# An article's date line: a page that has one is an article about such things.
_DATE_LINE = re.compile(r"(?:发布|发表|更新|刊登)(?:时间|日期)|来源\s{0,3}[:：]|浏览(?:次数|量)")


def block_reason(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Why an answer is a block page, in a few words; None where it is the site's own page or a plain error.

    ``headers`` are by lower-case name. A real article or list that mentions 验证码 has links or a date line.

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
    seen = _visible(text)
    if len(seen) <= _MAX_TEXT and (words := _WORDS.search(seen)) and not _DATE_LINE.search(seen):
        return f"it says: {words[0]}"
    if status < 400 and _is_only_script(text, seen):
        return "nothing but a script to run first"
    return None


def _has_many_links(body: bytes) -> bool:
    """Whether the page has more links than a block page, which shows in its first few thousand bytes."""
    return next(islice(_ANCHOR.finditer(body), _MAX_ANCHORS, None), None) is not None


def _is_markup(body: bytes) -> bool:
    return body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _visible(text: str) -> str:
    """What a reader sees outside of links, white space folded."""
    return " ".join(_TAG.sub(" ", _ANCHOR_TEXT.sub(" ", _HIDDEN.sub(" ", text))).split())


def _is_only_script(text: str, seen: str) -> bool:
    """Whether the page is a script that has to run before there is a page."""
    scripts = [source for source in _SCRIPT.findall(text) if source.strip()]
    title = _TITLE.search(text)
    beside = len(seen) - len(" ".join(title[1].split()) if title else "")
    if not scripts or beside > _SCRIPT_ONLY_TEXT or _FRAME.search(text) or "<a " in text.lower():
        return False
    source = "\n".join(scripts)
    return bool(_CHALLENGE.search(source)) or (len(text) < 2048 and not _LEADS_ON.search(source))
