"""Messages to people, by whatever service they read: mail, 企业微信, 钉钉, 飞书, Telegram, ntfy …, through apprise."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govnews.clock import utc
from govnews.crawl.alerts import changes, digest, first_seen
from govnews.crawl.arguments import is_web_address
from govnews.crawl.status import SiteStatus
from govnews.errors import UsageError
from govnews.ledger import Location, open_ledger, open_reader

if TYPE_CHECKING:
    from apprise import Apprise

PING_SECONDS = 10
# A transaction of so many states keeps no run waiting that ends meanwhile.
_TOLD_AT_ONCE = 500


class Addresses:
    """Where messages go: the addresses of ``GOVNEWS_ALERTS``."""

    def __init__(self, value: object) -> None:
        """``value``: apprise addresses, or the path of a file with one a line, which keeps its passwords to itself.

        Raises :exc:`UsageError` for an address that no service has, and where apprise is not installed.
        """
        listed = value.split(",") if isinstance(value, str) else list(value or ())  # type: ignore[call-overload]
        self._services: list[Apprise] = []
        for address in filter(None, (str(one).strip() for one in listed)):
            lines = _lines(Path(address)) if address.startswith("/") else [address]
            self._services += [self._service(number, line) for number, line in enumerate(lines, 1)]

    def __bool__(self) -> bool:
        return bool(self._services)

    @staticmethod
    def _service(number: int, address: str) -> Apprise:
        try:
            import apprise  # noqa: PLC0415 - an extra, and a tenth of a second
        except ImportError:
            raise UsageError("GOVNEWS_ALERTS needs apprise: pip install 'govnews[watch]'") from None
        logging.getLogger("apprise").setLevel(
            logging.CRITICAL
        )  # what fails is said by us, without its password
        service = apprise.Apprise()
        if not service.add(address):
            scheme = address.partition("://")[0][:20]
            raise UsageError(f"GOVNEWS_ALERTS: address {number}, {scheme}://…, is none that apprise knows")
        return service

    def send(self, title: str, text: str) -> dict[str, bool]:
        """Whether each address took the message, by the address without its passwords."""
        return {_shown(service): bool(service.notify(body=text, title=title)) for service in self._services}


def _shown(service: Apprise) -> str:
    """An address as it may stand in a log: without its passwords."""
    address: str = service[0].url(privacy=True)  # type: ignore[no-untyped-call]
    return address.partition("?")[0]


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"GOVNEWS_ALERTS: cannot read {path}: {getattr(error, 'strerror', 'not in UTF-8')}"
        ) from None
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]


def tell_changes(
    ledger: Location, looked_at: Sequence[SiteStatus], addresses: Addresses, now: datetime
) -> dict[str, bool]:
    """Tell in one message what has changed since people were told last; whether each address took it, empty where nothing has.

    The ledger keeps what was told as soon as one address took it; where none did, it is told again
    by the next call.
    """
    with closing(open_reader(ledger)) as reader:
        told = reader.told()
    found = changes(looked_at, told)
    took = addresses.send(*digest(found)) if found else {}
    known = [*first_seen(looked_at, told), *(found if any(took.values()) else [])]
    if known:
        with closing(open_ledger(ledger, "")) as every:
            for start in range(0, len(known), _TOLD_AT_ONCE):
                states = {one.about: one.news.state.value for one in known[start : start + _TOLD_AT_ONCE]}
                every.tell(states, now=utc(now))
    return took


def check_ping(value: object) -> str | None:
    """The address that ``GOVNEWS_PING`` names; None where it names none. Raises :exc:`UsageError` for what is no address.

    >>> check_ping("https://ping.example.org/abc"), check_ping(None)
    ('https://ping.example.org/abc', None)
    """
    if value in (None, ""):
        return None
    if not is_web_address(str(value)):
        raise UsageError(f"GOVNEWS_PING={value}: a web address")
    return str(value)


def ping(address: str) -> str | None:
    """Ask the address once: whoever watches it misses the question when no round ends any more. What went wrong, or None."""
    try:
        with urllib.request.urlopen(address, timeout=PING_SECONDS):  # noqa: S310 - a web address, checked before
            return None
    except OSError as error:
        reason: Any = getattr(error, "reason", error)
        return f"GOVNEWS_PING was not heard: {reason}"
