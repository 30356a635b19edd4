"""The project's settings, checked before anything begins: a wrong one is one line, not a run that ends oddly."""

from __future__ import annotations

import re
from math import isfinite

from scrapy.settings import BaseSettings

from govnews.errors import UsageError

# The least that a number may be; 0 switches off what it limits.
LEAST = {
    "GOVNEWS_COLUMNS_DAYS": 0,
    "GOVNEWS_DEEP_DAYS": 0,
    "GOVNEWS_PAUSE": 0,
    "GOVNEWS_MAX_WAIT": 0,
    "GOVNEWS_BACKOFF_HOURS": 0,
    "DOWNLOAD_DELAY": 0,
}
# The same for whole numbers.
LEAST_COUNT = {"GOVNEWS_RECHECKS_PER_RUN": 0, "GOVNEWS_MAX_REQUESTS": 0, "GOVNEWS_MAX_PAGES": 1}
# Days, hours or seconds: a century of days, beyond which the calendar ends, for who means never.
MOST = 36_500
RENDER = ("auto", "never", "always")
# An e-mail or web address of printable ASCII; a parenthesis would end the comment of the user agent that it stands in.
_CONTACT = re.compile(r"(?:https?://|[!-'*-?A-~]+@)[!-'*-~]+")


def check_settings(settings: BaseSettings) -> None:
    """Raises :exc:`UsageError` for the first setting whose value cannot be meant.

    >>> check_settings(BaseSettings({"GOVNEWS_OUTPUT": "output", "GOVNEWS_RENDER": "perhaps"}))
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_RENDER=perhaps: one of auto, never, always
    """
    if not str(settings["GOVNEWS_OUTPUT"] or "").strip():
        raise UsageError("GOVNEWS_OUTPUT is empty: name a folder")
    if settings.get("GOVNEWS_RENDER", "auto") not in RENDER:
        raise UsageError(f"GOVNEWS_RENDER={settings['GOVNEWS_RENDER']}: one of {', '.join(RENDER)}")
    for name, least in LEAST.items():
        value = settings.get(name, least)
        if not _is_number(value) or not least <= float(value) <= MOST:
            raise UsageError(f"{name}={value}: a number from {least} to {MOST}")
    for name, least in LEAST_COUNT.items():
        value = settings.get(name, least)
        if not str(value).isdecimal() or int(value) < least:
            raise UsageError(f"{name}={value}: a whole number, at least {least}")
    ages = settings.getlist("GOVNEWS_RECHECK_DAYS")
    numbers = [float(age) for age in ages if _is_number(age)]
    if len(numbers) < len(ages) or sorted(numbers) != numbers or not all(0 <= age <= MOST for age in numbers):
        raise UsageError(f"GOVNEWS_RECHECK_DAYS={','.join(map(str, ages))}: ages in days, rising: 1,3,7")


def contact(value: object) -> str | None:
    """The address that ``GOVNEWS_CONTACT`` names, as it stands in the user agent; None where it names none.

    Raises :exc:`UsageError` for what is no e-mail or web address in one line without parentheses.

    >>> contact("news@example.org"), contact("https://example.org/bot"), contact("")
    ('news@example.org', 'https://example.org/bot', None)
    >>> contact("the archive (Luoyang)")
    Traceback (most recent call last):
    govnews.errors.UsageError: GOVNEWS_CONTACT='the archive (Luoyang)': an e-mail or web address, without parentheses
    """
    if value in (None, ""):
        return None
    if not _CONTACT.fullmatch(str(value)):
        raise UsageError(f"GOVNEWS_CONTACT={str(value)!r}: an e-mail or web address, without parentheses")
    return str(value)


def _is_number(value: object) -> bool:
    try:
        return isfinite(float(str(value)))
    except ValueError:
        return False
