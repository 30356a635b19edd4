"""A walk through listing pages, without a crawl: what it asks for, where it ends, and whether that is a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from govnews.crawl.account import row_key
from govnews.crawl.head import Head
from govnews.crawl.outcome import EndKind, EntryOutcome, Exclusion
from govnews.crawl.walk import Walk
from govnews.items import Column, ListingEntry
from govnews.reading.listing.listing import Listing
from govnews.reading.listing.paging import Claims, LastPage, LastPageSign, Next, PageRequest
from govnews.reading.page.page import closes

BASE = "http://www.example.gov.cn/xw/"
COLUMN = Column("新闻", BASE, "测试", 1)


def address(number: int, second: int = 1) -> str:
    return BASE if number == 1 else f"{BASE}index_{number - 2 + second}.html"


def rows(*numbers: int) -> list[ListingEntry]:
    return [
        ListingEntry(f"http://www.example.gov.cn/2025/{n}.html", f"新闻{n}", "2025-03-24") for n in numbers
    ]


@dataclass
class Answer:
    """What a site answers for one listing page: rows, or a status, or nothing that can be read."""

    rows: list[ListingEntry] = field(default_factory=list)
    status: int = 200
    readable: bool = True
    closed: bool | None = True


OUTAGE = Answer(status=500)
ERROR_PAGE = Answer(readable=False)
EMPTY = Answer()
MISSING = Answer(status=404)


@dataclass
class List:
    """A list as its pages, and how its pager tells of the page after: by a file name alone, or with the end."""

    pages: dict[str, Answer]
    claims: Claims = field(default_factory=Claims)
    states_end: int | None = None
    """Number of the page that says that it is the last."""
    guessed: bool = True
    """No page names the address of the next one."""
    more: str | None = None
    """The sign on every page that more is to come."""
    elsewhere: Answer = field(default_factory=lambda: MISSING)
    """The answer for every other address."""
    asked: list[str] = field(default_factory=list)

    def __call__(self, url: str) -> Answer:
        self.asked.append(url)
        return self.pages.get(url, self.elsewhere)

    def after(self, url: str, number: int) -> Next:
        if number == self.states_end:
            return Next(end=LastPage(LastPageSign.PAGE_COUNT_SHOWN, f"page {number} of {number} stated"))
        if url == BASE:
            ways = (PageRequest(address(2, 1)), PageRequest(address(2, 2)))
            return Next(ways if self.guessed else ways[:1], guessed=self.guessed, more=self.more)
        here = int(url.removeprefix(f"{BASE}index_").removesuffix(".html"))
        request = PageRequest(f"{BASE}index_{here + 1}.html")
        return Next((request,), guessed=self.guessed, more=self.more)


def numbered(count: int, *, size: int = 3, second: int = 1, **more: object) -> List:
    """A list of ``count`` pages, whose entries are numbered from 1, the newest."""
    pages = {
        address(n, second): Answer(rows(*range((n - 1) * size + 1, n * size + 1)))
        for n in range(1, count + 1)
    }
    return List(pages, **more)  # type: ignore[arg-type]


def go(
    site: List,
    *,
    known: Callable[[ListingEntry], bool] = lambda entry: False,
    before: Mapping[int, Callable[[], None]] | None = None,
    **walk: object,
) -> tuple[Walk, list[int]]:
    """A walk to its end, every listed entry settled; the walk and the numbers of the entries in order."""
    one, found = Walk(COLUMN, **walk), []  # type: ignore[arg-type]
    request: PageRequest | None = one.start()
    turns = 0
    while request is not None:
        turns += 1
        assert turns < 200, "the walk does not end"
        if before and (change := before.get(turns)):
            change()
        answer = site(request.url)
        if answer.status in (404, 410):
            request = one.missing(answer.status)
        elif answer.status != 200:
            request = one.failed(f"HTTP {answer.status}")
        elif not answer.readable:
            request = one.unreadable("no article links found")
        else:
            fresh, request = one.read(
                Listing(answer.rows),
                site.after(request.url, one.page_asked),
                site.claims,
                settled=known,
                closed=answer.closed,
            )
            for entry in fresh:
                one.settle(EntryOutcome.KNOWN if known(entry) else EntryOutcome.NEW)
                found.append(int(entry.url.rpartition("/")[2].removesuffix(".html")))
    assert one.end is not None
    assert one.account.unaccounted == 0
    return one, found


@pytest.mark.parametrize("second", [1, 2])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_pages_numbered_from_0_or_from_1_are_walked_to_the_end(second, count):
    site = numbered(count, second=second)
    walk, found = go(site)
    assert found == list(range(1, 3 * count + 1))
    assert (walk.end.proven, walk.pages, walk.proof.gaps) == (True, count, 0)
    assert walk.complete


def test_a_first_page_that_is_there_twice_is_no_end():
    site = numbered(4, second=2)
    site.pages[f"{BASE}index_1.html"] = site.pages[BASE]
    walk, found = go(site)
    assert found == list(range(1, 13))
    assert walk.end.proven


def test_the_end_that_the_page_states_is_believed_without_asking_on():
    site = numbered(4, claims=Claims(pages=4), states_end=4)
    walk, _ = go(site)
    assert (walk.end.how, walk.end.proven) == ("page 4 of 4 stated", True)
    assert site.asked == [*(address(n) for n in range(1, 5)), BASE], "the first page once more: nothing moved"
    assert walk.claims_agree is True


def test_a_tail_that_shows_the_last_page_again_is_an_end():
    site = numbered(4)
    site.elsewhere = site.pages[address(4)]
    walk, found = go(site)
    assert found == list(range(1, 13))
    assert walk.end.proven
    assert "holds nothing that earlier pages do not" in walk.end.how


@pytest.mark.parametrize("spoilt", [EMPTY, ERROR_PAGE, OUTAGE, MISSING, Answer(rows(1, 2, 3))])
@pytest.mark.parametrize("claims", [Claims(), Claims(pages=6), Claims(entries=18), Claims(either=6)])
def test_a_page_that_is_spoilt_in_the_middle_is_a_gap_and_the_rest_is_harvested(spoilt, claims):
    site = numbered(6, claims=claims)
    site.pages[address(4)] = spoilt
    walk, found = go(site)
    assert found == [*range(1, 10), *range(13, 19)]
    assert not walk.end.proven
    assert not walk.complete
    assert walk.proof.gaps == 1
    assert [one for one in walk.problems if address(4) in one]
    again, _ = go(site, last_end=walk.end.kind)
    assert not again.end.proven, "a gap is no proof, however often it is met"


@pytest.mark.parametrize("spoilt", [EMPTY, ERROR_PAGE])
def test_an_empty_or_unreadable_page_is_asked_again(spoilt):
    site = numbered(6)
    whole = site.pages[address(4)]
    site.pages[address(4)] = spoilt

    def heal() -> None:
        site.pages[address(4)] = whole

    walk, found = go(site, before={5: heal})
    assert site.asked.count(address(4)) == 2
    assert found == list(range(1, 19))
    assert walk.end.proven


def test_two_pages_in_a_row_that_fail_end_the_walk_and_are_never_believed():
    site = numbered(9)
    site.pages[address(4)] = site.pages[address(5)] = OUTAGE
    walk, found = go(site)
    assert found == list(range(1, 10))
    assert not walk.end.proven
    assert walk.pages == 3
    again, _ = go(site, last_end=walk.end.kind)
    assert again.end.how == walk.end.how
    assert not again.end.proven


def test_a_tail_of_error_pages_is_believed_when_it_comes_again():
    site = numbered(4, elsewhere=ERROR_PAGE)
    first, found = go(site)
    assert found == list(range(1, 13))
    assert (first.end.proven, first.pages) == (False, 4)
    second, _ = go(site, last_end=first.end.kind)
    assert second.end.proven


@pytest.mark.parametrize("claims", [Claims(pages=9), Claims(entries=99), Claims(either=99)])
def test_fewer_pages_than_stated_are_never_believed(claims):
    site = numbered(4, claims=claims)
    first, found = go(site)
    assert found == list(range(1, 13))
    assert (first.end.proven, first.end.how) == (False, "page 5 answers 404")
    assert first.claims_agree is False
    second, _ = go(site, last_end=first.end.kind)
    assert not second.end.proven, "what speaks against an end is not outlived by its coming again"


def test_a_pager_that_says_to_be_at_its_end_too_early_is_never_believed():
    site = numbered(4, claims=Claims(entries=30), states_end=4)
    first, _ = go(site)
    assert not first.end.proven
    assert not go(site, last_end=first.end.kind)[0].end.proven


def test_a_list_without_a_pager_is_believed_when_it_comes_again():
    site = List({COLUMN_FILE: Answer(rows(1, 2, 3))})
    column = Column("新闻", COLUMN_FILE, "测试", 1)
    ends = []
    for last in (None, EndKind.NO_PAGER):
        walk = Walk(column, last_end=last)
        walk.start()
        _, following = walk.read(
            Listing(site(COLUMN_FILE).rows), Next(), Claims(), settled=lambda entry: False
        )
        assert following is None
        ends.append((walk.end.how, walk.end.proven))
    assert ends == [("the page shows no pager", False), ("the page shows no pager", True)]


COLUMN_FILE = "http://www.example.gov.cn/list.jsp?id=7"


@pytest.mark.parametrize("kind", [EndKind.STOPPED, EndKind.LIMIT])
def test_a_walk_that_was_cut_short_is_never_believed(kind):
    walk = Walk(COLUMN, last_end=kind)
    walk.start()
    walk.abandon(kind, "it was cut short")
    assert not walk.end.proven


def test_a_first_page_that_is_gone_or_empty_is_never_believed():
    for answer, how in (
        (MISSING, EndKind.FIRST_PAGE_GONE),
        (ERROR_PAGE, EndKind.UNREADABLE),
    ):
        site = List({BASE: answer})
        walk, _ = go(site, last_end=how)
        assert (walk.end.kind, walk.end.proven) == (how, False)
    walk = Walk(COLUMN, last_end=EndKind.NO_PAGER)
    walk.start()
    nothing = (Listing(), Next(), Claims())
    assert walk.read(*nothing, settled=lambda entry: False)[1] == PageRequest(BASE)
    following = walk.read(*nothing, settled=lambda entry: False)[1]
    while following is not None:
        following = walk.missing(404)
    assert not walk.end.proven or walk.end.kind is not EndKind.NO_PAGER


def test_an_endless_pager_is_bounded_and_never_a_proof():
    class Endless(List):
        def __call__(self, url: str) -> Answer:
            at = len(self.asked) * 3
            self.asked.append(url)
            return Answer(rows(at, at + 1, at + 2))

    site = Endless({})
    walk, found = go(site, max_pages=40)
    assert len(site.asked) == 40
    assert len(found) == 120
    again, _ = go(Endless({}), max_pages=40, last_end=walk.end.kind)
    assert again.end.how == "more than 40 pages"
    assert not again.end.proven


def test_entries_that_shift_down_while_walking_are_listed_once_each():
    site = numbered(5)

    def publish() -> None:
        older = [entry for url in sorted(site.pages, key=len) for entry in site.pages[url].rows]
        older = [*rows(100), *(entry for n in range(1, 6) for entry in site.pages[address(n)].rows)]
        for n in range(1, 6):
            site.pages[address(n)] = Answer(older[(n - 1) * 3 : n * 3])
        site.pages[address(6)] = Answer(older[15:])

    walk, found = go(site, before={3: publish})
    assert found == [*range(1, 16), 100], "what came meanwhile stands on the first page, looked at once more"
    assert walk.end.proven


def test_a_list_that_grows_shorter_while_walking_is_no_proof_where_the_site_counts():
    site = numbered(5, claims=Claims(entries=15))

    def withdraw() -> None:
        left = [e for n in range(1, 6) for e in site.pages[address(n)].rows if not e.url.endswith("/2.html")]
        for n in range(1, 6):
            site.pages[address(n)] = Answer(left[(n - 1) * 3 : n * 3])

    walk, found = go(site, before={3: withdraw})
    assert 7 not in found, "it moved to a page that was read before"
    assert not walk.end.proven


def test_as_many_new_entries_as_a_page_holds_are_no_end():
    site = numbered(4)

    def publish() -> None:
        older = [*rows(101, 102, 103), *(e for n in range(1, 5) for e in site.pages[address(n)].rows)]
        for n in range(1, 6):
            site.pages[address(n)] = Answer(older[(n - 1) * 3 : n * 3])

    _, found = go(site, before={3: publish})
    assert found == list(range(1, 13))


def test_since_ends_the_walk_after_a_page_of_older_entries_and_is_no_proof():
    site = numbered(5)
    for n in range(1, 6):
        for entry in site.pages[address(n)].rows:
            entry.date = f"2025-03-{20 - n:02}"
    site.pages[BASE].rows[0].date, site.pages[BASE].rows[0].pinned = "2019-01-01", True
    walk, found = go(site, since="2025-03-18", last_end=EndKind.OLDER)
    assert found == list(range(1, 10))
    assert not walk.end.proven
    # Even where such a walk comes to the list's end, it left out what is older.
    walk, _ = go(numbered(2), since="2020-01-01")
    assert walk.end.proven
    assert not walk.complete


def test_a_walk_over_the_limit_left_something_out():
    walk, _ = go(numbered(2))
    assert walk.complete
    walk.account.listed += 1
    walk.settle(EntryOutcome.EXCLUDED, Exclusion.LIMIT)
    assert not walk.complete


def test_an_incremental_walk_stops_after_a_page_of_settled_entries():
    site = numbered(6)
    walk, found = go(
        site, known=lambda entry: entry.url not in urls(1, 2), known_since="2025-01-01T00:00:00Z"
    )
    assert found == list(range(1, 7))
    assert (walk.end.how, walk.end.proven, walk.whole) == ("page 2 holds nothing new", True, False)
    assert walk.complete


def test_a_killed_run_hides_nothing_behind_a_page_of_known_entries():
    """Known is not enough: the page counts only if it was settled when the column was last seen complete."""
    site = numbered(6)
    walk, found = go(
        site, known=lambda entry: entry.url not in urls(*range(1, 10)), known_since="2025-01-01T00:00:00Z"
    )
    assert found == list(range(1, 13)), "pages 1 to 3 were recorded by the killed run or not at all"
    assert walk.end.how == "page 4 holds nothing new"


def test_an_incremental_walk_with_a_gap_is_no_proof():
    site = numbered(6)
    site.pages[address(2)] = OUTAGE
    walk, found = go(site, known=lambda entry: entry.url not in urls(1), known_since="2025-01-01T00:00:00Z")
    assert 7 in found
    assert not walk.end.proven


def test_without_a_complete_walk_known_pages_are_walked_through():
    site = numbered(6)
    walk, found = go(site, known=lambda entry: True)
    assert found == list(range(1, 19))
    assert walk.whole


def urls(*numbers: int) -> set[str]:
    return {entry.url for entry in rows(*numbers)}


# Which of two numberings: a first candidate that fails


def test_a_second_page_whose_first_name_is_an_error_page_is_believed_when_it_comes_again_or_adds_up():
    site = numbered(4, second=2)
    site.pages[f"{BASE}index_1.html"] = ERROR_PAGE
    first, found = go(site)
    assert found == list(range(1, 13))
    assert not first.end.proven
    assert go(site, last_end=first.end.kind)[0].end.proven
    site.claims = Claims(pages=4)
    assert go(site)[0].end.proven


def test_a_second_page_that_is_down_is_not_taken_for_the_other_numbering():
    site = numbered(4)
    site.pages[address(2)] = OUTAGE
    first, found = go(site)
    assert found == [1, 2, 3, *range(7, 13)]
    assert not first.end.proven
    assert not go(site, last_end=first.end.kind)[0].end.proven


# Pages that break off


def test_a_page_that_breaks_off_is_asked_again_then_harvested_as_a_gap():
    site = numbered(5)
    whole = site.pages[address(3)]
    site.pages[address(3)] = Answer(rows(7), closed=False)
    walk, found = go(site)
    assert found == [*range(1, 8), *range(10, 16)]
    assert site.asked.count(address(3)) == 2
    assert not walk.end.proven

    def heal() -> None:
        site.pages[address(3)] = whole

    walk, found = go(site, before={4: heal})
    assert found == list(range(1, 16))
    assert walk.end.proven


def test_a_first_page_that_breaks_off_shows_by_the_others():
    site = numbered(3)
    site.pages[BASE].closed = False
    walk, _ = go(site)
    assert not walk.end.proven
    assert go(site, last_end=walk.end.kind)[0].end.proven, "a site may write its first page otherwise"


def test_pages_that_never_close_are_no_trouble():
    site = numbered(3)
    for answer in site.pages.values():
        answer.closed = False
    assert go(site)[0].end.proven


def test_answers_that_are_no_html_tell_nothing_of_breaking_off():
    assert closes('{"total": 3}') is None
    site = numbered(3)
    site.pages[address(2)].closed = site.pages[address(3)].closed = None
    assert go(site)[0].end.proven


# What speaks against an end, and is not outlived


def linked(count: int, *, size: int = 3, **more: object) -> List:
    """A list whose pages link to the next one, the last one to a page that is not there."""
    site = numbered(count, size=size, **more)
    site.guessed = False
    return site


def never_proven(site: List, word: str) -> Walk:
    """The walk, whose end is no proof, in a second run neither; what speaks against it holds ``word``."""
    first, _ = go(site)
    assert not first.end.proven
    assert any(word in one for one in first.end.against), first.end.against
    again, _ = go(site, last_end=first.end.kind)
    assert not again.end.proven
    return first


def test_a_link_to_a_page_that_is_missing_is_no_end():
    never_proven(linked(3), "has a link to a page 4, which answers 404")
    never_proven(linked(1), "has a link to a page 2, which answers 404")


def test_a_link_behind_a_short_last_page_is_the_template_s():
    site = linked(4)
    site.pages[address(4)] = Answer(rows(10))
    walk, _ = go(site)
    assert (walk.end.proven, walk.end.kind) == (True, EndKind.MISSING_PAGE)


def test_a_server_that_ignores_the_number_of_the_page_shows_no_end():
    site = linked(1)
    site.elsewhere = site.pages[BASE]
    never_proven(site, "leads to a page that was read before")


def test_a_server_that_shows_its_last_page_for_every_further_one_shows_the_end():
    site = linked(3)
    site.elsewhere = site.pages[address(3)]
    assert go(site)[0].end.proven


def test_a_stale_page_is_asked_for_again():
    site = linked(4)
    whole, site.pages[address(3)] = site.pages[address(3)], site.pages[address(2)]
    site.pages[address(4)] = Answer(rows(10))

    def heal() -> None:
        site.pages[address(3)] = whole

    walk, found = go(site, before={4: heal})
    assert found == list(range(1, 11))
    assert walk.end.proven


def test_a_sign_of_more_that_nothing_follows_is_no_end():
    for site in (numbered(1), numbered(3)):
        site.more = "加载更多"
        never_proven(site, "加载更多")


def test_a_stated_total_outweighs_the_signs_of_more():
    site = numbered(3, claims=Claims(entries=9))
    site.more = "下一页 leads nowhere"
    assert go(site)[0].end.proven
    site.claims = Claims(entries=10)
    never_proven(site, "states 10 entries, 9 were listed")


def test_rows_are_counted_as_the_site_counts_them():
    """An article that is pinned on page 1 and stands on page 3, too, is two of the site's rows."""
    site = numbered(3, claims=Claims(entries=10))
    pinned = rows(8)[0]
    pinned.pinned = True
    site.pages[BASE].rows.insert(0, pinned)
    walk, found = go(site)
    assert sorted(found) == list(range(1, 10))
    assert (walk.account.rows, walk.account.listed, walk.end.proven, walk.claims_agree) == (10, 9, True, True)


