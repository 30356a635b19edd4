"""The words of listing pages: what the parts of a pager, links to more, and columns are called.

Plain lists, without white space, as they are compared. Patterns with a structure of their own stand where they are used.
"""

from __future__ import annotations

# 下5页, 下一组 and … skip pages: they are in no list here (field facts §3.13 D).
NEXT = ("下一页", "下页", "下一頁", "下頁", "后页", "后一页")
PREVIOUS = ("上一页", "上页", "上一頁", "上頁", "前页", "前一页")
FIRST = ("第一页", "首页")
LAST = ("尾页", "末页", "最后一页", "最末页", "最后页", "尾頁", "末頁")

NEXT_IN_ENGLISH = ("next", "nextpage")
PREVIOUS_IN_ENGLISH = ("prev", "previous", "prevpage")
FIRST_IN_ENGLISH = ("firstpage",)
LAST_IN_ENGLISH = ("last", "lastpage")

# Blogs call the next page the older entries, the previous one the newer entries.
OLDER = ("较早文章", "较旧文章", "早期文章", "旧文章", "更早的文章", "更早文章", "olderposts")
NEWER = ("较新文章", "新文章", "更新的文章", "newerposts")

ARROWS = (">", "›", "»", ">>", "→", "＞")
