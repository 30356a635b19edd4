"""Invented county news, the same text for the same seed and number.

Towns, events and figures are made up; no person is named but the invented bylines of ``NAMES``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

PLACES = (
    "柳湾镇", "石渡镇", "青坪镇", "槐岭镇", "南池镇", "芦滩镇", "云台街道", "桂苑街道",
    "北原镇", "双井镇", "枣林镇", "河湾街道", "松坡镇", "砚山镇", "金谷街道", "长堤镇",
)  # fmt: skip
OFFICES = (
    "区农业农村局", "区教育体育局", "区水利局", "区卫生健康委员会", "区应急管理局", "区交通运输局",
    "区文化广电和旅游局", "区民政局", "区人力资源和社会保障局", "区城市管理局",
)  # fmt: skip
OUTLETS = ("河洛观察", "中原乡村报", "洛水晚报")
NAMES = ("苗青禾", "安小满", "田知秋", "柏见山", "谷雨声", "石望舒")

ACTIONS = (
    "扎实推进", "有序开展", "持续做好", "全面铺开", "加快推进", "用心办好",
    "稳步实施", "合力抓好", "集中开展", "统筹部署", "督导检查", "巩固提升",
)  # fmt: skip
SLOGANS = ("绘就乡村新图景", "小切口服务大民生", "让群众得实惠", "按下“快进键”", "把好事办到心坎上")


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with what can be told of it; ``{12-96}`` stands for a number in that range."""

    name: str
    facts: tuple[str, ...]


