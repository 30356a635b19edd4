"""The list of sites that its user keeps: one file, TOML or CSV, outside the package.

::

    [yiyang]                             # the site's name: of its folder, and for scrapy crawl
    home = "http://www.yiyang.example.gov.cn/"
    region = "410327"
    columns = ["宜阳要闻", "乡镇动态"]     # these alone; without it every news column that is found
    rhythm = "1h-1d"

    exclude = ["/zt/"]                   # patterns: articles with such an address are left out; see docs/add-a-site.md

    [yiyang.selectors]                   # CSS or XPath, where the reader does not find something by itself
    title = "div.bt"

    [mengjin]                            # a spider of the package: what is not said here is as its module says
    priority = 5

A CSV file has the same names in its first row, ``name`` among them, that of a selector as ``selectors.title``. Several values in
a cell are parted by ``;``; of patterns it has one.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from io import StringIO
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from govnews.crawl.arguments import insecure_hosts, is_web_address
from govnews.crawl.names import ATOM_NAME, INDEX_NAME, REPORT_FOLDER
from govnews.crawl.patterns import compiled
from govnews.crawl.rhythm import Rhythm
from govnews.errors import UsageError
from govnews.files import write_whole
from govnews.ledger import LEDGER_NAME
from govnews.reading.selectors import Selectors

# A name is that of a folder and of a spider, on every file system and in every shell.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
# scrapy crawl site is any site, by its home page; the others stand beside the sites' folders.
_RESERVED = frozenset({"site", "demo", REPORT_FOLDER, ATOM_NAME})
_OURS = (LEDGER_NAME, INDEX_NAME)
# Administrative division codes: county, or one of its towns or villages (GB/T 2260, GB/T 10114).
_REGION = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}|[0-9]{6})?")
_HEADER = re.compile(r"\s*\[\s*([\"']?)([^\"'\]]+)\1\s*\]")
_KEY = re.compile(r"\s*([A-Za-z_]+)\s*=")
# What the name of a CSV file's column begins with that holds a selector: selectors.title.
_SELECTOR = "selectors."
_TABLE = ".selectors"
_AT_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site of the list. What is None or empty is left to the site's module, where it has one."""

    name: str
    home: str | None = None
    """Address of the home page."""
    region: str | None = None
    """Administrative division code (GB/T 2260), e.g. ``410308``."""
    publisher: str | None = None
    """What the site calls itself."""
    columns: tuple[str, ...] = ()
    """Names of the columns to crawl; empty: every news column that is found."""
    rhythm: str | None = None
    """How often it is crawled by ``scrapy round``, in the words of :class:`Rhythm`; None: as ``GOVNEWS_RHYTHM`` says."""
    priority: int = 0
    """Of several sites that are due, those with the higher one come first."""
    lane: str | None = None
    """Of sites that name the same one, one is crawled at a time: they are on one gateway; None: those on one host are."""
    contact: str | None = None
    """Whom to write to when the site is broken or blocks; shown beside its trouble."""
    include_columns: tuple[str, ...] = ()
    exclude_columns: tuple[str, ...] = ()
    """Regular expressions for names and addresses of columns."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Regular expressions for addresses of articles."""
    selectors: Mapping[str, str] = field(default_factory=dict)
    """CSS or XPath by field (:mod:`govnews.reading.selectors`)."""
    insecure_hosts: frozenset[str] = frozenset()
    """Hosts of the site whose certificates are not checked, as in ``GOVNEWS_INSECURE_HOSTS``."""
    paused: bool = False
    """It is in no round until a person takes it up again."""

    @property
    def way(self) -> str:
        """What it shares with those sites of which one is crawled at a time: its lane, else the host of its home page.

        >>> Site(name="yiyang", home="http://www.yiyang.example.gov.cn/").way, Site(name="yiyang", lane="luoyang-cloud").way
        ('www.yiyang.example.gov.cn', 'luoyang-cloud')
        """
        return self.lane or urlsplit(self.home or "").hostname or self.name


