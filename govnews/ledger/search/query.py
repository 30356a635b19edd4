"""What is looked for: phrases that have to be there, and phrases that must not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from govnews.errors import UsageError
from govnews.ledger.search.words import words

Phrase = tuple[str, ...]
"""Words (:func:`~govnews.ledger.search.words.words`) that stand one behind the other; never empty."""
_MOST = 100  # phrases; SQLite takes no more than some 250
_PIECE = re.compile(r'[-－]?(?:"[^"]*"?|[^\s"]+)')


@dataclass(frozen=True, slots=True)
class Query:
    """A query: all that is ``wanted`` stands in an article's title or text, and nothing that is ``unwanted``."""

    wanted: tuple[Phrase, ...]
    unwanted: tuple[Phrase, ...]

    @classmethod
    def read(cls, arguments: Iterable[str]) -> Self:
        """The query that a command line's arguments are.

        An argument is a phrase, as the shell's quotes made it one; of one that has quotes itself (``'春耕 "spring tea"'``)
        each word outside of them is one, and what they hold. A leading minus says that the phrase must not be there.
        Raises :exc:`UsageError` where a phrase has neither letter nor digit, and where nothing is wanted.

        >>> Query.read(["孟津", "spring tea", "-通知"])
        Query(wanted=(('孟', '津'), ('spring', 'tea')), unwanted=(('通', '知'),))
        >>> Query.read(['春耕 "Spring Tea" -"甲-乙"'])
        Query(wanted=(('春', '耕'), ('spring', 'tea')), unwanted=(('甲', '乙'),))
        >>> Query.read(["孟津", "，"])
        Traceback (most recent call last):
        govnews.errors.UsageError: ，: there is neither letter nor digit nor Chinese character in it to look for
        >>> Query.read(["-通知"])
        Traceback (most recent call last):
        govnews.errors.UsageError: name a word that is to be there: scrapy search 春耕 -- -通知
        """
        wanted, unwanted = dict[Phrase, None](), dict[Phrase, None]()
        for piece in (piece for argument in arguments for piece in _pieces(argument)):
            if not (phrase := tuple(words(piece))):
                raise UsageError(
                    f"{piece}: there is neither letter nor digit nor Chinese character in it to look for"
                )
            (unwanted if piece.startswith(("-", "－")) else wanted)[phrase] = None
        if not wanted:
            raise UsageError("name a word that is to be there: scrapy search 春耕 -- -通知")
        if len(wanted) + len(unwanted) > _MOST:
            raise UsageError(f"more than {_MOST} words; leave some out, or put them into quotes as a phrase")
        return cls(tuple(wanted), tuple(unwanted))

    @property
    def expression(self) -> str:
        """The query in the words of SQLite's FTS5.

        >>> Query.read(["孟津", "tea", "-通知"]).expression
        '("孟 津" AND "tea") NOT "通 知"'
        """
        wanted = " AND ".join(map(_quoted, self.wanted))
        return " NOT ".join([f"({wanted})", *map(_quoted, self.unwanted)])


def _pieces(argument: str) -> Iterator[str]:
    if '"' in argument:
        yield from (match[0] for match in _PIECE.finditer(argument))
    else:
        yield argument


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase)}"'
