"""Pages and addresses damaged by chance, each a little and some a lot; the same seed damages them alike."""

from __future__ import annotations

import random
import re

NOISE = (
    "来源：",
    "发布时间：2020-",
    "（",
    "1 ",
    "一审：甲 ",
    "编辑 ",
    "|",
    "“",
    " ",
    "\u3000",
    "：",
    "分享",
    "&#",
)


def mutated(body: bytes, dice: random.Random) -> bytes:
    """``body`` damaged in one of the ways that pages are damaged in, or worse."""
    here = dice.randrange(len(body) + 1)
    match dice.randrange(9):
        case 0:
            return body[:here]
        case 1:
            tags = re.split(rb"(?=<)", body)
            dice.shuffle(tags)
            return b"".join(tags)
        case 2:
            flipped = bytearray(body)
            for _ in range(max(1, len(body) // dice.choice([50, 500, 5000]))):
                if flipped:
                    flipped[dice.randrange(len(flipped))] = dice.randrange(256)
            return bytes(flipped)
        case 3:
            return re.sub(
                rb"</?(?:div|p|td|tr|li|ul|h1)\b[^>]*>",
                lambda tag: b"" if dice.random() < 0.3 else tag[0],
                body,
            )
        case 4:
            tag = dice.choice([b"div", b"b", b"span", b"table", b"td", b"ul", b"a", b"p"])
            ends = (b"</" + tag + b">") * dice.choice([0, 10_000])
            return body[:here] + (b"<" + tag + b">") * 10_000 + body[here:] + ends
        case 5:
            return body[:here] + body[dice.randrange(here + 1) : here] * dice.randrange(1, 4) + body[here:]
        case 6:
            codec = dice.choice(["utf-16", "gb18030", "utf-16-le", "big5"])
            return body.decode("utf-8", "replace").encode(codec, "replace")
        case 7:
            return re.sub(rb"\d", lambda _: str(dice.randrange(10)).encode(), body)
    return body[:here] + dice.choice(NOISE).encode() * dice.choice([200, 5000, 50_000]) + body[here:]


SHAPES = (
    "http://www.example.gov.cn/xw/202303/t20230324_1.html",
    "https://example.gov.cn:8443/xw/index_2.html?page=2&id=7#top",
    "/html/1//2/150/156/83872.html",
    "../../info/1023/45.htm",
    "./202306/t20230630_1.shtml",
    "//www.example.gov.cn/a/1.html",
    "?page=3",
    "show.asp?lm=要闻&name=%cd%a8",
    "javascript:go(2)",
    "http://big5.example.gov.cn/gate/big5/www.example.gov.cn/a/1.html?utm_source=x&from=timeline",
    "http://[2400:3200::1]:8080/a.pdf;jsessionid=AB.1",
    "/col/art_582_222083.html",
    "/list.jsp?startrecord=1&endrecord=45&perpage=15",
    "http://孟津.政务/要闻/第1页.html",
    "\\\\xw\\1.html",
    "/f/P020230324535123456789.pdf?token=af31&v=2",
)
SPLINTERS = (
    "//[v1.x]@b/1.html", ":99999", ":0", ":²", "[", "]", "[::1", "@", "@@", "//", "///", "\\", "?page=²", "?", "&", "=", "#",
    "%", "%zz", "%00", "%ud83d", "\x00", "\x08", "\x1b", "\n", "\t", "\r", " ", "\xa0", "\u3000", "\ud800", "\udfff\ud800",
    "\u2028", "\u202e", "\ufeff", "\ufffe", "ⅷ", "．", "℀", "。", "xn--", "xn--a", "..", "../", "./", ";", ",", "'", '"',
    "<", ">", "{{",
    "http:", "https://", "HTTP://", "javascript:", "data:", "file:///", "ftp://", "mailto:", "www.", "m.", ".com.cn", ".",
    "/gate/big5/", "index.html", "_print", "/p/", "-", "_", "1", "9" * 30, "１", "٣", "&amp;", "page=", "startrecord=",
)  # fmt: skip


def mutated_address(dice: random.Random) -> str:
    """An address of a usual shape, damaged in some places; seldom one of up to 100,000 characters."""
    address = dice.choice(SHAPES)
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        here = dice.randrange(len(address) + 1)
        match dice.randrange(8):
            case 0:
                address = address[:here]
            case 1:
                address = address[here:]
            case 2:
                there = dice.randrange(len(address) + 1)
                address = address[: min(here, there)] + address[max(here, there) :]
            case 3:
                address = (
                    address[:here]
                    + chr(dice.choice((dice.randrange(0x80), dice.randrange(0x110000))))
                    + address[here:]
                )
            case 4:
                address = address[:here] + dice.choice(SHAPES) + address[here:]
            case _:
                times = dice.choice((1, 1, 1, 2, 3)) if dice.random() < 0.999 else dice.choice((500, 20_000))
                address = address[:here] + (dice.choice(SPLINTERS) * times)[:100_000] + address[here:]
    return address
