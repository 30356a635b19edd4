"""The words of listing pages: what the parts of a pager, links to more, and columns are called.

Plain lists, without white space, as they are compared. Patterns with a structure of their own stand where they are used.
"""

from __future__ import annotations

import re


def any_of(*words: str) -> str:
    """A pattern that finds each of ``words``, the longest first.

    >>> re.findall(any_of("下页", "下一页", "..."), "下一页 ... 下页")
    ['下一页', '...', '下页']
    """
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# --- pagers ---

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
BACK_ARROWS = ("<", "‹", "«", "<<", "←", "＜")

# What scripts call the number of pages.
PAGE_COUNTS = (
    *("pageCount", "page_count", "page_Count", "pagecount", "countPage", "m_nPageCount", "pageTotal"),
    *("totalPage", "totalPages", "total_page", "total_pages", "totalpage"),
)

# --- links to more ---

LOOK = ("查看", "浏览", "阅读", "点击", "了解")
MORE = "更多"
MORE_IN_ENGLISH = "more"

# --- columns (field facts §1.4 and §7) ---

# What a news column's name holds, the surest first.
NEWS = (
    ("要闻",),
    ("新闻",),
    ("动态",),
    ("融媒",),
    ("时政",),
    ("快讯", "快报", "简讯", "传真", "速递", "播报"),
    ("资讯", "要情", "头条"),
    ("媒体聚焦", "媒体报道", "媒体关注", "媒体看", "媒体视角", "媒体眼中", "媒体上的"),
    ("部门信息", "乡镇信息", "镇街信息", "街道信息", "镇办信息", "基层信息", "县区信息", "区县信息"),
    ("今日",),
)
# Pictures and films of what the other columns tell.
MEDIA = ("图片", "图文", "图说", "视频", "影像", "音频", "直播", "摄影", "电视")
# Leaders, notices, services and the like: no news, whatever else the name holds (新闻发布会, 政策动态).
NO_NEWS = (
    *(
        "领导",
        "之窗",
        "简历",
        "公告",
        "公示",
        "通知",
        "通告",
        "预告",
        "政策",
        "法规",
        "解读",
        "文件",
        "规章",
        "专题",
        "专栏",
    ),
    *(
        "招聘",
        "招考",
        "人事",
        "任免",
        "招标",
        "中标",
        "采购",
        "拍卖",
        "统计",
        "服务",
        "办事",
        "办件",
        "办理",
        "办结",
    ),
    *(
        "互动",
        "回应",
        "信箱",
        "投诉",
        "举报",
        "信访",
        "咨询",
        "征集",
        "访谈",
        "调查",
        "新闻发布",
        "发布会",
        "发言人",
    ),
    *(
        "公开",
        "目录",
        "指南",
        "年报",
        "概况",
        "机构",
        "职能",
        "预算",
        "决算",
        "数据",
        "应急预案",
        "天气",
        "交通",
        "便民",
    ),
    *("搜索", "投稿", "订阅", "客户端", "手机版", "微信", "微博", "公众号", "矩阵", "友情", "链接", "登录"),
)