def test_rows_that_are_taken_out_while_the_list_is_read_are_noticed():
    site = numbered(5, states_end=5)

    def withdraw() -> None:
        left = [e for n in range(1, 6) for e in site.pages[address(n)].rows if e.url not in urls(1, 2)]
        for n in range(1, 6):
            site.pages[address(n)] = Answer(left[(n - 1) * 3 : n * 3])

    walk, found = go(site, before={3: withdraw})
    assert 7 not in found, "it moved to a page that was read before"
    assert (walk.end.proven, walk.end.against) == (
        False, ("rows were taken out of the first page while the list was read",),
    )  # fmt: skip
    assert go(site)[0].end.proven


def test_a_total_that_shrinks_while_the_list_is_read_is_noticed():
    site = numbered(5, claims=Claims(pages=5), states_end=5)

    def restate() -> None:
        site.claims = Claims(pages=5, entries=13)

    site.claims = Claims(pages=5, entries=15)
    site.pages[address(5)] = Answer(rows(13))
    walk, _ = go(site, before={3: restate})
    assert not walk.end.proven


def test_a_page_that_comes_with_half_its_rows_is_asked_for_again_and_then_told():
    site = linked(5, size=10, states_end=5)
    whole = site.pages[address(3)]
    site.pages[address(3)] = Answer(whole.rows[:2])
    never_proven(site, "page 3 has fewer rows than the others")

    def heal() -> None:
        site.pages[address(3)] = whole

    walk, found = go(site, before={4: heal})
    assert found == list(range(1, 51))
    assert walk.end.proven