@dataclass(slots=True)
class SiteList:
    """What a list says: the sites that can be used, and what is wrong with the others."""

    path: Path
    sites: dict[str, Site] = field(default_factory=dict)
    """By name, in the order of the file."""
    faults: dict[str, list[str]] = field(default_factory=dict)
    """By the site's name, empty where it has none: each one line, with file and line."""
    lines: dict[str, int] = field(default_factory=dict)
    """In which line the entry of each site begins."""

    def refuse(self, name: str, what: str) -> None:
        """Leave out a site that its entry alone does not show to be wrong."""
        del self.sites[name]
        self.faults[name] = [f"{self.path.name}:{self.lines[name]}: {name}: {what}"]

    def all_faults(self) -> list[str]:
        """Every fault, in the order of the file."""
        return [fault for faults in self.faults.values() for fault in faults]


def read_sites(path: Path) -> SiteList:
    """The list at ``path``, by its suffix TOML or CSV; empty where there is no file. An entry with a fault is left out.

    Raises :exc:`UsageError` where it cannot be read at all.
    """
    found = SiteList(path)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return found
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not in UTF-8"
        raise UsageError(f"cannot read the list of sites {path}: {why}") from None
    entries = _from_csv(text, found) if path.suffix.lower() == ".csv" else _from_toml(text, path)
    for entry in entries:
        entry.read_into(found)
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """One site as its file has it."""

    name: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    """The line of each value, and that of the entry itself, by the empty name."""

    def read_into(self, found: SiteList) -> None:
        """Its site into the list, or its faults."""
        values: dict[str, Any] = {"name": self.name}
        faults = []
        if not _NAME.fullmatch(self.name):
            faults.append(self._fault("", "no name; it has small letters, digits, ., _ and -"))
        if self.name in _RESERVED or self.name.startswith(_OURS):
            faults.append(self._fault("", "the name of something else in the output folder"))
        if self.name in found.sites or self.name in found.faults:
            faults.append(self._fault("", "named twice"))
        for key, value in self.values.items():
            if isinstance(value, dict) and key not in _READ:
                faults.append(self._fault("", f'a name with dots stands in quotes: ["{self.name}.{key}"]'))
                continue
            if key not in _READ:
                known = ", ".join(_READ)
                faults.append(self._fault(key, f"there is no {key}; known are {known}"))
                continue
            try:
                values[key] = _READ[key](value)
            except ValueError as error:
                of_table = key == "selectors" and isinstance(value, dict)
                said = f"{key}.{error}" if of_table else f"{key} = {value}: {error}"
                faults.append(self._fault(key, said))
        if faults:
            found.sites.pop(self.name, None)
            found.faults.setdefault(self.name, []).extend(f"{found.path.name}:{fault}" for fault in faults)
        else:
            found.sites[self.name] = Site(**values)
            found.lines[self.name] = self.lines.get("", 1)

    def _fault(self, key: str, what: str) -> str:
        return f"{self.lines.get(key) or self.lines.get('', 1)}: {self.name}: {what}"


def _from_toml(text: str, path: Path) -> Iterator[_Entry]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _AT_LINE.search(str(error))
        line = where[1] if where and where[1] else text.count("\n") + 1
        raise UsageError(f"{path.name}:{line}: no TOML: {_AT_LINE.sub('', str(error))}") from None
    lines: dict[str, dict[str, int]] = {"": {}}
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[2].strip()
            lines.setdefault(name, {"": number})
            if name.endswith(_TABLE):
                lines.setdefault(name.removesuffix(_TABLE), {"": number})["selectors"] = number
        elif key := _KEY.match(line):
            lines[name].setdefault(key[1], number)
    for name, values in tables.items():
        if isinstance(values, dict):
            yield _Entry(name, values, lines.get(name, {}))
        else:
            raise UsageError(
                f"{path.name}:{lines[''].get(name, 1)}: {name} stands in no site; begin one by [name]"
            )


