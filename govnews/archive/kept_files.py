"""The files of an article that are kept: what stands in them, into its record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from govnews.documents import Store, read_texts
from govnews.items import Article, File
from govnews.ledger import KnownFile


def carry_over(before: Article, after: Article) -> None:
    """Give ``after``, a later reading of the article, what ``before`` tells of its files, as far as they are still its files."""
    had = {one.url: one for one in before.files}
    texts = {one.url: one.text for one in before.attachments}
    after.files = [had[url] for url in after.file_urls if url in had]
    for one in after.attachments:
        one.text = texts.get(one.url)
    if before.images == after.images:
        after.images_text = before.images_text


def give_files(article: Article, files: Sequence[KnownFile]) -> None:
    """Give the article what is known of its files, and what stands in them."""
    by_url = {one.url: one for one in files}
    article.files = [File(one.url, one.sha256, one.size, one.type, one.missing, one.unread) for one in files]
    for attachment in article.attachments:
        if (known := by_url.get(attachment.url)) is not None:
            attachment.text = known.text
    pictures = (by_url[url].text for url in article.images if url in by_url)
    article.images_text = "\n\n".join(filter(None, pictures)) or None


def read_kept(
    files: Iterable[KnownFile], store: Store, *, stopped: Callable[[], bool] = lambda: False
) -> dict[str, KnownFile]:
    """Such of the files as are kept, read again, by their addresses; ``stopped`` as for :func:`read_texts`."""
    paths = {one.url: store.find(one.sha256) for one in files if one.sha256}
    texts = read_texts((path for path in paths.values() if path is not None), stopped=stopped)
    read = {}
    for one in files:
        if (path := paths.get(one.url)) is not None:
            read[one.url] = replace(one, text=texts[path].text, unread=texts[path].unread)
    return read
