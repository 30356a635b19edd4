"""VSB: page 1 is ``xwdt.htm``, page 2 of five ``xwdt/4.htm``, the last ``xwdt/1.htm``."""

from __future__ import annotations

import re
from datetime import datetime

from govnews.demo.server import Reply, Request
from tests.replicas.model import Column, Replica, Story, esc, paragraphs


class VsbReplica(Replica):
    """The first column has links, the second only the box that jumps to a page."""

    family = "vsb"
    host = "www.vsb-shili.example.com"
    columns = (
        Column("示例要闻", "/xwdt/slyw.htm", 64),
        Column("乡镇动态", "/xwdt/xzdt.htm", 47),
        Column("通知公告", "/xxgk/tzgg.htm", 18, news=False),
    )

    def article_path(self, column: Column, number: int, moment: datetime) -> str:
        return f"/info/{1030 + self.columns.index(column)}/{5000 + number}.htm"

    def file(self, column: Column, number: int) -> str:
        """Path of page ``number``, counted from 1."""
        if number == 1:
            return column.path
        return f"{column.path.removesuffix('.htm')}/{self.pages(column) + 1 - number}.htm"

    def listing(self, request: Request) -> Reply | str | None:
        found = re.fullmatch(r"(/\w+/\w+?)(?:/(\d+))?\.htm", request.path)
        column = self.column_of(f"{found[1]}.htm") if found else None
        if found is None or column is None:
            return None
        pages = self.pages(column)
        number = 1 if found[2] is None else pages + 1 - int(found[2])
        rows = self.page(column, number) if found[2] != str(pages) else None
        if rows is None:
            return None
        up = "../" * (request.path.count("/") - 1)
        lis = "\n".join(
            f'<li id="line_u13_{at}"><a href="{up}{story.path[1:]}">{esc(story.title)}</a>'
            f"<span>{story.moment:%Y年%m月%d日}</span></li>"
            for at, story in enumerate(rows)
        )
        links = self.links(column, number, request.path) if column.path != "/xwdt/xzdt.htm" else ""
        return self.document(
            column.name,
            f"""<ul class="list">{lis}</ul>
<div class="pb_sys_common">{links}<span class="p_t">共{pages}页</span> <span class="p_t">到第</span><span class="p_goto">
<input type="text" class="p_goto_input" id="u13_goto"></span><span class="p_t">页</span>
<span class="p_goto"><a href="javascript:;"
 onclick="_simple_list_gotopage_fun({pages},&quot;u13_goto&quot;,2)">跳转</a></span></div>""",
            head='<script src="/system/resource/js/gotopage.js"></script>',
        )

    def links(self, column: Column, number: int, path: str) -> str:
        pages, folder = self.pages(column), path.rpartition("/")[0]

        def to(page: int, text: str, kind: str) -> str:
            target = self.file(column, page)
            start = folder + "/"
            href = (
                target.removeprefix(start) if target.startswith(start) else f"../{target.rpartition('/')[2]}"
            )
            return f'<span class="{kind}"><a href="{href}">{text}</a></span>'

        def dead(text: str, kind: str) -> str:
            return f'<span class="{kind}">{text}</span>'

        parts = [dead("首页", "p_first_d p_fun_d") if number == 1 else to(1, "首页", "p_first p_fun")]
        parts.append(
            dead("上页", "p_prev_d p_fun_d") if number == 1 else to(number - 1, "上页", "p_prev p_fun")
        )
        parts += [
            dead(str(n), "p_no_d") if n == number else to(n, str(n), "p_no") for n in range(1, pages + 1)
        ]
        parts.append(
            dead("下页", "p_next_d p_fun_d") if number == pages else to(number + 1, "下页", "p_next p_fun")
        )
        parts.append(
            dead("尾页", "p_last_d p_fun_d") if number == pages else to(pages, "尾页", "p_last p_fun")
        )
        return f'<span class="p_pages">{"".join(parts)}</span>'

    def article(self, story: Story) -> str:
        return self.document(
            f"{story.title}-{self.site}",
            f"""<form name="_newscontent_fromname"><h1 class="c-title">{esc(story.title)}</h1>
<div class="other-s">来源：{story.source}　发布日期：{story.day}　浏览次数：
<script>_showDynClicks("wbnews", 1, {story.number})</script></div>
<div id="vsb_content"><div class="v_news_content">{paragraphs(story)}</div></div>
<p>上一条：<a href="#">无</a></p></form>""",
            self.article_metas(story),
        )