def _from_csv(text: str, found: SiteList) -> Iterator[_Entry]:
    rows = csv.DictReader(StringIO(text, newline=""), restkey="", strict=True)
    try:
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        if "name" not in rows.fieldnames:
            raise UsageError(
                f"{found.path.name}:1: no column name; the first row has the names of the fields, with commas between them"
            )
        for row in rows:
            if not any(row.values()):
                continue  # spreadsheets leave such rows
            extra = row.pop("", None)
            name = (row.pop("name") or "").strip()
            values: dict[str, Any] = {key: cell.strip() for key, cell in row.items() if cell and cell.strip()}
            selectors = {key: values.pop(key) for key in [*values] if key.startswith(_SELECTOR)}
            if selectors:
                values["selectors"] = {key.removeprefix(_SELECTOR): one for key, one in selectors.items()}
            if extra:
                values["more fields than names"] = extra
            yield _Entry(name, values, {"": rows.line_num})
    except csv.Error as error:
        raise UsageError(f"{found.path.name}:{rows.line_num + 1}: no CSV: {error}") from None


def _address(value: Any) -> str:
    written = isinstance(value, str) and value.isprintable() and " " not in value
    if not written or not is_web_address(value) or urlsplit(value).username is not None:
        raise ValueError("not a web address; write it as http://www.example.gov.cn/")
    return str(value)


def _code(value: Any) -> str:
    if not _REGION.fullmatch(str(value)):
        raise ValueError("not an administrative division code of 6, 9 or 12 digits")
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("not a text of one line")
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    parts = re.split("[;；]", value) if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise ValueError("not a list of texts")
    return tuple(_text(part) for part in parts)


def _patterns(value: Any) -> tuple[str, ...]:
    expressions = (value,) if isinstance(value, str) else _texts(value)
    for expression in expressions:
        compiled(expression)
    return expressions


