"""govnews in Scrapy projects of other people: the add-on, and the settings that its spiders bring along.

A crawl of ours needs our settings, one of theirs is none of our business. So the settings are no matter of the project: each
spider brings them into the settings of its own crawl, and whatever the project says goes before.
"""

from __future__ import annotations

from typing import Any

from scrapy.addons import AddonManager
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.utils.misc import load_object

from govnews import settings as own

# Components in an order: the project's stand among ours, and leave one of ours out by giving it None.
_COMPONENTS = ("ADDONS", "DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES")
# One for each scheme or format: the project's take the place of ours.
_BY_NAME = ("DOWNLOAD_HANDLERS", "FEED_EXPORTERS", "FEED_STORAGES")
# What the project and the process are, before there is a crawl.
_NOT_OF_A_CRAWL = (
    *("BOT_NAME", "COMMANDS_MODULE", "NEWSPIDER_MODULE", "SPIDER_LOADER_CLASS", "SPIDER_MODULES"),
    "ASYNCIO_EVENT_LOOP",
)
_OURS: dict[str, Any] = {name: value for name, value in vars(own).items() if name.isupper()}


class GovNews:
    """Add-on: ``ADDONS = {"govnews.addon.GovNews": 100}`` gives a project our spiders and the sites of its user's list.

    Nothing is changed for the project's other spiders: a spider of ours brings its settings (:func:`bring_settings`).
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Our spiders beside the project's, which go before where they have the same name. Twice changes nothing more."""
        modules = settings.getlist("SPIDER_MODULES")
        # Of two spiders with one name Scrapy takes the later.
        ours = [module for module in _OURS["SPIDER_MODULES"] if module not in modules]
        settings.set(
            "SPIDER_MODULES", [*ours, *modules], priority=_at_least(settings, "SPIDER_MODULES", "addon")
        )
        settings.set("SPIDER_LOADER_CLASS", _OURS["SPIDER_LOADER_CLASS"], priority="addon")
        set_defaults(settings)  # the loader reads the list that one of them names


def set_defaults(settings: BaseSettings) -> None:
    """Give our own settings (``GOVNEWS_…``) their defaults where ``settings`` says nothing of them."""
    for name, value in _OURS.items():
        if name.startswith("GOVNEWS_") and name not in settings:
            settings.set(name, value, priority="default")


def complete(settings: BaseSettings) -> None:
    """Give the ``settings`` of a command what crawls have: what the project's add-ons say first of all, and our defaults.

    Scrapy asks the add-ons when a crawl is prepared; commands that only look at something prepare none.
    """
    AddonManager.load_pre_crawler_settings(settings)
    set_defaults(settings)


def bring_settings(settings: BaseSettings) -> None:
    """Give the ``settings`` of a crawl those of :mod:`govnews.settings`, wherever the project or the spider says nothing else.

    Twice changes nothing more. Components of the project's and ours stand in one order, by their numbers.

    >>> from scrapy.settings import Settings
    >>> theirs = Settings({"DOWNLOAD_DELAY": 3, "ITEM_PIPELINES": {"scrapy.pipelines.images.ImagesPipeline": 1}})
    >>> bring_settings(theirs)
    >>> theirs["DOWNLOAD_DELAY"], theirs["ROBOTSTXT_OBEY"], len(theirs["ITEM_PIPELINES"]) > 5
    (3, True, True)
    """
    for name, value in _OURS.items():
        if name in _COMPONENTS:
            _add_components(settings, name, value)
        elif name in _BY_NAME:
            settings.set(name, value | settings.getdict(name), priority=_at_least(settings, name, "spider"))
        elif name not in _NOT_OF_A_CRAWL:
            settings.set(name, value, priority="addon")


def _add_components(settings: BaseSettings, name: str, ours: dict[str, int | None]) -> None:
    """Add those of ``ours`` that are not named; none where the command, or its user by ``-s``, replaced them for this time."""
    if (settings.getpriority(name) or 0) > SETTINGS_PRIORITIES["spider"]:
        return
    # As the spider's: Scrapy gives a crawl the settings of its process once more when it begins, over what is of equal rank.
    settings.set(name, settings.getdict(name), priority="spider")
    for path, order in ours.items():
        settings.setdefault_in_component_priority_dict(name, load_object(path), order)


def _at_least(settings: BaseSettings, name: str, rank: str) -> int:
    return max(settings.getpriority(name) or 0, SETTINGS_PRIORITIES[rank])
