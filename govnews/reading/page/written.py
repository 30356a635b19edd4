"""What short scripts write into their page: ``document.write`` under conditions on their own variables, ``innerHTML``.

Templates write the headline, its second line and the line below it so, since not every article has them all. No script
is run: assignments, sums, comparisons and branches are followed as far as they hang on literals. What hangs on
anything else is not known, and not written.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from govnews.errors import PageOverBound
from govnews.reading.bounds import MAX_WRITTEN
from govnews.reading.page.javascript import string_value

# A longer script is a program, no label with its value.
LONGEST = 2000
# Characters of a value, and of all that a script writes: a text can be added to itself again and again.
_LONGEST_VALUE = 2 * LONGEST
# Brackets and branches within each other; a template has two or three.
_DEEPEST = 20

_TOKEN = re.compile(
    r"""[^\S\n]*(?:(?P<name>[A-Za-z_$][\w$]*)|(?P<line>\n)|(?P<remark>//[^\n]*|/\*.*?(?:\*/|\Z))"""
    r"""|(?P<text>(?:"[^"\\\n]*+(?:\\.[^"\\\n]*+){0,999}|'[^'\\\n]*+(?:\\.[^'\\\n]*+){0,999})(?P<closed>["'])?)|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<mark>[=!]==?|[<>+]=|&&|\|\||\+\+|--|.))""",
    re.DOTALL,
)
_BODY = re.compile(r"<body\b|</head\b", re.IGNORECASE)
_NO_TEXT = re.compile(r"<\s*/?(?:script|style|link|meta|base|title|html|head|body)\b", re.IGNORECASE)
_WORDS: dict[str, str | bool] = {"true": True, "false": False, "null": "", "undefined": ""}
# Counters and share bars write a script that is to be loaded.
_LOADER = re.compile(r"<scr|%3Cscr")
_SCRIPT_END = re.compile(r"</(?:script|SCRIPT|Script)[^<>]*>?")
_LINK = re.compile(r"</?a\b[^<>]*>", re.IGNORECASE)
# What fills an element: a member that is assigned, a method; and what gives its content or value.
_FILLS = ("innerHTML", "innerText", "textContent", ".html(", ".text(")
_MEMBERS = ("innerHTML", "innerText", "textContent", "value")
_METHODS = ("html", "text", "val")
_MARKUP = ("innerHTML", "html")
_ID = re.compile(r"(?:getElementById|\$|jQuery)\s*\(\s*[\"']#?([^\"'\s]{1,200})[\"']")
_Value = str | float | bool | None
"""None: not known."""


@dataclass(slots=True)
class _Token:
    kind: str
    said: str
    after_line: bool
    """Whether a line break stands before it, which can end a statement."""


class _Unread(Exception):
    """The script is none that can be followed."""


def written_by(script: str) -> str:
    """The HTML that a short script writes with ``document.write``; empty where it writes none, or none that is known.

    Of branches whose condition is not known the first is taken. Loops and functions write nothing.

    >>> written_by("var a='孟津春茶'; if(a.length>9){document.write('<h2>'+a+'</h2>')}else{document.write('<h1>'+a+'</h1>')}")
    '<h1>孟津春茶</h1>'
    >>> written_by("var from=''; if(from!=''){ document.write('来源：'+from); } document.write(now());")
    ''
    """
    if len(script) > LONGEST or "document.write" not in script:
        return ""
    return "".join(_run(script, lambda name: None).written)


def filled_by(script: str, content: Callable[[str], str | None]) -> list[tuple[str, str]]:
    """The elements that a short script fills, by id, each with its HTML; ``content`` gives what an element holds.

    >>> filled_by("document.getElementById('bt').innerHTML = '孟津' + '春茶';", lambda name: None)
    [('bt', '孟津春茶')]
    >>> filled_by("$(function(){ $('#zw').html($('#kept').val()); $('#n').text('1<2') })", {"kept": "<p>茶园</p>"}.get)
    [('zw', '<p>茶园</p>'), ('n', '1&lt;2')]
    >>> filled_by("$('#hits').html(hits); function f(){ $('#zw').html('无') }", lambda name: None)
    []
    """
    return _run(script, content).filled if ids_in(script) else []


def ids_in(script: str) -> list[str]:
    """The ids of elements that a short script names, where it says what fills one; none for a longer script.

    >>> ids_in("document.getElementById('bt').innerHTML = $('#kept').val()"), ids_in("$('#bt').show()")
    (['bt', 'kept'], [])
    """
    if len(script) > LONGEST or not any(mark in script for mark in _FILLS):
        return []
    return _ID.findall(script)


def with_written(text: str) -> str:
    """A page's HTML with what its short scripts write behind each of them, as its reader has it.

    Scripts of the head are left alone, and what would be no text: further scripts, styles, the document's own tags. Of
    links the words alone are written: where a script's link leads, pagers read from the script.
    Raises :exc:`PageOverBound` where they write without end.

    >>> with_written("<body><script>document.write('<h1>孟津春茶</h1>')</script><p>")
    "<body><script>document.write('<h1>孟津春茶</h1>')</script><h1>孟津春茶</h1><p>"
    """
    if "document.write" not in text:
        return text
    body = _BODY.search(text)
    done, at, looked = [], 0, body.end() if body else 0
    written = 0
    while (call := text.find("document.write", looked)) >= 0:
        opening = max(text.rfind("<script", looked, call), text.rfind("<SCRIPT", looked, call))
        looked = call + 1
        if opening < 0:
            continue
        start = text.find(">", opening) + 1
        closing = _SCRIPT_END.search(text, call)
        if closing is None or not start:
            break
        looked = closing.end()
        html = (
            "" if _LOADER.search(text, start, closing.start()) else written_by(text[start : closing.start()])
        )
        if html and not _NO_TEXT.search(html):
            written += len(html)
            if written > MAX_WRITTEN:
                raise PageOverBound(f"scripts that write more than {MAX_WRITTEN} characters")
            done += [text[at:looked], _LINK.sub("", html)]
            at = looked
    return "".join([*done, text[at:]])


def _run(script: str, content: Callable[[str], str | None]) -> _Reader:
    """What a script has done at its end; nothing where it cannot be followed."""
    reader = _Reader([], content)
    try:
        reader.tokens = _tokens(script)
        while reader.at < len(reader.tokens):
            reader.statement(run=True)
    except _Unread:
        return _Reader([], content)
    return reader


def _tokens(script: str) -> list[_Token]:
    tokens, after_line = [], False
    for found in _TOKEN.finditer(script.strip()):
        kind = found.lastgroup or ""
        if kind == "line":
            after_line = True
        elif kind == "text" and found["closed"] is None:
            raise _Unread
        elif kind != "remark":
            tokens.append(_Token(kind, found[kind], after_line))
            after_line = False
    return tokens


@dataclass(slots=True)
class _Reader:
    tokens: list[_Token]
    content: Callable[[str], str | None]
    """What the element of an id holds; None where there is none."""
    at: int = 0
    values: dict[str, _Value] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    filled: list[tuple[str, str]] = field(default_factory=list)
    """Ids of elements, and the HTML that is put into each."""
    depth: int = 0

    def said(self, ahead: int = 0) -> str:
        """What stands at the place; texts are none of the language's words."""
        number = self.at + ahead
        token = self.tokens[number] if number < len(self.tokens) else None
        return token.said if token is not None and token.kind != "text" else ""

    def take(self, mark: str) -> bool:
        """Go beyond ``mark`` where it stands here."""
        found = self.said() == mark
        self.at += found
        return found

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Unread

    def statement(self, *, run: bool) -> None:
        """One statement; where not ``run`` it is passed over."""
        self.deeper()
        if self.at >= len(self.tokens):
            raise _Unread
        word = self.said()
        if word == "{":
            self.at += 1
            while self.at < len(self.tokens) and not self.take("}"):
                self.statement(run=run)
        elif word == "if":
            self.at += 1
            self.branch(run=run)
        elif (inside := self.ready_function()) is not None:
            self.at = inside
            self.statement(run=run)
            self.to_end(inside)
        elif word in ("for", "while", "function", "switch", "try", "do"):
            self.skip_block(word)
        elif word in ("var", "let", "const"):
            self.at += 1
            self.simple(run=run)
        else:
            self.simple(run=run)
        self.depth -= 1

    def branch(self, *, run: bool) -> None:
        if not self.take("("):
            raise _Unread
        holds = self.expression()
        if holds is None and not self.take(")"):
            self.to_closing(")")
        elif holds is not None and not self.take(")"):
            holds = None
            self.to_closing(")")
        self.statement(run=run and (holds is None or bool(holds)))
        if self.said() == "else":
            self.at += 1
            self.statement(run=run and holds is not None and not holds)

    def skip_block(self, word: str) -> None:
        """Beyond a loop or a function: its head and its block."""
        self.at += 1
        while self.at < len(self.tokens) and self.said() not in ("{", ";", "("):
            self.at += 1
        if self.take("("):
            self.to_closing(")")
        if self.take("{"):
            self.to_closing("}")
        elif word in ("for", "while"):
            self.statement(run=False)

    def to_closing(self, mark: str) -> None:
        """Beyond the bracket that closes the one behind which we stand."""
        opening, depth = {")": "(", "}": "{", "]": "["}[mark], 1
        while self.at < len(self.tokens) and depth:
            said = self.said()
            depth += (said == opening) - (said == mark)
            self.at += 1

    def simple(self, *, run: bool) -> None:
        """Declarations, assignments and calls, to the end of the statement."""
        start = self.at
        if self.said() == "document" and self.said(1) == "." and self.said(2) in ("write", "writeln"):
            self.at += 3
            if self.take("(") and run:
                value = self.expression()
                if value is not None and self.said() in (")", ","):
                    self.written.append(_as_text(value))
                    if sum(map(len, self.written)) > _LONGEST_VALUE:
                        raise _Unread
        elif (name := self.element()) is not None:
            self.fill(name, run=run)
        else:
            while self.assignment(run=run) and self.take(","):
                pass
        self.to_end(start)

    def ready_function(self) -> int | None:
        """Where the block of a function begins that runs when the page is there: ``$(function(){``; None for no such."""
        if self.said() not in ("$", "jQuery"):
            return None
        window = [token.said if token.kind != "text" else "" for token in self.tokens[self.at : self.at + 12]]
        for head in (
            ["(", "function", "(", ")", "{"],
            ["(", "document", ")", ".", "ready", "(", "function", "(", ")", "{"],
        ):
            if window[1 : 1 + len(head)] == head:
                return self.at + len(head)
        return None

    def element(self) -> str | None:
        """The id of the element that is named here, and beyond it: ``$("#bt")``; None, and no step, for anything else."""
        by_id = self.said() == "document" and self.said(1) == "." and self.said(2) == "getElementById"
        opening = self.at + (3 if by_id else 1)
        if not by_id and self.said() not in ("$", "jQuery"):
            return None
        inside = self.tokens[opening : opening + 3]
        if len(inside) < 3 or (inside[0].said, inside[1].kind, inside[2].said) != ("(", "text", ")"):
            return None
        name = string_value(inside[1].said)
        if not by_id and not name.startswith("#"):
            return None
        self.at = opening + 3
        return name if by_id else name[1:]

    def fill(self, name: str, *, run: bool) -> None:
        """What is put into the element ``name``: ``.innerHTML = value``, ``.html(value)``."""
        if not self.take("."):
            return
        member, mark = self.said(), self.said(1)
        if (member, mark) not in [
            *((each, "=") for each in _MEMBERS[:3]),
            *((each, "(") for each in _METHODS[:2]),
        ]:
            return
        self.at += 2
        if self.said() == ")":
            return
        value = self.expression()
        if run and isinstance(value, str):
            self.filled.append((name, value if member in _MARKUP else html.escape(value, quote=False)))

    def held(self, name: str) -> _Value:
        """What the element ``name`` holds: ``.value``, ``.val()``."""
        if not self.take("."):
            return None
        member = self.said()
        if member in _MEMBERS:
            self.at += 1
        elif member in _METHODS and self.said(1) == "(" and self.said(2) == ")":
            self.at += 3
        else:
            return None
        return self.content(name)

    def assignment(self, *, run: bool) -> bool:
        """Beyond ``name = value``; False where there is none."""
        name, mark = self.said(), self.said(1)
        if mark not in ("=", "+=") or self.tokens[self.at].kind != "name":
            return False
        self.at += 2
        value = self.expression()
        if run:
            self.values[name] = _plus(self.values.get(name), value) if mark == "+=" else value
        return True

    def to_end(self, start: int) -> None:
        """Beyond the end of a statement that began at ``start``."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind != "text":
                if token.said == ";":
                    self.at += 1
                    return
                if token.said == "}" or (token.after_line and self.at > start and token.kind == "name"):
                    self.at += self.at == start  # a bracket too many
                    return
                if token.said in "({[":
                    self.at += 1
                    self.to_closing({"(": ")", "{": "}", "[": "]"}[token.said])
                    continue
            self.at += 1

    def expression(self) -> _Value:
        self.deeper()
        value = self.alternatives()
        if self.take("?"):
            first = self.expression()
            if not self.take(":"):
                raise _Unread
            second = self.expression()
            value = None if value is None else first if value else second
        self.depth -= 1
        return value

    def alternatives(self) -> _Value:
        value = self.conditions()
        while self.take("||"):
            other = self.conditions()
            value = other if value is not None and not value else (value if value else None)
        return value

    def conditions(self) -> _Value:
        value = self.comparison()
        while self.take("&&"):
            other = self.comparison()
            value = (
                other
                if value
                else (False if value is not None or (other is not None and not other) else None)
            )
        return value

    def comparison(self) -> _Value:
        value = self.total()
        while (mark := self.said()) in ("==", "===", "!=", "!==", "<", ">", "<=", ">="):
            self.at += 1
            other = self.total()
            value = _compare(value, mark, other)
        return value

    def total(self) -> _Value:
        value = self.term()
        while self.said() in ("+", "-", "*", "/", "%"):
            plus = self.said() == "+"
            self.at += 1
            other = self.term()
            value = _plus(value, other) if plus else None
        return value

    def term(self) -> _Value:
        self.deeper()
        value: _Value = None
        if self.at >= len(self.tokens):
            raise _Unread
        token = self.tokens[self.at]
        if token.kind == "text":
            self.at += 1
            value = string_value(token.said)
        elif (name := self.element()) is not None:
            value = self.held(name)
        elif token.kind == "number":
            self.at += 1
            value = float(token.said)
        elif token.kind == "name":
            self.at += 1
            value = self.values.get(token.said, _WORDS.get(token.said))
        elif self.take("!"):
            inner = self.term()
            value = None if inner is None else not inner
        elif self.take("("):
            value = self.expression()
            if not self.take(")"):
                self.to_closing(")")
                value = None
        value = self.members(value)
        self.depth -= 1
        return value

    def members(self, value: _Value) -> _Value:
        """What stands behind a value: ``.length``, ``.trim()``; of other members and calls nothing is known."""
        while True:
            if self.take("."):
                member = self.said()
                self.at += 1
                if member == "length" and isinstance(value, str):
                    value = float(len(value))
                elif member in ("trim", "toString") and isinstance(value, str) and self.said(1) == ")":
                    self.at += 2
                    value = value.strip()
                elif member == "replace" and isinstance(value, str):
                    value = self.replaced(value)
                else:
                    value = None
            elif self.said() in ("(", "["):
                closing = ")" if self.said() == "(" else "]"
                self.at += 1
                self.to_closing(closing)
                value = None
            else:
                return value

    def replaced(self, value: str) -> str | None:
        """``value`` after ``.replace("…", "…")``; None where another thing than two texts stands in the brackets."""
        inside = self.tokens[self.at : self.at + 5]
        if [token.said if token.kind != "text" else "" for token in inside] != ["(", "", ",", "", ")"]:
            return None
        self.at += 5
        replaced = value.replace(string_value(inside[1].said), string_value(inside[3].said), 1)
        if len(replaced) > _LONGEST_VALUE:
            raise _Unread
        return replaced


def _plus(one: _Value, other: _Value) -> _Value:
    if one is None or other is None:
        return None
    if isinstance(one, str) or isinstance(other, str):
        text = _as_text(one) + _as_text(other)
        if len(text) > _LONGEST_VALUE:
            raise _Unread
        return text
    return float(one) + float(other)


def _as_text(value: _Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else value or ""


def _compare(one: _Value, mark: str, other: _Value) -> bool | None:
    if one is None or other is None:
        return None
    if mark in ("==", "==="):
        return one == other
    if mark in ("!=", "!=="):
        return one != other
    if not (isinstance(one, float) and isinstance(other, float)):
        return None
    return {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[mark]
