"""Pages of one article as one: the text in order, files once, the first page's word before the others'."""

from __future__ import annotations

from govnews.items import Article, Attachment, Evidence, Witness
from govnews.reading.article.joining import join

URL = "http://www.qingshi.example.com/5000.html"


def said(name: str, raw: str) -> dict[str, Evidence]:
    return {name: Evidence(witnesses=[Witness("label", name, raw)])}


def test_pictures_films_and_attachments_are_united_in_order_without_repeats() -> None:
    one, two, three = (Attachment(f"/{name}.pdf", name) for name in "甲乙丙")
    first = Article(
        url=URL, body="第一段。", images=["/1.jpg", "/2.jpg"], films=["/1.mp4"], attachments=[one, two]
    )
    part = Article(
        url=URL,
        body="第二段。",
        images=["/3.jpg", "/1.jpg"],
        films=["/1.mp4", "/2.mp4"],
        attachments=[one, three],
    )
    joined = join(first, part)
    assert joined is not None
    assert joined.body == "第一段。\n第二段。"
    assert joined.images == ["/1.jpg", "/2.jpg", "/3.jpg"]
    assert joined.films == ["/1.mp4", "/2.mp4"]
    assert joined.attachments == [one, two, three]


def test_further_pages_are_heard_where_the_first_one_is_silent() -> None:
    first = Article(url=URL, body="第一段。", evidence=said("published_on", "2024-01-05"))
    part = Article(
        url=URL, body="第二段。", evidence={**said("published_on", "2024-01-08"), **said("editor", "小何")}
    )
    joined = join(first, part)
    assert joined is not None
    assert [one.raw for one in joined.evidence["published_on"].witnesses] == ["2024-01-05"]
    assert [one.raw for one in joined.evidence["editor"].witnesses] == ["小何"]
    assert first.evidence.keys() == {"published_on"}, "the first page stays as it is"


def test_a_page_of_another_picture_below_the_same_words_adds_its_picture() -> None:
    first = Article(url=URL, body="河道里的清淤机械。", images=["/1.jpg"])
    joined = join(first, Article(url=URL, body=first.body, images=["/2.jpg"]))
    assert joined is not None
    assert (joined.body, joined.images) == (first.body, ["/1.jpg", "/2.jpg"])


def test_names_of_pages_and_a_summary_above_each_of_them_are_no_text_of_their_own() -> None:
    first = Article(url=URL, body="摘要。\n第一段。\n第1页：动员")
    joined = join(first, Article(url=URL, body="摘要。\n第二段。\n摘要。\n第2页：进展"))
    assert joined is not None
    assert joined.body == "摘要。\n第一段。\n第二段。\n摘要。"