def test_a_list_whose_pages_are_of_all_lengths_has_no_short_ones():
    site = numbered(5, size=10, states_end=5)
    for n, count in ((2, 6), (3, 4)):
        site.pages[address(n)].rows = site.pages[address(n)].rows[:count]
    assert go(site)[0].end.proven


# The early stop


SINCE = "2025-01-01T00:00:00Z"


def dated(entries: list[ListingEntry], *days: int) -> list[ListingEntry]:
    return [replace(entry, date=f"2025-03-{day:02}") for entry, day in zip(entries, days, strict=True)]


def test_a_page_of_pinned_rows_does_not_end_the_walk():
    site = numbered(4)
    for entry in site.pages[BASE].rows:
        entry.pinned = True
    new = site.pages[address(2)].rows[0].url
    walk, _ = go(site, known=lambda entry: entry.url != new, known_since=SINCE)
    assert (walk.end.how, walk.end.kind) == ("page 3 holds nothing new", EndKind.NOTHING_NEW)


def test_a_deeper_look_goes_one_page_on():
    site = numbered(6)
    walk, found = go(site, known=lambda entry: entry.url not in urls(4), known_since=SINCE, deeper=True)
    assert 4 in found
    assert walk.end.how == "page 3 holds nothing new"
    assert go(site, known=lambda entry: True, known_since=SINCE)[0].end.how == "page 1 holds nothing new"
    assert go(site, known=lambda entry: True, known_since=SINCE, deeper=True)[0].pages == 2


