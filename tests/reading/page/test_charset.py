"""Pages are read whatever they declare, and where parts of them are written in another charset."""

from __future__ import annotations

import time

import pytest

from govnews.reading.page.charset import decode

TEXT = "<h1>青石镇开展冬季果园管护观摩</h1><p>12月6日，技术员到示范果园观摩，镕、喆、瑄、堃四人参加；“浇水”是基础。</p>"
FOOT = "<div class='foot'><p>主办：青石县人民政府办公室</p> 承办：<span>青石县大数据中心</span>地址：府前街1号·东院</div>"
TRADITIONAL = "<h1>青石鎮開展冬季果園管護觀摩</h1><p>12月6日，技術員到示範果園觀摩，縣政府發言人參加；這是基礎，在於落實。</p>"


def meta(charset: str) -> str:
    return f"<html><head><meta charset='{charset}'><title>x</title></head><body>"


@pytest.mark.parametrize("declared", ["utf-8", "gbk", "iso-8859-1", "x-unknown", ""])
@pytest.mark.parametrize(
    "parts",
    [
        [(TEXT, "utf-8"), (FOOT, "gbk")],
        [(TEXT, "gbk"), (FOOT, "utf-8")],
        [(FOOT, "gbk"), (TEXT * 3, "utf-8")],
        [(FOOT, "utf-8"), (TEXT * 3, "gbk"), (FOOT, "utf-8")],
        [(TEXT, "utf-8"), (FOOT * 20, "gbk")],
        [("<ul><li>首页</li><li>要闻</li></ul>", "gbk"), (TEXT, "utf-8")],
        [(TEXT, "utf-8"), ("<p>王伟</p><p>李强</p>", "gbk")],
        [(TEXT, "utf-8"), ("<p title='王伟'>摄</p>", "gbk"), (TEXT, "utf-8")],
        [(TEXT, "gbk")],
        [(TEXT, "gb18030"), ("\U00020b9f𠮷㐂 €", "gb18030")],
        [("\ufeff" + TEXT, "utf-8"), (FOOT, "gbk")],
        [(TEXT, "gbk"), ("\ufeff" + FOOT, "utf-8")],
    ],
)
def test_a_page_of_two_charsets(parts: list[tuple[str, str]], declared: str) -> None:
    head = meta(declared)
    body = head.encode() + b"".join(text.encode(codec) for text, codec in parts)
    assert decode(body)[1] == head + "".join(text for text, _ in parts).replace("\ufeff", "")


@pytest.mark.parametrize(
    "broken",
    [
        "青石镇".encode()[:-1],
        b"\xe9",
        b"\xe9\x95",
        "镇".encode()[1:],
        "青".encode() + b"\xe9\x95",
        b"\xc2\xa0\xe9",
    ],
)
def test_damage_is_no_other_charset(broken: bytes) -> None:
    text = decode(f"{meta('utf-8')}{TEXT}<p>".encode() + broken + f"</p>{FOOT}".encode())[1]
    assert text.startswith(f"{meta('utf-8')}{TEXT}<p>") and text.endswith(f"</p>{FOOT}")
    assert text.count("\ufffd") in (1, 2)


@pytest.mark.parametrize("declared", ["big5", "Big5-HKSCS", "utf-8", "gb2312", "iso-8859-1", ""])
def test_big5(declared: str) -> None:
    assert decode((meta(declared) + TRADITIONAL).encode("big5"))[1] == meta(declared) + TRADITIONAL


@pytest.mark.parametrize("declared", ["gbk", "big5", "utf-8", "windows-1252", ""])
def test_traditional_characters_of_gbk(declared: str) -> None:
    assert decode((meta(declared) + TRADITIONAL).encode("gbk"))[1] == meta(declared) + TRADITIONAL


@pytest.mark.parametrize(
    "header", ["text/html; charset=ISO-8859-1", "text/html;charset=windows-1252", "text/html"]
)
@pytest.mark.parametrize("codec", ["gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_bytes_count_more_than_the_header(header: str, codec: str) -> None:
    assert decode((meta("gb2312") + TEXT).encode(codec), header)[1] == meta("gb2312") + TEXT


def test_a_page_of_the_west_stays_one() -> None:
    text = (
        meta("iso-8859-1") + "<p>Le préfet a visité l’école d’été, où l’on prépare les élections à venir.</p>"
    )
    assert decode(text.encode("cp1252"))[1] == text


@pytest.mark.parametrize(
    "piece", [b"\xff<", b"\xe9\x95<", b"\xff", "王<".encode("gbk"), b"\xb0\xa1\x41\x0a", b"\xc2\xa0 "]
)
def test_the_time_is_linear(piece: bytes) -> None:
    started = time.process_time()
    decode(b"\xff<" + piece * (8_000_000 // len(piece)))
    assert time.process_time() - started < 2
