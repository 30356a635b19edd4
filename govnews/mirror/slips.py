"""Byte slips: what a gloss or a byte driven between the two bytes of a character left of it, undone.

The mirrors work on GBK bytes and know nothing of characters. Where the second byte of one character and
the first of the next are, together, a character of their list, they put its gloss between the two bytes of
the next one; reading it, a decoder drops the lone first byte together with the ``(`` and shows one ``?``::

    日    報                日    ?       報
    C8 D5 88 F3     →      C8 D5 88 (qǐng) F3 (bào)   →   日?qǐng)?bào)
          請

From there on bytes pair up wrongly (*shifted*) until the next ASCII byte. It is either the second byte of a
character and stands there as a letter, or it is swallowed with the lone byte before it, which gives another
``?``. The other trigger is a byte put before ``！ 。 ？ ； ：`` where these are ghosts of the same kind: 。”會
became ``?！睍?huì)``. So a slip is a run of bytes that are all known, but for the first, and for the last
where it ends in ``?``. What these were is decided by the glosses around, and by frequency among what is left.

Bytes are missing where a shifted pair fell into GBK's user-defined zones, which extractors drop. Such a run is
read only where a gloss proves that something is missing, and is reported as guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from govnews.mirror.conversion import converted_away, simplified_forms
from govnews.mirror.frequencies import likelihood
from govnews.mirror.glosses import GLOSS
from govnews.mirror.readings import LETTERS, reads

EATEN_LESS = "\ufdd0"
"""A noncharacter of Unicode that stands in a repaired text for the ``<`` of a tag, whose rest follows."""

EATEN_AND = "\ufdd1"
"""The same for the ``&`` of a character reference."""

_AROUND = 24  # characters of context in a report
_LONGEST_RUN = 60  # characters that a shift lasts at most: a paragraph without any digit or half-width mark
_BEHIND = 150  # characters before a slip that are looked at: two, with their glosses
_MOST_PLACES = 5_000  # of one text; a mirror of 100 KB has some dozens, hostile input as many as it likes
_LONGEST_FILLED = 16  # characters of a run with missing bytes: what is put in has to hang on something
_MOST_FILLS = 20  # of one text: each costs milliseconds
_BEAM = 12
_LISTED = 4.0  # bits in favour of a ghost that the page glosses elsewhere
_MISSING = -6.0  # bits against a pair of dropped bytes
_NEVER = 8.0  # bits against a character that the mirror would have converted, and against 。、
_STRAY = -13.0  # bits of a stray question mark, and of the letter or question mark that ends a slip
_MARGIN = 1.0  # bits per character by which a punctuation slip has to beat the text as it stands

_LEAST_EACH = -22.0  # bits of a character below which a punctuation slip is not believed: a rare one has -20

_LEADS = range(0x81, 0xFF)
_USER_LEADS = (*range(0xAA, 0xB0), *range(0xF8, 0xFF), *range(0xA1, 0xA8))
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))

_TAIL = re.compile(rf"([{LETTERS}]{{1,7}})\)")
_GLOSSES = re.compile(f"((?:{GLOSS})+)")
_GLOSSES_BEFORE = re.compile(f"(?:{GLOSS})*$")
_TAG_REST = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>\n]{0,300}|/)?>")
_REFERENCE_REST = re.compile(r"(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,5});")
# A tag without its <, after a byte that no slip explains.
_BARE_TAG = re.compile(
    r"\?(?=/[a-z][a-z0-9]{0,9}>|(?:a|b|br|div|em|font|h\d|img|li|p|span|strong|td|tr)(?:\s[^<>\n]{0,300})?/?>)"
)
_MARKS = frozenset("，。、；：？！")
# The marks that mirrors put a byte before, with the narrow form that some of them have by now.
_TRIGGERS = {c: c for c in "！。？；：，、"} | dict(zip("!?;:", "！？；：", strict=True))


@dataclass(frozen=True, slots=True)
class Damage:
    """A place that is not, or not surely, what the source had."""

    around: str
    """The place in the text as it stood, with some characters on both sides."""

    reason: str


@dataclass(slots=True)
class Repaired:
    """A text with its slips undone. In it :data:`EATEN_LESS` and :data:`EATEN_AND` stand for what was eaten."""

    text: str
    count: int
    guessed: list[Damage]


@dataclass(slots=True)
class _Run:
    """The bytes of one slip, as far as they are there."""

    start: int
    end: int
    pairs: list[bytes]
    """The text's own characters inside the run, two bytes each."""

    first: list[int]
    """What the lone byte at the start can have been."""

    last: list[int]
    """What the byte that ends the run can be: one value for a letter, all where it is lost."""

    reading: str | None
    """A syllable that the run's last character has to have."""

    eaten: str
    """The ASCII character swallowed at the end, as far as that is known."""