def test_a_deeper_look_goes_one_page_on_behind_a_page_that_lists_nothing_itself():
    site = numbered(6)
    site.pages[BASE] = Answer(rows())
    walk, found = go(site, known=lambda entry: entry.url not in urls(7), known_since=SINCE, deeper=True)
    assert 7 in found
    assert walk.end.how == "page 4 holds nothing new"
    assert go(site, known=lambda entry: True, known_since=SINCE)[0].pages == 2
    assert go(site, known=lambda entry: True, known_since=SINCE, deeper=True)[0].pages == 3


def test_a_list_that_is_sorted_oldest_first_is_walked_to_its_end():
    site = numbered(3)
    for n in (1, 2, 3):
        page = site.pages[address(n)]
        page.rows = dated(page.rows, 3 * n - 2, 3 * n - 1, 3 * n)
    walk, _ = go(site, known=lambda entry: True, known_since=SINCE)
    assert walk.pages == 3
    assert walk.end.proven


def head(*numbers: int, page_size: int | None = 3) -> Head:
    """The list as it was when it held these rows, the first ones first."""
    return Head({row_key(row): "2025-03-24" for row in rows(*numbers)}, page_size)


WAS = {"known": lambda entry: True, "known_since": SINCE}


@pytest.mark.parametrize(
    ("before", "stops"),
    [
        pytest.param(head(*range(1, 13)), True, id="as it was"),
        pytest.param(head(*range(3, 13)), True, id="with two more, known by another column"),
        pytest.param(head(2, 1, 3, 4), True, id="two rows of the page exchanged"),
        pytest.param(head(1, 2, 30, 3, 4), False, id="one was removed, or moved down"),
        pytest.param(head(4, 5, 6, 1, 2, 3), False, id="reordered"),
        pytest.param(head(31, 32, 33, 34), False, id="nothing of it is there"),
    ],
)
def test_known_entries_end_a_walk_only_where_they_lead_into_the_list_as_it_was(before, stops):
    walk, _ = go(linked(5, states_end=5), head=before, **WAS)
    assert (walk.end.kind is EndKind.NOTHING_NEW) is stops
    assert stops or walk.pages == 5, "it is walked to its end"


