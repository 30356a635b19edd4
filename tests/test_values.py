"""What a page says becomes a value by one door: whatever characters it holds, those of a record are fit for any reader."""

from __future__ import annotations

import json
import logging
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govnews.items import RECORD, Article, Attachment, Column, Evidence, ListingEntry, Record, Witness
from govnews.logformat import PrintableRecords
from govnews.text import json_line, printable, without_controls

UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Every character that ends a line for some reader, the controls, halves of pairs, and a few that are none of these.
ODD = "".join(
    map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xD83C, 0xDF3E, 0xDC00, 0x3000, 0x5B5F])
)
texts = st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters()), max_size=40)


def record(text: str) -> Record:
    return Record.of(
        Article(
            url=f"http://example.gov.cn/{text}",
            url_hash="0" * 64,
            site="example",
            column=text,
            title=f"题{text}",
            source=text,
            author=text,
            editor=text,
            body=f"文{text}",
            images=[text],
            films=[text],
            attachments=[Attachment(text, text, text)],
            fetched_at="2023-03-24T01:15:00Z",
            evidence={"source": Evidence("meta", text, witnesses=[Witness("meta", text, text)])},
        )
    )


def texts_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for one in value for text in texts_of(one)]
    return [text for one in value.values() for text in texts_of(one)] if isinstance(value, dict) else []


@given(texts)
def test_a_record_holds_no_control_and_reads_back_from_one_line(text):
    made = record(text)
    line = json_line(RECORD.dump_json(made).decode())
    assert len(line.splitlines()) == 1
    assert json.loads(line) == RECORD.dump_python(made)
    assert RECORD.validate_json(line) == made
    assert not [one for one in texts_of(json.loads(line)) if UNWANTED.search(one)]


@given(texts)
def test_rows_and_columns_hold_none_either(text):
    row = ListingEntry(text, text, date_raw=text)
    column = Column(text, text, text, 0)
    for value in (row.url, row.title, row.date_raw, column.name, column.url, column.why):
        assert value is not None
        assert not UNWANTED.search(value)


@given(texts)
def test_the_door_is_passed_once(text):
    once = without_controls(text)
    assert without_controls(once) == once
    assert not UNWANTED.search(text) or once != text


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_a_text_without_controls_stays_as_it_is(text):
    assert without_controls(text) == text


@settings(max_examples=30)
@given(texts)
def test_a_record_of_an_older_ledger_is_read_without_them(text):
    line = json.loads(RECORD.dump_json(record("")))
    line["source"] = text
    if re.search("[\ud800-\udfff]", text) is None:
        assert RECORD.validate_json(json.dumps(line)).source == without_controls(text)


@given(texts)
def test_what_is_printed_and_logged_is_one_line_without_commands_to_a_terminal(text):
    unprintable = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
    assert not unprintable.search(printable(text))
    logged = logging.LogRecord("a", logging.ERROR, "", 0, "%s", (text,), None)
    PrintableRecords().filter(logged)
    lines = logged.getMessage().split("\n")
    assert not [line for line in lines if unprintable.search(line)]
    assert all(line.startswith("    ") for line in lines[1:])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("区政府办公室\x08", "区政府办公室"),
        ("孟津\x1b]0;x\x07融媒", "孟津]0;x融媒"),
        ("第一段\r\n第二段\r第三段", "第一段\n第二段 第三段"),
        ("单位\t金额", "单位\t金额"),
        ("甲\x85乙\x0b丙\x0c丁\x1f戊", "甲 乙 丙 丁 戊"),
        ("\ud83c\udf3e春耕\ud83c", "🌾春耕\ufffd"),
        ("镇街\u2028动态", "镇街\u2028动态"),
    ],
)
def test_what_becomes_of_each_kind(text, value):
    assert without_controls(text) == value
