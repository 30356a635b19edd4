"""Reading an archived page again, by the reader as it is now, and what that changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from govnews.archive.kept_files import carry_over, give_files, read_kept
from govnews.archive.reader import Damaged, read_page
from govnews.documents import Store
from govnews.items import Record
from govnews.ledger import Kept, KnownFile
from govnews.reading import Pages, normalise, of_site, open_page, read_expected
from govnews.reading.budget import Budget
from govnews.reading.selectors import Selectors

FIELDS = (
    "region", "title", "published_on", "published_at", "source", "author", "editor", "body", "images", "films", "attachments",
    "images_text", "files",
)  # fmt: skip
"""What a reader can read otherwise."""


@dataclass(frozen=True, slots=True)
class Reread:
    """An article before and after."""

    before: Record
    after: Record
    """Its next version, with the event ``reread``; it is worth one where something is ``changed``."""
    changed: tuple[str, ...]
    """The fields that have another value now, of :data:`FIELDS`."""
    files: list[KnownFile] | None = None
    """Its files, read again, too; None where they were not."""
    lost: tuple[str, ...] = ()
    """The addresses of such files as were had, and are not kept any more as they were; what was read of them stays."""


def reread(
    kept: Kept,
    folder: Path,
    *,
    region: str | None,
    selectors: Selectors,
    budget: Budget,
    files: Store | None = None,
) -> Reread:
    """Read the pages of an article again; ``folder`` is that of the archive, ``region`` and ``selectors`` are what the site's
    data say.

    ``files``: where its files are kept, which are then read again, too; None: what was read of them stays.

    Raises :exc:`~govnews.errors.Unreadable` and OSError where the archive does not have all of the pages,
    :exc:`~govnews.errors.PageChanged` and ValueError where the reader finds no article in them any more.
    """
    before, (first, *others) = kept.record, kept.pages
    archived = read_page(folder / first.file, first.place)
    with budget.reading():
        page = selectors.pick(open_page(archived.body, first.url, archived.content_type))
        title = kept.entry.title if kept.entry else before.title
        article = read_expected(page, title=title, entry=kept.entry)
        of_site(article, before.site, region, fetched_at=before.fetched_at, archived_at=before.archived_at)
        article.url, article.url_hash, article.column = before.url, before.url_hash, before.column
        article.event, article.version = "reread", before.version + 1
        pages = Pages.of(page, article)
    for place in others:
        if (link := pages.following()) is None:
            break
        archived = read_page(folder / place.file, place.place)
        with budget.reading():
            pages.read(selectors.pick(open_page(archived.body, place.url, archived.content_type)), link)
    if (link := pages.following()) is not None:
        raise Damaged(f"its further page {link.url} is in no archive")
    with budget.reading():
        after = Record.of(normalise(pages.article(), fetched_at=None))
    carry_over(before, after)
    if files is None or not kept.files:
        return Reread(before, after, changed_fields(before, after))
    read = read_kept(kept.files, files)
    by_url = {one.url: read.get(one.url, one) for one in kept.files}
    known = [by_url[url] for url in after.file_urls if url in by_url]
    give_files(after, known)
    lost = tuple(one.url for one in known if one.sha256 and one.url not in read)
    return Reread(before, after, changed_fields(before, after), known, lost)


def changed_fields(before: Record, after: Record) -> tuple[str, ...]:
    """The names of what two readings of an article say otherwise, of :data:`FIELDS`."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
