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
NEXT = (
    *("下一页", "下页", "下一頁", "下頁", "后页", "后一页"),
    *("往后翻", "往后翻页", "向后翻", "向后翻页", "向下翻页"),
)
PREVIOUS = (
    *("上一页", "上页", "上一頁", "上頁", "前页", "前一页"),
    *("往前翻", "往前翻页", "向前翻", "向前翻页", "向上翻页"),
)
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
# Arrows of a pager, and marks of rows and of films.
TRIANGLES = ("▶", "►", "▸", "▷")
BACK_TRIANGLES = ("◀", "◄", "◂", "◁")

# What scripts call the number of pages.
PAGE_COUNTS = (
    *("pageCount", "page_count", "page_Count", "pagecount", "countPage", "m_nPageCount", "pageTotal"),
    *("totalPage", "totalPages", "total_page", "total_pages", "totalpage"),
)

# --- links to more ---

LOOK = ("查看", "浏览", "阅读", "点击", "了解", "进入", "显示", "点此", "看")
MORE = "更多"
MORE_IN_ENGLISH = "more"
MORE_OR_ALL_IN_ENGLISH = (MORE_IN_ENGLISH, "all", "moreall")
# What 更多 is called where it is not: whole words, since 全部门 is something else.
ALL = "全部列表 全部内容 全部信息 全部新闻 全部文章 全部动态 所有新闻 所有信息".split()
DETAILS = "全部 所有 详情 详细 列表 栏目 该栏目 本栏目 频道 进入".split()

# --- side boxes ---

# What the heading of a box holds that shows what is read most, or what else there is, beside the page's own list.
SIDE_BOXES = "排行 热点 热门 热榜 热文 热搜 热读 热评 推荐 猜你喜欢 猜你想看 相关阅读 相关新闻 相关文章 相关链接".split()

# --- columns (field facts §1.4 and §7) ---

# What a news column's name holds, the surest first.
NEWS = tuple(
    words.split()
    for words in (
        "要闻",
        "新闻",
        "动态 动向",
        "融媒",
        "时政 时事",
        "快讯 快报 简讯 传真 速递 播报 时讯 短讯 要讯 讯息 速报 联播",
        "资讯 咨讯 要情 要事 头条 消息 报道",
        (
            "媒体聚焦 媒体报道 媒体关注 媒体看 媒体视角 媒体眼中 媒体上的 媒体视点 媒体传真 媒体之声 媒体评 媒体说 媒体话 "
            "媒眼看 央媒看 外媒看 省媒看"
        ),
        (
            "部门信息 乡镇信息 镇街信息 街镇信息 街道信息 镇办信息 基层信息 县区信息 区县信息 县市信息 市县信息 旗县信息 "
            "园区信息 村镇信息 科室信息 处室信息 系统信息 行业信息 校园信息 各地信息 地方信息 综合信息 工作信息 政务信息 "
            "教育信息 党建信息"
        ),
        "今日",
    )
)
# Other names of news columns, as patterns: these words mean news in a few places of a name alone.
LESS_SURE = (
    r"(?:热点|焦点|聚焦|视点|看点|直击|简报|(?<!通)讯|(?<![趣奇逸轶旧传])闻)$",
    r"(?<![新自多融全])媒体(?!矩阵|平台|中心|号|融合|咨询|联系|服务|采访|资源|库|联盟|入口)\w{2,6}$",
    r"(?:信息|教育|校园|工作|政务|基层)快递$",
    r"^(?:基层|一线|乡镇|镇村|镇街|街镇|镇办|乡村|街道|社区|校园|部门|县区|区县|各地)(?:风采|之声|在线|连线|广角|一线|视窗|纪实|扫描|亮点|工作)$",
    r"(?:热点|社会|新闻|今日|本地|时事|焦点)(?:关注|追踪|透视|扫描)$",
    r"热点(?:转载|新闻|话题|聚焦)",
    r"^图说(?:新闻|天下|生活|新区|全区|全县|全市|校园|\w{1,2}[县区市镇乡])?$|(?:校园|学校|本区|本县|本市|县域|城乡|乡村|基层)图说$|图说(?:校园|学校|城乡|乡村|基层)",
    r"^工作(?:交流|推进|开展)情况$",
)
# Pictures and films of what the other columns tell.
MEDIA = "图片 图文 图说 视频 影像 音频 直播 摄影 电视".split()
# Words that make news of whatever stands before them: 统计动态, 信访要闻.
FIRM = "要闻 新闻 动态 动向 快讯 快报 简讯".split()
# The channels of a news site, by whole names: those that are news anywhere, and those that are news beside them alone.
NEWS_CHANNELS = "要闻 时政 新闻 头条 快讯 时事 时讯".split()
BEATS = "民生 社会 乡镇 镇街 街镇 乡村 三农 文旅 本地 基层".split()
# What the menu of a government's own site has beside its news: there 民生 and 文旅 are services.
OF_GOVERNMENT = "公开 办事 服务 互动 信箱 政务 概况 走进 机构 领导".split()
# Notices, services and the like: their 动态 and 资讯 are no news (政策动态, 招投标资讯).
NEVER = (
    "领导 简历 公告 公示 通知 通告 预告 政策 法规 解读 文件 规章 专题 专栏 招聘 招考 人事 任免 招标 招投标 投标 中标 采购 "
    "拍卖 便民 办事 办件 办理 办结 互动 回应 信箱 投诉 举报 咨询 征集 访谈 调查 发布会 发言人 答疑 问答 公开 目录 "
    "指南 年报 概况 职能 预算 决算 应急预案 天气 新生 缴费 搜索 投稿 订阅 客户端 手机版 微信 微博 公众号 矩阵 友情 链接 登录"
).split()
# Names with a word of news that are something else as a whole.
NO_NEWS = ("新闻发布", "新闻办")
# What an office may be called after, and its services, too: 统计动态 is news, 统计资讯 is none.
NO_SUBJECT = "统计 服务 信访 机构 数据 交通 之窗 价格 供求 气象 就业 招生 考试时".split()
# With what a name may go on behind its word of news without meaning something else.
BEHIND = (
    "中心 频道 栏目 专栏 专区 网 栏 版 版块 板块 园地 天地 之窗 窗口 平台 速递 快递 播报 报道 报导 回顾 回放 集锦 集萃 荟萃 "
    "精选 汇总 信息 关注 聚焦 扫描 传真 直通车 在线 联播 视点 视窗 看台 展示 展播 一览 速览 列表 简报 推荐 动态 活动 导读 "
    "公告 通知 和 与 及 、 · • | / - 图片 视频 综述 纪实 特写 专报 摘要 摘编 转载"
).split()
# What a word of news is but the subject of.
NOT_BEHIND = (
    "热线 线索 纠错 办 号 图 监测 监控 管理 调整 发布会 爆料 检索 查询 评选 奖 学院 专业 出版 记者 宣传 制度 审核 报送 考核 "
    "通报 须知 作品 电话 邮箱 系统 单位 素材 广告 合作 简介 介绍 下载 清单 评价 名录 码 表 培训 平台入口 库 墙"
).split()
# Those of others above the site's own.
UPPER_LEVELS = "国务院 中央 中国政府网 国家 全国 国内 国际 世界 上级 部委 省委 省政府 自治区".split()
# Whose activities are news for who asks for them.
LEADERS = "领导 书记 县长 区长 市长 省长 州长 旗长 镇长 局长 厅长 主任 校长 院长".split()
ACTIVITIES = "活动 动态 要闻 新闻 活动报道 活动集 政务活动 公务活动 日程".split()