def test_a_page_of_rows_that_are_pinned_without_a_mark_ends_no_walk():
    """Their dates are in order; what stood below them is newer, so that what is new stands there, too."""
    site = linked(2, states_end=2)
    site.pages[BASE].rows = dated(rows(1, 5, 6), 24, 21, 20)
    site.pages[address(2)].rows = dated(rows(2, 3, 4), 22, 20, 19)
    first, _ = go(site)
    walk, _ = go(site, head=first.head_now, **WAS)
    assert (walk.pages, walk.end.kind) == (2, EndKind.NOTHING_NEW)


def test_a_known_page_that_came_cut_short_ends_no_walk():
    site = linked(5, states_end=5)
    site.pages[BASE].rows = rows(1)
    walk, _ = go(site, head=head(1, 4, 5, 6), **WAS)
    assert (walk.pages, walk.end.proven) == (2, False)
    assert walk.end.against == ("page 1 has fewer rows than the others",)


def test_what_a_walk_saw_is_the_list_as_it_was_for_the_next_one():
    first, _ = go(linked(4, states_end=4))
    assert first.head_now == head(*range(1, 13))
    site = linked(4, states_end=4)
    site.pages[BASE].rows = rows(40, 1, 2)
    site.pages[address(2)].rows = rows(3, 4, 5)
    walk, _ = go(site, known=lambda entry: entry.url not in urls(40), known_since=SINCE, head=first.head_now)
    assert (walk.pages, walk.end.kind) == (2, EndKind.NOTHING_NEW)
    assert walk.head_now == head(40, *range(1, 13))