def repair(text: str, glossed: frozenset[str]) -> Repaired:
    """``text``, which still has its glosses, with every slip undone that can be read.

    ``glossed`` are characters that the page glosses somewhere.

    >>> repair("人民日?qǐng)?bào)記者", frozenset("請報")).text
    '人民日報記者'
    >>> repair("產業鏈?zhǔn)桨l(fā)展", frozenset("準發")).text
    '產業鏈式發(fā)展'
    >>> repair("這是怎么回事?會議指出", frozenset("會")).text
    '這是怎么回事?會議指出'
    """
    done: list[str] = []
    guessed: list[Damage] = []
    position = count = 0
    behind = ""
    fills = _MOST_FILLS
    for _ in range(_MOST_PLACES):
        mark = text.find("?", position)
        if mark < 0:
            break
        done.append(text[position:mark])
        behind = (behind + done[-1])[-_BEHIND:]
        reading = _read(text, mark, _last_characters(behind), glossed, fills > 0)
        if reading is None:
            done.append("?")
            behind += "?"
            position = mark + 1
            continue
        run, decoded, missing = reading
        fills -= missing
        done.append(decoded + run.eaten)
        behind += done[-1]
        if missing:
            around = text[max(0, run.start - _AROUND) : run.end + _AROUND]
            guessed.append(Damage(around, "bytes dropped inside a slip; filled by frequency"))
        position = run.end
        count += 1
    done.append(text[position:])
    return Repaired(_BARE_TAG.sub("?" + EATEN_LESS, "".join(done)), count, guessed)


def _read(
    text: str, mark: int, before: str, glossed: frozenset[str], may_fill: bool
) -> tuple[_Run, str, bool] | None:
    """The slip at the ``?`` of ``text[mark]``, what it was, and whether bytes of it are missing."""
    run = _find_run(text, mark, before)
    if run is None:
        return None
    after = text[run.end : run.end + 1]
    after = after if after >= "㐀" else ""
    best = _decode(run, before, after, False, glossed)
    if best is not None:
        proven = text[mark + 1] not in _TRIGGERS or run.reading is not None
        return (run, best[1], False) if proven or _beats(*best, run, before, after) else None
    if may_fill and run.reading is not None and len(run.pairs) <= _LONGEST_FILLED:
        best = _decode(run, before, after, True, glossed)
    return None if best is None else (run, best[1], True)


def _beats(score: float, decoded: str, run: _Run, before: str, after: str) -> bool:
    """Whether ``decoded`` is likelier than the run's characters as they stand, each with what comes ``after``."""
    standing = b"".join(run.pairs).decode("gbk") + after
    stands = (_score(standing, before) + 2 * _STRAY) / (len(standing) + 2)
    if min(_cost(char, "") for char in decoded) < _LEAST_EACH:
        return False
    return score / len(decoded + after) > stands + _MARGIN


def _find_run(text: str, mark: int, before: str) -> _Run | None:
    """The run of shifted bytes that starts at ``text[mark]``."""
    tail = _TAIL.match(text, mark + 1)
    if tail:
        first = _lost_after(before[-1], tail[1]) if before else []
        return _collect(text, mark, tail.end(), first) if first else None
    trigger = _TRIGGERS.get(text[mark + 1 : mark + 2])
    if trigger is None:
        return None
    run = _collect(text, mark, mark + 2, list(_LEADS))
    if run is not None:
        run.pairs.insert(0, trigger.encode("gbk"))
    return run


def _collect(text: str, start: int, position: int, first: list[int]) -> _Run | None:
    """Follow the shifted bytes from ``position`` to the end of the shift; None where they contradict themselves."""
    pairs: list[bytes] = []
    while len(pairs) < _LONGEST_RUN:
        char = text[position : position + 1]
        if char == "?":
            tail = _TAIL.match(text, position + 1)
            if tail:
                return _Run(start, tail.end(), pairs, first, list(_TRAILS), tail[1], "")
            return _Run(start, position + 1, pairs, first, list(_TRAILS), None, _eaten(text, position + 1))
        if "@" <= char <= "~":
            glosses = _GLOSSES.match(text, position + 1)
            reading = glosses[1][1:].partition(")")[0] if glosses else None
            return _Run(start, position + 1, pairs, first, [ord(char)], reading, "")
        pair = _gbk(char)
        if pair is None:
            return None
        pairs.append(pair)
        position += 1
        glosses = _GLOSSES.match(text, position)
        if glosses and all(reads(char, s) for s in re.findall(f"[{LETTERS}]+", glosses[1])):
            position = glosses.end()  # the shifted pair was a ghost of the list
    return None


def _eaten(text: str, position: int) -> str:
    """The ASCII character before ``position`` that went with a lost byte, where what follows tells it."""
    if _TAG_REST.match(text, position):
        return EATEN_LESS
    if _REFERENCE_REST.match(text, position):
        return EATEN_AND
    closing = text.find(")", position, position + 40)
    if closing >= 0 and "(" not in text[position:closing]:
        return "("
    return ""


