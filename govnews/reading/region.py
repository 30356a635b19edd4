"""The administrative division that a site belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govnews.items import Evidence, Witness

_SITE_CODE = re.compile(r"(\d{2})(\d{2})(\d{2})\d{4}", re.ASCII)
# The 31 provinces, regions and municipalities of the mainland (GB/T 2260); 71, 81 and 82 have sites of other kinds.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
)
_MUNICIPALITIES = frozenset("11 12 31 50".split())


def region_of(site_code: str) -> str | None:
    """The division that a 网站标识码 (meta ``SiteIDCode``) begins with, e.g. ``410308``; None for an invalid one.

    The State Council's rules for government sites (政府网站发展指引, 国办发〔2017〕47号) give each a code of ten characters: of
    a local government's or its department's site the six digits of the division (行政区划代码) and a serial number of
    four. Those of ministries begin with letters (``bm07000001``), and name no division.

    Divisions are built as GB/T 2260-2007 says: two digits for the province, here one of the 31 of the mainland; two for
    the prefecture, 00 for the province itself, 01–70 or 90 (of a municipality 01–03 alone: districts and counties); two
    for the county, 00 for the prefecture itself. Whether there is such a division is not looked up.

    >>> region_of("4103080003"), region_of("4100000099"), region_of(" 1101130028 ")
    ('410308', '410000', '110113')
    >>> [region_of(code) for code in ("bm07000001", "1234567890", "4100080003", "410308", "政府网站标识码")]
    [None, None, None, None, None]
    """
    code = _SITE_CODE.fullmatch(site_code.strip())
    if code is None or len(set(code[0])) == 1:  # 3333333333 stands where nobody filled it in
        return None
    province, prefecture, county = code.groups()
    if province not in _PROVINCES:
        return None
    if prefecture == "00":
        return f"{province}0000" if county == "00" else None
    highest = 3 if province in _MUNICIPALITIES else 70
    if int(prefecture) > highest and (prefecture != "90" or province in _MUNICIPALITIES):
        return None
    return province + prefecture + county


def decide_region(witnesses: Sequence[Witness]) -> tuple[str | None, Evidence]:
    """``region`` in the form of :class:`~govnews.items.Article`, and which witness gave it.

    The site's own data (kind ``site``) is taken as it stands and goes before what the page says; of the page's codes the
    first valid one counts. ``disagree``: a valid code names another division.

    >>> page = Witness("meta", "siteidcode", "4103220003")
    >>> decide_region([page])[0]
    '410322'
    >>> region, evidence = decide_region([page, Witness("site", "region", "410308")])
    >>> region, evidence.witness, evidence.raw, evidence.disagree
    ('410308', 'site', '410308', True)
    >>> decide_region([Witness("meta", "siteidcode", "bm07000001")])[0] is None
    True
    """
    ordered = sorted(witnesses, key=lambda one: one.kind != "site")
    named = [(region, one) for one in ordered if (region := _said(one))]
    evidence = Evidence(witnesses=ordered)
    if not named:
        return None, evidence
    region, believed = named[0]
    evidence.witness, evidence.raw = believed.kind, believed.raw
    evidence.disagree = any(other != region for other, _ in named)
    return region, evidence


def _said(witness: Witness) -> str | None:
    return witness.raw if witness.kind == "site" else region_of(witness.raw)