TOPICS = (
    Topic("秋播备耕", (
        "田间地头，{3-9}台大型拖拉机往来穿梭，旋耕、镇压、播种一气呵成。",
        "截至目前，全镇已播种小麦{2-9}.{1-9}万亩，占计划面积的{61-98}%。",
        "农技人员分片包村，现场讲解拌种、播深和镇压要领，发放技术明白纸{300-2900}份。",
        "种粮大户介绍，今年墒情好，预计{5-15}天内可全部播完。",
    )),
    Topic("校园安全排查", (
        "检查组先后来到{2-6}所中小学，重点查看食堂后厨、校门防护和消防通道。",
        "共发现问题{4-19}处，其中{2-9}处当场整改，其余列入台账限期销号。",
        "各校同步组织应急疏散演练{5-23}场，参与师生{1200-9800}人次。",
        "护学岗民警和志愿者在上下学时段定点值守，保障学生平安出行。",
    )),
    Topic("养老助餐", (
        "中午时分，幸福食堂里饭菜飘香，{20-86}位老人围坐在一起用餐。",
        "食堂实行一周一菜单，两荤两素，{70-80}岁以上老人每餐只需{3-8}元。",
        "对行动不便的老人，志愿者每天送餐上门，已累计送餐{600-5200}份。",
        "目前全区建成助餐点{21-68}个，年内还将新增{5-16}个。",
    )),
    Topic("河道治理", (
        "施工人员正在清淤疏浚、护砌边坡，{4-12}台机械同时作业。",
        "工程总投资{800-5600}万元，治理河段{3-19}.{1-9}公里。",
        "各级河长本月巡河{120-960}次，清理漂浮物和岸线垃圾{15-140}吨。",
        "昔日的臭水沟变成了水清岸绿的亲水步道，傍晚来散步的居民越来越多。",
    )),
    Topic("消防演练", (
        "随着警报响起，{60-320}名干部职工用湿毛巾捂住口鼻，沿疏散通道快速撤离。",
        "演练用时{3-9}分{10-55}秒，各小组配合默契，达到预期效果。",
        "消防宣传员讲解了灭火器、消火栓的使用方法，并请大家逐一上手操作。",
        "活动还发放家庭防火手册{200-1800}册，解答咨询{40-260}人次。",
    )),
    Topic("重点项目建设", (
        "项目占地{60-420}亩，计划建设标准化厂房{3-18}栋，投产后可提供岗位{150-1200}个。",
        "目前主体结构完成{41-96}%，设备基础同步施工。",
        "专班实行周调度、旬通报，累计协调解决用电、用水、道路等问题{9-48}个。",
        "企业负责人表示，从签约到开工只用了{38-120}天，对后续建设充满信心。",
    )),
    Topic("就业招聘", (
        "现场{32-118}家企业带来岗位{900-4600}个，涵盖机械加工、电子商务、家政养老等行业。",
        "直播带岗同步进行，在线观看{1-9}.{1-9}万人次，收到简历{180-960}份。",
        "据统计，当天达成就业意向{160-1480}人。",
        "工作人员还设置政策咨询台，为求职者讲解社保补贴和创业贷款。",
    )),
    Topic("文化下乡", (
        "锣鼓一响，{200-900}多名村民早早来到文化广场，等候开场。",
        "演出共{9-16}个节目，戏曲、快板、三句半轮番上阵，掌声不断。",
        "书法爱好者现场书写楹联{120-680}副，免费送给群众。",
        "今年以来已送戏{45-190}场，惠及观众{2-9}万余人次。",
    )),
    Topic("农村公路养护", (
        "养护工人正在清理边沟、修补坑槽，完成沥青罩面{4-26}.{1-9}公里。",
        "乡村道路实行“路长制”，{60-230}名养护员按段包干。",
        "巡查中发现并处置路障{7-39}处，更换标志标牌{20-160}块。",
        "路修好了，村里的瓜果当天就能运进城，运费每车省下{80-260}元。",
    )),
    Topic("健康义诊", (
        "来自{3-8}个科室的医生为群众测血压、查血糖、看舌诊脉。",
        "活动接诊{160-870}人次，发放健康处方{300-1500}份。",
        "对查出的{12-76}名高血压患者，村医当场建档并约定随访时间。",
        "医疗队表示，今后每月{5-25}日都会到村里坐诊。",
    )),
    Topic("反诈宣传", (
        "民警结合近期案例，讲解冒充客服、刷单返利等{5-11}类骗局的套路。",
        "宣传小分队走进{8-36}个村组，张贴海报{150-980}张。",
        "活动中指导群众安装防诈程序{260-2100}人次。",
        "一位老人说，听完才知道陌生链接点不得，回家还要讲给邻居听。",
    )),
    Topic("非遗传承", (
        "展台上，剪纸、泥塑、草编等{12-48}件作品吸引不少人驻足。",
        "传承人手把手教孩子们揉泥、捏形，{30-150}名学生参加体验。",
        "全区现有各级非遗项目{26-88}个，建成传习所{5-19}处。",
        "下一批“非遗进校园”课程将覆盖{10-42}所学校。",
    )),
    Topic("果品采摘", (
        "走进果园，枝头挂满金黄的梨子，空气里都是清甜的味道。",
        "合作社种植面积{300-2600}亩，亩产{3000-6500}斤。",
        "采摘季以来接待游客{1-8}.{1-9}万人次，带动周边农家乐增收{30-260}万元。",
        "通过冷链配送，果品{24-48}小时内可送达{6-21}个城市。",
    )),
    Topic("冬季供暖", (
        "换热站内，值班人员每{1-4}小时记录一次温度和压力。",
        "今年新增供暖面积{12-86}万平方米，惠及居民{900-7600}户。",
        "服务热线开通以来受理诉求{60-480}件，办结率{95-99}.{1-9}%。",
        "抢修队伍{24-72}人分班值守，确保{20-40}分钟内到场。",
    )),
    Topic("书香社区", (
        "周末的图书馆座无虚席，新上架的{600-4200}册图书很受欢迎。",
        "馆里推出夜读服务，开放时间延长至{20-22}时。",
        "今年组织读书分享会{18-76}场，{1500-9600}人次参加。",
        "流动书车每周走进{3-9}个村，孩子们在家门口就能借书还书。",
    )),
    Topic("防汛备汛", (
        "检查组沿堤查看险工险段，逐一核对物资储备清单。",
        "全区备足编织袋{2-9}万条、救生衣{300-1900}件、抽水泵{40-160}台。",
        "{26-98}支抢险队伍、{900-4800}名队员集结待命。",
        "低洼易涝点已全部明确责任人，转移路线和安置点上墙公示。",
    )),
    Topic("森林防火", (
        "护林员每天巡山{10-28}公里，对进山人员逐一登记。",
        "林区新增卡口{6-31}处，架设视频监控{12-66}路。",
        "出动宣传车{20-110}台次，发放告知书{800-5600}份。",
        "无人机每日巡飞{3-8}架次，一旦发现烟点可在{2-6}分钟内回传位置。",
    )),
    Topic("电商助农", (
        "直播间里，主播一边品尝红薯一边介绍产地，订单不断跳出。",
        "当晚售出农产品{800-6900}单，销售额{6-58}万元。",
        "服务中心培训新农人{120-760}名，孵化网店{20-140}家。",
        "统一的包装和品控让本地小米、粉条卖到了{12-28}个省份。",
    )),
    Topic("垃圾分类", (
        "居民将厨余垃圾投进绿色桶，扫码即可积分兑换日用品。",
        "小区建成分类投放点{8-46}个，参与率达到{72-97}%。",
        "督导员每天{2-4}个时段在岗引导，纠正误投{30-210}次。",
        "分拣中心日处理可回收物{3-19}吨，资源化利用水平稳步提高。",
    )),
    Topic("全民健身", (
        "比赛设篮球、乒乓球、拔河等{4-11}个项目，{260-1800}名选手报名。",
        "新建的口袋体育公园占地{2000-9600}平方米，健身步道长{600-1900}米。",
        "全区行政村健身设施覆盖率已达{96-99}%。",
        "赛事带动夜间消费，周边商户营业额较平日增长{12-46}%。",
    )),
)  # fmt: skip

