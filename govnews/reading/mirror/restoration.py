"""The restoration of a text, step by step, on the whole document's verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from govnews.reading.mirror.conversion import simplify
from govnews.reading.mirror.glosses import GLOSS, find_glosses, remove_glosses
from govnews.reading.mirror.noise import (
    has_comma_noise,
    remove_comma_noise,
    restore_lost_spaces,
    without_spam_line,
)
from govnews.reading.mirror.punctuation import was_narrowed, widen
from govnews.reading.mirror.readings import LETTERS
from govnews.reading.mirror.slips import EATEN_AND, EATEN_LESS, Damage, SlipReader
from govnews.reading.mirror.verdict import DESCRIPTIONS, Family, Verdict, is_suspect, judge

_TAG_DEBRIS = re.compile(EATEN_LESS + r"/?[a-zA-Z][^<>\n]{0,310}>")
_REFERENCE_DEBRIS = re.compile(EATEN_AND + "(#?[0-9a-zA-Z]{2,8};)")
_AROUND = 12


@dataclass(slots=True)
class Restoration:
    """A text restored, and what was found in it."""

    text: str
    """The restored text; the very same string where it is no mirror."""

    family: Family | None = None
    """The family of field facts §6.1; None where the text is no mirror."""

    slips: int = 0
    """Number of byte slips undone."""

    noise: list[str] = field(default_factory=list)
    """Names of the noise layers found: ``commas``, ``lost spaces``, ``spam line``."""

    guessed: list[Damage] = field(default_factory=list)
    """Places with missing bytes, filled with what is likeliest."""

    unrestored: list[Damage] = field(default_factory=list)
    """Places that stand in the text as they were."""

    @property
    def is_mirror(self) -> bool:
        """Whether the text was taken for a degraded mirror."""
        return self.family is not None

    def describe(self) -> str:
        """One line for the evidence; empty where the text is no mirror.

        >>> examine("何武周帶隊(duì)開(kāi)展產(chǎn)業(yè)項(xiàng)目觀摩").describe()
        'family B (traditional, toned pinyin after most changed characters)'
        """
        if self.family is None:
            return ""
        parts = [f"family {self.family} ({DESCRIPTIONS[self.family]})"]
        parts += [f"{self.slips} byte slips undone"] * bool(self.slips)
        parts += [f"noise: {', '.join(self.noise)}"] * bool(self.noise)
        parts += [f"{len(self.guessed)} places guessed"] * bool(self.guessed)
        parts += [f"{len(self.unrestored)} places not restored"] * bool(self.unrestored)
        return "; ".join(parts)


def restore(text: str) -> str:
    """``text`` without what a degraded mirror did to it; the same string where it is none. Idempotent.

    >>> restore("發(fā)布時(shí)間:2023-03-24 來(lái)源:人民日?qǐng)?bào)")
    '发布时间:2023-03-24 来源：人民日报'
    >>> restore("各县(市、区)政府,应用(app)")
    '各县(市、区)政府,应用(app)'
    """
    return examine(text).text


def examine(text: str) -> Restoration:
    """``text`` restored on its own verdict, with an account of what was done and what was not."""
    verdict = judge(text) if is_suspect(text) else None
    if verdict is None:
        return Restoration(text)
    part = Document.of(text, verdict).restore_part(text)
    part.text = _TAG_DEBRIS.sub("", part.text)
    part.text = _REFERENCE_DEBRIS.sub(lambda rest: unescape("&" + rest[1]), part.text)
    without_spam = without_spam_line(part.text)
    if without_spam != part.text:
        part.text = without_spam
        part.noise.append("spam line")
    return part


@dataclass(frozen=True, slots=True)
class Document:
    """What is true of a whole document, for the restoration of its parts."""

    verdict: Verdict
    comma_noise: bool
    narrowed: bool
    slips: SlipReader

    @classmethod
    def of(cls, text: str, verdict: Verdict) -> Document:
        """From the document's visible text."""
        noise = has_comma_noise(text)
        marks = re.sub(GLOSS, "", text)
        return cls(
            verdict,
            noise,
            was_narrowed(remove_comma_noise(marks) if noise else marks),
            SlipReader(verdict.glossed),
        )

    def restore_part(self, text: str) -> Restoration:
        """One run of visible text, in which ``EATEN_LESS`` and ``EATEN_AND`` may stand for what a slip ate."""
        verdict = self.verdict
        result = Restoration(text, verdict.family)
        if verdict.traditional:
            spaced = restore_lost_spaces(text)
            if spaced != text:
                result.noise.append("lost spaces")
            repaired = self.slips.repair(spaced)
            text, result.slips, result.guessed = repaired.text, repaired.count, repaired.guessed
            result.unrestored = repaired.lost
        text = remove_glosses(text, verdict.unwanted)
        if self.comma_noise:
            result.noise.append("commas")
            text = remove_comma_noise(text)
        result.text = simplify(text, verdict.own) if verdict.traditional else text
        if self.narrowed:
            result.text = widen(result.text)
        result.unrestored = [*result.unrestored, *_left(result.text)]
        return result

    def restore_words(self, text: str) -> str:
        """``text`` without glosses and in simplified characters, its marks as they are: for scripts."""
        text = remove_glosses(text, self.verdict.unwanted)
        return simplify(text, self.verdict.own) if self.verdict.traditional else text


_DEBRIS = re.compile(rf"\?(?:[{LETTERS}]{{1,7}}\)|[?！。；：]|{EATEN_LESS}|(?=[㐀-鿿]))")


def _left(text: str) -> list[Damage]:
    """What still looks damaged in ``text`` after glosses and slips are gone."""
    left = [
        Damage(text[max(0, found.start() - _AROUND) : found.end() + _AROUND], "bytes missing")
        for found in _DEBRIS.finditer(text)
    ]
    left += [
        Damage(text[max(0, g.found.start() - _AROUND) : g.found.end()], "toned letters that are no reading")
        for g in find_glosses(text)
        if g.toned and not g.is_of_base
    ]
    return left
