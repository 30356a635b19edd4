"""The article of a page, as the page says it: text, pictures, files, and every field's witnesses.

Nothing here knows a site. The text's block is found by what stands in it (sentences against links), with
the ids that publishing systems give it as the first witnesses; headline, head, text and end are decided on the
kinds of its lines (lines.py). What the values are is decided afterwards (normalise.py), the title excepted.
"""

from __future__ import annotations

from dataclasses import dataclass

from govnews.errors import PageChanged
from govnews.items import FURTHER, Article, Attachment, Evidence, ListingEntry, Witness
from govnews.reading.article.body import read_paragraphs
from govnews.reading.article.embedded import Embedded, drawn, embedded_article
from govnews.reading.article.extent import Extent, find_extent, has_head
from govnews.reading.article.files import find_files, offers_file
from govnews.reading.article.films import find_films
from govnews.reading.article.further import FurtherPages, find_first, find_further
from govnews.reading.article.lines import PageLines, lines_of
from govnews.reading.article.pictures import find_pictures
from govnews.reading.article.title import Headline, as_picked, find_title
from govnews.reading.article.witnesses import collect_witnesses
from govnews.reading.page.lines import Flow
from govnews.reading.page.page import Page
from govnews.reading.page.picked import Field

# Characters of the line that ended a text, as its evidence quotes it.
_END = 40
# Lines below the text, and between headline and text, in which the article's files may stand.
_BELOW = 15
_ABOVE = 20
# Fields that are decided on their witnesses.
_WITNESSED = (Field.PUBLISHED_ON, Field.SOURCE, Field.AUTHOR, Field.EDITOR)
# Characters of a text; what a site writes in the place of an article (系统繁忙，请稍后再试) has fewer.
SHORT_TEXT = 60


@dataclass(frozen=True, slots=True)
class _Content:
    """What an article says and shows."""

    paragraphs: list[str]
    pictures: list[str]
    files: list[Attachment]
    films: list[str]
    evidence: Evidence
    """Of its text."""
    end: int
    """The number of the line behind all of it, among those that it was read from."""

    @property
    def says_anything(self) -> bool:
        return bool(self.paragraphs or self.pictures or self.files or self.films)


def read_article(page: Page, *, entry: ListingEntry | None = None) -> Article:
    """The article of ``page`` as the page says it: ``body`` holds its paragraphs, ``evidence`` the witnesses.

    ``entry`` is the listing row that led here: one more witness of title and date.
    Raises :exc:`govnews.errors.PageChanged` where the page has neither a title with a text, nor pictures
    or files in the place of a text, nor a date and a source below the title (of a film, which a script shows).
    """
    embedded = embedded_article(page)
    lines, headline, extent = _text_of(page, embedded, entry)
    picked, own = _picked_content(page), _content(page, lines, headline, extent)
    # A selector that picks a picture alone takes no text away.
    content = picked if picked is not None and (picked.paragraphs or not own.paragraphs) else own
    if headline.text is None or not (content.says_anything or has_head(lines, headline)):
        raise PageChanged(page.url, "article")
    witnesses = collect_witnesses(page, lines.flow, headline.at, extent.start, content.end, entry)
    for name, witness in embedded.witnesses if embedded else ():
        witnesses.setdefault(name, []).append(witness)
    for field in _WITNESSED:
        if (said := page.picked.get(field)) and said.text:
            witnesses.setdefault(field, []).insert(0, said.witness)
    evidence = {"title": headline.evidence}
    evidence |= {str(name): Evidence(witnesses=found) for name, found in witnesses.items()}
    evidence["body"] = content.evidence
    if further := find_further(page, lines, extent, page.url):
        evidence[FURTHER] = Evidence(
            witnesses=[Witness(link.kind, link.label, link.url) for link in further.links]
        )
    if page.mirror is not None:
        evidence["mirror"] = Evidence(witness="heuristic", raw=page.mirror)
    return Article(
        url=page.url,
        title=headline.text,
        body="\n".join(content.paragraphs),
        images=content.pictures,
        attachments=content.files,
        films=content.films,
        evidence=evidence,
    )


def _content(page: Page, lines: PageLines, headline: Headline, extent: Extent) -> _Content:
    """The article's text by the kinds of its lines, with what is shown and offered in and below it."""
    flow, text = lines.flow, lines.text
    at, start, end = headline.at, extent.start, extent.end
    paragraphs = read_paragraphs(lines, extent)
    below = text.first if at is None else at + 1
    pictures = find_pictures(page, flow, start, end)
    files = find_files(page, flow, below if start - _ABOVE <= below <= start else start, end + _BELOW)
    if not paragraphs:
        # Without a text there is nothing to tell where it ends: what stands below the headline is the article's.
        end = max(end, _last_of_its_own(flow, below))
        pictures = pictures or find_pictures(page, flow, below, end)
        files = files or find_files(page, flow, below, end)
    witnesses = [text.witness]
    if extent.ended_by is not None:
        witnesses.append(Witness("heuristic", "end", f"{extent.ended_by}: {lines[extent.end][:_END]}"))
    evidence = Evidence(text.witness.kind, text.witness.name, witnesses=witnesses)
    return _Content(paragraphs, pictures, files, find_films(page, flow, below, end), evidence, end)


