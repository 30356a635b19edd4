"""Pages that are not what was asked for, of our own invention: the fixtures of each state, and what only looks like it."""

from __future__ import annotations

TITLE = "青石镇开采春茶"
"""The headline by which a list leads to such a page."""

HEAD = "<html><head><meta charset=utf-8></head>"

DELETED = {
    "an alert, and back": "<script>alert('该信息不存在');history.back()</script>",
    "an alert, and home": f"{HEAD}<body><script>alert(\"您访问的文章已被删除！\");location.href='/';</script></body></html>",
    "a variable": "<script>var tip='该稿件已下线';alert(tip);window.close();</script>",
    "a layer": "<script>layer.msg('内容已被管理员删除');setTimeout(function(){location='/'},2000)</script>",
    "onload": "<html><body onload=\"alert('没有该条信息');history.go(-1)\"></body></html>",
    "a word": "您访问的信息已删除",
    "a written word": "<script>document.write('对不起，该信息已过期')</script>",
    "a styled page": (
        f"{HEAD}<title>温馨提示</title><div class=nav><a href='/'>首页</a><a href='/a/'>镇街动态</a></div>"
        "<div class=tip><h3>抱歉，您访问的内容不存在或已下线</h3><p>3秒后自动返回首页</p></div><div>主办：青石县人民政府</div>"
    ),
}
"""What sites say with a status of 200 where an article was deleted."""

TEXT = "".join(
    f"<p>青石镇的春茶{day}开采，茶农天不亮就上山，合作社在村口收茶，当天炒制，第二天送到县城的店里。</p>"
    for day in ("今天", "上周", "提前")
)
ESCAPED = TEXT.encode("ascii", "backslashreplace").decode()
HELD = {
    "window state": (
        f"{HEAD}<title>{TITLE}</title><body><div id='app'></div><script>"
        f'window.__S={{"title":"{TITLE}","pubTime":"2026-03-24 16:20","content":"{TEXT}"}}</script></body></html>'
    ),
    "a variable": f"<div id=zoom></div><script>var title='{TITLE}';var content='{TEXT}';show(content)</script>",
    "escaped": (
        "<html><body><div id=root></div><script>window.__INITIAL_STATE__="
        f'{{"article":{{"title":"{TITLE}","content":"{ESCAPED}"}}}}</script><script src=/js/app.8f2c.js></script></body></html>'
    ),
    "JSON for a framework": (
        '<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">'
        f'{{"props":{{"title":"{TITLE}","content":"{TEXT}"}}}}</script>'
    ),
    "a template": (
        f"{HEAD}<title>{TITLE}</title><h1>{TITLE}</h1><div id=box></div><script type=text/html id=t>{TEXT}</script>"
        "<script>fill()</script>"
    ),
    "state with a cookie": (
        f"<div id=app></div><script>document.cookie='visited=1';var S={{title:'{TITLE}',content:'{TEXT}'}};"
        "if(!S)location.reload()</script>"
    ),
}
"""Articles whose text is data in a script, in pages that show nothing themselves."""

SHELLS = {
    "a place": "<title>政务公开</title><div id=app></div><script src=/js/app.js></script>",
    "react": (
        "<html><head><title>要闻</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript>"
        '<div id="root"></div><script src="/static/js/main.8f2c.js"></script></body></html>'
    ),
    "vue, with settings": "<div id=app></div><script>window.CONFIG={api:'/api'}</script><script src=/js/chunk-1.js></script>",
    "a call": "<div class=list></div><script>$.getJSON('/list.json',function(d){$('.list').html(draw(d))})</script>",
    "fetch": "<script>fetch('/list.json').then(function(r){return r.json()}).then(show)</script>",
    "a module": "<title>要闻</title><script type=module src=/x.js></script>",
    "a template": "<script type='text/x-template' id=t><li>{{title}}</li></script><div id=l></div><script src=/l.js></script>",
    "an element of its own": "<site-root></site-root><script src=/assets/8f2c.js></script>",
    "unpacked": "<div id=app></div><script>var S=JSON.parse(atob('eyJhIjoxfQ=='))</script><script src=/js/detail.js></script>",
}
"""Pages that their scripts fill: to be drawn by a browser."""

