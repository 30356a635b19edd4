"""Settings of a crawl in other people's projects: theirs before ours, ours for our spiders alone; how commands are named."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler, CrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from govnews import settings as own
from govnews.addon import GovNews, bring_settings
from govnews.commands import fail
from govnews.errors import UsageError
from govnews.pipelines import DedupePipeline, RecordPipeline, RegionPipeline, check_pipelines
from govnews.probe import ProbeSpider
from govnews.spiders.mengjin import MengjinSpider
from govnews.spiders.rereading import RereadingSpider
from govnews.text import as_typed


class Before:
    """A pipeline of a project."""


BEFORE = f"{__name__}.Before"
OURS = {load_object(path) for path in own.ITEM_PIPELINES}


def pipelines(settings: Settings) -> list[Any]:
    """The classes in their order."""
    return [load_object(one) for one in build_component_list(settings["ITEM_PIPELINES"])]


def test_a_projects_components_stand_among_ours() -> None:
    region = "govnews.pipelines.RegionPipeline"
    settings = Settings({"ITEM_PIPELINES": {BEFORE: 1, region: None, "govnews.pipelines.RecordPipeline": 60}})
    bring_settings(settings)
    assert pipelines(settings)[0] is Before
    assert pipelines(settings)[1] is RecordPipeline  # where the project puts it
    assert {*pipelines(settings)} == {Before, *OURS} - {RegionPipeline}


@pytest.mark.parametrize("needed", [DedupePipeline, RecordPipeline])
def test_what_keeps_articles_once_cannot_be_left_out(needed: type) -> None:
    settings = Settings({"ITEM_PIPELINES": {f"govnews.pipelines.{needed.__name__}": None}})
    bring_settings(settings)
    with pytest.raises(UsageError, match=f"ITEM_PIPELINES leaves out {needed.__name__}"):
        check_pipelines(settings)


def test_twice_changes_nothing_more() -> None:
    settings = Settings({"ITEM_PIPELINES": {BEFORE: 1}, "DOWNLOAD_HANDLERS": {"ftp": "theirs.Handler"}})
    bring_settings(settings)
    once = settings.copy_to_dict()
    bring_settings(settings)
    assert settings.copy_to_dict() == once
    assert once["DOWNLOAD_HANDLERS"]["ftp"] == "theirs.Handler"
    assert once["DOWNLOAD_HANDLERS"]["http"] == own.DOWNLOAD_HANDLERS["http"]


@pytest.mark.parametrize("priority", [35, "cmdline"])
def test_who_replaces_all_components_for_once_has_none_of_ours(priority: int | str) -> None:
    settings = Settings()
    settings.set("ITEM_PIPELINES", {}, priority=priority)
    bring_settings(settings)
    assert pipelines(settings) == []


def test_a_spiders_own_settings_go_before_ours_and_add_to_our_pipelines() -> None:
    class Own(MengjinSpider):
        custom_settings = {"DOWNLOAD_DELAY": 7, "ITEM_PIPELINES": {BEFORE: 1}}  # noqa: RUF012 - as Scrapy has it

    settings = Crawler(Own, Settings({"DOWNLOAD_TIMEOUT": 9})).settings
    assert (settings["DOWNLOAD_DELAY"], settings["DOWNLOAD_TIMEOUT"], settings["ROBOTSTXT_OBEY"]) == (
        7,
        9,
        True,
    )
    assert {*pipelines(settings)} == {Before, *OURS}


@pytest.mark.parametrize("spider", [MengjinSpider, RereadingSpider, ProbeSpider])
def test_a_crawl_keeps_what_its_spider_brought(spider: type[Spider]) -> None:
    """Scrapy gives a crawler that was made before the settings of its process once more."""
    runner = CrawlerRunner(
        Settings({"ADDONS": {"govnews.addon.GovNews": 100}, "ITEM_PIPELINES": {BEFORE: 1}})
    )
    crawler = runner.create_crawler(runner.create_crawler(spider))
    assert {*pipelines(crawler.settings)} == {Before, *OURS}
    extensions = {load_object(one) for one in crawler.settings["EXTENSIONS"]}
    assert extensions == {load_object(one) for one in own.EXTENSIONS}


def test_a_crawl_of_theirs_has_nothing_of_ours() -> None:
    def told(settings: dict[str, Any]) -> dict[str, Any]:
        crawled = CrawlerRunner(Settings(settings)).create_crawler(Spider).settings.copy_to_dict()
        return {name: value for name, value in crawled.items() if not name.startswith("GOVNEWS_")}

    plain, with_addon = told({}), told({"ADDONS": {"govnews.addon.GovNews": 100}})
    differ = {name for name in plain | with_addon if plain.get(name) != with_addon.get(name)}
    assert differ == {"ADDONS", "SPIDER_MODULES", "SPIDER_LOADER_CLASS"}


def test_the_addon_puts_our_spiders_before_theirs() -> None:
    settings = Settings({"SPIDER_MODULES": ["theirs.spiders"]})
    for _ in range(2):
        GovNews.update_pre_crawler_settings(settings)
        assert settings["SPIDER_MODULES"] == ["govnews.spiders", "theirs.spiders"]


@pytest.mark.parametrize(("program", "named"), [("govnews", "govnews"), ("/usr/bin/scrapy", "scrapy")])
def test_a_command_is_named_as_it_is_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], program: str, named: str
) -> None:
    monkeypatch.setattr(sys, "argv", [program, "status"])
    assert (
        as_typed("`scrapy crawl a`: a scrapy.cfg, import scrapy")
        == f"`{named} crawl a`: a scrapy.cfg, import scrapy"
    )
    assert fail("scrapy status", UsageError("`scrapy ledger` says more")) == 2
    assert capsys.readouterr().err == f"{named} status: `{named} ledger` says more\n"
