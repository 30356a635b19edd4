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
where it ends in ``?``. What these were is decided by the glosses around, and by frequency among what is left (``shifted``).

Bytes are missing where a shifted pair fell into GBK's user-defined zones, which extractors drop. Such a run is
read only where a gloss proves that something is missing, and is reported as guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from govnews.reading.mirror.conversion import simplified_forms
from govnews.reading.mirror.glosses import GLOSS
from govnews.reading.mirror.readings import LETTERS, reads
from govnews.reading.mirror.shifted import LEADS, SENTENCE_ENDS, TRAILS, Run, character, decode, gbk

EATEN_LESS = "\ufdd0"
"""A noncharacter of Unicode that stands in a repaired text for the ``<`` of a tag, whose rest follows."""

EATEN_AND = "\ufdd1"
"""The same for the ``&`` of a character reference."""

_AROUND = 24  # characters of context in a report
_LONGEST_RUN = 60  # characters that a shift lasts at most: a paragraph without any digit or half-width mark
_BEHIND = 150  # characters before a slip that are looked at: two, with their glosses
_MOST_TRIES = 300  # of one document: 1 ms each; a mirror of 100 KB has some dozens of slips
_LONGEST_FILLED = 16  # characters of a run with missing bytes: what is put in has to hang on something
_MOST_FILLS = 20  # of one document: 10 ms each

_TAIL = re.compile(rf"([{LETTERS}]{{1,7}})\)")
_GLOSSES = re.compile(f"((?:{GLOSS})+)")
_GLOSSES_BEFORE = re.compile(f"(?:{GLOSS}){{1,20}}$")
_SYLLABLES = re.compile(f"[{LETTERS}]+")
_TAG_REST = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>\n]{0,300}|/)?>")
_REFERENCE_REST = re.compile(r"(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,5});")
# A number or word of letters whose first sign was swallowed, as 936 became 36, or what only stands behind a number.
_IN_NUMBER = re.compile(r"[0-9A-Za-z.%:/-]|[個个戶户畝亩萬万億亿件次名](?=[㐀-鿿，,。])")
# A tag without its <, after a byte that no slip explains.
_BARE_TAG = re.compile(
    r"\?(?=/[a-z][a-z0-9]{0,9}>|(?:a|b|br|div|em|font|h\d|img|li|p|span|strong|td|tr)(?:\s[^<>\n]{0,300})?/?>)"
)
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
    count: int = 0
    guessed: list[Damage] = field(default_factory=list)
    lost: list[Damage] = field(default_factory=list)
    """Places where a question mark stands for what nothing tells."""


class SlipReader:
    """Undoes the slips of one document, part by part, with a bound on what hostile input can cost.

    ``glossed`` are characters that the document glosses somewhere.
    """

    def __init__(self, glossed: frozenset[str] = frozenset()) -> None:
        self._glossed = glossed
        self._tries = _MOST_TRIES
        self._fills = _MOST_FILLS

    def repair(self, text: str) -> Repaired:
        """``text``, which still has its glosses, with every slip undone that can be read.

        >>> SlipReader(frozenset("請報")).repair("人民日?qǐng)?bào)記者").text
        '人民日報記者'
        >>> SlipReader().repair("產業鏈?zhǔn)桨l(fā)展").text
        '產業鏈式發(fā)展'
        >>> SlipReader().repair("這是怎么回事?會議指出").text
        '這是怎么回事?會議指出'
        """
        if "?" not in text:
            return Repaired(text)
        result = Repaired("")
        done: list[str] = []
        position = 0
        behind = ""
        while (mark := text.find("?", position)) >= 0 and self._tries:
            done.append(text[position:mark])
            behind = (behind + done[-1])[-_BEHIND:]
            run = _find_run(text, mark, _last_characters(behind))
            decoded = self._read(run) if run else None
            if run is None or decoded is None:
                done.append("?")
                position = mark + 1
            else:
                if run.unknown_end:
                    decoded = decoded[:-1] + "?"
                if run.unknown_end and text[run.end : run.end + 1].isascii():
                    # Before a Chinese character the mark itself shows that something is missing.
                    around = text[max(0, mark - _AROUND) : run.end + _AROUND]
                    result.lost.append(Damage(around, "bytes missing"))
                done.append(decoded + (run.eaten or _line_end(run, decoded, text)))
                position = run.end
                result.count += 1
                if run.filled:
                    around = text[max(0, mark - _AROUND) : run.end + _AROUND]
                    result.guessed.append(Damage(around, "bytes dropped inside a slip; filled by frequency"))
            behind += done[-1]
        done.append(text[position:])
        result.text = _BARE_TAG.sub("?" + EATEN_LESS, "".join(done))
        return result

    def _read(self, run: Run) -> str | None:
        self._tries -= 1
        decoded = decode(run, self._glossed)
        if decoded is None and self._fills and len(run.pairs) <= _LONGEST_FILLED:
            self._fills -= 1
            decoded = decode(run, self._glossed, missing=True)
            run.filled = decoded is not None
        return decoded


