"""Write the JSON Schemas that the package ships, from the definitions: ``python -m scripts.schemas`` (make schema)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govnews.crawl.report import report_schema
from govnews.items import article_schema

PACKAGE = Path(__file__).parents[1] / "govnews"
SCHEMAS = {"article.schema.json": article_schema, "report.schema.json": report_schema}


def text(schema: Mapping[str, Any]) -> str:
    """The schema as it lies in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for name, schema in SCHEMAS.items():
        (PACKAGE / name).write_text(text(schema()), encoding="utf-8")
