"""The plain words that pages of the field use: labels by what they name, names of metas, ids and keys, surnames.

Words only (field facts §2 to §4); a pattern with a structure of its own stands where it is used. Where the order of a
list is an order of trust, its comment says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def spaced(words: str | Iterable[str], gap: str = r"\s?") -> str:
    """A pattern for each of ``words`` (in a text, parted by blanks), whose characters may stand apart: 来 源.

    The longest word comes first. ``gap`` is what may stand between two characters.

    >>> pattern = re.compile(spaced("来源 信息来源"))
    >>> [bool(pattern.fullmatch(text)) for text in ("来源", "来\\u3000源", "信息 来源", "来  源", "源来")]
    [True, True, True, False, False]
    """
    each = dict.fromkeys(words.split() if isinstance(words, str) else words)
    return "|".join(gap.join(map(re.escape, word)) for word in sorted(each, key=len, reverse=True))


# --- labels before a value, as 来源：新华社

# Labels that stand without a colon, too.
BARE_SOURCE_LABELS = (
    "信息来源 文章来源 稿件来源 新闻来源 内容来源 消息来源 资料来源 图文来源 来源 來源".split()
)
# Who put a document on the site: the source only where no 来源 is named. 供稿, 撰稿 and 发布者 may name an office or a person.
OFFICE_LABELS = frozenset(
    "发布机构 发布单位 发布部门 发布机关 发文单位 發布機構 發佈單位 供稿 撰稿 发布者 发布人".split()
)
SOURCE_LABELS = [
    *BARE_SOURCE_LABELS,
    *(
        "本文来源 来源单位 来源于 稿源 来稿单位 供稿单位 供稿部门 投稿单位 报送单位 发布机构 发布单位 发布部门 发文单位 信息提供 "
        "报送部门 提供单位 撰稿单位 信息员单位 摘自 转载自 转自 出处 发布机关 来自 "
        "Source 信息來源 文章來源 稿件來源 新聞來源 發布機構 發佈單位 稿源單位"
    ).split(),
]
AUTHOR_LABELS = (
    "全媒体记者 融媒体记者 本报记者 本网记者 实习记者 见习记者 特约记者 特约通讯员 本报通讯员 通讯员 通讯作者 记者 "
    "原文作者 文章作者 原作者 作者 撰稿人 撰稿 撰文 供稿人 供稿 文/图 图/文 文图 图文 文/摄 作者单位 記者 通訊員 Author"
).split()
EDITOR_LABELS = (
    "责任编辑 网络编辑 值班编辑 栏目编辑 新媒体编辑 文字编辑 图文编辑 本期编辑 网站编辑 编辑 责编 美编 编审 编校 核编 审编 "
    "责任校对 校对 校审 审校 审核人 信息审核 内容审核 审核 审读 审稿 复核 一审 二审 三审 初审 复审 终审 一校 二校 三校 "
    "签发人 签发 审签 签批 审批人 审批 审定 核发人 核发 Editor "
    "值班总编 值班主编 执行主编 总编辑 主编 总监制 监制 统筹 策划 排版 制作 信息发布人 发布人 发布者 录入人 "
    "录入者 录入 信息员 信息录入 上传者 責任編輯 責編 編輯 審核 校對 終審 一審 二審 三審 簽發"
).split()
DATE_LABELS = (
    "信息发布时间 信息发布日期 发布时间 发布日期 发布于 发稿时间 发表时间 发表日期 刊登时间 刊发时间 更新时间 更新日期 "
    "修改时间 最后更新 成文日期 发文日期 生成日期 上载日期 归档时间 录入时间 添加时间 创建时间 加入时间 加入日期 入库时间 "
    "入库日期 张贴时间 张贴日期 上线时间 上线日期 投稿时间 投稿日期 制作时间 制作日期 生成时间 公开日期 公布日期 提供日期 "
    "信息提供日期 信息时间 时间 日期 Updated Published Posted Date Time 發布時間 發佈時間 發布日期 發佈日期 更新時間 時間"
).split()
# What stands in the cell before a title; a letter to an office has its own.
TITLE_LABELS = frozenset(
    "标题 信件标题 来信标题 留言标题 咨询标题 问题标题 信件主题 来信主题 留言主题 主题 题目 名称 信息名称 文件名称".split()
)
# The number that a disclosed document is registered under.
INDEX_LABELS = "索引号 信息索引号 索引编号 信息索引".split()
# Counters, buttons, and what documents say of themselves: their values are none of ours, they end the one before.
OTHER_LABELS = [
    *(
        "浏览次数 浏览量 浏览数 浏览 点击次数 点击数 点击量 点击率 点击 阅读次数 阅读数 阅读量 阅读 访问次数 访问量 访问 "
        "查看次数 查看 人气 次数 评论数 评论 "
        "字体大小 字体 字号 字级 大小 分享到 分享至 分享 打印本页 打印 收藏 关闭 关键词 关键字 标签 "
        "所属分类 信息分类 主题分类 体裁分类 分类 所属栏目 栏目 公文时效 有效性 文号 发文字号 发文机关 主题词 "
        "Views Hits 名称 信息名称 原标题 标题 视力保护色 保护视力色 语音播报 正文 摘要 扫一扫 二维码 网站 地区 "
        "瀏覽次數 瀏覽 點擊數 點擊 閱讀 字體 字號 關鍵詞 列印"
    ).split(),
    *INDEX_LABELS,
    *DATE_LABELS,
]
# What a line that is nothing but a credit begins with.
CREDIT_BEGINNINGS = (
    "记者 通讯员 编辑 责编 责任编辑 作者 来源 稿源 审核 校对 撰稿 供稿 摄影 文/图 图/文 图文 文图 一审 二审 三审 初审 复审 "
    "终审 签发 审签 签批 审批 审定 核发 监制 总监制 审读 统筹 策划 主编 值班"
).split()
# Editors and reviewers, whose names end an article.
CLOSING_EDITORS = "责任编辑 责编 编辑 审核 校对 终审 一审 二审 三审 初审 复审 签发 审批 核发".split()
# What an outlet's or an office's name ends in that stands beside the date without a label.
OUTLET_ENDINGS = (
    "日报 日报》 晚报 晚报》 早报 晨报 商报 都市报 时报 时报》 法报 法治报 报社 新闻社 融媒 融媒体 网 电视台 在线 发布 客户端 "
    "公众号 政府 办公室 办 局 厅 委 委员会 管委会 中心 医院 法院 检察院 研究院 学院 大学 中学 小学 学校 馆 街道 办事处 镇 乡 "
    "宣传部 组织部 统战部 武装部 工作部 公司 集团 银行 协会 学会 工会 商会 联合会 红十字会 支队 大队 管理处 服务站 工作站 "
    "管理站 管理所 派出所 研究所 供电所 妇联 团委"
).split()
# What the accounts of a place's offices are called by, behind or before its name: 青石公安, 掌上青石.
ACCOUNT_ENDINGS = "公安 交警 消防 文旅 青年 人社 税务 检察 气象 卫健".split()
ACCOUNT_BEGINNINGS = "掌上 指尖 微 爱".split()
# Menus and headings that end like one.
NO_OUTLETS = frozenset(
    (
        "新闻中心 资讯中心 信息中心 个人中心 用户中心 办事中心 服务中心 帮助中心 图片中心 视频中心 下载中心 媒体中心 办事大厅 "
        "服务大厅 政务大厅 网上大厅 新闻网 门户网 官方网 互联网 信息发布 新闻发布 政策发布 数据发布 权威发布"
    ).split()
)

# --- dates: what is said of one, before 时间, 日期 and the like

DATE_NOUNS = "时间 日期 时刻 于".split()
# As in dates.grammar.plain_text, which writes 發 as 发: 發佈時間 is 发佈时间 there.
PUBLISHED = (
    "发布 发佈 发表 发稿 发帖 发送 刊登 刊发 刊载 登载 转载 公布 公告 公开 上传 上载 上网 录入 添加 提交 推送 播发 播出 报道 "
    "见报 出版 创建 提供 信息 新闻 文章 稿件"
).split()
UPDATED = "更新 修改 修订 变更 编辑 更正".split()
WRITTEN = "成文 发文 印发 制发 签发 生成 落款 撰写 写作 形成 文件".split()
# When a text came to the site: what some pages say instead of 发布. Alone, and not in a longer word (系统上线时间).
ENTERED = "加入 入库 张贴 上线 投稿 制作 生成".split()
ARCHIVED = "归档 存档 入库".split()
GENERATED = "页面生成 静态生成 打印 下载 访问 抓取 采集".split()
CLOCKS = "现在是 今天是 今日是 现在时间 当前时间 当前日期 系统时间 北京时间".split()
# A date beside one of these is no clock, whatever its weekday.
CREDITED = "来源 稿源 作者 编辑".split()

# --- names of metas, elements and keys, in lower case

# By their letters alone: pub_date, article:published_time and DC.date.issued are pubdate, articlepublishedtime and
# dcdateissued here. Names of the government standard first, then the aliases of field facts §2, of media sites, of
# Dublin Core and of libraries: in order of trust.
META_NAMES = {
    "published_on": (
        "pubdate publishdate firstpublishedtime publishtime publishedtime pubtime docdate articlepublishedtime "
        "articlepublished ogpublishedtime ogarticlepublishedtime ogreleasedate ogtime datepublished publicationdate "
        "releasedate releasetime "
        "weiboarticlecreateat bytedancepublishedtime dctermsissued dcdateissued dcissued dctermsdateissued "
        "dcdatepublished dctermscreated dcdatecreated dccreated dctermsdate dcdate dctermsavailable dcdateavailable "
        "citationpublicationdate citationonlinedate citationdate parselypubdate sailthrudate createdate apubtime date"
    ).split(),
    "source": "contentsource source docsource articlesource".split(),
    "editor": "editorname editor responsibleeditor".split(),
    "region": ["siteidcode"],
}
AUTHOR_METAS = "author docauthor".split()
SITE_METAS = "sitename og:site_name".split()
TITLE_METAS = "articletitle og:title doctitle twitter:title title".split()
# Ids of elements that hold one value: in order of trust.
ELEMENT_IDS = {
    "published_on": "pubdate publishtime publish_time pubtime publishdate pubtime_baidu".split(),
    "source": "source source_baidu js_name".split(),
    "author": "author author_baidu".split(),
    "editor": "issuename editor editor_baidu".split(),
}
TITLE_IDS = "title ucaptitle articletitle".split()
# Keys of a script's configuration that can mean nothing else.
CONFIGURATION_KEYS = {
    "published_on": (
        "pubdate pub_date pubtime pub_time publishdate publish_date publishtime publish_time publishedtime "
        "published_time datepublished"
    ).split(),
    "source": "newssource contentsource articlesource".split(),
}
# Keys of the data that a page's scripts draw an article from.
DATA_KEYS = {
    "content": (
        "content article-content contenthtml articlecontent articlebody newscontent contentdetail contents body "
        "html txt text detail artcontent"
    ).split(),
    "title": "title article-title headline articletitle newstitle contenttitle arttitle".split(),
    "published_on": [
        *CONFIGURATION_KEYS["published_on"],
        *"article-time article-date releasetime release_time newstime createtime".split(),
    ],
    "source": [
        *CONFIGURATION_KEYS["source"],
        *"source article-source article-source-name sourcename medianame media_name origin copyfrom sourcetext".split(),
    ],
    "author": "author article-author authorname writer".split(),
    "editor": "editor editorname responsibleeditor dutyeditor".split(),
}
# Ids and classes that publishing systems give the text's block (field facts §3), the most telling first.
TEXT_BLOCKS = (
    "ucap-content ucapcontent zoom trs_editor trs_ueditor trs_editor_view view trs_preappend "
    "v_news_content vsb_content vsb_content_2 vsb_content_4 vbs_content artibody articlecontent "
    "article_content article-content article_body articlebody newscontent news_content news-content "
    "contentbody con_content arc_body ivs_content bt_content endtext rm_txt_con rwb_zw detailcontent "
    "detail-content detail_content pages_content wzxqnr conbox con_text content_body wzcon "
    "j-fontcontent rich_media_content founder-content article content details-content maincontent "
    "text-content txt_con xxxq_text_cont content-text artcontent zw-con fontzoom infocontent"
).split()

# --- people

# The commonest surnames (Ministry of Public Security, 2020, and the Baijiaxing).
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文樊兰殷施洪翟安颜倪"
    "牛温季俞章鲁葛伍申尤毕聂柴焦欧耿关柳甘祁宁舒华祝霍包辛童齐苗裴柯阮左管景梅穆司卓岳蓝翁楚宫冉尚游路费凌单储屈涂谷祖查"
    "骆詹盛桂娄匡隋佟褚蔺苑刁时初桑甄栾米鞠池党芦阎项阳冷丛房占戚解幸麦盖巩车翁植习阚瞿靳臧卜成原宗应纪连滕晏庞"
)
COMPOUND_SURNAMES = "欧阳 上官 司马 诸葛 皇甫 令狐 慕容 司徒 夏侯 端木 东方 尉迟".split()