def test_rows_that_move_up_past_a_walk_down_to_what_is_known_are_noticed():
    """Ten new ones; two of them are taken out while the second page is asked for."""
    site = linked(6)

    def withdraw() -> None:
        left = [e for n in range(1, 7) for e in site.pages[address(n)].rows if e.url not in urls(1, 2)]
        for n in range(1, 7):
            site.pages[address(n)] = Answer(left[(n - 1) * 3 : n * 3])

    is_known = {"known": lambda entry: entry.url not in urls(*range(1, 11)), "known_since": SINCE}
    walk, found = go(site, before={2: withdraw}, **is_known)
    assert (found[-2:], walk.end.proven) == ([4, 5], True), "they stand on the first page now"
    site = linked(6)
    walk, found = go(
        site, before={2: withdraw, 4: lambda: site.pages.update({BASE: Answer(rows(3))})}, **is_known
    )
    assert not {4, 5} & set(found)
    assert not walk.end.proven
    walk, _ = go(linked(6), **is_known)
    assert (walk.end.kind, walk.end.proven) == (EndKind.NOTHING_NEW, True)


def test_a_page_that_holds_the_last_news_at_its_top_costs_no_second_look_at_the_first_one():
    site = linked(6)
    go(site, known=lambda entry: entry.url not in urls(1), known_since=SINCE)
    assert site.asked == [BASE, address(2)]