def _decode(
    run: _Run, before: str, after: str, missing: bool, glossed: frozenset[str]
) -> tuple[float, str] | None:
    """The likeliest characters of ``run`` with their score; None where its bytes make no text.

    With ``missing``, one dropped pair of bytes at least is put in.
    """
    # A hypothesis: score, decoded text, the lead byte that waits for its trail, number of pairs put in.
    hypotheses = [(_ghost_bonus(before, lead, glossed), "", lead, 0) for lead in run.first]
    for pair in run.pairs:
        step = [h for old in hypotheses for h in _advance(old, pair, before)]
        if missing:
            step += [
                h
                for old in hypotheses
                for filled in _fill(old, before)
                for h in _advance(filled, pair, before)
            ]
        hypotheses = _best(step)
        if not hypotheses:
            return None
    if missing:
        hypotheses += [filled for old in hypotheses for filled in _fill(old, before)]
    ends: list[tuple[float, str]] = []
    for score, decoded, lead, filled in hypotheses:
        if missing and not filled:
            continue
        for trail in run.last:
            char = _character(lead, trail)
            if char is None or (run.reading is not None and not reads(char, run.reading)):
                continue
            total = score + _cost(char, (before + decoded)[-1:])
            if after:
                total += likelihood(after, char)
            if char in glossed and run.reading is not None:
                total += _LISTED
            ends.append((total, decoded + char))
    return max(ends, default=None)


_Hypothesis = tuple[float, str, int, int]


def _advance(old: _Hypothesis, pair: bytes, before: str) -> Iterator[_Hypothesis]:
    score, decoded, lead, filled = old
    char = _character(lead, pair[0])
    if char is not None and pair[1] in _LEADS:
        yield score + _cost(char, (before + decoded)[-1:]), decoded + char, pair[1], filled


def _fill(old: _Hypothesis, before: str) -> list[_Hypothesis]:
    """The likeliest ways to go on over a pair of bytes in a user-defined zone."""
    score, decoded, lead, filled = old
    last = (before + decoded)[-1:]
    chars = ((middle, _character(lead, middle)) for middle in _USER_LEADS)
    likeliest = sorted(((_cost(c, last), middle, c) for middle, c in chars if c), reverse=True)[:4]
    return [
        (score + cost + _MISSING, decoded + char, trail, filled + 1)
        for cost, middle, char in likeliest
        for trail in (range(0x81, 0xA1) if middle < 0xA8 else range(0xA1, 0xFF))
    ]


def _best(hypotheses: Iterable[_Hypothesis]) -> list[_Hypothesis]:
    """The best few of each waiting byte: what the next character costs is decided by that byte alone."""
    ranked = sorted(hypotheses, reverse=True)
    return ranked[:_BEAM]


def _lost_after(last: str, syllable: str) -> list[int]:
    """What a byte can be that makes, with the second byte of ``last``, a changed character read ``syllable``."""
    pair = _gbk(last)
    if pair is None:
        return []
    ghosts = ((trail, _character(pair[1], trail)) for trail in _TRAILS if trail in _LEADS)
    return [trail for trail, ghost in ghosts if ghost in simplified_forms() and reads(ghost, syllable)]


def _ghost_bonus(before: str, lead: int, glossed: frozenset[str]) -> float:
    pair = _gbk(before[-1:]) if before else None
    return _LISTED if pair and _character(pair[1], lead) in glossed else 0.0


def _score(chars: Iterable[str], before: str) -> float:
    total, last = 0.0, before[-1:]
    for char in chars:
        total += _cost(char, last)
        last = char
    return total


@lru_cache(maxsize=50_000)
def _cost(char: str, before: str) -> float:
    """Likelihood of ``char``, less for one that the mirror would have converted."""
    cost = likelihood(char, before)
    if char in converted_away():
        cost -= _NEVER
    if char in _MARKS and before in _MARKS:
        cost -= _NEVER
    return cost


def _last_characters(text: str) -> str:
    """The last one or two characters of ``text``, glosses aside."""
    stripped = text[-120:]
    found: list[str] = []
    while stripped and len(found) < 2:
        stripped = _GLOSSES_BEFORE.sub("", stripped)
        if not stripped or _gbk(stripped[-1]) is None:
            break
        found.append(stripped[-1])
        stripped = stripped[:-1]
    return "".join(reversed(found))


@cache
def _gbk(char: str) -> bytes | None:
    """The two bytes of ``char``; None for ASCII and for what GBK lacks."""
    try:
        pair = char.encode("gbk")
    except UnicodeEncodeError:
        return None
    return pair if len(pair) == 2 else None


@cache
def _character(lead: int, trail: int) -> str | None:
    """The character of two bytes; None where they make none."""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return None
