"""Traditional characters back to simplified ones, for text that a mirror converted character by character.

The official OpenCC ``t2s`` converts. It is told three things about these mirrors that it cannot know:

* their tables turn 着 into 著 everywhere, which ``t2s`` keeps: 跟著 was 跟着, 著名 was 著名;
* they hold variants which ``t2s`` does not know, such as 陜 for 陕;
* they leave 干 后 里 as they are. Where a page shows that, a 乾 or 昇 in it was in the source (刘乾, 王昇).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_VARIANTS = str.maketrans("陜敍増黒濶総縂犂凖倣鄊", "陕叙增黑阔总总犁准仿乡")
"""Variants of GBK that stand for a simplified character of GB2312 and that ``t2s`` keeps (OpenCC 1.4.2)."""

_BY_CHARACTER = re.compile(
    "干[部劲勁活净凈事警群線线]|[先今之最以前]后|[這这那家村心]里|范[圍围]|制造|[對对由關关屬属位]于|旅游|游客|[恢重答]复"
)
"""Simplified forms that only a converter without a dictionary leaves in traditional text."""

_OWN = "昇淩徵拚捱摺菸甯"
"""Characters of simplified text, most of them in names, that ``t2s`` replaces and such a converter never makes."""

_DRY = re.compile(
    "(?<=[餅饼烘晾曬晒擦風风豆肉葡魚鱼陰阴吹瀝沥])乾|乾(?=[淨凈净燥旱杯脆糧粮果枯涸癟瘪洗貨货菜季熱热濕湿冰草酪粉式])"
)
"""乾 (gān), 干 in simplified text; any other is qián: 乾隆, or a name."""

_ZHU_AFTER = re.compile("[名作称述录者]|书[立]|有[《“]|文[立]")
"""What follows 著 (zhù): 著名, 著作, 著称, 著述, 著录, 著者, 著书立说, 著有《…》."""

_ZHU_BEFORE = re.compile("(?:[显编名专论巨译卓昭遗拙合所土新旧原较较])$")
"""What precedes it: 显著, 编著, 名著, 专著, 巨著, 卓著, 合著, 土著."""

_ZHE_BEFORE = re.compile("[有向朝带拿随凭沿顶跟看接存挂打写印刻举戴围盯]$")
"""Verbs after which 著名 and 著作 are 着 + 名, 着 + 作: 带着名单, 看着作品."""


@cache
def _converter(config: str) -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415  at first use: a crawl of clean pages needs none

    return OpenCC(config)


@cache
def simplified_forms() -> dict[str, str]:
    """Each character of the CJK block that conversion changes, with its simplified form.

    >>> forms = simplified_forms()
    >>> forms["隊"], forms["陜"], "里" in forms
    ('队', '陕', False)
    """
    block = [chr(code) for code in range(0x3400, 0xA000)]
    converted = _converter("t2s").convert("\n".join(block)).translate(_VARIANTS).split("\n")
    forms = {char: form for char, form in zip(block, converted, strict=True) if char != form}
    return forms | {"著": "着"}


@cache
def converted_away() -> frozenset[str]:
    """Simplified characters that every converter to traditional changes, so that no mirror page shows them.

    >>> "队" in converted_away(), "后" in converted_away(), "人" in converted_away()
    (True, False, False)
    """
    simple = set(simplified_forms().values())
    to_traditional = _converter("s2t").convert("\n".join(simple)).split("\n")
    # 后 里 干 and their like are traditional characters too: converters differ about them, and GBK keeps both.
    ambiguous = set("后里干系面台范谷云并游只余复布制于占托周岩征回采咨凶致松")
    return frozenset(c for c, t in zip(simple, to_traditional, strict=True) if c != t) - ambiguous


def own_characters(document: str) -> str:
    """Characters of ``document`` that look traditional and stood in the simplified source.

    >>> own_characters("王昇關于干部"), own_characters("提昇幹部")
    ('昇', '')
    """
    own = "乾" if "乾" in document else ""
    if _BY_CHARACTER.search(document):
        own += "".join(char for char in _OWN if char in document)
        # A converter without a dictionary treats a character always alike: where 于 stands, it made no 於 of it.
        own += "於" if "於" in document and "于" in document else ""
    return own


def simplify(text: str, own: str = "") -> str:
    """``text`` in simplified characters, except those of ``own``.

    >>> simplify("何武周帶隊,服務圍著項目轉,產業集聚效果顯著")
    '何武周带队,服务围着项目转,产业集聚效果显著'
    >>> simplify("劉乾在乾淨的陜西裡面", own="乾")
    '刘乾在干净的陕西里面'
    """
    convert = _converter("t2s").convert
    if own:
        text = _DRY.sub("干", text)
        parts = re.split(f"([{own}])", text)
        text = "".join(part if part in own else convert(part) for part in parts)
    else:
        text = convert(text)
    text = text.translate(_VARIANTS)
    return re.sub("著", _zhe_or_zhu, text) if "著" in text else text


def _zhe_or_zhu(found: re.Match[str]) -> str:
    before, after = (
        found.string[max(0, found.start() - 1) : found.start()],
        found.string[found.end() : found.end() + 2],
    )
    if _ZHU_BEFORE.search(before):
        return "著"
    return "著" if _ZHU_AFTER.match(after) and not _ZHE_BEFORE.search(before) else "着"