OPENINGS = (
    "{month}月{day}日，{place}组织召开{topic}推进会，对下一阶段任务进行安排，{12-86}人参加会议。",
    "连日来，{place}把{topic}作为一项重要工作来抓，取得阶段性成效。",
    "{month}月{day}日上午，记者在{place}看到，{topic}正在紧张有序地进行。",
    "为进一步做好{topic}工作，{month}月{day}日，{place}开展专项行动，出动工作人员{20-96}人。",
    "“这件事办得快、办得好！”谈起{topic}，{place}的居民纷纷点赞。",
    "{month}月{day}日，{place}{topic}现场一派繁忙，{3-9}个工作组分头行动。",
)
MIDDLES = (
    "会议指出，要提高思想认识，强化责任担当，把{topic}各项举措落细落实。",
    "一是压实责任，成立由{5-17}个单位组成的专班，挂图推进。二是广泛宣传，利用大喇叭、微信群等方式，"
    "覆盖群众{800-9600}人。三是强化督导，每{3-10}天通报一次进度，对落后的及时提醒。",
    "活动现场，工作人员结合实例算细账、讲政策，群众听得认真、问得仔细。",
    "镇村干部白天入户走访，晚上碰头研判，当天的问题当天销号，累计办结事项{26-180}件。",
    "“以前要跑好几趟，现在在家门口就办了。”一位村民高兴地说。",
    "工作中，{place}坚持问题导向，走访群众{120-960}户，收集意见{15-98}条，逐条回应。",
    "党员干部带头示范，{30-180}名志愿者主动参与，形成上下联动的良好氛围。",
    "与去年同期相比，效率提高了{8-45}%，群众满意度进一步提升。",
)
ENDINGS = (
    "下一步，{place}将继续在{topic}上下功夫，建立长效机制，让成果更多惠及群众。",
    "今后，{place}还将总结经验、查漏补缺，推动{topic}再上新台阶。",
    "据悉，该项工作将持续至{month}月底，后续情况将及时向社会公布。",
    "参加活动的同志一致表示，要学以致用，以实际行动为孟津高质量发展贡献力量。",
)

_SLOT = re.compile(r"\{(\d+)-(\d+)\}")


def draw(*key: object) -> int:
    """A number that depends on ``key`` alone, the same on every machine and in every run."""
    return crc32("/".join(map(str, key)).encode())


def choose(options: Sequence[T], *key: object) -> T:
    """One of ``options``, by ``key``."""
    return options[draw(*key) % len(options)]


