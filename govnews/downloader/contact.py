"""Where to complain, in the user agent of every request."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from govnews.crawl.arguments import contact


class Contact:
    """Add-on: shows ``GOVNEWS_CONTACT`` in the project's user agent; one that the user gives stays as given."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Raises :exc:`govnews.errors.UsageError` where the setting is no address."""
        address = contact(settings["GOVNEWS_CONTACT"])
        if address is not None:
            settings.set("USER_AGENT", named(settings["USER_AGENT"], address), priority="project")


def named(agent: str, address: str) -> str:
    """The user agent with the address in its comment.

    >>> named("govnews/0.1 (archive)", "news@example.org")
    'govnews/0.1 (archive; contact: news@example.org)'
    >>> named("archive/1", "news@example.org")
    'archive/1 (contact: news@example.org)'
    """
    if agent.endswith(")"):
        return f"{agent[:-1]}; contact: {address})"
    return f"{agent} (contact: {address})"
