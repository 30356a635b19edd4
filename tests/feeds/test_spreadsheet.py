"""A CSV file is data to whoever opens it: nothing in it runs, and every cell reads back."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnews.feeds.spreadsheet import CsvItemExporter, cell
from govnews.items import RECORD, Article, Attachment, Evidence, Record, Witness

STARTS = "=+-@\t\r\n＝＋－＠"
texts = st.builds(str.__add__, st.sampled_from(["", *STARTS, "'", "'=", "''-"]), st.text(max_size=20))


def written(*records: Record) -> list[dict[str, str]]:
    file = io.BytesIO()
    exporter = CsvItemExporter(file, fields_to_export=list(Record.__dataclass_fields__))
    exporter.start_exporting()
    for record in records:
        exporter.export_item(record)
    exporter.finish_exporting()
    return list(csv.DictReader(io.StringIO(file.getvalue().decode(), newline="")))


def record(text: str) -> Record:
    return Record.of(
        Article(
            url="http://example.gov.cn/1.html",
            url_hash="0" * 64,
            site="example",
            title=f"{text}题",
            source=text,
            body=f"{text}文",
            images=[f"http://example.gov.cn/{text}"],
            attachments=[Attachment("http://example.gov.cn/1.pdf", text)],
            fetched_at="2023-03-24T01:15:00Z",
            evidence={"source": Evidence("meta", text, witnesses=[Witness("meta", "ContentSource", text)])},
        )
    )


def unquoted(text: str) -> str:
    """What a reader does who wants the text as it was."""
    return text[1:] if text.startswith("'") and text.lstrip("'")[:1] in set(STARTS) else text


@given(texts)
def test_no_cell_begins_as_a_formula_and_each_reads_back(text):
    made = record(text)
    (row,) = written(made)
    assert not [name for name, value in row.items() if value[:1] in set(STARTS)]
    for name, value in RECORD.dump_python(made).items():
        shown = row[name]
        if isinstance(value, list | dict):
            assert json.loads(shown) == value
        elif isinstance(value, str):
            assert unquoted(shown) == value
        else:
            assert shown == ("" if value is None else str(value))


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://example.org","点我")', "+8613800000000", "-2℃", "@SUM(1)", "＝1+1"]
)
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(text):
    assert cell(text) == f"'{text}"


def test_what_python_would_say_is_nowhere():
    (row,) = written(record("孟津融媒"))
    assert not [value for value in row.values() if "Evidence(" in value or "None" in value or "{'" in value]
    assert json.loads(row["evidence"])["source"]["witnesses"][0]["name"] == "ContentSource"
