"""The list of sites: what it says, what is wrong with it and where, and edits that leave the rest of it alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.crawl.sites import Site, add_site, pause_site, read_sites
from govnews.errors import UsageError

TOML = """\
# 洛阳
[mengjin]
priority = 5

["yiyang.example.gov.cn"]   # by its host
home = "http://www.yiyang.example.gov.cn/"
region = "410327"
publisher = "宜阳县人民政府"
columns = ["宜阳要闻", "乡镇动态"]
rhythm = "30m-12h"
contact = "宜阳县融媒体中心 0379-0000000"
insecure_hosts = ["WWW.yiyang.example.gov.cn"]
paused = true
"""
CSV = """\
name,home,region,publisher,columns,rhythm,priority,contact,insecure_hosts,paused
mengjin,,,,,,5,,,
yiyang.example.gov.cn,http://www.yiyang.example.gov.cn/,410327,宜阳县人民政府,宜阳要闻;乡镇动态,30m-12h,,\
宜阳县融媒体中心 0379-0000000,www.yiyang.example.gov.cn,yes
"""
EXPECTED = {
    "mengjin": Site(name="mengjin", priority=5),
    "yiyang.example.gov.cn": Site(
        name="yiyang.example.gov.cn",
        home="http://www.yiyang.example.gov.cn/",
        region="410327",
        publisher="宜阳县人民政府",
        columns=("宜阳要闻", "乡镇动态"),
        rhythm="30m-12h",
        contact="宜阳县融媒体中心 0379-0000000",
        insecure_hosts=frozenset({"www.yiyang.example.gov.cn"}),
        paused=True,
    ),
}


def write(folder: Path, text: str, name: str = "sites.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"), [("sites.toml", TOML), ("sites.csv", CSV), ("s.csv", "\ufeff" + CSV)]
)
def test_toml_and_csv_say_the_same(tmp_path, name, text):
    found = read_sites(write(tmp_path, text, name))
    assert found.sites == EXPECTED
    assert list(found.sites) == list(EXPECTED)
    assert found.all_faults() == []


def test_where_there_is_no_file_there_are_no_sites(tmp_path):
    assert read_sites(tmp_path / "sites.toml").sites == {}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (
            '[a]\nhome = "www.a.gov.cn"',
            "2: a: home = www.a.gov.cn: not a web address; write it as http://www.example.gov.cn/",
        ),
        (
            '[a]\n\nregion = "41"',
            "3: a: region = 41: not an administrative division code of 6, 9 or 12 digits",
        ),
        (
            '[a]\nrhythm = "2d-1h"',
            "2: a: rhythm = 2d-1h: not a rhythm; write it as 1h-1d (between an hour and a day) or 6h",
        ),
        (
            '[a]\nhome = "http://u:p@www.a.gov.cn/"',
            "2: a: home = http://u:p@www.a.gov.cn/: not a web address; ",
        ),
        ('[a]\nhome = "http://www.a.gov.cn/\\tx"', "2: a: home = "),
        ("[a]\npriority = 1.5", "2: a: priority = 1.5: not a whole number"),
        ("[a]\npriority = true", "2: a: priority = True: not a whole number"),
        ('[a]\npaused = "perhaps"', "2: a: paused = perhaps: true or false"),
        ("[a]\ncolumns = [1]", "2: a: columns = [1]: not a text of one line"),
        ("[a]\ncolumns = {}", "2: a: columns = {}: not a list of texts"),
        ('[a]\ncontact = ""', "2: a: contact = : not a text of one line"),
        (
            '[a]\ninsecure_hosts = ["http://a/"]',
            "2: a: insecure_hosts = ['http://a/']: not names of hosts; write them as www.example.gov.cn",
        ),
        (
            '[a]\nhomepage = "http://a/"',
            "2: a: there is no homepage; known are home, region, publisher, columns, include_columns, ",
        ),
        ("[A]", "1: A: no name; it has small letters, digits, ., _ and -"),
        ("[site]", "1: site: the name of something else in the output folder"),
        ('["govnews.db-wal"]', "1: govnews.db-wal: the name of something else in the output folder"),
        ('[yiyang.gov]\nhome = "http://a/"', '1: yiyang: a name with dots stands in quotes: ["yiyang.gov"]'),
    ],
)
def test_a_wrong_entry_is_named_with_its_line_and_left_out(tmp_path, entry, fault):
    found = read_sites(write(tmp_path, f'{entry}\n\n[good]\nhome = "http://www.good.gov.cn/"\n'))
    (told,) = found.all_faults()
    assert told.startswith(f"sites.toml:{fault}")
    assert list(found.sites) == ["good"]


def test_every_fault_of_an_entry_is_told(tmp_path):
    found = read_sites(write(tmp_path, '[a]\nhome = "x"\nregion = 1\n'))
    assert [fault.partition(" = ")[0] for fault in found.all_faults()] == [
        "sites.toml:2: a: home",
        "sites.toml:3: a: region",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[a]\nhome = \n", "sites.toml:2: no TOML: "),
        ('[a]\nhome = "http://a/"\n[a]\n', "sites.toml:3: no TOML: "),
        ('home = "http://a/"\n[a]\n', "sites.toml:1: home stands in no site; begin one by [name]"),
        ('[a]\nhome = """', "sites.toml:2: no TOML: "),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path, text, fault):
    with pytest.raises(UsageError, match="^" + fault.replace("[", r"\[").replace("]", r"\]")):
        read_sites(write(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("home\nhttp://a/\n", "sites.csv:1: no column name"),
        ("", "sites.csv:1: no column name"),
        ('name,home\na,"http://a/"x\n', "sites.csv:2: no CSV: "),
    ],
)
def test_a_file_that_is_no_csv_is_told_with_its_line(tmp_path, text, fault):
    with pytest.raises(UsageError, match="^" + fault):
        read_sites(write(tmp_path, text, "sites.csv"))


