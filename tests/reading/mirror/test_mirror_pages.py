"""Pages of degraded mirrors: the HTML source restored, a clean page handed back."""

from __future__ import annotations

from govnews.reading.mirror import restore, restore_page
from govnews.reading.page.page import Page
from tests.reading.mirror.generator import decode_cp936

from .test_mirror import clean_documents

HTML = """<html><head><title>縣(xiàn)領(lǐng)導(dǎo)調(diào)研</title>
<meta name="ArticleTitle" content="縣(xiàn)領(lǐng)導(dǎo)調(diào)研">
<script>var title = "縣(xiàn)領(lǐng)導(dǎo)", n = f(x), list = ["開(kāi)會(huì)","學(xué)習(xí)"];</script></head>
<body><a href="/專題/1.html" title="專題(tí)報(bào)道">專題(tí)</a>
<p>發(fā)布時(shí)間:2023-03-24&nbsp;來(lái)源:示例日?qǐng)?bào)</p>
<p>縣(xiàn)領(lǐng)導(dǎo)強(qiáng)調(diào),要建設(shè)“生態(tài)河”。?/p>
<p>????會(huì)議要求,各縣(xiàn)(市、區(qū))要抓緊(jǐn)落實(shí)。</p></body></html>"""


def test_a_page_is_restored_with_labels_attributes_scripts_and_tags() -> None:
    page = Page("http://www.example.cn/a.html", HTML)
    restored, restoration = restore_page(page)
    assert restoration.family == "B"
    assert restoration.text == restored.text
    assert restored.url == page.url
    assert restored.title == "县领导调研"
    assert restored.metas["articletitle"] == "县领导调研"
    assert 'var title = "县领导", n = f(x), list = ["开会","学习"];' in restored.text
    assert '<a href="/專題/1.html" title="专题报道">专题</a>' in restored.text
    assert "发布时间:2023-03-24&nbsp;来源：示例日报</p>" in restored.text
    assert "<p>会议要求，各县（市、区）要抓紧落实。</p>" in restored.text
    assert restored.text.count("</p>") == 3


def eat_tag(text: str) -> str:
    """``text`` in GBK with a byte before the ： that stands inside 小：, decoded as Windows does."""
    return decode_cp936(text.encode("gbk").replace("。".encode("gbk"), b"\x02" + "。".encode("gbk"))).replace(
        "\x02", ""
    )


def test_an_eaten_tag_is_put_back_in_a_page_and_left_out_of_a_text() -> None:
    source = '<p>縣(xiàn)領(lǐng)導(dǎo)強(qiáng)調(diào)了實(shí)際情況,國(guó)際大小：<span id="x">開(kāi)會(huì)</span></p>'
    damaged = eat_tag(source)
    assert "?span id=" in damaged
    restored, _ = restore_page(Page("http://www.example.cn/", damaged))
    assert restored.text == '<p>县领导强调了实际情况，国际大小：<span id="x">开会</span></p>'
    visible = damaged.replace("<p>", "").replace("</span></p>", "")
    assert restore(visible) == "县领导强调了实际情况，国际大小：开会"


def test_a_page_in_character_references() -> None:
    text = "".join(
        f"&#x{ord(c):x};" if c > "\u2e80" else c for c in "縣(xiàn)領(lǐng)導(dǎo)開(kāi)會(huì)議"
    )
    page, restoration = restore_page(
        Page("http://www.example.cn/", f"<title>{text}</title><p>縣領導開會議</p>" + text * 3)
    )
    assert restoration.is_mirror
    assert page.title == "县领导开会议"


def test_a_clean_page_is_the_same_object() -> None:
    for text in clean_documents():
        page = Page(
            "http://www.example.gov.cn/",
            f"<html><script>f(x); (function(a){{}})(b)</script><p>{text}</p></html>",
        )
        restored, restoration = restore_page(page)
        assert restored is page
        assert restoration.describe() == ""
