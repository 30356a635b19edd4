"""The item pipelines: each is a shell around one plain function; ``ITEM_PIPELINES`` in the settings has their order.

As far as the check an item is an Article, as its page says it; from there on it is a Record, as it is published.
"""

from scrapy.settings import BaseSettings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from govnews.errors import UsageError
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
    "check_pipelines",
]


def check_pipelines(settings: BaseSettings) -> None:
    """Raises :exc:`UsageError` where those are left out without which no article is known again, and each run brings all."""
    there = [load_object(one) for one in build_component_list(settings.getwithbase("ITEM_PIPELINES"))]
    for needed in (DedupePipeline, RecordPipeline):
        if not any(isinstance(one, type) and issubclass(one, needed) for one in there):
            raise UsageError(
                f"ITEM_PIPELINES leaves out {needed.__name__}: no article would be known again, and every run bring all"
            )