def test_a_list_of_what_other_columns_list_is_not_this_column_s():
    walk, _ = go(linked(3, states_end=3), head=head(31, 32, 33), **WAS)
    assert not walk.end.proven
    assert "nothing of what it listed before" in walk.end.against[0]
    renewed, _ = go(linked(3, states_end=3), head=head(31, 32, 33))
    assert renewed.end.proven, "a list whose addresses are all new was made anew"


def test_the_pager_of_a_page_that_was_read_before_says_nothing():
    """下一页 of the first page leads, on the address of the second one, to that page itself."""
    site = linked(1, states_end=2)
    site.elsewhere = site.pages[BASE]
    never_proven(site, "leads to a page that was read before")


def test_the_first_one_of_two_pages_is_as_full_as_it_was():
    site = linked(2, size=10, states_end=2)
    site.pages[BASE].rows, site.pages[address(2)].rows = rows(1, 2), rows(11)
    assert go(site)[0].end.proven, "nobody can know"
    walk, _ = go(site, head=head(1, 2, 3, 4, page_size=10))
    assert walk.end.against == ("page 1 has fewer rows than the others",)


def led_elsewhere(**more: object) -> Walk:
    walk = Walk(COLUMN, **more)  # type: ignore[arg-type]
    walk.start()
    assert walk.leads_to("要闻") is None
    assert walk.end is not None
    return walk


