"""Content hashes against their definition: title and body under NFKC, without white space."""

from __future__ import annotations

import hashlib
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from govnews.identity import content_hash

# What NFKC changes, joins or reorders, between characters that it leaves alone.
CHARACTERS = st.one_of(
    st.sampled_from("孟津一鿿，。：（）２０２３　 \n\t①㈠Åé가ㄱ𠀀\u0301\u0327\u11a8\u3099か豈﨑"),
    st.characters(exclude_categories=()),
)


def by_definition(title: str, body: str) -> str:
    folded = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (title, body))
    return hashlib.sha256("\n".join(folded).encode("utf-8", "surrogatepass")).hexdigest()


@given(st.text(CHARACTERS, max_size=30), st.text(CHARACTERS, max_size=30))
def test_a_hash_is_that_of_the_folded_text(title, body):
    assert content_hash(title, body) == by_definition(title, body)


def test_a_long_run_without_chinese_is_folded_as_a_whole():
    latin = "Ａｂｃ e\u0301 \u1112\u1161\u11ab " * 50
    assert content_hash(latin, latin) == by_definition(latin, latin)