def _picked_content(page: Page) -> _Content | None:
    """All that stands in what the site's selector picks as the text, below the headline if that stands there, too.

    None where it has none, or that picks nothing.
    """
    picked = page.picked.get(Field.BODY)
    if picked is None or not picked.elements:
        return None
    lines = lines_of(page.part(picked.elements))
    flow, end = lines.flow, len(lines)
    headline = as_picked(Headline(None, Evidence(), None), lines, page.picked)
    start = 0 if headline.at is None else headline.at + 1
    content = _Content(
        read_paragraphs(lines, Extent(start, end)),
        find_pictures(page, flow, start, end),
        find_files(page, flow, start, end),
        find_films(page, flow, start, end),
        Evidence(
            "selector", picked.selector, witnesses=[Witness("selector", picked.selector, picked.selector)]
        ),
        end,
    )
    return content if content.says_anything else None


def further_pages(page: Page, first: str) -> FurtherPages:
    """The further pages that a page of the article at ``first`` names.

    >>> page = Page("http://example.gov.cn/1001.html", "<h1>孟津春茶开采</h1><p>3月24日，孟津的春茶开采，茶农在茶园采摘。</p>"
    ...             "<p>第1页 <a href='1001_2.html'>第2页</a></p><p><a href='1002.html'>下一篇</a></p>")
    >>> [link.url for link in further_pages(page, page.url).links]
    ['http://example.gov.cn/1001_2.html']
    """
    lines, _, extent = _text_of(page, embedded_article(page), None)
    return find_further(page, lines, extent, first)


def first_page(page: Page) -> str | None:
    """The address of the first page of the article of which ``page`` is a further one by its pager; None where none shows it.

    >>> text = "<h1>孟津春茶开采</h1><p>3月24日，孟津的春茶开采，茶农在茶园采摘。</p><p><a href='1001.html'>上一页</a></p>"
    >>> first_page(Page("http://example.gov.cn/1001_2.html", text)), first_page(Page("http://example.gov.cn/1002.html", text))
    ('http://example.gov.cn/1001.html', None)
    """
    lines, _, extent = _text_of(page, embedded_article(page), None)
    return find_first(page, lines, extent)


def _text_of(
    page: Page, embedded: Embedded | None, entry: ListingEntry | None
) -> tuple[PageLines, Headline, Extent]:
    """The lines of the page as its reader sees it, its headline, and where its text stands among them."""
    lines = lines_of(drawn(page, embedded) if embedded else page)
    headline = as_picked(find_title(page, lines, entry), lines, page.picked)
    return lines, headline, find_extent(lines, headline.at)


def is_stand_in(article: Article, title: str) -> bool:
    """Whether what came for the article ``title`` is a notice of the site: 系统繁忙，请稍后再试 with a status of 200.

    Such a page has hardly a text, no picture, no film and no file, and bears the title nowhere.

    >>> from dataclasses import replace
    >>> from govnews.items import Witness
    >>> evidence = {"title": Evidence("listing", "孟津春茶开采", witnesses=[Witness("title", "title", "系统提示")])}
    >>> busy = Article(url="http://example.gov.cn/1", title="孟津春茶开采", body="系统繁忙", evidence=evidence)
    >>> is_stand_in(busy, "孟津春茶开采"), is_stand_in(replace(busy, body="孟津的春茶" * 20), "孟津春茶开采")
    (True, False)
    """
    if len(article.body) >= SHORT_TEXT or article.file_urls:
        return False
    witnesses = article.evidence["title"].witnesses if "title" in article.evidence else []
    return all(
        witness.kind == "listing" or (witness.kind == "title" and title not in witness.raw)
        for witness in witnesses
    )


def _last_of_its_own(flow: Flow, first: int) -> int:
    """The number of the first line from ``first`` on that leads to another page, as what stands beside an article does.

    The number of lines where none does. Links to files are the article's own.
    """
    links = (link for link in flow.links if link[0] >= first)
    at, element = next(links, (len(flow.lines), None))
    for number in range(first, len(flow.lines)):
        line, file = flow.lines[number], False
        while at <= number and element is not None:
            file = file or (at == number and offers_file(element))
            at, element = next(links, (len(flow.lines), None))
        if line.is_link and not file:
            return number
    return len(flow.lines)