def test_a_column_that_leads_to_another_one_s_list_is_believed_when_it_does_so_again():
    first = led_elsewhere()
    assert (first.end.kind, first.end.proven) == (EndKind.ELSEWHERE, False)
    assert led_elsewhere(last_end=first.end.kind).end.proven
    once, own = EndKind.ELSEWHERE, head(1, 2, 3)
    assert not led_elsewhere(last_end=once, head=own).end.proven, "it had articles of its own"


def test_a_further_page_that_leads_to_another_one_s_list_is_a_gap():
    site = linked(3, states_end=3)
    walk = Walk(COLUMN)
    first = walk.start()
    _, second = walk.read(
        Listing(site.pages[BASE].rows), site.after(BASE, 1), Claims(), settled=lambda entry: False
    )
    assert walk.leads_to("要闻") == second != first, "asked for again"
    walk.leads_to("要闻")
    assert walk.proof.gaps == 1


def test_a_total_that_grows_while_the_list_is_read_is_the_one_that_counts():
    site = numbered(5, claims=Claims(entries=15), states_end=5)

    def publish() -> None:
        newer = [*rows(100), *(entry for n in range(1, 6) for entry in site.pages[address(n)].rows)]
        for n in range(1, 6):
            site.pages[address(n)] = Answer(newer[(n - 1) * 3 : n * 3 + (n == 5)])
        site.claims = Claims(entries=16)

    walk, found = go(site, before={2: publish})
    assert found == [*range(1, 16), 100], "the total that was missed leads back to the first page"
    assert walk.end.proven


def test_a_total_that_the_list_goes_beyond_is_none():
    for end in (5, None):
        site = linked(5, claims=Claims(entries=6), states_end=end)
        if end is None:
            site.pages[address(6)] = Answer(site.pages[address(5)].rows[:0], readable=False)
        walk, found = go(site)
        assert len(found) == 15
        assert not walk.account.total_met
        assert walk.end.proven is (end == 5)


def test_a_page_that_is_an_older_copy_is_noticed_by_what_the_next_one_repeats():
    site = numbered(5, states_end=5)
    site.pages[address(2)] = Answer(rows(6, 7, 8))  # two newer rows stand above them, on no page
    walk, _ = go(site)
    assert (walk.end.proven, walk.end.against) == (
        False, ("pages show rows of the page before, and nothing was put on top meanwhile",),
    )  # fmt: skip


def test_a_shell_whose_answers_all_hold_the_same_rows_shows_no_end():
    site = numbered(4, guessed=False)
    site.pages[BASE] = EMPTY
    for n in (2, 3, 4):
        site.pages[address(n)] = Answer(rows(1, 2, 3))
    walk, found = go(site)
    assert (found, walk.end.proven) == ([1, 2, 3], False)
