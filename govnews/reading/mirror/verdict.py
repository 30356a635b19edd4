"""Is a text a degraded mirror, and of which family (field facts §6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from govnews.reading.mirror.conversion import converted_away, own_characters, simplified_forms
from govnews.reading.mirror.glosses import GLOSS, Gloss, always_glossed, find_glosses
from govnews.reading.mirror.readings import is_toned

Family = Literal["A", "B", "C", "D", "E"]

DESCRIPTIONS: dict[Family, str] = {
    "A": "traditional, toned pinyin after some characters",
    "B": "traditional, toned pinyin after most changed characters",
    "C": "toneless pinyin, often repeated, after characters",
    "D": "simplified, pinyin after words",
    "E": "plain traditional",
}

_TRADITIONAL_SHARE = 0.2
"""Of a page's Chinese characters. Samples of mirrors: 0.26 to 0.51; 51 clean pages: at most 0.0023."""

_TRADITIONAL_TO_SIMPLIFIED = 3
"""Times that changed characters outnumber those which a converter would have changed and which are there unchanged.
A mirror has hardly any; a simplified text that quotes much traditional has."""

_GLOSSED_SHARE = 0.05
"""The same where three or more of the changed characters have their gloss: a mirror with simplified furniture."""

_FEW = 4
"""Changed characters below which no text is called traditional: a name is no page."""

_MOST = 0.45
"""Share of glossed among changed characters from which a page is of family B."""

_COMMON_TRADITIONAL = "國會業發開區時來為們這對進務設產縣長黨鎮學個說過實關動報員問後電東車書華門馬"
"""The commonest characters with a traditional form of their own: what is traditional has some of them."""

_ON_READING = re.compile(
    "读音|讀音|[读讀念]作|拼音|多音|异读|異讀|声调|聲調|注音|误读|读错|字典|词典|普通话水平"
)

_GLOSS_SHAPE = re.compile(GLOSS.replace(r"\(", r"\((?<=[㐀-鿿]\()", 1))
_HANZI = re.compile("[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of the whole document, for the restoration of any part of it."""

    family: Family
    traditional: bool
    glossed: frozenset[str] = frozenset()
    """Changed characters with a valid gloss somewhere in the document: the mirror's list."""

    always: frozenset[str] = frozenset()
    """Unchanged characters that the mirror glosses as well."""

    any_character: bool = False
    """Whether glosses stand on unchanged characters too (C)."""

    words: bool = False
    """Whether glosses stand on words (D)."""

    common_words: bool = False
    """Whether glosses stand on common words here and there (D)."""

    own: str = ""
    """Traditional-looking characters that stood in the source (names)."""

    def unwanted(self, gloss: Gloss) -> bool:
        """Whether the mirror, and not the source, put ``gloss`` there."""
        if self.words and gloss.word_length:
            return True
        if self.common_words and gloss.toned and gloss.is_of_common_word:
            return True
        if not (gloss.is_of_base and (self.traditional or self.any_character)):
            return False
        return (
            self.any_character
            or gloss.base in simplified_forms()
            or gloss.base in self.always
            or gloss.is_of_last_byte
        )


def is_suspect(text: str) -> bool:
    """Whether ``text`` (or HTML) may be a mirror: cheap, and true for some text that is none.

    >>> is_suspect("区委书记带队调研(记者 王五)"), is_suspect("區委書記帶隊開展調研")
    (False, True)
    """
    if sum(char in text for char in _COMMON_TRADITIONAL) >= 2:
        return True
    shapes = [found[0] for found in islice(_GLOSS_SHAPE.finditer(text), 3)]
    return len(shapes) == 3 or (len(shapes) == 2 and all(map(is_toned, shapes)))


def judge(text: str) -> Verdict | None:
    """The verdict on a whole document's visible text; None where it is no mirror.

    >>> judge("何武周帶隊(duì)開(kāi)展產(chǎn)業(yè)項(xiàng)目觀摩").family
    'B'
    >>> judge("本表列出声调:妈(mā)、麻(má)、马(mǎ)、骂(mà)。") is None
    True
    """
    changed = simplified_forms()
    hanzi = _HANZI.findall(text)
    if not hanzi:
        return None
    count = sum(map(changed.__contains__, hanzi))
    simple = sum(map(converted_away().__contains__, hanzi))
    share = count / len(hanzi)
    found = list(find_glosses(text))
    valid = [g for g in found if g.is_of_base]
    on_changed = [g for g in valid if g.base in changed]
    toneless = _is_toneless(valid, found)
    traditional = count >= _FEW and (
        (share >= _TRADITIONAL_SHARE and count > _TRADITIONAL_TO_SIMPLIFIED * simple)
        or (share >= _GLOSSED_SHARE and len(on_changed) >= 3)
    )
    words = not traditional and not toneless and _glosses_words(found)
    common_words = not (traditional or toneless or words) and _glosses_common_words(text, found)
    if not (traditional or toneless or words or common_words):
        return None
    glossed_share = len(on_changed) / max(count, 1)
    family: Family
    if toneless:
        family = "C"
    elif words or common_words:
        family = "D"
    elif len(on_changed) < 2:
        family = "E"
    else:
        family = "B" if glossed_share >= _MOST else "A"
    return Verdict(
        family=family,
        traditional=traditional,
        glossed=frozenset(g.base for g in on_changed),
        always=always_glossed(text) if traditional else frozenset(),
        any_character=toneless,
        words=words or (traditional and _glosses_words(found)),
        common_words=common_words,
        own=own_characters(text) if traditional else "",
    )


def _is_toneless(valid: list[Gloss], found: list[Gloss]) -> bool:
    """Family C: five or more characters with toneless glosses, and repeated ones, which nobody writes.

    Without repetition, toneless glosses on a fifth of unchanged characters or more tell it from A and B,
    whose toneless ones are particles; a single one such as (app) behind 阿 is no evidence.
    """
    plain = [g for g in valid if not g.toned]
    repeated = [g for g in plain if len(g.syllables) > 1 and len(set(g.syllables)) == 1]
    if len(plain) < 5 or 2 * len(plain) < len(found):
        return False
    on_changed = sum(g.base in simplified_forms() for g in plain)
    return len(repeated) >= 2 or on_changed >= 3


def _glosses_words(found: Iterable[Gloss]) -> bool:
    """Family D: five or more toned words, most of them of two characters or more, most of them inside a sentence.

    A dictionary's headword has no sentence before it, a rare character explained in prose is one syllable.
    """
    words = [g for g in found if g.toned and g.word_length]
    return (
        len(words) >= 5
        and 2 * sum(g.word_length > 1 for g in words) > len(words)
        and 2 * sum(g.in_prose for g in words) > len(words)
    )


def _glosses_common_words(text: str, found: Iterable[Gloss]) -> bool:
    """Family D with few glosses: two or more on common words inside sentences, and hardly any on others.

    Who writes how a common word is read writes about reading, and says so.
    """
    words = [g for g in found if g.toned and g.word_length]
    common = [g for g in words if (g.in_prose or g.goes_on) and g.is_of_common_word]
    return len(common) >= 2 and 2 * len(common) > len(words) and _ON_READING.search(text) is None
