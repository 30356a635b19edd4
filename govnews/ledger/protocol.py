"""What every ledger promises, whatever database it stands on.

**Known and recorded are one.** :meth:`Ledger.record` stores an article's whole record and marks the article seen in
one transaction: after a crash at any instant it is both or neither.

**Published is what stands in a feed under its final name.** Before a file gets that name its content is announced,
durably; then it is renamed; then the announcement is confirmed. Where the rename fails the announcement is
withdrawn, and its records are unpublished again. After a crash between these steps the announcement is open, and
whoever writes feeds looks at the disk, then confirms or withdraws it. The ledger itself touches no file of a feed.

**Who may call what.** One run at a time holds a site's lock, and only that run's process writes to the part of the
ledger that is the site's. What is known of hosts is shared: every run may write it. :class:`Reader` may be used
beside any number of runs, by anybody. Neither is for two threads at once.

**Forms.** An address is given as a URL; the ledger finds by itself what it knows under another form of it
(:func:`govnews.identity.canonical_url`). Every moment is UTC, ISO 8601 in whole seconds (``2023-03-24T01:15:00Z``)
and is given by the caller. Only ``published_on`` and ``published_at`` are Beijing time, as in the record.

**What goes wrong.** Every method that writes raises :exc:`LedgerNotWritable` where nothing can be written now (locked
for a minute, no room, read-only), and :exc:`RecordRefused` where this one record cannot be; either way nothing of the
call is kept. Every method raises :exc:`LedgerUnusable` where the ledger turns out to be damaged. No error of the
database's own gets out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from govnews.items import Column, ListingEntry, Record
from govnews.ledger.location import Location
from govnews.ledger.model import (
    Announcement,
    Beside,
    DueCheck,
    Exclusion,
    Failure,
    Given,
    Host,
    Kept,
    KnownColumn,
    KnownFile,
    Missing,
    NewsDay,
    PagePlace,
    PastRun,
    Planned,
    Recent,
    Searched,
    Shares,
    Standing,
    Text,
    Told,
)


class Ledger(Protocol):
    """The ledger as one site's run sees it; opened by :func:`govnews.ledger.open_ledger`."""

    @property
    def location(self) -> Location:
        """Where the ledger is; as text it may stand in a message."""

    @property
    def site(self) -> str:
        """The site that the run crawls; sites share a ledger, and nothing in it but hosts."""

    def check_in_place(self) -> None:
        """Raise :exc:`LedgerUnusable` where the ledger was taken away, or another put in its place, since it was opened."""

    def lease(self) -> None:
        """Hold the site until the ledger is closed, or its connection lost, among all machines that share the ledger.

        Raises :exc:`LockHeld` where another run holds it. A file is no machine's but this one's, whose runs are told from
        each other by the lock in the site's folder: there it is no more than that.
        """

    def claim_folder(self, folder: Path) -> bool:
        """Whether the files that are announced here lie in this output folder, on all machines that share the ledger: the first
        folder that is asked for is it, known by its file ``.folder``. Of a ledger that is a file it is that file's.

        Raises OSError where the folder cannot be written.
        """

    def close(self) -> None:
        """Flush and close. Nothing may be called afterwards."""

    def key(self, url: str) -> bytes:
        """16 bytes that stand for the address in this site, for sets of addresses that must stay small."""

    def together(self) -> AbstractContextManager[None]:
        """All that is written inside is one transaction: kept as a whole, or not at all where an exception leaves it.

        A write whose exception is caught inside is undone alone.
        """

    # What is known

    def knows(self, url: str) -> bool:
        """Whether the address is known: its article is recorded, or it is excluded, be it for now."""

    def recorded(self, url: str) -> bool:
        """Whether the address is one of a recorded article, withdrawn or not."""

    def standing(self, urls: Sequence[str], *, now: str) -> list[Standing]:
        """What each of the addresses is that a list shows at ``now``: unknown, known, or due for another look."""

    def knew(self, urls: Sequence[str], moment: str) -> set[str]:
        """Which of the addresses were known at ``moment`` already, or have been excluded, at whatever time.

        An article's further address is known since it was met, not since the article is.
        """

    def twin(self, article: Record) -> str | None:
        """URL of another recorded article of this site with the same content and day; None where there is none.

        An article without text has no twin: its title alone is no proof. A withdrawn one is nobody's, and so is one that
        was recorded with another headline at first: another article's page may have stood in its place.
        """

    def copied_from(self, article: Record) -> str | None:
        """URL of another recorded article of this site with the same content, of whatever day; None where there is none.

        Where a page is not what was asked for, this tells that it is another article's. One without text has no copy.
        """

    def record(
        self,
        article: Record,
        *,
        now: str,
        addresses: Iterable[str] = (),
        check_at: str | None = None,
        archive: bool = False,
        answered: bool = True,
        etag: str | None = None,
        last_modified: str | None = None,
        pages: Sequence[PagePlace] = (),
        entry: ListingEntry | None = None,
        files: Sequence[KnownFile] | None = None,
    ) -> None:
        """Store the article's record as its next version and know the article, in one transaction.

        ``article`` has its ``url_hash`` and ``content_hash``. ``addresses`` are further URLs that it is known by (the
        listing entry's, before redirects). ``check_at`` is when it is looked at again (None: never), ``archive``
        whether that is as part of the archive; then a conditional request says ``etag`` and ``last_modified``. ``answered``:
        whether the site gave the page, and no web archive. A failure
        or an exclusion at any of these addresses is forgotten. A withdrawal makes the next run walk every column of the
        site to its end: what follows the article in a list has moved up. So does a version with another headline where the
        article has further addresses: these are unknown from now on, since they may be those of the article whose page
        was taken for its own.

        ``pages`` is where the pages that it was read from lie in the archive, ``entry`` the row that led there. ``files`` as
        for :meth:`keep_files`; None: they were not asked for, what is known of them stays.

        Raises :exc:`RecordRefused` for a version that is recorded already.
        """

    def record_reread(self, article: Record, *, files: Sequence[KnownFile] | None = None) -> None:
        """Store a version that the same pages gave when they were read again; when it is looked at next stays as it was.

        ``files`` as for :meth:`record`.

        Raises :exc:`RecordRefused` as :meth:`record` does.
        """

    def pages(self, url: str) -> list[PagePlace]:
        """Where the pages lie that the article's current version was read from; empty where they are in no archive."""

    def keep_pages(self, url: str, pages: Sequence[PagePlace]) -> None:
        """The article's current version can be read from these pages, in place of any that it was read from."""

    def files(self, url: str) -> list[KnownFile]:
        """What is known of the files of the article at ``url`` that were asked for, in no order."""

    def keep_files(self, url: str, files: Sequence[KnownFile]) -> None:
        """The last look at the article's files found this; what was known of others is forgotten."""

    def add_address(self, url: str, *, of: str, now: str) -> None:
        """Know ``url`` from now on as a further address of the article at ``of``; nothing where that is unknown.

        A failure at ``url`` is forgotten.
        """

    def current(self, url: str) -> Record | None:
        """The last version of the article at ``url``, any of its addresses; None where it is not recorded.

        Its site, its hashes and its edition are those of today, whatever they were when it was published.
        """

    def field_shares(self, fields: Sequence[str], *, started_at: str) -> tuple[Shares, Shares]:
        """How often each field of the record was given: by the articles first seen since ``started_at``, and before.

        Of either the latest 500 count.
        """

    # What is looked at again

    def due_checks(self, *, now: str, limit: int, archive: bool = True) -> list[DueCheck]:
        """The articles that are due at ``now``, at most ``limit``: the most overdue first, those of the archive last.

        Those of the archive only where ``archive`` says so.
        """

    def check_of(self, url: str) -> DueCheck | None:
        """A look at the article at ``url``, due or not; None where it is not recorded."""

    def checked(
        self,
        article: int,
        *,
        check_at: str | None,
        archive: bool = False,
        gone: int = 0,
        gone_at: str | None = None,
        doubt: str | None = None,
        answered_at: str | None = None,
    ) -> None:
        """The article was looked at: it is as it was, or gone for the ``gone``-th time in a row since ``gone_at``.

        ``answered_at`` is the moment where its page answered; ``doubt`` is the ``content_hash`` of what stood in its place.
        ``check_at`` and ``archive`` as for :meth:`record`.
        """

    def doubted(self, content_hash: str) -> int:
        """In the place of how many articles a page with this hash stood at the last look."""

    def check_everything(self, *, now: str) -> None:
        """Every recorded article is due at ``now``; what was due before stays before it.

        What was had from a web archive, and never from the site or in one of its lists, is left aside: it was lost when it was
        recorded, and that it is not there is no news.
        """

    def listed(self, column: str, keys: Iterable[bytes], *, started: str) -> None:
        """The column at this address lists the articles at these :meth:`key` s, in the run that began at ``started``."""

    def left(self, column: str, *, started: str, newer_than: str | None, now: str) -> int:
        """What the column listed before and not since ``started`` is due at ``now``, once; the number of it.

        ``newer_than`` is the day (``YYYY-MM-DD``) down to which the column was walked; None: to its end.
        """

    # What failed

    def fail(
        self, entry: ListingEntry, column: str, error: str, *, now: str, gone_since: str | None = None
    ) -> Failure:
        """Remember that the entry's article could not be had; later runs try again. Once a run and entry.

        ``gone_since`` is the start of the run where its page is gone (404, 410), else None. Returns what is known of it.
        """

    def failures(self) -> list[Failure]:
        """Every entry of this site that is still to be had, the one that was last tried longest ago first."""

    def hopeless(self, *, failures: int, meanwhile: int, since: str) -> list[Failure]:
        """The entries that failed in so many runs, from ``since`` on or before, while so many articles were first seen.

        Where nothing else can be read either, none is hopeless. What is gone is not meant: that is a fact by itself.
        """

    def answered(self, *, since: str) -> bool:
        """Whether any recorded article's page of the site answered at ``since`` or later."""

    # What is left out for now

    def exclude(
        self, entry: ListingEntry, column: str, reason: str, *, kind: str, listed_from: str, again_at: str
    ) -> None:
        """Know the entry as one that is not asked for; a failure at its address is forgotten. The last reason counts, and
        the last ``kind``: the trouble in a word.

        It is due for another look (:meth:`standing`) where a list shows it from ``listed_from`` on, and at ``again_at``
        whether one does or not.
        """

    def tries(self, url: str) -> int | None:
        """How often the address was looked at in vain since it was excluded; None where it is not."""

    def excluded_for(self, url: str) -> str | None:
        """The kind of trouble that the address was excluded for; None where it is not excluded, or that was not told."""

    def due_exclusions(self, *, now: str, limit: int) -> list[tuple[ListingEntry, str]]:
        """The excluded entries that are to be asked for again at ``now``, with the columns that listed them."""

    # What is published

    def pending(self) -> Iterator[Record]:
        """Records that stand in no feed yet, in the order they were recorded; they may be published meanwhile."""

    def waiting(self) -> int:
        """How many records stand in no feed yet."""

    def pending_id(self, article: Record) -> int | None:
        """The number of the article's unpublished version; None where it is published or unknown."""

    def announce(self, path: Path | str, part: Path | None, versions: Sequence[int]) -> int:
        """Say before it happens that ``part`` is about to become ``path`` and holds ``versions``; the number of that.

        ``part`` is None for an upload. Returns when it would survive a power cut. Of versions that an earlier
        announcement holds nothing changes.
        """

    def confirm(self, publication: int) -> None:
        """The announced file has its final name, or the upload ended."""

    def withdraw_announcement(self, publication: int) -> None:
        """The announced file did not come to be: what it held is unpublished again."""

    def open_announcements(self) -> list[Announcement]:
        """What this site's runs announced and neither confirmed nor withdrew, the oldest first.

        Only the holder of the site's lock may settle them.
        """

    def open_announcements_of(self, part: Path) -> list[Announcement]:
        """The same of one working file, whichever site's run announced it.

        Only the holder of the file's lock may settle them.
        """

    # Columns

    def columns(self) -> list[KnownColumn]:
        """The site's columns as found earlier, the surest first."""

    def remember_columns(self, columns: Iterable[Column], *, by_name: bool, now: str) -> None:
        """Take over what was found on the home page; columns no longer found stay known.

        ``by_name``: they were asked for by name, and are left out where nobody asks. One that was ever found without
        stays in.
        """

    def distrust_columns(self) -> None:
        """A known column is not where it was: the next run reads the home page again."""

    def column_absent(self, url: str, *, now: str) -> None:
        """A look at the home page at ``now`` did not show the column."""

    def forget_column(self, url: str) -> None:
        """The column is gone from the home page and its list is, too; its articles stay known."""

    def column_walked(
        self,
        url: str,
        *,
        whole: bool,
        end: str,
        end_kind: str | None,
        newest_first: bool | None,
        proven_at: str | None,
        render: bool,
        head: Mapping[str, str | None] | None = None,
        page_size: int | None = None,
        reached: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep how a walk ended, as a sentence and a kind; ``proven_at`` is its time where it left nothing out, else None.

        ``head`` and ``page_size``: its first rows and the size of its pages, kept where it left nothing out.

        ``newest_first``: in which order it saw the list; None where the rows have no dates.

        ``reached``: the page at which it was stopped; None where it came to an end.

        ``whole``: it was meant to go to the list's end. The end of one that was not is not kept. A walk without
        proof takes nothing back that an earlier one proved.
        """

    # The past

    def searched(self, interface: str) -> list[Searched]:
        """What the site's search at this address was seen to have, of every period of which all was seen."""

    def keep_searched(self, interface: str, rows: Iterable[Searched], *, now: str) -> None:
        """All was seen of these periods; each takes the place of what was kept of it."""

    def listed_by(self, column: str, *, limit: int) -> list[tuple[str, str]]:
        """Address and title of the newest articles that the column at this address lists."""

    def beside(
        self,
        keys: Iterable[bytes],
        *,
        elsewhere: Collection[bytes] = (),
        column: str | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> Beside:
        """Of the articles at these keys, which the search has, those that no list shows; and the articles published from
        ``first`` to ``last`` that the column at this address lists, or any, and that are neither at them nor ``elsewhere``.
        """

    # Hosts

    def host(self, host: str) -> Host:
        """What is known of the server (:func:`govnews.urls.host_of`); of an unknown one nothing."""

    def leave_alone(self, host: str, *, until: str | None, why: str | None, refusals: int) -> None:
        """Keep until when the server is not to be asked; None: it may be."""

    def remember_server(self, host: str, *, legacy_tls: bool = False, scheme: str | None = None) -> None:
        """Keep what the server was found to need, in place of what was kept before."""

    # Runs

    def begin_run(self, *, now: str) -> int:
        """A new run's number."""

    def last_run_at(self, *, now: str) -> str | None:
        """When the site's last run ended; ``now`` where it was killed, at the latest. None before the first one."""

    def count_runs(self) -> int:
        """How many runs of the site were begun, this one among them."""

    def planned(self) -> timedelta | None:
        """The time from the site's last run to its next one, as it was planned last; None where none was."""

    def plan(self, *, interval: timedelta, due_at: str) -> None:
        """The site's next run is due at ``due_at``, about ``interval`` after this one."""

    def tell(self, states: Told, *, now: str) -> None:
        """People know that these sites and columns, of whatever site, are in these states.

        Of a site that was never crawled, and of an address that is no column's, nothing is kept.
        """

    def end_run(self, number: int, *, now: str, outcome: str, report: str) -> None:
        """Keep the outcome's word and the report (JSON) of a run that came to its end."""


class Reader(Protocol):
    """The ledger as commands read it, of all sites, while crawls go on; opened by :func:`govnews.ledger.open_reader`."""

    def close(self) -> None:
        """Nothing may be called afterwards."""

    def sites(self) -> list[str]:
        """The sites that there are articles of."""

    def versions(self, url: str) -> list[Record]:
        """Every version of the article at ``url``, the first one first, of whichever site; empty where it is unknown."""

    def addresses(self, url: str) -> list[str]:
        """The further addresses of the article at ``url``: other columns, other generations, before a redirect."""

    def exclusions(self, url: str) -> list[Exclusion]:
        """Which sites leave the address out, and why; empty where none does."""

    def missing(self, site: str) -> list[Missing]:
        """What the site's lists showed and what is no record, by state, the newest first.

        Raises :exc:`LedgerUnusable` where the ledger is of an older govnews that kept no more than addresses.
        """

    def current(self, site: str, *, since: str | None = None, until: str | None = None) -> Iterator[str]:
        """The last version of every article of a site as JSON, in the order of publication, those without a day first.

        ``since`` and ``until`` are the first and the last day, ``YYYY-MM-DD``; with one of them those without a day are left out.
        """

    def recorded(self, *, after: int) -> Iterator[tuple[int, str, str]]:
        """Every version in the order in which they were recorded, from behind number ``after`` on: its number, site and JSON."""

    def kept(self, site: str, *, since: str | None = None) -> Iterator[Kept]:
        """The site's articles whose pages are in the archive, without those that are gone.

        ``since``: those that were published on that day or later.
        """

    def count_unkept(self, site: str, *, since: str | None = None) -> int:
        """How many of such articles have no page in the archive."""

    def newest(self, site: str, *, most: int) -> list[Recent]:
        """The site's articles that are not withdrawn, at most ``most``, by their publication, then by when they were first
        seen, the newest first; those without a day last.
        """

    def newest_of_all(self, *, most: int) -> list[Recent]:
        """The same of all sites, of the articles that were first seen last: of a ledger with years of them no more."""

    def texts(self, *, after: int, most: int) -> list[Text]:
        """What the current versions say whose numbers come after ``after``, at most ``most``, by number.

        Versions are numbered in the order in which they are recorded: what comes later has a higher number.
        """

    def mark(self, version: int) -> str | None:
        """What tells the version with this number from that of another ledger, or of this one made anew or restored.

        None where there is no such version.
        """

    def records(self, versions: Sequence[int]) -> list[Record]:
        """The records of the versions with these numbers, in this order; what the ledger does not have is left out."""

    def sites_with_runs(self) -> list[str]:
        """The sites that were ever crawled."""

    def runs(self, site: str, *, last: int) -> list[PastRun]:
        """The site's ``last`` runs, the newest first."""

    def schedule(self) -> dict[str, Planned]:
        """When each site's next run is due, by site; of one that was never crawled nothing."""

    def told(self) -> Told:
        """The states that people know of; of what they were told nothing of nothing."""

    def outcome_since(self, site: str) -> str | None:
        """Start of the first of the site's latest runs that all came to the same outcome; None where none ended yet."""

    def published(self, site: str) -> list[NewsDay]:
        """How many articles of each day the site has, by column, the oldest first; withdrawn ones count."""

    def searched_months(self, site: str) -> dict[str | None, dict[str, int]]:
        """Results that the site's search has of the months (``YYYY-MM``) that it was seen to the end of: of a column by its
        address, of the whole site by None.
        """

    def last_published(self, site: str, *, today: str, back: timedelta) -> list[NewsDay]:
        """The same of the last days that have news.

        Of each column those from so many days before its newest one on, that of ``today`` (``YYYY-MM-DD``) at latest. One that
        has nothing but later days has none.
        """

    def delays(self, site: str, *, since: str) -> dict[int, int]:
        """How many articles were first seen how many days after their publication (Beijing); below 0: before it.

        Of those published from ``since`` (``YYYY-MM-DD``) on, and since the site is crawled: older ones were late for us alone.
        """

    def given(self, site: str, fields: Sequence[str], *, since: str) -> list[Given]:
        """How often each field was given at first sight, by month, from that of ``since`` (``YYYY-MM-DD``) on."""

    def latest(self, site: str, *, last: int) -> list[Record]:
        """The current version of the ``last`` articles of a site, the newest first; withdrawn ones are among them."""

    def count_articles(self, site: str) -> int:
        """How many articles of the site are recorded."""

    def failing(self, site: str) -> int:
        """How many entries of the site are tried again by every run; dead links are none of them."""

    def columns(self, site: str) -> dict[str, str]:
        """The names of the site's columns by their addresses, the surest first; those crawled by name alone are left out."""

    def has_run_since(self, site: str, moment: str) -> bool:
        """Whether a run of the site began at ``moment`` or later."""

    def report(self, site: str, number: int) -> str | None:
        """The report, as JSON, of the site's run with this number; None where there is no such run, it did not end, or its
        report was removed for its age."""

    def feeds(self) -> Iterator[str]:
        """Every feed that was announced or published: the file's path, an upload's address, empty for none."""
