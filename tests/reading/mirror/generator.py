"""Degraded mirrors made from clean text, by the mechanism of field facts §6.2, on bytes.

Nothing here is shared with ``govnews.reading.mirror``: the tables come from OpenCC and pypinyin directly, the bytes are
replaced and decoded as the real generators and decoders do it, and slips arise by themselves.
All paragraphs are invented.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

TITLES = """\
赵长河带队督导重点项目建设
县委常委会召开扩大会议研究防汛工作
秦岭北麓生态环境专项整治全面启动
我区三家企业获评省级绿色工厂
王桥镇：小辣椒串起大产业
全县春季农业生产现场会在柳林乡召开
市领导到双龙湖调研水环境治理
文化惠民演出走进云台社区
第三届金谷美食节圆满落幕
陕西客商来我县考察洽谈
县人民医院新门诊楼投入使用
“银发顾问”助力乡村振兴""".splitlines()

PARAGRAPHS = """\
4月12日，县委书记赵长河带队到城东产业集聚区调研重点项目建设情况，县领导刘乾、孙晓燕参加调研。赵长河先后来到智能装备产业园、冷链物流中心和污水处理厂二期工程现场，详细了解项目进展、资金保障和用工需求，现场协调解决企业反映的困难和问题。
他强调，各级各部门要把项目建设作为经济工作的头号工程，盯着目标干、围着企业转，对照时间节点倒排工期，确保早建成、早投产、早见效；要优化营商环境，当好服务企业的“店小二”，让企业家安心发展、放心投资。
会议传达学习了全省安全生产电视电话会议精神，听取了今年以来全县安全生产工作情况汇报，对下一阶段工作进行了安排部署。会议指出，安全生产责任重于泰山，要时刻绷紧安全这根弦，坚决防范和遏制重特大事故发生。
在王桥镇辣椒种植基地，一排排辣椒长势喜人，村民们正忙着采摘、分拣、装箱。种植户李大姐一边干活一边笑着说：“今年雨水好，价格也稳，一亩地能收入八千多元，日子越过越红火！”
近年来，王桥镇立足资源优势，按照“党支部+合作社+农户”的发展模式，带动周边（七个行政村）三百余户群众增收，小小辣椒成了乡亲们的致富果。截至目前，全镇种植面积达到1.2万亩，年产值突破6000万元。
活动现场，志愿者们向过往群众发放宣传资料，讲解垃圾分类、节约用水和防范电信诈骗知识，并耐心解答大家提出的问题。本次活动共发放宣传册800余份，接受咨询200多人次，受到居民的广泛好评。
县应急管理局有关负责人介绍，入汛以来，我县先后出现三次强降雨过程，部分乡镇出现短时积水。全县上下闻汛而动，及时转移低洼地带群众126人，没有发生人员伤亡。“只要还有一户没有撤离，我们就不能离开。”党员干部这样说。
座谈会上，来自陕西的企业家代表围绕现代农业、食品加工、文旅融合等领域畅谈合作意向。大家一致认为，这里区位优越、交通便利、政策优惠，是投资兴业的热土，愿意在优势互补中实现共赢。
双龙湖湿地公园里，栈道蜿蜒，芦苇摇曳，白鹭在水面上翩翩起舞。谁能想到，几年前这里还是一片臭水塘？县水利局实施清淤疏浚、岸坡绿化、截污纳管等工程之后，水质由劣五类提升到三类，成了市民休闲的好去处。
为进一步丰富群众精神文化生活，7月8日晚，县文化馆组织的惠民演出走进云台社区。豫剧、快板、舞蹈、独唱等节目轮番上演，赢得台下阵阵掌声。演出结束后，不少观众围着演员合影留念。
全县各级党组织要深入开展主题教育，坚持学思用贯通、知信行统一，把学习成果转化为推动高质量发展的强大动力；要以钉钉子精神抓好各项任务落实，用实实在在的业绩检验学习成效。
根据《关于加强乡村医生队伍建设的意见》（豫政办〔2022〕17号）要求，县卫生健康委将分期分批对全县乡村医生进行培训，内容包括常见病诊疗、公共卫生服务、中医适宜技术等，力争三年内实现全覆盖。
针对群众反映强烈的停车难问题，区城市管理局充分挖掘背街小巷、闲置空地等资源，新增停车泊位1350个，其中免费泊位占八成以上。家住建设路的陈先生说，以前下班回家转半天找不着车位，现在楼下就能停，方便多了。
当前正值小麦抽穗扬花的关键时期，也是条锈病、赤霉病等病虫害的高发期。农技专家提醒广大农户：一要加强田间管理，二要适时开展“一喷三防”，三要注意天气变化，防止干热风危害。
招聘会吸引了来自（市、区）的98家用人单位参加，提供机械制造、电子信息、家政服务、商贸物流等岗位3200余个，初步达成就业意向460人。县人力资源和社会保障局还在现场设立了政策咨询台、维权服务台。
“过去办个证要跑四五个窗口，现在一个窗口就全办完了，真是太快了！”拿着刚刚领到的营业执照，个体工商户周师傅高兴地竖起大拇指。这是我区深化“放管服”改革、推行一件事一次办的一个缩影。
这座始建于明代的古桥是著名的石拱桥，全长68米，桥面两侧的栏板上雕刻着花卉、瑞兽等图案，具有较高的历史价值和艺术价值。今年3月，县文物保护中心启动修缮工程，计划于9月底前完工。
据了解，此次比赛设置了焊工、钳工、电工、育婴员等六个工种，来自全县各企业的120名选手同台竞技。经过理论考试和实际操作的激烈角逐，最终评出一等奖6名、二等奖12名、三等奖18名。
县总工会负责人表示，将持续开展“夏送清凉”活动，把党和政府的关怀送到一线职工心坎上。活动期间，累计走访企业45家，慰问环卫工人、建筑工人、交通警察等2600余人，发放慰问品价值23万元。
河长制工作要突出重点、标本兼治，严厉打击非法采砂、侵占河道等行为，统筹推进上下游、左右岸、干支流协同治理。要压实各级河长责任，加大巡查力度，发现问题及时处置，绝不能走过场、搞形式。
开学第一天，县实验小学的师生们通过升国旗、唱国歌、国旗下讲话等方式，开启了新学期的学习生活。校长马秀兰寄语全体学生，要珍惜时光、刻苦学习，争做德智体美劳全面发展的好少年。
县融媒体中心记者从气象台获悉，受冷空气影响，未来三天我县将有一次大风降温天气过程，最低气温降至零下6℃，请广大市民注意防寒保暖，农业部门做好大棚蔬菜的防冻工作。
夜幕降临，滨河路夜市灯火通明，烧烤、凉皮、糖葫芦等特色小吃香气扑鼻，前来品尝的市民络绎不绝。摊主老郑告诉记者，周末一个晚上能卖出四百多串，收入比去年翻了一番。
在脱贫攻坚与乡村振兴有效衔接工作中，驻村第一书记杨帆跟着村干部走遍了全村每一户，谁家有病人、谁家缺劳力，他都记在本子上、放在心里头。两年来，村里修通了水泥路，装上了太阳能路灯，还办起了养老食堂。
会议要求，要强化政治担当，认真履行职责，严格执行民主集中制，坚持重大事项集体研究；要加强党风廉政建设，驰而不息纠治“四风”，营造风清气正的良好政治生态；要关心关爱基层干部，为敢于担当者撑腰鼓劲。
县人大常委会副主任何松涛一行深入部分乡镇，采取实地察看、听取汇报、个别访谈等形式，对《土壤污染防治法》贯彻实施情况进行执法检查，并就进一步做好工作提出了意见建议。
省农科院研究员周云峰应邀授课，他结合多年的科研实践，从品种选育、水肥管理、机械收获三个方面，为大家讲解了谷子高产栽培技术。学员们听得认真，不时举手提问，课堂气氛十分热烈。
公司董事长余志强表示，企业将继续加大研发投入，加快技术改造步伐，不断提升产品的附加值和市场竞争力，力争明年产值突破10亿元，税收超过5000万元，为地方经济社会发展作出更大贡献。
“老人家，您身体怎么样？家里还有什么困难吗？”在柳林乡敬老院，县领导与老人们亲切交谈，询问他们的饮食起居和身体状况，并送上了棉被、食用油、面粉等慰问品，叮嘱工作人员要照顾好老人的生活。
项目总投资3.6亿元，占地面积180亩，主要建设标准化厂房、研发中心、仓储物流等设施，建成后可年产新能源汽车零部件500万件，实现年销售收入8亿元、利税1.1亿元，提供就业岗位700个。
下一步，县司法局将以创建“全国民主法治示范村（社区）”为抓手，健全公共法律服务网络，常态化开展法律援助、人民调解、普法宣传等工作，引导群众办事依法、遇事找法、解决问题用法。
县交通运输局投入专项资金，对县乡道路进行集中整修，累计修补坑槽2.4万平方米，施划标线86公里，更换破损护栏1300余米。公路沿线的群众说：“路平了，灯亮了，出门再也不用担心了。”
今年是博物馆开馆十周年，馆方推出“河洛遗珍”特展，展出青铜器、陶瓷器、玉器等文物312件（套），其中国家一级文物27件。讲解员介绍，许多文物是首次与观众见面，展期将持续到11月底。
纪检监察机关要聚焦主责主业，紧盯重点领域和关键环节，严肃查处群众身边的腐败问题和不正之风，做到有案必查、有腐必惩。对苗头性、倾向性问题，要早发现、早提醒、早纠正。
演练模拟某化工企业储罐发生泄漏并引发火灾，接到报警后，消防、公安、医疗、环保等部门迅速赶赴现场，展开火灾扑救、伤员救治、环境监测等工作。整个演练过程紧张有序、配合默契，达到了预期效果。
据统计，上半年全县完成地区生产总值142.6亿元，同比增长6.3%；规模以上工业增加值增长7.8%；固定资产投资增长11.2%；一般公共预算收入9.7亿元，增长8.5%。主要经济指标增速均高于全市平均水平。
清晨，薄雾还没有散去，护林员郭永生已经沿着山路走了五里多地。从二十三岁到五十九岁，他把最好的年华献给了这片林子，走坏的胶鞋有一百多双。“树就像我的孩子，看着它们长大，我心里踏实。”
通过实施老旧小区改造，更换了雨污管网，加装了电梯，规划了电动车充电区，昔日脏乱差的大院变得干净整洁。居民们纷纷表示，改造工程改到了大家的心坎里，获得感、幸福感、安全感显著增强。
市文联主席、作家程远航在致辞中说，他创作的长篇小说以家乡的变迁为背景，着力刻画普通劳动者的奋斗故事。与会专家围绕作品的结构、语言和人物塑造展开研讨，认为这部著作具有浓郁的地方特色。
县税务局依托电子税务局、征纳互动平台等渠道，精准推送税费优惠政策，让纳税人足不出户就能享受政策红利。一季度，全县累计办理退税缓税3800余万元，惠及各类经营主体2100多户。""".splitlines()

# What stays simplified in mirrors that convert character by character (field facts §6.3), and what they get wrong.
_UNCONVERTED = "后里干系面范谷云并游只余复布制于占托周征回采咨凶致松乾涌秋冬舍升斗才卜了伙家志向克蒙"
_OWN_FORMS = {"着": "著", "陕": "陜", "台": "臺", "岩": "巖", "丰": "豐", "准": "準", "个": "個", "几": "幾"}

_NARROW = str.maketrans("，：；！？（）", ",:;!?()")
_HANZI = "\u4e00-\u9fff"


@dataclass
class Mirror:
    """A degraded text and the clean one it was made from."""

    family: str
    clean: str
    degraded: str
    layers: list[str] = field(default_factory=list)


@cache
def traditional(char: str) -> str:
    """What a mirror's table makes of ``char``."""
    if char in _OWN_FORMS:
        return _OWN_FORMS[char]
    if char in _UNCONVERTED:
        return char
    converted = _s2t().convert(char)
    try:
        converted.encode("gbk")
    except UnicodeEncodeError:
        return char
    return converted if len(converted) == 1 else char