WALLS = {
    "a script alone, 200": (200, "<script src=/c.js></script>"),
    "a script in the head, 200": (
        200,
        "<html><head><script src='/_w/a8f2.js?v=1'></script></head><body></body></html>",
    ),
    "a script and 请稍候": (
        200,
        "<html><title>请稍候…</title><body><script src=/x/y.js></script></body></html>",
    ),
    "a script alone, 202": (202, "<html><head><script src=/c.js></script></head><body></body></html>"),
    "a place and a script, 202": (
        202,
        "<html><body><div id=a></div><script src=/4QbV.js></script></body></html>",
    ),
    "412": (412, "<html><head><script src=/c.js></script></head></html>"),
    "521": (521, "<script>document.cookie=('_')+('_j')+('sl');location.href=location.pathname</script>"),
    "a cookie": (200, "<html><script>document.cookie='k='+f();location.reload()</script></html>"),
    "a cookie, and on": (
        200,
        "<script>document.cookie=\"sec=8f2c;path=/\";window.location.href='/';</script>",
    ),
    "acw_sc__v2": (
        200,
        "<html><script>var arg1='3A9C'+'00F1';function go(x){document.cookie='acw_sc__v2='+x;}go(arg1)</script></html>",
    ),
    "瑞数": (
        200,
        "<html><head><meta id=m content='x'><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head></html>",
    ),
    "packed": (
        200,
        "<html><body><script>eval(function(p,a,c,k,e,d){return p}('0 1',2,2,'a|b'))</script></body></html>",
    ),
    "创宇盾": (403, "<title>403</title><div>当前访问疑似黑客攻击，已被网站管理员设置为拦截</div>"),
    "安全狗": (200, "<title>网站防火墙</title><p>您的请求带有不合法的参数，已被网站管理员设置拦截！</p>"),
    "长亭": (200, "<title>安全检测</title><p>请完成人机验证后继续访问</p><p>由长亭雷池提供防护</p>"),
    "阿里云": (405, "<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>"),
    "an alert": (200, "<script>alert('您的访问过于频繁，请稍后再试');history.back()</script>"),
    "without scripts": (200, "<noscript>请开启JavaScript并刷新该页</noscript><script src=/w.js></script>"),
}
"""Walls, with their status."""

NEW = "http://www.xin.example.cn/qs/"
"""Where the site has moved to."""

MOVED = {
    "a refresh": f'{HEAD}<meta http-equiv="refresh" content="3;url={NEW}"><p>正在跳转</p></html>',
    "a script": f"<title>青石县人民政府</title><script>window.location.href='{NEW}';</script>",
    "a script, later": f"{HEAD}<body onload=\"setTimeout('go()',500)\"><script>function go(){{top.location='{NEW}'}}</script>",
    "a notice with a link": (
        f"{HEAD}<title>网站迁移公告</title><h2>网站迁移公告</h2>"
        f"<p>青石县人民政府网站已整体迁移至新平台，请访问 <a href='{NEW}'>新网站</a>。</p>"
        "<div>主办：青石县人民政府办公室 <a href='https://beian.miit.gov.cn/'>示ICP备12345678号</a></div>"
    ),
    "a notice in words": f"{HEAD}<p>本网站域名已变更为{NEW}，原网址停止使用，请您收藏新网址。</p></html>",
    "a notice and a delay": (
        f"{HEAD}<p>按照集约化要求，本站已停止更新，内容整合至市政府门户，5秒后自动跳转</p>"
        f"<script>setTimeout(\"location.href='{NEW}'\",5000)</script><p><a href='{NEW}'>立即前往新站</a></p></html>"
    ),
    "in English": f"<h1>This site has moved</h1><p>Please visit <a href={NEW}>{NEW}</a></p>",
}
"""A site that is elsewhere now: what stands in the place of its home page."""

NOTICES = {
    "maintenance": f"{HEAD}<title>青石县人民政府</title><h1>网站维护中</h1><p>因机房检修，本网站暂停访问，预计明日恢复。</p>",
    "upgrade": f"{HEAD}<p>尊敬的用户：门户网站正在升级，期间无法访问，由此带来的不便敬请谅解。</p><p>网址：www.qs.example.cn</p>",
    "relocation of machines": f"{HEAD}<p>因机房迁移，本网站今晚停止服务，咨询请访问<a href='http://www.shi.example.cn/'>市政府网站</a>。</p>",
    "error-page": "<title>系统提示</title><p>系统繁忙，请稍后再试（错误代码：500）</p>",
    "error-page, of a program": "<h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error.</p>",
    "error-page, nothing there": "<script>alert('站点不存在');history.back()</script>",
}
"""Notices in the place of a home page or a list, by their state; none of them says that the site has moved."""

SPOKEN_OF = {
    "人机验证攻防演练在青石举行": "3月24日，县里举行演练，请完成安全验证的环节难倒了三支队伍。",
    "关于县政府网站迁移至新网址的公告": "县政府网站将于3月28日迁移至新网址www.new.example.cn，原网址停止访问，请相互转告。",
    "门户网站系统升级维护公告": "因机房检修，本网站暂停访问，由此给您带来的不便，敬请谅解。",
    "多家网站信息不存在、链接失效被通报": "经查，三家单位的网站有页面不存在、信息已被删除的问题。",
    "青石县网站证书过期被通报": "证书过期、访问被拒绝的三个网站已经整改。",
}
"""Articles about such states, by their headlines."""


def article_about(title: str) -> str:
    """One of :data:`SPOKEN_OF` as a page, short and without a date line."""
    return f"{HEAD}<title>{title}</title><h1>{title}</h1><div id=zoom><p>{SPOKEN_OF[title]}</p></div></html>"