def test_faults_of_a_csv_have_their_lines(tmp_path):
    rows = "name,home\na,http://www.a.gov.cn/\nb,x\na,http://www.b.gov.cn/\nc,http://www.c.gov.cn/,more\n"
    found = read_sites(write(tmp_path, rows, "sites.csv"))
    assert [fault.split(": ")[:2] for fault in found.all_faults()] == [
        ["sites.csv:3", "b"], ["sites.csv:4", "a"], ["sites.csv:5", "c"],
    ]  # fmt: skip
    assert found.sites == {}, "of two that have one name none is meant"


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "sites.toml").write_bytes(b"\xff\xfe[a]")
    with pytest.raises(UsageError, match=r"not in UTF-8$"):
        read_sites(tmp_path / "sites.toml")
    with pytest.raises(UsageError, match=r"cannot read the list of sites .*: Is a directory$"):
        read_sites(tmp_path)


@pytest.mark.parametrize(("name", "text"), [("sites.toml", TOML), ("sites.csv", CSV)])
def test_what_is_added_stands_at_the_end_and_the_rest_stays(tmp_path, name, text):
    path = write(tmp_path, text, name)
    add_site(
        path,
        "yichuan",
        {"home": "http://www.yichuan.example.gov.cn/", "columns": ["要闻", "公告"], "priority": 2},
    )
    assert path.read_text("utf-8").startswith(text)
    added = Site(
        name="yichuan", home="http://www.yichuan.example.gov.cn/", columns=("要闻", "公告"), priority=2
    )
    assert read_sites(path).sites == {**EXPECTED, "yichuan": added}


def test_an_edit_keeps_what_is_no_matter_of_it(tmp_path):
    """Byte order mark and line ends, as a spreadsheet needs them; the file behind a link; its mode; a comment."""
    for name, text in (
        ("s.csv", "\ufeffName , home\r\n" + "a,http://www.a.gov.cn/\r\n,\r\n"),
        ("s.toml", '[a] # 甲\r\nhome = "http://www.a.gov.cn/"\r\npaused = false # for now\r\n'),
    ):
        path, link = tmp_path / name, tmp_path / f"link-{name}"
        path.write_bytes(text.encode())
        path.chmod(0o600)
        link.symlink_to(path)
        pause_site(link, "a", paused=True)
        assert read_sites(path).sites["a"].paused
        pause_site(link, "a", paused=False)
        assert link.is_symlink()
        assert path.stat().st_mode & 0o777 == 0o600
        after = path.read_bytes().decode()
        assert after.count("\r\n") == after.count("\n")
        assert after[0] == text[0]
        assert name == "s.csv" or after == text


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(
        UsageError, match=r"cannot write the list of sites .*no/s.toml: No such file or directory$"
    ):
        add_site(tmp_path / "no" / "s.toml", "a", {"home": "http://www.a.gov.cn/"})


def test_a_wrong_entry_cannot_be_paused(tmp_path):
    path = write(tmp_path, '[a]\nhome = "x"\n')
    with pytest.raises(UsageError, match=r"^sites.toml:2: a: home = x: not a web address"):
        pause_site(path, "a", paused=True)


@pytest.mark.parametrize("name", ["sites.toml", "sites.csv"])
def test_the_first_site_makes_the_list(tmp_path, name):
    add_site(tmp_path / name, "a.gov.cn", {"home": "http://www.a.gov.cn/"})
    assert list(read_sites(tmp_path / name).sites) == ["a.gov.cn"]


@pytest.mark.parametrize(
    ("name", "values", "fault"),
    [
        ("mengjin", {}, "sites.toml has mengjin already"),
        ("new", {"home": "x"}, "new: home = x: not a web address; write it as http://www.example.gov.cn/"),
        ("New", {}, "New: no name; it has small letters, digits, ., _ and -"),
    ],
)
def test_what_cannot_be_added_changes_nothing(tmp_path, name, values, fault):
    path = write(tmp_path, TOML)
    with pytest.raises(UsageError) as error:
        add_site(path, name, values)
    assert str(error.value) == fault
    assert path.read_text("utf-8") == TOML


@pytest.mark.parametrize(("name", "text"), [("sites.toml", TOML), ("sites.csv", CSV)])
def test_a_site_is_paused_and_taken_up_again(tmp_path, name, text):
    path = write(tmp_path, text, name)
    pause_site(path, "mengjin", paused=True)
    assert {one.name: one.paused for one in read_sites(path).sites.values()} == {
        "mengjin": True, "yiyang.example.gov.cn": True,
    }  # fmt: skip
    pause_site(path, "mengjin", paused=False)
    assert read_sites(path).sites == EXPECTED
    if name == "sites.toml":
        assert path.read_text("utf-8") == TOML, "no comment, no blank is lost"
    with pytest.raises(UsageError, match=f"{name} has no site nobody$"):
        pause_site(path, "nobody", paused=True)


@given(text=st.text(st.sampled_from("[]=\"a\n#.,{}'1 \\"), max_size=40))
def test_whatever_the_file_holds_it_is_read_or_told_in_one_line(tmp_path_factory, text):
    for name in ("sites.toml", "sites.csv"):
        path = tmp_path_factory.getbasetemp() / name
        path.write_text(text, "utf-8", newline="")
        try:
            assert all(len(fault.splitlines()) == 1 for fault in read_sites(path).all_faults())
        except UsageError as error:
            assert len(str(error).splitlines()) == 1
