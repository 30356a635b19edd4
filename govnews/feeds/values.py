"""An article as the values of its fields, in their order, as its schema writes them."""

from __future__ import annotations

from typing import Any

from itemadapter import ItemAdapter

from govnews.items import RECORD, Record


def values_of(item: Any) -> dict[str, Any]:
    """The values of an item: of a :class:`~govnews.items.Record` by its schema, of any other one as they are."""
    values: dict[str, Any]
    if isinstance(item, Record):
        values = RECORD.dump_python(item)
    else:
        values = item if isinstance(item, dict) else ItemAdapter(item).asdict()
    return values