def _find_run(text: str, mark: int, before: str) -> Run | None:
    """The run of shifted bytes that starts at the ``?`` of ``text[mark]``, if there can be one."""
    tail = _TAIL.match(text, mark + 1)
    if tail:
        first = _lost_after(before[-1], tail[1]) if before else []
        run = Run(before=before, first=first, proven=True) if first else None
        position = tail.end()
    else:
        trigger = _TRIGGERS.get(text[mark + 1 : mark + 2])
        run = Run(before=before, first=list(LEADS), pairs=[trigger.encode("gbk")]) if trigger else None
        position = mark + 2
    return run if run and _collect(run, text, position) else None


def _collect(run: Run, text: str, position: int) -> bool:
    """Follow the shifted bytes from ``position`` to the end of the shift; False where they contradict themselves."""
    for _ in range(_LONGEST_RUN):
        char = text[position : position + 1]
        pair = gbk(char)
        if pair is None:
            return _end(run, text, position, char)
        run.pairs.append(pair)
        position += 1
        glosses = _GLOSSES.match(text, position)
        if glosses and all(reads(char, s) for s in _SYLLABLES.findall(glosses[1])):
            position = glosses.end()  # the shifted pair was a ghost of the list
    return False


def _end(run: Run, text: str, position: int, char: str) -> bool:
    """The end of ``run`` at ``text[position]``, which is no Chinese character; False where it can be none."""
    run.end = position + 1
    if char == "?":
        tail = _TAIL.match(text, position + 1)
        if tail:
            run.end, run.reading = tail.end(), tail[1]
        else:
            run.eaten = _eaten(text, position + 1)
            run.unknown_end = not run.eaten and _IN_NUMBER.match(text, position + 1) is not None
        run.last = list(TRAILS)
    elif "@" <= char <= "~":
        glosses = _GLOSSES.match(text, position + 1)
        run.reading = _SYLLABLES.findall(glosses[1])[0] if glosses else None
        run.last = [ord(char)]
    elif char == "€":  # the byte 80, which alone is a character to Windows
        run.last = [0x80]
    else:
        return False
    run.proven = run.proven or run.reading is not None
    run.after = text[run.end : run.end + 1] if text[run.end : run.end + 1] >= "㐀" else ""
    return True


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


def _line_end(run: Run, decoded: str, text: str) -> str:
    """The end of a line where a slip swallowed something after the end of a sentence, which is mostly that."""
    return "\n" if run.eaten is not None and decoded[-1] in SENTENCE_ENDS and run.end < len(text) else ""


def _lost_after(last: str, syllable: str) -> list[int]:
    """What a byte can be that makes, with the second byte of ``last``, a changed character read ``syllable``."""
    pair = gbk(last)
    if pair is None:
        return []
    ghosts = ((byte, character(pair[1], byte)) for byte in LEADS)
    return [byte for byte, ghost in ghosts if ghost in simplified_forms() and reads(ghost, syllable)]


def _last_characters(text: str) -> str:
    """The last one or two characters of ``text``, glosses aside."""
    found = ""
    while text and len(found) < 2:
        text = _GLOSSES_BEFORE.sub("", text)
        if not text or gbk(text[-1]) is None:
            break
        found = text[-1] + found
        text = text[:-1]
    return found
