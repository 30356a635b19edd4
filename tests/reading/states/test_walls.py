"""Block pages told from articles and lists that only speak of such things."""

from __future__ import annotations

import time

import pytest

from govnews.reading.bounds import markup_over_bound
from govnews.reading.states.walls import block_reason
from tests.fault_server import article, home, listing

HTML = {"content-type": "text/html"}


def padded(script: str) -> str:
    return f"<html><head><meta charset=utf-8></head><body><script>{script}{'var a=1;' * 2000}</script></body></html>"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (521, "<script>document.cookie=('_')+('_')+('j')</script>"),
        (512, ""),
        (412, padded("$_ts=window['$_ts'];if(!$_ts)$_ts={};")),
        (202, padded("$_ts=window['$_ts'];if(!$_ts)$_ts={};")),
        (200, padded("eval(function(p,a,c,k,e,d){})")),
        (200, "<html><script>var arg1='0A';document.cookie='acw_sc__v2='+f(arg1);</script></html>"),
        (200, "<html><body onload='go()'><script>setTimeout(function(){go()},1500)</script></body></html>"),
        (200, "<!doctype html><title>安全验证</title><p>请完成安全验证后继续访问</p><div id=captcha></div>"),
        (200, "<p>您的访问过于频繁，请稍后再试</p>"),
        (403, "<h1>403</h1><p>您的请求已被网站防火墙拦截，事件编号 1234567890</p>"),
        (
            405,
            "<html><title>405</title><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p></html>",
        ),
        (200, "<p>请输入验证码</p><form action=/v method=post><input name=code><input type=submit></form>"),
        (200, "<noscript>请开启JavaScript并刷新该页。</noscript><script src=/a.js></script>"),
        (503, "<title>Just a moment...</title><script>challenge()</script>"),
        (200, "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1></body></html>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_block_pages(status, body, encoding):
    assert block_reason(status, HTML, body.encode(encoding)) is not None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, article("我区政务服务网登录须输入验证码")),
        (
            200,
            article(
                "提醒：请输入验证码的短信不要轻信",
                text="近期有群众收到“请输入验证码”的短信，访问过于频繁时页面会提示人机验证。",
            ),
        ),
        (200, listing("部门动态", {f"/{i}.html": f"请输入验证码的第{i}种骗局" for i in range(8)})),
        (200, listing("部门动态", {"/1.html": "网站防火墙升级，访问被拒绝的情况明显减少"})),
        (200, home({"/a/": "镇街动态", "/b/": "部门动态"})),
        (200, "<html><script>window.location.href='/sy/index.html';</script></html>"),
        (200, '<html><script>location.replace("http://www.example.gov.cn/zwgk/")</script></html>'),
        (200, "<html><title>政务公开</title><div id=app></div><script src=/js/app.js></script></html>"),
        (
            200,
            "<html><body><iframe src=/list.html></iframe><script>document.cookie='a=1'</script></body></html>",
        ),
        (200, ""),
        (200, '{"total": 0, "rows": [], "message": "访问过于频繁"}'),
        (404, "<html><title>404</title><p>页面不存在</p></html>"),
        (500, "<h1>Internal Server Error</h1>"),
        (503, "<h1>Service Unavailable</h1>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_pages_that_are_none(status, body, encoding):
    assert block_reason(status, HTML, body.encode(encoding)) is None


@pytest.mark.parametrize(
    "body",
    [
        b"<script" * 37_000,
        b"<script>" * 32_000,
        b"<style>" * 37_000,
        b"<!--" * 65_000,
        b"<a " * 5 + b"<" * 262_000,
        b"<title" * 43_000,
        b"<" + "请输入".encode() * 29_000,
        b"<p>" + "访问被".encode() * 29_000,
        b"<script>" + b"location" * 32_000,
        b"<script>" + b"location . " * 23_000,
    ],
)
def test_the_time_is_linear(body):
    assert len(body) <= 262_144
    started = time.process_time()
    block_reason(200, HTML, body)
    markup_over_bound(body)
    assert time.process_time() - started < 1.5