def _selectors(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("no table of selectors; write them below [NAME.selectors]")
    Selectors.read(value)
    return value


def _whole_number(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,6}", str(value)):
        raise ValueError("not a whole number")
    return int(value)


def _rhythm(value: Any) -> str:
    Rhythm.read(value)
    return str(value)


def _hosts(value: Any) -> frozenset[str]:
    try:
        return insecure_hosts(list(_texts(value)))
    except UsageError:
        raise ValueError("not names of hosts; write them as www.example.gov.cn") from None


def _switch(value: Any) -> bool:
    switched = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if str(value).lower() not in switched:
        raise ValueError("true or false")
    return switched[str(value).lower()]


_READ: dict[str, Callable[[Any], Any]] = {
    "home": _address,
    "region": _code,
    "publisher": _text,
    "columns": _texts,
    "include_columns": _patterns,
    "exclude_columns": _patterns,
    "include": _patterns,
    "exclude": _patterns,
    "selectors": _selectors,
    "rhythm": _rhythm,
    "priority": _whole_number,
    "lane": _text,
    "contact": _text,
    "insecure_hosts": _hosts,
    "paused": _switch,
}
"""How each field of a site is read; each raises ValueError with what is wrong."""


def check_site(path: Path, name: str, values: Mapping[str, Any]) -> None:
    """Raises :exc:`UsageError` where the list has the site already, or a value of it is wrong."""
    trial, before = SiteList(path), read_sites(path)
    if name in before.sites or name in before.faults:
        raise UsageError(f"{path.name} has {name} already")
    _Entry(name, values, {}).read_into(trial)
    for fault in trial.all_faults():
        raise UsageError(fault.partition(": ")[2])


@dataclass(frozen=True, slots=True)
class _File:
    """The list as it is written: what an edit does not touch stays so."""

    path: Path
    text: str
    """Its lines end with LF here."""
    mark: str
    """The byte order mark, where it begins with one."""
    newline: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """An empty one where there is none."""
        text = path.read_bytes().decode("utf-8") if path.exists() else ""
        newline = "\r\n" if "\r\n" in text else "\n"
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return cls(path, text.removeprefix(mark).replace("\r\n", "\n"), mark, newline)

    def write(self, text: str) -> None:
        """In its place, behind a link, too. Raises :exc:`UsageError` where it cannot be written."""
        try:
            write_whole(self.path.resolve(), self.mark + text.replace("\n", self.newline))
        except OSError as error:
            raise UsageError(f"cannot write the list of sites {self.path}: {error.strerror}") from None


def as_toml(site: Site) -> str:
    """The site as a list that has it alone, from which :func:`read_sites` reads the same.

    >>> print(as_toml(Site(name="a.b", home="http://a.gov.cn/", columns=("要闻",), selectors={"title": "h1"})), end="")
    ["a.b"]
    home = "http://a.gov.cn/"
    columns = ["要闻"]
    ["a.b".selectors]
    title = "h1"
    """
    values = {
        one.name: getattr(site, one.name) for one in fields(site) if one.name not in ("name", "selectors")
    }
    lines = [f"[{_toml(site.name)}]", *(f"{key} = {_toml(value)}" for key, value in values.items() if value)]
    if site.selectors:
        lines += [f"[{_toml(site.name)}.selectors]"]
        lines += [f"{key} = {_toml(value)}" for key, value in site.selectors.items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """A text, number, switch or several texts: TOML writes them as JSON does, but for one character."""
    told = sorted(value) if isinstance(value, frozenset) else value
    return json.dumps(told, ensure_ascii=False).replace("\x7f", "\\u007f")


def add_site(path: Path, name: str, values: Mapping[str, Any]) -> None:
    """Put a site at the end of the list, which is made where there is none; all else in the file stays as it is.

    Raises :exc:`UsageError` as :func:`check_site` does, and where the file cannot be written; it is as it was then.
    """
    check_site(path, name, values)
    file = _File.read(path)
    if path.suffix.lower() == ".csv":
        names, rows = _csv_rows(file.text)
        selectors = {_SELECTOR + key: value for key, value in values.get("selectors", {}).items()}
        cells = {key: value for key, value in values.items() if key != "selectors"} | selectors
        names += [key for key in ("name", *cells) if key not in names]
        rows.append({"name": name, **{key: _cell(value) for key, value in cells.items()}})
        file.write(_csv_text(names, rows))
        return
    document, table = _document(file), tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    if document.body:
        document.add(tomlkit.nl())
    document.add(name, table)
    file.write(tomlkit.dumps(document))


def pause_site(path: Path, name: str, *, paused: bool) -> None:
    """Take a site out of the rounds, or into them again; all else in the file stays as it is.

    Raises :exc:`UsageError` where the list has no such site, or says it wrong.
    """
    found = read_sites(path)
    for fault in found.faults.get(name, ()):
        raise UsageError(fault)
    if name not in found.sites:
        raise UsageError(f"{path.name} has no site {name}")
    file = _File.read(path)
    if path.suffix.lower() == ".csv":
        names, rows = _csv_rows(file.text)
        names += [] if "paused" in names else ["paused"]
        for row in rows:
            if row.get("name", "").strip() == name:
                row["paused"] = "true" if paused else ""
        file.write(_csv_text(names, rows))
        return
    document = _document(file)
    table = document.item(name)
    assert isinstance(table, Table)
    if paused or ("paused" in table and _is_commented(table.value.item("paused"))):
        table["paused"] = paused
    else:
        table.pop("paused", None)
    file.write(tomlkit.dumps(document))


def _is_commented(item: Any) -> bool:
    """Whether a value has a comment behind it, which goes where the value goes."""
    return bool(item.trivia.comment)


def _document(file: _File) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(file.text)
    except TOMLKitError as error:
        raise UsageError(f"{file.path.name}: {error}") from None


def _csv_rows(text: str) -> tuple[list[str], list[dict[str, str]]]:
    """The names of the columns, as they are compared, and the rows that have anything in them."""
    rows = csv.DictReader(StringIO(text, newline=""))
    rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
    return list(rows.fieldnames), [row for row in rows if any(row.values())]


def _csv_text(names: list[str], rows: list[dict[str, str]]) -> str:
    written = StringIO(newline="")
    writer = csv.DictWriter(written, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _cell(value: Any) -> str:
    return ";".join(value) if isinstance(value, list) else str(value)