@cache
def _s2t() -> OpenCC:
    return OpenCC("s2t")


@cache
def reading(char: str, toned: bool = True) -> str:
    """The first reading of ``char``."""
    return str(pinyin(char, style=Style.TONE if toned else Style.NORMAL)[0][0])


def clean_document(chance: random.Random) -> str:
    """A headline and three to six paragraphs."""
    paragraphs = chance.sample(PARAGRAPHS, chance.randint(3, 6))
    return "\n".join([chance.choice(TITLES), *paragraphs])


def decode_cp936(data: bytes) -> str:
    """As Windows does: a first byte with an impossible second gives one ``?`` for both; user zones vanish."""
    text: list[str] = []
    position = 0
    while position < len(data):
        lead = data[position]
        if lead <= 0x80:
            text.append("€" if lead == 0x80 else chr(lead))
            position += 1
            continue
        trail = data[position + 1] if position + 1 < len(data) else 0
        if lead == 0xFF or trail < 0x40 or trail in (0x7F, 0xFF):
            text.append("?")
        else:
            text.append(bytes((lead, trail)).decode("gbk", "ignore"))
        position += 2
    return "".join(text)


def gloss_bytes(text: str, listed: list[str]) -> str:
    """``text`` with a gloss after each listed character, put in without regard to characters."""
    data = text.encode("gbk")
    for char in listed:
        code = char.encode("gbk")
        data = data.replace(code, code + f"({reading(char)})".encode("gbk"))
    return decode_cp936(data)


