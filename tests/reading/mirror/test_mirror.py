"""Degraded mirrors: what is restored, by family, and what is left alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import pytest

from govnews.reading.mirror import examine, restore
from tests.reading.mirror.generator import PARAGRAPHS, TITLES, Mirror, clean_document, gloss_bytes, make

DOCUMENTS = 50  # of each family and form


def mirrors(family: str, *, slips: bool = False, noise: bool = False) -> Iterator[Mirror]:
    chance = random.Random(f"{family}{slips:d}{noise:d}")
    return (make(family, chance, slips=slips, noise=noise) for _ in range(DOCUMENTS))


def right_characters(pairs: list[tuple[str, str]]) -> float:
    """Share of characters of the clean texts that are restored, in order."""
    right = sum(
        len(clean)
        if restored == clean
        else sum(b.size for b in SequenceMatcher(None, clean, restored, autojunk=False).get_matching_blocks())
        - max(0, len(restored) - len(clean))
        for clean, restored in pairs
    )
    return right / sum(len(clean) for clean, _ in pairs)


@pytest.mark.parametrize("noise", [False, True])
@pytest.mark.parametrize("family", "ABDE")
def test_without_slips_every_document_is_restored_exactly(family: str, noise: bool) -> None:
    for mirror in mirrors(family, noise=noise):
        assert restore(mirror.degraded) == mirror.clean, mirror.layers


@pytest.mark.parametrize("family", "ABE")
@pytest.mark.parametrize("noise", [False, True])
def test_with_slips_all_but_two_in_a_thousand_characters(family: str, noise: bool) -> None:
    made = list(mirrors(family, slips=True, noise=noise))
    assert sum(examine(m.degraded).slips for m in made) >= 5, "the generator makes no slips"
    assert right_characters([(m.clean, restore(m.degraded)) for m in made]) >= 0.998


def test_toneless_glosses() -> None:
    assert right_characters([(m.clean, restore(m.degraded)) for m in mirrors("C")]) >= 0.995


@pytest.mark.parametrize("family", "ABCDE")
def test_the_verdict_names_the_family_and_the_result_is_no_mirror(family: str) -> None:
    for mirror in mirrors(family):
        restoration = examine(mirror.degraded)
        # A and B differ by a share only.
        assert restoration.family == family or {restoration.family, family} == {"A", "B"}
        assert restoration.describe().startswith(f"family {restoration.family} (")
        assert restore(restoration.text) is restoration.text


LEGITIMATE = """\
各县（市、区）人民政府,各县(市、区)、乡(镇)人民政府,市直各部门(单位):
(一)总体要求。(二)基本原则。(1)坚持党的领导;(2)坚持以人民为中心。
下载“洛政通”手机应用(app),或者登录网站(www.example.gov.cn)查询(2023年版)。
(记者 王小明 通讯员 李红)本报讯 日前,县文化馆(室)免费开放。
瀍(chán)河发源于孟津,注入洛河;郏(jiá)县、嵩(sōng)县、泌(bì)阳的地名常被读错。
【隹】zhuī 短尾鸟。【重】①(zhòng)分量大;②(chóng)再,又。妈(mā)、麻(má)、马(mǎ)、骂(mà)。
饕餮(tāotiè)、魑魅(chīmèi)、耄耋(màodié)、旖旎(yǐnǐ)、龃龉(jǔyǔ)、蹀躞(diéxiè)是难读的词。
参加会议的有王喆、李堃、刘乾、张昇、陈犇,以及来自台湾的林國華、黃美玲两位先生。
书法展展出“厚德載物”“寧靜致遠”等作品;碑文为“萬古長青”。
“为什么?！怎么会这样??”他反复问道,“这是真的吗?”
他在文件夹 C:\\data(bak) 里找到了 list(set(items)) 和 f(x)=ax+b 两段代码。
The county (xian) is governed by Luoyang (city); see the annex (fu jian).
学习(xuexi)强国平台,微信(weixin)公众号,客服(kefu)电话:0379-12345678。
床(chuáng)前(qián)明(míng)月(yuè)光(guāng),疑(yí)是(shì)地(dì)上(shàng)霜(shuāng)。
全角，半角,混用；冒号:和：都有；省略号……破折号——书名号《》""".splitlines()


def clean_documents() -> list[str]:
    chance = random.Random(7)
    news = [clean_document(chance) for _ in range(150)]
    mixed = [
        "\n".join(
            chance.sample(LEGITIMATE, chance.randint(1, 5)) + chance.sample(PARAGRAPHS, chance.randint(0, 3))
        )
        for _ in range(100)
    ]
    return [*news, *mixed, *LEGITIMATE, *TITLES, "", "?", "()", "國", "(duì)", "\ufdd0<p>"]


def test_clean_text_is_the_same_string() -> None:
    documents = clean_documents()
    assert len(documents) >= 200
    for text in documents:
        assert restore(text) is text


def test_no_name_of_a_person_changes() -> None:
    source = "區干部劉乾、王昇隊長和於秀蘭參加,關于乾隆年間的先后次序,顯著提高了著名景區的著作,跟著干部,看著圖紙,陜西"
    assert restore(source) == (
        "区干部刘乾、王昇队长和於秀兰参加，关于乾隆年间的先后次序，显著提高了著名景区的著作，跟着干部，看着图纸，陕西"
    )


def test_brackets_and_pinyin_of_the_source_survive_in_a_mirror() -> None:
    degraded = "各縣(xiàn)(市、區(qū))(2023)應(yīng)用(app),瀍(chán)河邊(biān)的(一)國(guó)際展覽會(huì)(室)開(kāi)幕"
    assert restore(degraded) == "各县（市、区）(2023)应用(app)，瀍(chán)河边的（一）国际展览会（室）开幕"


@pytest.mark.parametrize(
    ("degraded", "clean"),
    [
        ("人民日?qǐng)?bào)記者報(bào)道", "人民日报记者报道"),  # ends at a gloss
        ("產(chǎn)業(yè)鏈?zhǔn)桨l(fā)展", "产业链式发展"),  # ends at a letter
        ("以實(shí)打?qū)嵉墓ぷ魍苿?dòng)發(fā)展", "以实打实的工作推动发展"),  # four characters long
        ("鄉(xiāng)村新風(fēng)?！睍?huì)議", "乡村新风。”会议"),  # a byte before the ！ inside 。”
        ("門(mén)戶網(wǎng)站??h級(jí)以上", "门户网站。县级以上"),  # the ？ narrowed since
    ],
)
def test_one_slip(degraded: str, clean: str) -> None:
    frame = "縣(xiàn)領(lǐng)導(dǎo)參加會(huì)議,"
    assert restore(frame + degraded) == "县领导参加会议，" + clean


def test_missing_bytes_are_reported() -> None:
    degraded = "縣(xiàn)領(lǐng)導(dǎo)參加會(huì)議,因?yàn)闅夂蛞蛩氐挠绊懚l(fā)生延遲(chí)"
    restoration = examine(degraded)
    assert restoration.text.endswith("因为气候因素的影响而发生延迟")
    assert [damage.reason for damage in restoration.guessed] == [
        "bytes dropped inside a slip; filled by frequency"
    ]
    assert "1 places guessed" in restoration.describe()


@pytest.mark.parametrize(
    ("clean", "left"),
    [
        ("市民日報田936畝", "市民日报?36亩"),
        ("人民日報記3.6版", "人民日报?.6版"),
        ("每日報送12次", "每日报?2次"),
        ("以實打實推動936個項目", "以实打实推?36个项目"),
        ("每日報5次會議", "每日?次会议"),
        ("今日報名8名師傅", "今日报?名师傅"),
    ],
)
def test_a_number_whose_first_digit_is_lost_is_not_made_up(clean: str, left: str) -> None:
    """The shift ends in a digit, which goes with half of the character before it: 田936 is no 天36."""
    restoration = examine(gloss_bytes(f"縣領導參加會議,{clean}", list("縣領導會議請驅詫")))
    assert restoration.text == f"县领导参加会议，{left}"
    assert [damage.reason for damage in restoration.unrestored] == ["bytes missing"]
    assert "1 places not restored" in restoration.describe()
    assert restore(restoration.text) is restoration.text


@pytest.mark.parametrize(
    ("degraded", "clean"),
    [
        (
            "全镇推进重点项目建设(jiànshè)，记者(jìzhě)在现场看到塔吊林立。",
            "全镇推进重点项目建设，记者在现场看到塔吊林立。",
        ),
        (
            "青石镇开展冬季果园管护，技术员(jìshùyuán)讲解要领。大家纷纷表示收获(shōuhuò)很大。",
            "青石镇开展冬季果园管护，技术员讲解要领。大家纷纷表示收获很大。",
        ),
        (
            "县里要求各乡镇加强领导(lǐngdǎo)，抓好落实(luòshí)，确保群众(qúnzhòng)满意；瀍(chán)河沿线先行。",
            "县里要求各乡镇加强领导，抓好落实，确保群众满意；瀍(chán)河沿线先行。",
        ),
        (
            "下载手机应用(app)，可以查询(cháxún)办事指南；到窗口(chuāngkǒu)也能办(室)。",
            "下载手机应用(app)，可以查询办事指南；到窗口也能办(室)。",
        ),
        ("本报讯 昨日召开会议(huìyì)，" + "研究部署下一步工作。" * 30 + "会后安排督导(dūdǎo)组下乡。", None),
    ],
)
def test_word_glosses_here_and_there(degraded: str, clean: str | None) -> None:
    restoration = examine(degraded)
    assert restoration.family == "D"
    assert restoration.text == (clean or re.sub(r"\([a-zàáǎēìǐòóǒūùǔǎō]+\)", "", degraded))


@pytest.mark.parametrize(
    "text",
    [
        "老师提醒：角色(juésè)读作jué，供给(gōngjǐ)也常被读错。",
        "推广普通话，孩子们学习多音字，如银行(yínháng)、行走(xíngzǒu)。",
        "淅川(xīchuān)县与瀍河(chánhé)区签约，饸饹(héle)飘香。",
        "全镇推进重点项目建设(jiànshè)，成效明显。",
        "会上播放了歌曲《爱(ài)》和《家(jiā)》，观众热情(app)高涨。",
        "参加活动的有饕餮(tāotiè)社和耄耋(màodié)团，人们兴高采烈。",
    ],
)
def test_glosses_of_the_source_are_no_mirror(text: str) -> None:
    assert restore(text) is text


def test_a_lone_mark_is_left_and_reported() -> None:
    restoration = examine("監(jiān)督(dū)管理局??發(fā)布標(biāo)準(zhǔn)的網(wǎng)頁(yè)")
    assert "管理局??发布" in restoration.text
    assert len(restoration.unrestored) == 1


def test_spam_line_goes_and_a_headline_stays() -> None:
    body = "\n".join("".join(make("B", random.Random(3)).degraded.split("\n")[1:]) for _ in range(2))
    assert restore(f"最新免費在線視頻_高清成人电影_彩票平台app下载\n{body}") == restore(body)
    assert restore(f"銀髮顧問助力鄉鎮養老\n{body}").startswith("银发顾问助力乡镇养老\n")