def subject(seed: int, number: int) -> tuple[str, Topic]:
    """Place and topic of story ``number``."""
    serial = _serial(seed, number)
    return PLACES[serial % len(PLACES)], TOPICS[serial // len(PLACES) % len(TOPICS)]


def headline(seed: int, number: int) -> str:
    """Title of story ``number``; no two numbers have the same one."""
    place, topic = subject(seed, number)
    serial = _serial(seed, number) // (len(PLACES) * len(TOPICS))
    action = ACTIONS[serial % len(ACTIONS)]
    form = serial // len(ACTIONS) % _FORMS
    slogan = choose(SLOGANS, seed, number, "slogan")
    title = (
        f"{place}{action}{topic.name}工作",
        f"{place}：{action}{topic.name} {slogan}",
        f"{topic.name}在行动｜{place}{action}各项任务",
        f"{place}{action}{topic.name}工作，{slogan}，为群众交出一份满意的民生答卷",
    )[form]
    issue = number // _TITLES
    return f"{title}（第{issue + 1}期）" if issue else title


_FORMS = 4
_TITLES = len(PLACES) * len(TOPICS) * len(ACTIONS) * _FORMS


def _serial(seed: int, number: int) -> int:
    """``number`` scattered over all titles, none twice: 6007 is prime and no divisor of ``_TITLES``."""
    return (number * 6007 + seed * 101) % _TITLES


def story(seed: int, number: int, month: int, day: int) -> list[str]:
    """Paragraphs of story ``number``, told of ``month`` and ``day``; 200 to 900 characters in all."""
    place, topic = subject(seed, number)

    def told(sentence: str, *key: object) -> str:
        text = (
            sentence.replace("{place}", place)
            .replace("{topic}", topic.name)
            .replace("{month}", str(month))
            .replace("{day}", str(day))
        )
        return _SLOT.sub(lambda slot: _number(slot, seed, number, sentence, *key), text)

    facts = _shuffled(topic.facts, seed, number, "facts")
    middles = _shuffled(MIDDLES, seed, number, "middles")[: 3 + draw(seed, number, "length") % 5]
    paragraphs = [
        told(choose(OPENINGS, seed, number, "opening")) + told(facts[0]),
        told(facts[1]) + told(facts[2]),
    ]
    for at in range(0, len(middles), 2):
        paragraphs.append("".join(told(sentence) for sentence in middles[at : at + 2]))
    paragraphs.append(told(facts[3]) + told(choose(ENDINGS, seed, number, "ending")))
    return paragraphs


def notice(seed: int, number: int, month: int, day: int) -> tuple[str, list[str]]:
    """Title and paragraphs of a public notice (公告)."""
    place, topic = subject(seed, number)
    title = f"关于{place}{topic.name}有关事项的公告（{number}号）"
    days = 5 + draw(seed, number, "days") % 10
    return title, [
        f"为保障{topic.name}顺利进行，现将{place}有关事项公告如下，自{month}月{day}日起执行。",
        f"一、公示期为{days}个工作日，公示期内如有异议，可向主管部门书面反映。",
        "二、请沿线单位和居民提前做好准备，服从现场工作人员引导，由此带来的不便敬请谅解。",
        f"三、咨询电话在工作日{8 + days % 2}时至17时开通，未尽事宜另行通知。",
        "特此公告。",
    ]


def policy(seed: int, number: int) -> tuple[str, list[str]]:
    """Title and paragraphs of an administrative document (政策文件)."""
    place, topic = subject(seed, number)
    title = f"关于印发《{topic.name}实施方案（{number}）》的通知"
    return title, [
        "各镇人民政府、街道办事处，区直有关单位：",
        f"《{topic.name}实施方案（{number}）》已经研究同意，现印发给你们，请结合{place}试点经验认真贯彻执行。",
        f"各单位要在{10 + draw(seed, number) % 20}日内制定细则，明确专人负责，按季度报送进展情况。",
        "工作中遇到的新情况、新问题，请及时反馈。",
    ]


def profile(number: int) -> tuple[str, list[str]]:
    """Title and paragraphs of a page of 领导之窗, which names an office and no person."""
    office = "区长" if number == 0 else f"副区长（{number}）"
    return f"{office}工作分工", [
        f"{office}，主持或协助做好分管领域的工作。",
        f"分管{TOPICS[number % len(TOPICS)].name}、{TOPICS[(number + 7) % len(TOPICS)].name}等方面。",
        f"联系{PLACES[number % len(PLACES)]}、{OFFICES[number % len(OFFICES)]}。",
    ]


def _shuffled(sentences: Sequence[str], *key: object) -> list[str]:
    return sorted(sentences, key=lambda sentence: draw(*key, sentence))


def _number(slot: re.Match[str], *key: object) -> str:
    low, high = int(slot[1]), int(slot[2])
    return str(low + draw(*key, slot.start()) % (high - low + 1))