def gloss_characters(text: str, listed: list[str]) -> str:
    """The same with regard to them: no slips."""
    return "".join(f"{c}({reading(c)})" if c in listed else c for c in text)


def gloss_toneless(text: str, listed: list[str], chance: random.Random) -> str:
    """Family C: each paragraph with its own number of repetitions for each character."""
    lines = []
    for line in text.split("\n"):
        times = {c: chance.choice((1, 1, 2, 3)) for c in sorted(listed)}
        lines.append("".join(c + f"({reading(c, False)})" * times.get(c, 0) for c in line))
    return "\n".join(lines)


WORDS = [
    "建设",
    "情况",
    "重点",
    "群众",
    "工作",
    "问题",
    "农业",
    "企业",
    "记者",
    "活动",
    "项目",
    "安全",
    "服务",
    "管理",
    "干部",
    "经济",
    "技术",
    "环境",
    "学习",
    "生活",
]


def gloss_words(text: str, chance: random.Random) -> str:
    """Family D: some words of simplified text."""
    chosen = chance.sample(WORDS, 12)
    return re.sub("|".join(chosen), lambda m: f"{m[0]}({''.join(s[0] for s in pinyin(m[0]))})", text)


def insert_bytes(text: str, chance: random.Random) -> str:
    """The other trigger: a byte that nobody sees before ！ 。 ？ ； ： wherever their bytes stand."""
    data = text.encode("gbk")
    for mark in chance.sample("！？；：。", 2):
        data = data.replace(mark.encode("gbk"), b"\x02" + mark.encode("gbk"))
    return decode_cp936(data).replace("\x02", "")


