"""Whether a page is still the article that stood at its address, and whether it says anything new."""

from __future__ import annotations

import re
from functools import partial

from govnews.identity import holds_title, title_key
from govnews.items import Article, Evidence, Record

# A line that counts visitors: 您是第1203位访客, 阅读次数：88, 浏览量 1.2万.
_COUNTER = re.compile(
    r"[^\n]{0,12}(?:访客|访问|来访|浏览|点击|阅读|人气|次数)[^\n\d]{0,8}[\d,.]+[^\n]{0,6}|[^\n]{0,10}第\s*[\d,]+\s*位[^\n]{0,10}"
)
_BLANK = re.compile(r"\s+")
# The share of its lines that an edited article keeps.
_KEPT = 0.3
_NOT_THE_PAGES = {"url", "listing"}
_NO_HAN = re.compile(r"[\W\dA-Za-z_]+")


def fingerprint(article: Article) -> str:
    """What the pages of one notice have in common, whatever numbers each of them has.

    >>> one = Article(url="http://example.gov.cn/1", body="系统繁忙，会话编号：8f2c77e0a1")
    >>> fingerprint(one)
    '系统繁忙会话编号'
    """
    evidence = article.evidence.get("title")
    own = [one.raw for one in (evidence.witnesses if evidence else ()) if one.kind != "listing"]
    text = "".join(own) + article.body or article.title or ""
    return _NO_HAN.sub("", text) or text


def bears_title(article: Article, listed: str) -> bool | None:
    """Whether the page itself says that it is the article ``listed``; None where it names no headline at all.

    A headline that is merely alike is none: it may be that of another article.
    """
    evidence = article.evidence.get("title")
    own = [one for one in (evidence.witnesses if evidence else ()) if one.kind != "listing"]
    if any(holds_title(one.raw, listed) for one in own) or title_key(listed) in title_key(article.body[:200]):
        return True
    return False if own else None


def says_nothing_new(before: Record, after: Record) -> bool:
    """Whether two versions differ in nothing but a count of visitors, their files included, as far as these were had.

    Who wrote it and when is no edit, but where the site's selector gives now what it did not give before: that was recorded in
    a bad hour, or without the selector.
    """
    if any(map(partial(_is_mended, before, after), ("published_on", "source", "author", "editor"))):
        return False
    return _have_same_files(before, after) and (
        before.content_hash == after.content_hash
        or (
            (before.title, before.images, before.films, _offered(before))
            == (after.title, after.images, after.films, _offered(after))
            and _uncounted(before.body) == _uncounted(after.body)
        )
    )


def _is_mended(before: Record, after: Record, name: str) -> bool:
    known, found = before.evidence.get(name, Evidence()), after.evidence.get(name, Evidence())
    picked = [[one for one in told.witnesses if one.kind == "selector"] for told in (known, found)]
    values = [(getattr(one, name), name == "published_on" and one.published_at) for one in (before, after)]
    return not picked[0] and bool(picked[1]) and values[0] != values[1]


def _offered(article: Record) -> list[tuple[str, str]]:
    return [(one.url, one.name) for one in article.attachments]


def _have_same_files(before: Record, after: Record) -> bool:
    """Whether their files are the same bytes, and what is written in them is known of as many."""
    known = [
        (
            {one.url: (one.sha256, one.missing) for one in article.files},
            [one.text for one in article.attachments],
            article.images_text,
        )
        for article in (before, after)
    ]
    return known[0] == known[1]


def bears_same_title(before: Record, after: Record) -> bool:
    """Whether two versions have one headline, which may be longer in one of them."""
    return holds_title(after.title, before.title) or holds_title(before.title, after.title)


def is_same_article(before: Record, after: Record) -> bool:
    """Whether what stands at an article's address is that article, edited or not: something of it has stayed.

    Its headline, a share of its text, or the date that its page gives. An article of which nothing is left is more often
    another page in its place: a notice of the site, another article, be its headline alike.
    """
    if bears_same_title(before, after):
        return True
    lines = {_BLANK.sub("", line) for line in before.body.splitlines() if len(line) >= 8}
    kept = lines & {_BLANK.sub("", line) for line in after.body.splitlines()}
    if lines and len(kept) >= _KEPT * len(lines):
        return True
    date = after.evidence.get("published_on")
    return (
        after.published_on is not None
        and (after.published_on, after.published_at) == (before.published_on, before.published_at)
        and date is not None
        and date.witness not in _NOT_THE_PAGES
    )


def _uncounted(body: str) -> str:
    return _BLANK.sub(
        "", "\n".join(line for line in body.splitlines() if not _COUNTER.fullmatch(line.strip()))
    )
