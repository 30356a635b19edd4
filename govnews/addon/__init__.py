"""govnews in a Scrapy project of somebody else: ``ADDONS = {"govnews.addon.GovNews": 100}``."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from scrapy.addons import AddonManager
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.utils.misc import load_object

from govnews.downloader.contact import Contact

# Components in an order: the project's stand among ours, and say None of one of ours to leave it out.
COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES")
# One for each scheme or format: the project's take the place of ours.
BY_NAME = ("DOWNLOAD_HANDLERS", "FEED_EXPORTERS", "FEED_STORAGES")


class GovNews(Contact):
    """Add-on: the spiders, components and settings of govnews, wherever the project says nothing else.

    Settings are needed before a crawler is made, when it is said how a run is opened; so all are given here at once, at the
    add-on's priority.
    """

    priority = "addon"

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Give ``settings`` those of :mod:`govnews.settings`. Twice changes nothing more."""
        for name, value in _own().items():
            if name in COMPONENTS:
                _add_components(settings, name, value)
            elif name in BY_NAME:
                _add_by_name(settings, name, value)
            elif name == "SPIDER_MODULES":
                # Ours first: of two spiders with one name Scrapy takes the later.
                ours = [one for one in value if one not in settings.getlist(name)]
                settings.set(name, [*ours, *settings.getlist(name)], priority=_at_least_addon(settings, name))
            else:
                settings.set(name, value, priority="addon")


def complete(settings: BaseSettings) -> None:
    """Give a command's ``settings`` what an add-on of the project's says, and Scrapy tells crawlers alone.

    Where neither that nor the project says anything of a setting of ours (``GOVNEWS_…``), it has its default.
    """
    AddonManager.load_pre_crawler_settings(settings)
    for name, value in _own().items():
        if name.startswith("GOVNEWS_") and name not in settings:
            settings.set(name, value, priority="default")


def _own() -> dict[str, Any]:
    """What :mod:`govnews.settings` says; its own add-on aside, whose part :class:`GovNews` has."""
    module = import_module("govnews.settings")
    return {name: value for name, value in vars(module).items() if name.isupper() and name != "ADDONS"}


def _add_components(settings: BaseSettings, name: str, ours: dict[str, int | None]) -> None:
    """Those of ``ours`` that the project does not name; none where a command or its user replaced them all for this time."""
    if (settings.getpriority(name) or 0) > SETTINGS_PRIORITIES["project"]:
        return
    for path, order in ours.items():
        settings.setdefault_in_component_priority_dict(name, load_object(path), order)


def _add_by_name(settings: BaseSettings, name: str, ours: dict[str, str | None]) -> None:
    """``ours`` before the project's; what is None with us, the project's other spiders may need."""
    added = {key: path for key, path in ours.items() if path is not None}
    settings.set(name, {**added, **settings.getdict(name)}, priority=_at_least_addon(settings, name))


def _at_least_addon(settings: BaseSettings, name: str) -> int:
    return max(settings.getpriority(name) or 0, SETTINGS_PRIORITIES["addon"])
