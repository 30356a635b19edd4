"""How the time of a pattern or a reader grows with its text, and the texts that are worst for a pattern.

The texts are made of the pattern itself: what it begins with, what it repeats, and nearly what it looks for, each of them
over and over.
"""

from __future__ import annotations

import ast
import gc
import pkgutil
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import govnews
from govnews.errors import TookTooLong
from govnews.reading.budget import Budget

Run = Callable[[str], object]

FACTOR = 2.5
"""What twice the text may take, times what the text takes."""
NOISE = 0.03
"""CPU seconds below which the longest text tells nothing."""
CERTAIN = 2.0
"""CPU seconds beyond which one reading tells what many do, where the last doubling cost more than thrice as much."""
HANGS = 12.0
"""CPU seconds after which a run counts as one that hangs; a busy machine counts several of them for one of an idle one."""


def forget() -> None:
    """Empty what readers keep of the texts that they have read: a second reading is to cost what the first did."""
    for cache in _CACHES:
        cache()


def seconds(run: Run, text: str) -> float:
    """CPU seconds of one run; infinite where it hangs."""
    forget()
    gc.disable()
    started = time.process_time()
    try:
        with Budget(HANGS).reading():
            run(text)
        return time.process_time() - started
    except TookTooLong:
        return float("inf")
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Growth:
    """The times of a text, of twice and of four times as much."""

    times: tuple[float, float, float]

    @property
    def hangs(self) -> bool:
        """Whether a run did not come to its end."""
        return max(self.times) == float("inf")

    @property
    def is_bad(self) -> bool:
        """Whether the last doubling, and all of both, cost more than they may."""
        first, second, third = self.times
        grows = third > FACTOR * second and third > FACTOR**2 * first
        return self.hangs or (grows and third > NOISE)

    def __str__(self) -> str:
        return " → ".join(f"{one * 1000:.1f} ms" for one in self.times)


def growth(run: Run, make: Callable[[int], str], size: int) -> Growth:
    """The growth of ``run`` over the texts that ``make`` makes.

    Where it looks bad, the least of some readings of texts of twice the size tells: what the machine adds, memory that no
    longer fits a cache above all, is over by then, and what is worse than linear only shows more clearly.
    """
    found = _reading(run, make, size)
    if found.hangs or not found.is_bad:
        return found
    found = _reading(run, make, 2 * size)
    for _ in range(4):
        if found.hangs or not found.is_bad or found.times[2] > max(CERTAIN, 3 * found.times[1]):
            break
        again = _reading(run, make, 2 * size)
        found = Growth(tuple(map(min, found.times, again.times)))  # type: ignore[arg-type]
    return found


def _reading(run: Run, make: Callable[[int], str], size: int) -> Growth:
    first, second, third = (seconds(run, make(times * size)) for times in (1, 2, 4))
    return Growth((first, second, third))


# Patterns


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern of the project's, and where it stands."""

    name: str
    pattern: re.Pattern[Any]
    uses: frozenset[str]
    """How it is used, as the methods that do so: ``search`` for whatever goes through a text, ``match``, ``fullmatch``."""


_USE = {"match": "match", "fullmatch": "fullmatch"}
USES = frozenset({"search", *_USE})


def modules() -> Iterator[ModuleType]:
    """Every module of govnews but the demo, which reads nothing."""
    for info in pkgutil.walk_packages(govnews.__path__, "govnews."):
        if not info.name.startswith("govnews.demo") and info.name != "govnews.settings":
            yield import_module(info.name)


def patterns() -> list[Found]:
    """All patterns of the project: those of its modules, and those that a call has as a literal, each once."""
    every = list(modules())
    sources = {module.__name__: Path(module.__file__ or "").read_text("utf-8") for module in every}
    uses = Uses("\n".join(sources.values()))
    found: dict[tuple[Any, int], Found] = {}
    for module in every:
        for name, value in vars(module).items():
            for pattern in _held(value, 3):
                used = uses.of(name) if pattern is value else USES
                one = Found(f"{module.__name__}.{name}", pattern, used)
                known = found.setdefault((pattern.pattern, pattern.flags), one)
                if not used <= known.uses:
                    found[pattern.pattern, pattern.flags] = replace(known, uses=known.uses | used)
        for line, pattern, use in _literal(sources[module.__name__]):
            one = Found(f"{module.__name__}:{line}", pattern, frozenset({use}))
            found.setdefault((pattern.pattern, pattern.flags), one)
    return sorted(found.values(), key=lambda each: each.name)


