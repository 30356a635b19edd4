"""The pages of one article: whether a page is one of them, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from govnews.identity import holds_title, title_key
from govnews.items import Article, Attachment, Evidence, Witness
from govnews.reading.article.further import is_page_name

# Who says what of an article as a whole, on its first page or, where that is silent, on a further one.
_OF_THE_WHOLE = ("published_on", "source", "author", "editor", "region", "site_name")
# What a further page adds to its headline: （2）, 第2页.
_PAGE = re.compile(r"第\s?\d{1,3}\s?页|[(（\[【]\s?\d{1,3}\s?(?:/\s?\d{1,3}\s?)?[)）\]】]")


def bears_headline(part: Article, first: Article) -> bool | None:
    """Whether a page says by itself that it goes on with ``first``; False for another headline, None where it has none.

    A heading that stands where the first page has none, and a site's name, are no headline.

    >>> def titled(**said: str) -> Article:
    ...     found = [Witness("title" if name == "title" else "element", name, raw) for name, raw in said.items()]
    ...     return Article(url="http://a.gov.cn/1.html", title="孟津春茶开采", evidence={"title": Evidence(witnesses=found)})
    >>> first = titled(h1="孟津春茶开采", title="孟津春茶开采_孟津区政府")
    >>> bears_headline(titled(title="孟津春茶开采(2)_孟津区政府"), first), bears_headline(titled(h1="孟津召开防汛会议"), first)
    (True, False)
    >>> bears_headline(titled(h2="二、主要做法", title="第2页_孟津区政府"), first) is None
    True
    """
    own = list(_headlines(part))
    if first.title and any(holds_title(one.raw, first.title) for one in own):
        return True
    for before in _headlines(first):
        for one in own:
            same_place = (one.kind, one.name) == (before.kind, before.name)
            if same_place and title_key(_PAGE.sub("", one.raw)) not in title_key(before.raw):
                return False
    return None


def _headlines(article: Article) -> Iterator[Witness]:
    """What the page itself says of its headline."""
    evidence = article.evidence.get("title", Evidence())
    return (witness for witness in evidence.witnesses if witness.kind != "listing")


def join(whole: Article, part: Article) -> Article | None:
    """``whole`` with what a further page says more; None where that says nothing more.

    A page that holds all of the text so far is the whole text. What a page repeats of the first one's beginning (a summary
    above each page) stands once. Where the pages before are silent on date, source, author or editor, this one is heard.

    >>> first = Article(url="http://a.gov.cn/1.html", body="导语。\\n第一段。", images=["http://a.gov.cn/1.jpg"])
    >>> join(first, Article(url="http://a.gov.cn/1_2.html", body="导语。\\n第二段。", images=first.images)).body
    '导语。\\n第一段。\\n第二段。'
    >>> join(first, Article(url="http://a.gov.cn/1_all.html", body="导语。\\n第一段。\\n第二段。")).body
    '导语。\\n第一段。\\n第二段。'
    >>> join(first, replace(first, url="http://a.gov.cn/1_2.html")) is None
    True
    """
    before, after = _paragraphs(whole), _paragraphs(part)
    if set(after) <= set(before):
        if set(part.file_urls) <= set(whole.file_urls):
            return None
        joined = before
    elif set(before) <= set(after):
        joined = after
    else:
        joined = [*before, *after[_repeated(before, after) :]]
    heard = {
        name: said
        for name in _OF_THE_WHOLE
        if not whole.evidence.get(name, Evidence()).witnesses and (said := part.evidence.get(name))
    }
    return replace(
        whole,
        body="\n".join(joined),
        images=list(dict.fromkeys([*whole.images, *part.images])),
        films=list(dict.fromkeys([*whole.films, *part.films])),
        attachments=_each_once([*whole.attachments, *part.attachments]),
        evidence={**whole.evidence, **heard},
    )


def _paragraphs(article: Article) -> list[str]:
    """The paragraphs of a page, without the name that its pager gives it."""
    return [line for line in article.body.split("\n") if line and not is_page_name(line)]


def _repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """How many paragraphs two pages begin with alike."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(before), len(after)))


def _each_once(files: Sequence[Attachment]) -> list[Attachment]:
    """The files without those that an earlier page offers, too."""
    found: dict[str, Attachment] = {}
    for file in files:
        found.setdefault(file.url, file)
    return list(found.values())
