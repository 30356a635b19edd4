"""The item pipelines: each is a shell around one plain function; ``ITEM_PIPELINES`` in the settings has their order.

As far as the check an item is an Article, as its page says it; from there on it is a Record, as it is published.
"""

from govnews.pipelines.articles import (
    BodyPipeline,
    CheckPipeline,
    DatesPipeline,
    DedupePipeline,
    EditsPipeline,
    Known,
    RecordPipeline,
    RegionPipeline,
    Replaced,
    SourcePipeline,
    Unwanted,
)
from govnews.pipelines.files import FilesPipeline

__all__ = [
    "BodyPipeline",
    "CheckPipeline",
    "DatesPipeline",
    "DedupePipeline",
    "EditsPipeline",
    "FilesPipeline",
    "Known",
    "RecordPipeline",
    "RegionPipeline",
    "Replaced",
    "SourcePipeline",
    "Unwanted",
]
