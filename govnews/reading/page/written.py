"""What inline scripts write into a page as it loads: dates and sources that no tag holds."""

from __future__ import annotations

import re
from html import unescape

# Longer scripts are programs, not a value with its label.
_LONGEST = 1500
_STRING = r"'[^'\n]*'|\"[^\"\n]*\""
_VARIABLE = re.compile(rf"\bvar\s+(\w+)\s*=\s*({_STRING})\s*(?:;|$)", re.MULTILINE)
_WRITE = re.compile(rf"document\.write(?:ln)?\(\s*((?:{_STRING}|\w+)(?:\s*\+\s*(?:{_STRING}|\w+))*)\s*\)")
_TERM = re.compile(rf"{_STRING}|\w+")
_TAG = re.compile(r"<[^<>]*>")


def written(script: str) -> str:
    """The text that a short script writes with ``document.write`` from literals and its own string variables.

    What depends on anything else, or on a variable that is empty, is not written. Templates of TRS fill
    the line below the headline so.

    >>> written("var pubdate='2017年08月08日'; if(pubdate!=''){ document.write(pubdate); }")
    '2017年08月08日'
    >>> written("var from=''; if(from!=''){ document.write('来源：'+from); } document.write(now());")
    ''
    """
    if len(script) > _LONGEST or "document.write" not in script:
        return ""
    values = {name: value[1:-1] for name, value in _VARIABLE.findall(script)}
    said = []
    for expression in _WRITE.findall(script):
        terms = [term[1:-1] if term[0] in "'\"" else values.get(term) for term in _TERM.findall(expression)]
        if all(terms):
            said.append(_TAG.sub(" ", "".join(map(str, terms))))
    return unescape(" ".join(said))