def narrow(text: str) -> str:
    """``text`` with half-width marks between Chinese characters."""
    return re.sub(
        f"(?<=[{_HANZI}\\d”%)])[，：；！？（）]|（(?=[{_HANZI}])", lambda m: m[0].translate(_NARROW), text
    )


def add_commas(text: str) -> str:
    """Comma noise."""
    return re.sub("([、。])", r",\1", text).replace("，", "，,")


def make(family: str, chance: random.Random, *, slips: bool = False, noise: bool = False) -> Mirror:
    """One mirror of ``family``; with ``slips`` the replaces go by bytes."""
    clean = clean_document(chance)
    layers: list[str] = []
    if family == "D":
        while (glossed := gloss_words(clean, chance)).count(
            "("
        ) < 6:  # fewer are no family (field facts §6.3)
            clean = clean_document(chance)
        return Mirror(family, clean, glossed)
    text = "".join(map(traditional, clean))
    if noise and chance.random() < 0.5:
        text = add_commas(text)
        layers.append("commas")
    changed = sorted({c for c, old in zip(text, "".join(map(_same, text)), strict=True) if c != old})
    listed = chance.sample(changed, int(len(changed) * {"A": 0.3, "B": 0.75}.get(family, 0.4)))
    if family in "AB":
        text = gloss_bytes(text, listed) if slips else gloss_characters(text, listed)
    elif family == "C":
        unchanged = sorted({c for c in text if "\u4e00" <= c <= "\u9fff"} - set(changed))
        text = gloss_toneless(text, listed + chance.sample(unchanged, 12), chance)
    if slips:
        layers.append("slips")
        if family == "E" or chance.random() < 0.3:
            text = insert_bytes(text, chance)
    if chance.random() < 0.5:
        text = narrow(text)
        layers.append("narrow")
    if noise and chance.random() < 0.5:
        text = re.sub("^(?=.{80})", "????", text, flags=re.MULTILINE)
        layers.append("lost spaces")
    return Mirror(family, clean, text, layers)


@cache
def _same(char: str) -> str:
    """``char`` as simplified text has it; a character that is its own form is not changed."""
    return {v: k for k, v in _OWN_FORMS.items()}.get(char) or _t2s().convert(char)


@cache
def _t2s() -> OpenCC:
    return OpenCC("t2s")
