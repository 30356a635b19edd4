"""The pictures, files and films of an article, in the markups that editors and players leave."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from govnews.items import Article
from govnews.reading import Page, read_article
from govnews.reading.article.files import find_files
from govnews.reading.article.films import find_films
from govnews.reading.article.pictures import find_pictures

TEXT = (
    "<p>12月6日，青石镇组织六个村的技术员到示范果园观摩冬季管护，镇农技站负责人到场讲解。</p>"
    "<p>大家一致认为，越冬前浇足封冻水、做好树干涂白，是来年丰产的基础；各村要抓紧落实。</p>"
)
HEAD = "<p>发布时间：2025-12-06 来源：青石融媒</p>"


def page_of(text: str, head: str = HEAD) -> Page:
    """An article in a page with a menu above and a side column below, which have media of their own."""
    return Page(
        "http://www.example.gov.cn/xw/20251206/1.html",
        "<html><head><title>青石镇开展冬季果园管护观摩_青石县人民政府</title></head><body>"
        "<div class='top'><img src='/images/logo.png'><a href='/files/menu.pdf'>办事指南.pdf</a></div>"
        f"<div class='article'><h1>青石镇开展冬季果园管护观摩</h1>{head}<div class='text'>{text}</div></div>"
        "<ul><li><a href='/xw/2.html'>青石县召开冬季农业生产现场会</a></li>"
        "<li><a href='/xw/3.html'>青石镇修建村级水塔两座</a></li></ul>"
        "<div class='foot'><img src='/images/gongan.png'><p>主办：青石县人民政府 网站标识码：9900000001</p></div></body></html>",
    )


def read(text: str, head: str = HEAD) -> Article:
    return read_article(page_of(text, head))


@pytest.mark.parametrize(
    ("image", "address"),
    [
        # Words inside of other words name no icon.
        ("<img src='/downloading/1.jpg'>", "/downloading/1.jpg"),
        ("<img src='/silicon/valley.jpg'>", "/silicon/valley.jpg"),
        ("<img src='/u/sparrow.jpg'>", "/u/sparrow.jpg"),
        ("<img src='/u/shareholder-meeting.png'>", "/u/shareholder-meeting.png"),
        ("<img src='/u/weixin_20251206.jpg'>", "/u/weixin_20251206.jpg"),
        ("<img src='/u/logo_contest_winners.jpg'>", "/u/logo_contest_winners.jpg"),
        ("<img src='/u/icon-show.jpg' width='640' height='480'>", "/u/icon-show.jpg"),
        ("<img src='/u/narrow-lane.jpg'>", "/u/narrow-lane.jpg"),
        # Where the address stands.
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' data-original='/u/1.jpg'>", "/u/1.jpg"),
        ("<img src='/static/loading.gif' data-src='/u/1.jpg'>", "/u/1.jpg"),
        ("<img src='/static/img/lazy.png' data-lazy-src='/u/1.jpg'>", "/u/1.jpg"),
        ("<img data-url='/u/1.jpg'>", "/u/1.jpg"),
        ("<img src='/u/s1.jpg' srcset='/u/s1.jpg 480w, /u/1.jpg 1200w, /u/m1.jpg 800w'>", "/u/1.jpg"),
        ("<img src='/img/placeholder.svg' data-srcset='/u/1@1x.jpg 1x, /u/1.jpg 2x'>", "/u/1.jpg"),
        ("<picture><source srcset='/u/1.webp' type='image/webp'><img src='/u/1.jpg'></picture>", "/u/1.jpg"),
        ("<picture><source srcset='/u/1.jpg'><img src='data:image/png;base64,iVBO'></picture>", "/u/1.jpg"),
        ("<img class='lazyload' src='/img/grey.gif'><noscript><img src='/u/1.jpg' alt=''></noscript>", "/u/1.jpg"),
        ("<noscript><p><img width='600' src='/u/1.jpg'></p></noscript>", "/u/1.jpg"),
        ("<img src='..\\..\\u\\1.jpg'>", "/u/1.jpg"),
        ("<img src=' /u/1.jpg\n'>", "/u/1.jpg"),
        ("<img src='/u/1 (2).jpg'>", "/u/1%20(2).jpg"),
        ("<img src='/u/1.jpg' width='0' style='width: 580.5px; height:auto'>", "/u/1.jpg"),
        ("<img src='/u/1.jpg' width='100%'>", "/u/1.jpg"),
        ("<a href='/u/1_big.jpg'><img src='/u/1.jpg'></a>", "/u/1.jpg"),
        ("<img src='/oss/6f1c?name=1.jpg'>", "/oss/6f1c?name=1.jpg"),
        ("<img src='/servlet/image?id=1024'>", "/servlet/image?id=1024"),
    ],
)  # fmt: skip
def test_pictures(image: str, address: str) -> None:
    for text in (f"{TEXT}<p>{image}</p>", f"<p>{image}</p>{TEXT}", f"<p>{image}</p>"):
        assert read(text).images == [f"http://www.example.gov.cn{address}"]


@pytest.mark.parametrize(
    "image",
    [
        "<img src='/images/icon.gif'>",
        "<img src='/images/icon_12.png'>",
        "<img src='/public/icons/16/word.gif'>",
        "<img src='/img/btn-print.png'>",
        "<img src='/ueditor/dialogs/attachment/fileTypeImages/icon_doc.gif'>",
        "<img src='/images/share_weixin.png'>",
        "<img src='/u/ewm.jpg' width='200' height='200'>",
        "<img src='/u/qr_code.png'>",
        "<img src='/u/7f3a.jpg' alt='微信二维码'>",
        "<img src='/u/7f3a.jpg' width='16' height='16'>",
        "<img src='/u/7f3a.jpg' style='width:24px'>",
        "<img src='/u/line.jpg' width='800' height='3'>",
        "<img src='/tongji/7f3a.jpg' width='0' height='0'>",
        "<img src='/img/loading.gif'>",
        "<img src='/img/1x1.gif'>",
        "<img src='data:image/png;base64,iVBO'>",
        "<img src='/images/foot_logo.png'>",
    ],
)
def test_furniture_is_no_picture(image: str) -> None:
    assert read(f"{TEXT}<p>{image}</p>").images == []


def test_every_picture_once_and_in_order() -> None:
    late = "<img src='/img/grey.gif' data-src='/u/1.jpg'><noscript><img src='/u/1.jpg'></noscript>"
    text = f"<p><img src='/u/2.jpg'></p>{TEXT}<p>{late}"
    assert read(f"{text}<img src='/u/2.jpg'></p>").images == [
        f"http://www.example.gov.cn/u/{number}.jpg" for number in (2, 1)
    ]


@pytest.mark.parametrize(
    ("link", "address", "text"),
    [
        ("<a href='/jcms/downfile.jsp?filename=a1.xlsx'>附件：名册</a>", "/jcms/downfile.jsp?filename=a1.xlsx", "附件：名册"),
        ("<a href='/down?f=%E5%90%8D%E5%86%8C.pdf&v=2'>名册</a>", "/down?f=%E5%90%8D%E5%86%8C.pdf&v=2", "名册"),
        ("<a href='/DownloadServlet?id=77'>附件2.名册</a>", "/DownloadServlet?id=77", "附件2.名册"),
        ("<a href='/attachment/1024'>点击下载附件</a>", "/attachment/1024", "点击下载附件"),
        ("<a href='/f/77' title='果园名册.wps'>查看</a>", "/f/77", "查看"),
        ("<a href='/f/77' download='果园名册.et'><img src='/images/icon.gif'></a>", "/f/77", "果园名册.et"),
        ("<a href='/f/77' download>果园名册</a>", "/f/77", "果园名册"),
        ("<a href='/f/77'>果园名册.ofd (1.2MB)</a>", "/f/77", "果园名册.ofd (1.2MB)"),
        ("<a href='/f/77'>果园名册.csv 下载次数：3</a>", "/f/77", "果园名册.csv 下载次数：3"),
        ("<a href='/u/a.zip;jsessionid=1F3C!-22'>果园照片</a>", "/u/a.zip;jsessionid=1F3C!-22", "果园照片"),
        ("<a href='/u/a.csv'>果园数据</a>", "/u/a.csv", "果园数据"),
        ("<a href='\\u\\a.doc'>名册</a>", "/u/a.doc", "名册"),
        ("<a href='javascript:void(0)' onclick=\"download('/u/a.docx')\">名册</a>", "/u/a.docx", "名册"),
        ("<a href=\"javascript:openFile('/u/a.pdf','1')\">名册</a>", "/u/a.pdf", "名册"),
    ],
)  # fmt: skip
def test_files(link: str, address: str, text: str) -> None:
    right = [(f"http://www.example.gov.cn{address}", text)]
    below, above = f"{TEXT}<p>{link}</p>", read(TEXT, f"{HEAD}<div class='fj'>{link}</div>")
    inside = TEXT.replace("；各村", f"，见{link}；各村")
    for article in (read(below), read(inside), above, read(f"<p>{link}</p>")):
        assert [(file.url, file.name) for file in article.attachments] == right


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/app/download.html'>客户端下载</a>",
        "<a href='/xw/5.html'>青石镇冬季管护实施方案</a>",
        "<a href='http://www.example.cn/docx'>如何写公文</a>",
        "<a href='/xw/5.html' title='青石镇冬季管护实施方案'>实施方案</a>",
        "<a href='javascript:window.print()'>下载打印</a>",
    ],
)
def test_other_links_are_no_files(link: str) -> None:
    assert read(f"{TEXT}<p>{link}</p>").attachments == []


@pytest.mark.parametrize(
    "viewer",
    [
        "<iframe src='/u/a.pdf' width='100%' height='900'></iframe>",
        "<iframe data-src='/u/a.pdf#toolbar=0'></iframe>",
        "<iframe src='/static/pdfjs/web/viewer.html?file=/u/a.pdf'></iframe>",
        "<iframe src='/view?lang=zh&amp;file=%2Fu%2Fa.pdf&amp;page=1'></iframe>",
        "<embed src='/u/a.pdf'>",
        "<object data='/u/a.pdf' type='application/pdf'><p>您的浏览器不能显示</p></object>",
        "<object classid='clsid:CA8A9780'><param name='src' value='/u/a.pdf'></object>",
        "<div class='pdfbox' pdfpath='/u/a.pdf'></div>",
        "<p><span pdfpath='/u/a.pdf'></span></p>",
        "<script>showVsbpdfIframe('/u/a.pdf','100%','950','');</script>",
        "<div id='pdf'></div><script>PDFObject.embed(\"/u/a.pdf\", '#pdf');</script>",
        "<script>var pdfUrl = \"\\/u\\/a.pdf\"; new Pdfh5('#box', {pdfurl: pdfUrl});</script>",
        "<iframe src='https://view.office.example.com/op/view.aspx?src=http%3A%2F%2Fwww.example.gov.cn%2Fu%2Fa.docx'></iframe>",
    ],
)
def test_documents_in_viewers(viewer: str) -> None:
    right = ["http://www.example.gov.cn/u/a." + ("docx" if "docx" in viewer else "pdf")]
    for text in (f"{TEXT}{viewer}", f"{viewer}{TEXT}", viewer):
        assert [file.url for file in read(text).attachments] == right


@pytest.mark.parametrize(
    ("player", "addresses"),
    [
        ("<video src='/v/1.mp4' controls></video>", ["/v/1.mp4"]),
        ("<video controls><source src='/v/1.mp4' type='video/mp4'><source src='/v/1.webm'></video>", ["/v/1.mp4", "/v/1.webm"]),
        ("<video data-src='/v/1.m3u8' poster='/v/1.jpg'></video>", ["/v/1.m3u8"]),
        ("<video src='/stream/play?id=5'></video>", ["/stream/play?id=5"]),
        ("<iframe src='/v/1.mp4'></iframe>", ["/v/1.mp4"]),
        ("<iframe src='/player.html?vid=ab12' width='600' height='400'></iframe>", ["/player.html?vid=ab12"]),
        ("<iframe src='/show/5' allowfullscreen width='600'></iframe>", ["/show/5"]),
        ("<iframe src='/swf/p.html?url=%2Fv%2F1.flv'></iframe>", ["/v/1.flv"]),
        ("<script>var so = new player({file:\"/v/1.mp4\", image:'/v/1.jpg'});</script>", ["/v/1.mp4"]),
        ("<script>var v={f:'\\/v\\/1.flv',c:0};ckplayer.embed('/js/ckplayer.swf','a1','600','400',v);</script>", ["/v/1.flv"]),
        ("<script>videojs('box').src({type:'application/x-mpegURL',src:'/v/1.m3u8?t=3'});</script>", ["/v/1.m3u8?t=3"]),
        ("<script>showVsbVideo(\"/_vsb/file?id=5\",\"600\",\"400\");</script>", ["/_vsb/file?id=5"]),
        ("<script vurl='/v/1.mp4' name='_videourl'>showVsbFlvPlayer()</script>", ["/v/1.mp4"]),
        ("<embed src='/js/player.swf' flashvars='file=/v/1.flv&autostart=false'>", ["/v/1.flv"]),
        ("<object><param name='movie' value='/v/1.swf'><embed src='/v/1.swf'></object>", ["/v/1.swf"]),
        ("<div data-video='/v/1.mp4'></div>", ["/v/1.mp4"]),
        ("<a href='/v/1.mp4'>点击观看</a>", ["/v/1.mp4"]),
    ],
)  # fmt: skip
def test_films(player: str, addresses: list[str]) -> None:
    right = [f"http://www.example.gov.cn{address}" for address in addresses]
    page = page_of(f"{TEXT}{player}")
    lines = page.flow.lines
    start = next(number for number, line in enumerate(lines) if line.text.startswith("12月6日"))
    assert find_films(page, page.flow, start, start + 3) == right
    assert find_films(page, page.flow, 0, start - 1) == []
    article = read(player)  # a film is enough for an article
    assert (article.title, article.attachments) == ("青石镇开展冬季果园管护观摩", [])


@pytest.mark.parametrize(
    "frame",
    [
        "<iframe src='/tongji.html' width='0' height='0'></iframe>",
        "<iframe src='/weather/index.html'></iframe>",
        "<iframe src='/u/a.pdf' allowfullscreen></iframe>",
        "<iframe src='/live.html' width='1' height='1'></iframe>",
        "<script src='/js/video.js'></script><script>var base='/js/player.js';</script>",
        "<audio src='/v/1.mp3'></audio>",
        "<iframe></iframe><video></video><object></object>",
    ],
)
def test_other_frames_and_scripts_are_no_films(frame: str) -> None:
    page = page_of(f"{TEXT}{frame}")
    assert find_films(page, page.flow, 0, len(page.flow.lines)) == []


@pytest.mark.parametrize("find", [find_pictures, find_files, find_films])
@pytest.mark.parametrize(
    "piece",
    [
        "<script>'/a/",
        "<script>" + "'/a.b" * 50 + "</script>",
        "<img srcset='" + "/a 1w, " * 200 + "'>",
        "<object><param value='a=b&" + "c=d&" * 50 + "'>",
        "<iframe src='/?" + "file=a&" * 100 + "'></iframe>",
        "<a href='javascript:f(\"" + "a.b'" * 100 + "'>x.pdf</a>",
        "<img src='" + "/icon-" * 300 + "'>",
        "<video>",
        "<object>",
        "<div pdfpath=a.pdf>",
        "<picture><source srcset=a.jpg>",
        "<noscript><img src=a.jpg>",
    ],
)
def test_the_time_is_linear(find: Callable[..., object], piece: str) -> None:
    took = []
    for size in (150_000, 600_000):
        page = Page("http://www.example.gov.cn/1.html", "<body><p>" + piece * (size // len(piece)))
        assert page.flow is not None
        started = time.process_time()
        find(page, page.flow, 0, len(page.flow.lines))
        took.append(time.process_time() - started)
    assert took[1] < 8 * took[0] + 0.2
