"""What inline scripts say: arguments of calls, values of variables, addresses built from a number.

No script is run. Only literals, variables set to a literal, and sums of them are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from govnews.reading.page.parse import parse_json
from govnews.text import whole_characters

Value = str | int


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, plus a constant: ``data.pageIndex + 1``."""

    name: str
    plus: int = 0


Part = Value | Name
NO_TEXTS: Mapping[str, str] = MappingProxyType({})

_ARGUMENT = re.compile(
    r"""\s{0,200}(?:(?P<quote>["'])(?P<text>[^"'\\\n]{0,300})(?P=quote)|(?P<int>-?\d{1,9})|"""
    r"""(?P<name>[A-Za-z_$][\w$.]{0,60})|(?P<empty>(?=[,)])))\s{0,200}(?P<end>[,)])"""
)
_TERM = re.compile(
    r"""\s{0,200}(?:(?P<quote>["'])(?P<text>[^"'\n]{0,300})(?P=quote)|(?P<int>\d{1,9})|"""
    r"""\(\s{0,20}(?P<sum>[A-Za-z_$][\w$.]{0,60})\s{0,20}(?:(?P<sign>[+-])\s{0,20}(?P<delta>\d{1,3})\s{0,20})?\)|"""
    r"""(?P<name>[A-Za-z_$][\w$.]{0,60})(?!\s{0,20}[\w$.(\[]))"""
)
_PLUS = re.compile(r"\s{0,200}\+(?!\+)")
# A link that a script writes: "<a href='" + base + …; what its texts hold besides the address ends it.
_HREF = re.compile(r"""href=(?:\\?["'])?(?P<text>[^"'<>\\\n]{0,200})["']\s*\+""")
_PIECE = re.compile(
    r"""\s{0,200}(?:(?P<quote>["'])(?P<text>(?:(?!(?P=quote))[^\\\n]|\\.){0,300})(?P=quote)|"""
    r"""(?:\(\s{0,20})?(?P<name>[A-Za-z_$][\w$.]{0,60})\s{0,20}"""
    r"""(?:(?P<sign>[+-])\s{0,20}(?P<delta>\d{1,3})\s{0,20}(?=\)))?\)?)"""
)
_ATTRIBUTE_END = re.compile(r"""\\?["'>]""")
_LOCATION = re.compile(
    r"\blocation(?:\s*\.\s*href)?\s*=(?!=)|\blocation\s*\.\s*(?:replace|assign)\s*\(|\bwindow\s*\.\s*open\s*\("
)
# Written so, and not as a pattern without regard to case, they are found ten times as fast.
_SCRIPT = re.compile(r"<(?:script|SCRIPT|Script)\b")
_SCRIPT_END = re.compile(r"</(?:script|SCRIPT|Script)\b")
# Sums and functions of a script that are looked at: pagers have one or two.
_MOST_SUMS = 60
_MOST_FUNCTIONS = 5
_SET = re.compile(
    r"""(?<![\w$.])([A-Za-z_$][\w$.]{0,60})["']?\s{0,9}(?:=(?!=)|:)\s{0,9}(?:"([^"\n]{0,300})"|'([^'\n]{0,300})')"""
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
# A part of a literal: the matcher keeps some hundred bytes for each round of a group, so that there are no more of them.
_RUN = {
    quote: re.compile(rf"[^{quote}{stop}\\]*+(?:\\.[^{quote}{stop}\\]*+){{0,1000}}", re.DOTALL)
    for quote, stop in (('"', r"\n"), ("'", r"\n"), ("`", ""))
}
_ESCAPED = {"n": "\n", "r": "", "t": " ", "b": "", "f": "", "v": " "}


def read_calls(text: str, name: str) -> Iterator[tuple[Part, ...]]:
    """Arguments of each call of ``name`` in ``text``, also of calls in comments; its definition is no call.

    >>> list(read_calls('// createPageHTML(31, 0, "index", "shtml");', "createPageHTML"))
    [(31, 0, 'index', 'shtml')]
    >>> list(read_calls("function createPageHTML(_nPageCount, _nCurrIndex) {", "createPageHTML"))
    []
    """
    if name not in text:  # most pages, and the pattern below is slow to say so
        return
    for call in re.finditer(rf"(?<![\w$])(?<!function ){re.escape(name)}\s*\(", text):
        position = call.end()
        arguments: list[Part] = []
        while (argument := _ARGUMENT.match(text, position)) and len(arguments) < 12:
            arguments.append(_value(argument))
            position = argument.end()
            if argument["end"] == ")":
                yield tuple(arguments)
                break


def _value(found: re.Match[str]) -> Part:
    if found["int"] is not None:
        return int(found["int"])
    if found["name"] is not None:
        return Name(found["name"])
    return found["text"] or ""


def read_number(text: str, name: str) -> int | None:
    """The first number that ``name`` is set to, in a ``var``, an assignment or an object; None without.

    >>> read_number("var countPage = 125//共多少页", "countPage")
    125
    >>> read_number("Pager({size:34, current:0})", "size")
    34
    >>> read_number("{currPage: (1+1), pageCount:9}", "currPage")
    2
    >>> read_number("if (countPage == 1)", "countPage")
    """
    found = re.search(
        rf"""(?<![\w$.]){name}["']?\s{{0,9}}(?:=(?!=)|:)\s{{0,9}}\(?\s{{0,9}}["']?(\d{{1,9}})(?:\s{{0,5}}\+\s{{0,5}}(\d{{1,3}}))?(?![\w.])""",
        text,
    )
    return int(found[1]) + int(found[2] or 0) if found else None


def read_string(text: str, name: str) -> str | None:
    """The text that ``name`` is set to; None where it is set to none.

    >>> read_string("Pager({prefix:'index',suffix:'html'})", "suffix")
    'html'
    """
    found = re.search(
        rf"""(?<![\w$.]){name}["']?\s{{0,9}}(?:=(?!=)|:)\s{{0,9}}(?:"([^"\n]{{0,300}})"|'([^'\n]{{0,300}})')""",
        text,
    )
    return (found[1] or found[2] or "") if found else None


def read_texts(script: str) -> dict[str, str]:
    """Every name that a script sets to a text that is not empty, with the first such text: :func:`read_string` for all.

    >>> read_texts("var base = '', end='.html'; base = '/xw/'; n = 2")
    {'end': '.html', 'base': '/xw/'}
    """
    texts: dict[str, str] = {}
    for name, one, other in _SET.findall(script):
        if one or other:
            texts.setdefault(name, one or other)
    return texts


def read_locations(text: str) -> list[tuple[Part, ...]]:
    """What ``text`` assigns to ``location``, opens or replaces it with: sums of literals and names, in order.

    >>> read_locations("window.location.href = '/xw/' + (data.pageIndex+1) + '.html';")
    [('/xw/', Name(name='data.pageIndex', plus=1), '.html')]
    >>> read_locations("location.href = link(2);")
    []
    """
    found = []
    for start in islice(_LOCATION.finditer(text), _MOST_SUMS):
        parts = _read_sum(text, start.end())
        if parts:
            found.append(parts)
    return found


def _read_sum(text: str, position: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    while (term := _TERM.match(text, position)) and len(parts) < 12:
        if term["sum"] is not None:
            delta = int(term["delta"] or 0)
            parts.append(Name(term["sum"], -delta if term["sign"] == "-" else delta))
        else:
            parts.append(_value(term))
        plus = _PLUS.match(text, term.end())
        if plus is None:
            return tuple(parts)
        position = plus.end()
    return ()


def read_anchors(text: str, label: str) -> list[tuple[Part, ...]]:
    """The addresses of the links called ``label`` that ``text`` writes as sums of texts and names, in order.

    >>> read_anchors("write('<a href=' + base + '_' + (n + 1) + '.html>下一页</a>');", "下一页")
    [(Name(name='base', plus=0), '_', Name(name='n', plus=1), '.html')]
    >>> read_anchors("write('<a href=' + base + '_' + (n - 1) + '.html>上一页</a>');", "下一页")
    []
    """
    found = []
    for start in islice(_HREF.finditer(text), _MOST_SUMS):
        parts: list[Part] = [start["text"]] if start["text"] else []
        position = start.end()
        while (piece := _PIECE.match(text, position)) and len(parts) < 12:
            position = piece.end()
            if piece["text"] is not None and (close := _ATTRIBUTE_END.search(piece["text"])):
                if label in piece["text"][close.end() :]:
                    parts.extend([piece["text"][: close.start()]] if close.start() else [])
                    found.append(tuple(parts))
                break
            if piece["name"]:
                delta = int(piece["delta"] or 0)
                parts.append(Name(piece["name"], -delta if piece["sign"] == "-" else delta))
            else:
                parts.append(piece["text"] or "")
            plus = _PLUS.match(text, position)
            if plus is None:
                break
            position = plus.end()
    return found


def fill(parts: tuple[Part, ...], values: Mapping[str, Value]) -> str | None:
    """The text of a sum, its names replaced by ``values``; None where one has no value.

    >>> fill(("index_", Name("n", -1), ".html"), {"n": 2})
    'index_1.html'
    """
    out = []
    for part in parts:
        if not isinstance(part, Name):
            out.append(str(part))
            continue
        value = values.get(part.name)
        if value is None or (part.plus and not isinstance(value, int)):
            return None
        out.append(str(value + part.plus if isinstance(value, int) else value))
    return "".join(out)


def fill_number(parts: tuple[Part, ...], number: int, texts: Mapping[str, str] = NO_TEXTS) -> str | None:
    """The sum with ``number`` for its one unknown name: how a pager's script names page ``number``.

    Names that the script sets to a literal text (``texts``) are no unknowns. A name that the script itself adds 1 to
    counts from 0. None where not exactly one name is unknown, or where nothing around it looks like an address.

    >>> fill_number(("/xw/", Name("data.pageIndex", 1), ".html"), 2)
    '/xw/2.html'
    >>> fill_number(("index_", Name("n", -1), ".html"), 2)
    'index_1.html'
    >>> fill_number((Name("url"),), 2)
    """
    names = {part.name: part.plus for part in parts if isinstance(part, Name)}
    known: dict[str, Value] = {name: texts[name] for name in names if name in texts}
    unknown = [name for name in names if name not in known]
    written = "".join(part for part in parts if isinstance(part, str))
    if len(unknown) != 1 or not re.search(r"[/?=_.-]", written):
        return None
    return fill(parts, {**known, unknown[0]: number - 1 if names[unknown[0]] == 1 else number})


def follow(handler: str, script: str) -> str | None:
    """Where ``handler`` (an ``onclick``, a ``javascript:`` address) leads; None where that cannot be told.

    Understood are a ``location`` set in the handler itself, and a call of a function of ``script`` that
    sets it from its arguments.

    >>> follow("location.href='index_2.html'", "")
    'index_2.html'
    >>> follow("javascript:go(3)", "function go(n) { if (n > 1) location = 'list_' + n + '.html' }")
    'list_3.html'
    >>> follow("javascript:go(3)", "function go(n) { $.ajax({url: '/list'}) }")
    """
    for parts in read_locations(handler):
        direct = fill(parts, {})
        if direct:
            return direct
    call = re.search(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60})\s*\(", handler)
    if call is None:
        return None
    arguments = next(read_calls(handler, call[1]), ())
    values = [argument for argument in arguments if not isinstance(argument, Name)]
    if not values or len(values) != len(arguments):
        return None
    texts = read_texts(script)
    for parameters, body in read_functions(script, call[1]):
        known = {name: _as_number(value) for name, value in zip(parameters, values, strict=False)}
        for parts in read_locations(body):
            if any(isinstance(part, Name) and part.name in known for part in parts):
                address = fill(parts, {**texts, **known})
                if address:
                    return address
    return None


def _as_number(value: Value) -> Value:
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value) else value


def read_functions(script: str, name: str) -> Iterator[tuple[list[str], str]]:
    """Parameters and the first 1,500 characters of each function ``name`` of ``script``."""
    head = (
        rf"(?:function\s+{re.escape(name)}|(?<![\w$]){re.escape(name)}\s*=\s*function)\s*\(([^)]{{0,200}})\)"
    )
    for found in islice(re.finditer(head, script), _MOST_FUNCTIONS):
        yield [one.strip() for one in found[1].split(",")], script[found.end() : found.end() + 1500]


def script_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the inline scripts of a page begin and end."""
    end = 0
    while opening := _SCRIPT.search(text, end):
        start = text.find(">", opening.end()) + 1
        closing = _SCRIPT_END.search(text, start) if start else None
        if closing is None:
            return
        end = closing.start()
        yield start, end


def literal_end(text: str, start: int, end: int) -> int | None:
    r"""The place behind the string literal whose quotation mark stands at ``start``; None where none closes it before ``end``.

    >>> literal_end("a = 'b\\'c' + d", 4, 15), literal_end("a = 'b", 4, 6)
    (10, None)
    """
    run, at = _RUN[text[start]], start + 1
    while (found := run.match(text, at, end)) is not None and found.end() > at:
        at = found.end()
    return at + 1 if at < end and text[at] == text[start] else None


def string_value(literal: str) -> str:
    r"""The value of a JSON or JavaScript string literal, or of a number.

    >>> string_value('"\\u5b5f\\/\\n"'), string_value("'a\\'b'"), string_value("1679619300")
    ('孟/\n', "a'b", '1679619300')
    """
    if literal[0] not in "\"'`":
        return literal
    try:
        return whole_characters(str(parse_json(literal))) if literal[0] == '"' else _unescape(literal[1:-1])
    except ValueError:  # escapes that only JavaScript knows
        return _unescape(literal[1:-1])


def _unescape(text: str) -> str:
    said = _ESCAPE.sub(
        lambda found: (
            chr(int(found[1] or found[2], 16)) if found[1] or found[2] else _ESCAPED.get(found[3], found[3])
        ),
        text,
    )
    return whole_characters(said)
