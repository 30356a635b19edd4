"""Searching: which articles a query finds, and what becomes of its index when anything happens to it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govnews.errors import OutputFailed, UsageError
from govnews.ledger import files_of, open_ledger, open_reader
from govnews.ledger.search import Bounds, Found, Query, excerpt, search
from govnews.ledger.search.words import words
from tests.ledger.samples import NOW, article


@dataclass
class Folder:
    """A ledger and the index beside it."""

    path: Path

    @property
    def ledger(self) -> Path:
        return self.path / "govnews.db"

    @property
    def index(self) -> Path:
        return self.path / "search.db"

    def record(
        self, number: int, title: str = "", body: str = "", site: str = "test", **more: object
    ) -> None:
        with closing(open_ledger(self.ledger, site)) as ledger:
            named = {"title": title} if title else {}
            ledger.record(article(number, body=body or f"第{number}篇", site=site, **named, **more), now=NOW)

    def search(self, *words: str, **bounds: object) -> Found:
        with closing(open_reader(self.ledger)) as reader:
            return search(self.index, reader, Query.read(words), Bounds(**bounds))

    def titles(self, *words: str, **bounds: object) -> list[str]:
        return [one.title for one in self.search(*words, **bounds).articles]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def news(folder: Folder) -> Folder:
    """A few articles of two sites."""
    folder.record(1, "孟津春茶开采", "茶农 忙碌，\n５Ｇ网络覆盖。", published_on="2025-03-21")
    folder.record(2, "全区工作会议召开", "孟 津区\u3000人民政府通知", published_on="2025-03-23")
    folder.record(3, "关于放假的通知", "Spring Tea GDP增长5.2%", published_on="2025-03-22")
    folder.record(4, "没有日期", "春茶上市15天", site="ly", published_on=None)
    return folder


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        (["孟津"], ["全区工作会议召开", "孟津春茶开采"]),
        (["津"], ["全区工作会议召开", "孟津春茶开采"]),
        (["春茶"], ["孟津春茶开采", "没有日期"]),
        (["茶 农 忙 碌"], ["孟津春茶开采"]),
        (["茶农，忙碌"], ["孟津春茶开采"]),
        (["孟津", "通知"], ["全区工作会议召开"]),
        (["孟津", "-通知"], ["孟津春茶开采"]),
        (["通知", "-工作会议", "－春茶"], ["关于放假的通知"]),
        (["5g"], ["孟津春茶开采"]),
        (["５Ｇ网络"], ["孟津春茶开采"]),
        (["gdp"], ["关于放假的通知"]),
        (["spring tea"], ["关于放假的通知"]),
        (['tea "spring"'], ["关于放假的通知"]),
        (["tea spring"], []),
        (["5.2"], ["关于放假的通知"]),
        (["15"], ["没有日期"]),
        (["sprin"], []),
        (["区孟"], []),
        (["开采茶农"], []),
    ],
)
def test_what_a_query_finds(news: Folder, query: list[str], titles: list[str]) -> None:
    assert news.titles(*query) == titles


def test_bounds(news: Folder) -> None:
    assert news.titles("茶", site="ly") == ["没有日期"]
    assert news.titles("津", since="2025-03-22") == ["全区工作会议召开"]
    assert news.titles("津", until="2025-03-21") == ["孟津春茶开采"]
    assert news.titles("茶", since="2025-01-01") == ["孟津春茶开采"], "whose day is not known is left out"
    few = news.search("津", most=1)
    assert (few.count, [one.title for one in few.articles]) == (2, ["全区工作会议召开"])


def test_a_moment_of_the_last_day_is_within_it(folder: Folder) -> None:
    folder.record(1, published_at="2025-03-24T09:15:00+08:00")
    assert folder.search("篇", since="2025-03-24", until="2025-03-24").count == 1
    assert folder.search("篇", until="2025-03-23").count == 0


def test_only_the_current_version_is_found(news: Folder) -> None:
    assert news.titles("开采") == ["孟津春茶开采"]
    news.record(1, "孟津春茶上市", "茶农", event="updated", version=2)
    assert (news.titles("开采"), news.titles("上市")) == ([], ["孟津春茶上市", "没有日期"])


def test_a_withdrawn_article_is_found_as_one(news: Folder) -> None:
    news.record(3, "关于放假的通知", "Spring Tea", event="withdrawn", version=2)
    assert [one.event for one in news.search("spring").articles] == ["withdrawn"]


def test_the_index_follows_the_ledger(news: Folder) -> None:
    assert news.search("茶").count == 2
    news.record(5, "秋茶")
    before = news.index.read_bytes()
    assert news.search("茶").count == 3
    assert news.index.read_bytes() != before
    current = news.index.read_bytes()
    assert news.search("茶").count == 3
    assert news.index.read_bytes() == current, "where nothing is new nothing is written"


def test_a_ledger_that_was_restored_is_noticed(news: Folder) -> None:
    copy = news.path / "copy"
    shutil.copy(news.ledger, copy)
    news.record(5, "秋茶甲")
    news.record(6, "秋茶乙")
    assert news.search("秋茶").count == 2
    shutil.copy(copy, news.ledger)
    assert news.search("秋茶").count == 0, "its numbers go back"
    news.record(7, "秋茶丙")
    news.record(8, "秋茶丁")
    assert news.titles("秋茶") == ["秋茶丁", "秋茶丙"]
    shutil.copy(copy, news.ledger)
    news.record(9, "秋茶戊")
    news.record(10, "秋茶己")
    assert news.titles("秋茶") == ["秋茶己", "秋茶戊"], "its numbers are the same"


def test_a_ledger_that_begins_anew_is_noticed(news: Folder) -> None:
    assert news.search("茶").count == 2
    news.ledger.unlink()
    assert news.search("茶").count == 0
    news.record(1, "秋茶")
    assert news.titles("茶") == ["秋茶"]


def overwrite(path: Path, start: int, data: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[start : start + len(data)] = data
    path.write_bytes(content)


DAMAGES = {
    "deleted": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_text("孟津" * 5000, "utf-8"),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one page": lambda path: path.write_bytes(path.read_bytes()[:4096]),
    "a torn header": lambda path: overwrite(path, 16, b"\0" * 100),
    "torn pages": lambda path: overwrite(path, 4096, b"\x55" * (path.stat().st_size - 4096)),
    "a table is missing": lambda path: execute(path, "DROP TABLE word"),
    "another one is missing": lambda path: execute(path, "DROP TABLE reached"),
    "a row is missing": lambda path: execute(path, "DELETE FROM reached"),
    "the index's own rows are gone": lambda path: execute(path, "DELETE FROM word_data"),
    "of another form": lambda path: execute(path, "UPDATE reached SET form = form + 1"),
    "another program's": lambda path: (path.unlink(), execute(path, "CREATE TABLE reached (a)")),
    "a journal without its file": lambda path: (
        path.unlink(), path.with_name("search.db-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" * 100),
    ),
}  # fmt: skip


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql)


@pytest.mark.long
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_made_anew(news: Folder, damage: str) -> None:
    for number in range(10, 400):
        news_body = "".join(chr(0x4E00 + number * 7 + more) for more in range(200))
        news.record(number, f"新闻{number}", news_body)
    whole = news.titles("津"), news.search("新闻").count
    DAMAGES[damage](news.index)
    assert (news.titles("津"), news.search("新闻").count) == whole
    assert news.search("新闻").count == 390


@pytest.mark.parametrize("seed", range(10))
def test_bytes_that_were_turned_break_nothing(news: Folder, seed: int) -> None:
    random = Random(seed)
    assert news.search("茶").count == 2
    for _ in range(5):
        for _ in range(20):
            overwrite(news.index, random.randrange(news.index.stat().st_size), bytes([random.randrange(256)]))
        news.search("茶")
    news.index.unlink()
    assert news.search("茶").count == 2


def test_the_ledger_is_only_read(news: Folder) -> None:
    before = news.ledger.read_bytes()
    news.search("茶")
    assert news.ledger.read_bytes() == before
    made = {path.name for path in news.path.iterdir()} - {path.name for path in files_of(news.ledger)}
    assert made == {"search.db", ".search.db.lock"}


def test_what_is_no_file_is_left_alone(news: Folder) -> None:
    news.index.mkdir()
    with pytest.raises(OutputFailed, match=r"cannot write the search index .*search\.db: unable to open"):
        news.search("茶")
    assert news.index.is_dir()


# Queries

texts = st.text(
    st.sampled_from("孟津春茶开采 ，。\"'-*^:()AaＢb1２.\u200b\u3000\nNOTANDé\u0301豈㈠"), max_size=40
)


@settings(deadline=None)  # wall time, and cores are shared
@given(st.lists(texts | st.text(max_size=10), max_size=6))
def test_every_query_is_one_or_says_what_is_wrong(arguments: list[str]) -> None:
    try:
        query = Query.read(arguments)
    except UsageError as error:
        assert str(error).startswith("name a word") or "neither letter nor digit" in str(error)
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE word USING fts5(title, body, content='', tokenize='ascii')")
        connection.execute("SELECT rowid FROM word WHERE word MATCH ?", (query.expression,)).fetchall()
    assert query.wanted and all(map(len, (*query.wanted, *query.unwanted)))
    assert Query.read([" ".join(phrase) for phrase in query.wanted]).wanted == query.wanted


def stands_in(phrase: tuple[str, ...], text: str) -> bool:
    there = words(text)
    return any(tuple(there[at : at + len(phrase)]) == phrase for at in range(len(there)))


@settings(deadline=None)  # wall time, and cores are shared
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4), st.lists(texts, min_size=1, max_size=3))
def test_found_is_what_has_every_phrase_and_none_of_the_others(
    articles: list[tuple[str, str]], arguments: list[str]
) -> None:
    try:
        query = Query.read(arguments)
    except UsageError:
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE word USING fts5(title, body, content='', columnsize=0, tokenize='ascii')"
        )
        for number, one in enumerate(articles):
            row = (number, *(" ".join(words(text)) for text in one))
            connection.execute("INSERT INTO word (rowid, title, body) VALUES (?,?,?)", row)
        found = connection.execute(
            "SELECT rowid FROM word WHERE word MATCH ?", (query.expression,)
        ).fetchall()

    def has(one: tuple[str, str], phrase: tuple[str, ...]) -> bool:
        return any(stands_in(phrase, text) for text in one)

    assert [number for (number,) in found] == [
        number
        for number, one in enumerate(articles)
        if all(has(one, phrase) for phrase in query.wanted)
        and not any(has(one, phrase) for phrase in query.unwanted)
    ]


@settings(deadline=None)  # wall time, and cores are shared
@given(texts, texts)
def test_an_excerpt_shows_a_hit_where_there_is_one(text: str, wanted: str) -> None:
    phrase = tuple(words(wanted))
    if not phrase:
        return
    shown = excerpt(text, [phrase], before=5, length=200)
    assert bool(shown.hits) == stands_in(phrase, text)
    for start, end in shown.hits:
        assert words(shown.text[start:end])[: len(phrase)] == list(phrase)
    assert all(one[1] <= other[0] for one, other in zip(shown.hits, shown.hits[1:], strict=False))


@settings(deadline=None)  # wall time, and cores are shared
@given(st.text(st.sampled_from("孟津春茶开采"), min_size=1, max_size=8))
def test_width_case_and_blanks_do_not_count(han: str) -> None:
    assert words(" \u3000\n".join(han)) == words(han) == list(han)
    assert words(f"{han}ＧＤＰ２５") == words(f"{han} gdp25") == [*han, "gdp25"]


def test_a_hundred_words_are_enough() -> None:
    assert len(Query.read([f"w{number}" for number in range(100)]).wanted) == 100
    with pytest.raises(UsageError, match="more than 100 words"):
        Query.read([f"w{number}" for number in range(101)])


def test_a_hundred_words_are_taken(news: Folder) -> None:
    assert (
        news.search(*(f"w{number}" for number in range(50)), *(f"-w{number}" for number in range(50))).count
        == 0
    )
