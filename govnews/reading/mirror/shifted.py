"""Runs of GBK bytes that were decoded one byte off, and the likeliest characters that they were."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from govnews.reading.mirror.conversion import converted_away
from govnews.reading.mirror.frequencies import likelihood
from govnews.reading.mirror.readings import reads

LEADS = range(0x81, 0xFF)
"""First bytes of GBK."""

TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
"""Second bytes of GBK."""

SENTENCE_ENDS = frozenset("。！？”")

_USER_LEADS = (*range(0xAA, 0xB0), *range(0xF8, 0xFF), *range(0xA1, 0xA8))
_BEFORE_TAG = SENTENCE_ENDS | frozenset("：）》")
_MARKS = frozenset("，。、；：？！")

# Weights, in bits; tuned on the samples and on generated mirrors, none of them sharply.
_LISTED = 4.0  # in favour of a character that the page glosses elsewhere
_ENDS = 4.0  # in favour of a sentence's end before what is no Chinese character
_NEVER = 8.0  # against a character that the mirror would have converted, and against 。、
_MISSING = 6.0  # against a pair of dropped bytes
_STRAY = 13.0  # against a stray question mark, and the letter or question mark that ends a slip
_MARGIN = 1.0  # per character, by which a slip that no gloss proves has to beat the text as it stands
_MARGIN_FILLED = 3.0  # the same where missing bytes were put in, which leaves more to choose from
_RAREST = 22.0  # of a character in such a slip; rare ones have 20

_BEAM = 12  # readings that are followed side by side
_LIKELIEST = 8  # characters that are tried where bytes are missing


@dataclass(slots=True, kw_only=True)
class Run:
    """The bytes of one slip, as far as they are there."""

    before: str
    """The one or two characters before it."""

    first: list[int]
    """What the lone byte at the start can have been."""

    pairs: list[bytes] = field(default_factory=list)
    """The characters that stand in its place, two bytes each."""

    last: list[int] = field(default_factory=list)
    """What the byte that ends it can be: one value for a letter, all where it is lost."""

    reading: str | None = None
    """A syllable that its last character has to have."""

    eaten: str | None = None
    """The ASCII character swallowed at the end, empty where it is not known; None where none was."""

    unknown_end: bool = False
    """Whether what was swallowed is most likely a part of a number or a word of letters, which nothing tells."""

    after: str = ""
    """The Chinese character that follows; empty where none does."""

    proven: bool = False
    """Whether a gloss shows that there is a slip."""

    filled: bool = False
    """Whether bytes that were dropped have been put in."""

    end: int = 0
    """Where the text goes on."""


_Hypothesis = tuple[float, str, int, int]
"""Score, decoded text, the first byte that waits for its second, number of dropped pairs put in."""


def decode(run: Run, glossed: frozenset[str], *, missing: bool = False) -> str | None:
    """The likeliest characters of ``run``; None where its bytes make no text, or none likelier than what stands.

    With ``missing``, one dropped pair of bytes at least is put in. ``glossed`` are characters that the page
    glosses somewhere.
    """
    hypotheses: list[_Hypothesis] = [(_ghost(run, lead, glossed), "", lead, 0) for lead in run.first]
    for pair in run.pairs:
        filled = [f for old in hypotheses for f in _fill(old, run, _likely_leads(pair[0]))] if missing else []
        hypotheses = [h for old in (*hypotheses, *filled) for h in _advance(old, run, pair)]
        hypotheses = _best(hypotheses)
    if missing and len(run.last) == 1:
        hypotheses += [f for old in hypotheses for f in _fill(old, run, _likely_leads(run.last[0]))]
    elif missing and run.reading:
        leads = {code[0] for c in glossed if (code := gbk(c)) and reads(c, run.reading)}
        hypotheses += [f for old in hypotheses for f in _fill(old, run, leads)]
    whole = [end for h in hypotheses if h[3] or not missing for end in _finish(h, run, glossed)]
    if not whole:
        return None
    score, decoded = max(whole)
    if any(_is_implausible(char, run.proven) for char in decoded):
        return None
    margin = _MARGIN_FILLED if missing else _MARGIN
    return decoded if run.proven or _gain(score, decoded, run) > margin else None


def _is_implausible(char: str, proven: bool) -> bool:
    """Whether ``char`` is too rare; in a proven slip a Chinese character may be as rare as it likes."""
    return _score(char, "") < -_RAREST and not (proven and "㐀" <= char <= "鿿")


def _best(hypotheses: list[_Hypothesis]) -> list[_Hypothesis]:
    """The best few, one of each that go on alike: with the same last characters and the same waiting byte."""
    alike: dict[tuple[str, int], _Hypothesis] = {}
    for hypothesis in sorted(hypotheses, reverse=True):
        alike.setdefault((hypothesis[1][-2:], hypothesis[2]), hypothesis)
        if len(alike) == _BEAM:
            break
    return list(alike.values())


def _advance(old: _Hypothesis, run: Run, pair: bytes) -> Iterator[_Hypothesis]:
    """Complete the waiting character with the first byte of ``pair``; its second one waits next."""
    score, decoded, lead, filled = old
    char = character(lead, pair[0])
    if char is not None and pair[1] in LEADS:
        yield score + _score(char, (run.before + decoded)[-2:]), decoded + char, pair[1], filled


def _fill(old: _Hypothesis, run: Run, leads: Collection[int]) -> list[_Hypothesis]:
    """The likeliest ways over a pair of bytes in a user-defined zone, whose second byte is one of ``leads``."""
    score, decoded, lead, filled = old
    last = (run.before + decoded)[-2:]
    chars = ((middle, character(lead, middle)) for middle in _USER_LEADS)
    likeliest = sorted(((_score(char, last), middle, char) for middle, char in chars if char), reverse=True)
    return [
        (score + gain - _MISSING, decoded + char, next_lead, filled + 1)
        for gain, middle, char in likeliest[:_LIKELIEST]
        for next_lead in leads
        # The zones A1–A7 have second bytes up to A0, the others from A1 on.
        if (next_lead <= 0xA0) == (middle < 0xA8)
    ]


def _finish(old: _Hypothesis, run: Run, glossed: frozenset[str]) -> Iterator[tuple[float, str]]:
    """Complete the last character."""
    score, decoded, lead, _ = old
    for trail in run.last:
        char = character(lead, trail)
        if char is None or (run.reading is not None and not reads(char, run.reading)):
            continue
        total = score + _score(char, (run.before + decoded)[-2:])
        if run.after:
            total += likelihood(run.after, (decoded + char)[-2:])
        if run.reading is not None and char in glossed:
            total += _LISTED
        if run.eaten is not None and char in (_BEFORE_TAG if run.eaten else SENTENCE_ENDS):
            total += _ENDS
        yield total, decoded + char


def _ghost(run: Run, lead: int, glossed: frozenset[str]) -> float:
    """What speaks for ``lead`` by the character that it makes with the byte before."""
    pair = gbk(run.before[-1:])
    return _LISTED if pair and character(pair[1], lead) in glossed else 0.0


def _gain(score: float, decoded: str, run: Run) -> float:
    """By how many bits per character ``decoded`` is likelier than the run's characters as they stand."""
    standing = b"".join(run.pairs).decode("gbk") + run.after
    stands = -2 * _STRAY
    last = run.before
    for char in standing:
        stands += _score(char, last[-2:])
        last += char
    return score / len(decoded + run.after) - stands / (len(standing) + 2)


@cache
def _likely_leads(trail: int) -> list[int]:
    """First bytes of the commonest characters with the second byte ``trail``."""
    chars = ((lead, character(lead, trail)) for lead in LEADS)
    ranked = sorted(((_score(char, ""), lead) for lead, char in chars if char), reverse=True)
    return [lead for _, lead in ranked[: 2 * _LIKELIEST]]


@lru_cache(maxsize=50_000)
def _score(char: str, before: str) -> float:
    """Likelihood of ``char``, less for what a mirror's text cannot have."""
    score = likelihood(char, before)
    if char in converted_away():
        score -= _NEVER
    if char in _MARKS and before[-1:] in _MARKS:
        score -= _NEVER
    return score


@cache
def gbk(char: str) -> bytes | None:
    """The two bytes of ``char``; None for ASCII and for what GBK lacks.

    >>> gbk("報"), gbk("a")
    (b'\\x88\\xf3', None)
    """
    try:
        pair = char.encode("gbk")
    except UnicodeEncodeError:
        return None
    return pair if len(pair) == 2 else None


@cache
def character(lead: int, trail: int) -> str | None:
    """The character of two bytes; None where they make none.

    >>> character(0x88, 0xF3), character(0x88, 0x28)
    ('報', None)
    """
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return None