def _held(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _held(one, depth - 1)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _held(one, depth - 1)
    elif depth and hasattr(type(value), "__dataclass_fields__") and not isinstance(value, type):
        for name in type(value).__dataclass_fields__:
            yield from _held(getattr(value, name, None), depth - 1)


class Uses:
    """What the project's sources do with what has a name, found in one going through them."""

    def __init__(self, sources: str) -> None:
        self._methods: dict[str, set[str]] = {}
        for name, method in re.findall(r"\b(\w+)\s*\.\s*(?=(\w+))", sources):
            self._methods.setdefault(name, set()).add(method)
        self._handed_on = set(re.findall(r"[(,\[]\s*(?:\w+\.)?(\w+)(?=\s*[,)\]])", sources))

    def of(self, name: str) -> frozenset[str]:
        """By which methods a pattern is used; every one where it is handed on."""
        used = self._methods.get(name)
        if used is None or name in self._handed_on:
            return USES
        return frozenset(_USE.get(one, "search") for one in used)


def _literal(source: str) -> Iterator[tuple[int, re.Pattern[Any], str]]:
    """Line, pattern and use of each call of :mod:`re` with a literal pattern."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first = node.args[0]
        if (
            isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and isinstance(first, ast.Constant)
        ):
            flags = next((one for one in node.args[2:] if "re." in ast.unparse(one)), None)
            flag = re.IGNORECASE if flags is not None and "IGNORECASE" in ast.unparse(flags) else 0
            if node.func.attr not in {"compile", "escape"}:
                yield node.lineno, re.compile(first.value, flag), _USE.get(node.func.attr, "search")


def _caches() -> Iterator[Callable[[], None]]:
    for module in modules():
        for value in vars(module).values():
            if hasattr(value, "cache_clear") and value.cache_info().maxsize is not None:
                yield value.cache_clear


_CACHES = list(_caches())


# The texts

_OTHERS = "a1 <>\"'汉：/=\n,.(-z"


def worst_texts(pattern: re.Pattern[Any], rng: random.Random, most: int) -> list[tuple[str, str]]:
    """Beginnings and pieces of texts that are hard for a pattern: a text is the beginning, and the piece again and again."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    texts: dict[tuple[str, str], None] = {}

    def add(beginning: str, piece: str) -> None:
        if piece:
            texts.setdefault((beginning, piece))

    for prefix, body in _pumps(tree, "", rng):
        for _ in range(2):
            add(prefix, body)
            add("", prefix + body)
            add("", prefix)
            add("", prefix + "\n")
            add("", prefix + body * 3 + " ")
    letters = sorted(set(_letters(tree, rng)))
    for letter in letters:
        add("", letter)
    for _ in range(3):
        whole = sample(tree, rng)
        add("", whole)
        add("", whole[:-1])
        add("", whole[: len(whole) // 2])
        add(whole[:-1], whole[-2:-1])
        add("", whole[1:])
    chosen = list(texts)
    if len(chosen) > most:
        chosen = rng.sample(chosen, most)
    for _ in range(min(len(letters) ** 2, most // 3)):
        add("", rng.choice(letters) + rng.choice(letters))
        add("", "".join(rng.choice(letters) for _ in range(4)))
    return list(dict.fromkeys([*chosen, *list(texts)[-most // 3 :]]))


def text_of(beginning: str, piece: str, size: int) -> str:
    """So many characters, and an end that belongs to nothing."""
    return beginning + piece * max(1, (size - len(beginning)) // len(piece)) + "\x00"


def sample(tree: Any, rng: random.Random) -> str:
    """A short text that a pattern's tree matches, as good as none looks around."""
    return "".join(_sample(node, rng) for node in tree)


def _sample(node: tuple[Any, Any], rng: random.Random) -> str:
    kind, value = node
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return next(one for one in _OTHERS if ord(one) != value)
    if kind is op.ANY:
        return rng.choice(_OTHERS)
    if kind is op.IN:
        return _of_set(value, rng)
    if kind is op.BRANCH:
        return sample(rng.choice(value[1]), rng)
    if kind is op.SUBPATTERN:
        return sample(value[-1], rng)
    if kind is op.ATOMIC_GROUP:
        return sample(value, rng)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, inner = value
        count = max(least, min(int(most), rng.choice((0, 1, 1, 2))))
        return "".join(sample(inner, rng) for _ in range(min(count, 40)))
    if kind is op.ASSERT and value[0] > 0 and rng.random() < 0.5:
        return sample(value[1], rng)
    return ""


def _of_set(items: list[tuple[Any, Any]], rng: random.Random) -> str:
    if items[0][0] is op.NEGATE:
        outside = [one for one in _OTHERS if not any(_is_in(one, item) for item in items[1:])]
        return rng.choice(outside) if outside else "\u3400"
    kind, value = rng.choice(items)
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.RANGE:
        return chr(rng.choice((value[0], (value[0] + value[1]) // 2, value[1])))
    inside = [one for one in _OTHERS if _is_in(one, (kind, value))]
    return rng.choice(inside) if inside else "a"


def _is_in(letter: str, item: tuple[Any, Any]) -> bool:
    kind, value = item
    if kind is op.LITERAL:
        return ord(letter) == value
    if kind is op.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    shape = {
        op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
        op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    return re.fullmatch(shape[value], letter) is not None


def _pumps(tree: Any, prefix: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """For each part of a pattern that repeats: what stands before it, and one round of it."""
    for node in tree:
        kind, value = node
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            if int(value[1]) >= 8:
                yield prefix, sample(value[2], rng)
            yield from _pumps(value[2], prefix, rng)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, prefix, rng)
        elif kind is op.SUBPATTERN:
            yield from _pumps(value[-1], prefix, rng)
        elif kind is op.ATOMIC_GROUP:
            yield from _pumps(value, prefix, rng)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _pumps(value[1], prefix, rng)
        prefix += _sample(node, rng)


def _letters(tree: Any, rng: random.Random) -> Iterator[str]:
    for kind, value in tree:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield from _letters(value[2], rng)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _letters(branch, rng)
        elif kind is op.SUBPATTERN:
            yield from _letters(value[-1], rng)
        elif kind is op.ATOMIC_GROUP:
            yield from _letters(value, rng)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _letters(value[1], rng)
        elif letter := _sample((kind, value), rng):
            yield letter
