"""Bringing feeds to an end that a killed run left between announcement and confirmation.

A feed is announced to the ledger, renamed, and confirmed, in this order. So an open announcement says that its file
is whole: either it still has its working name, or it got the final one.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from govnews.files import sync_folder
from govnews.ledger import Announcement, Ledger

logger = logging.getLogger(__name__)


def recover(ledger: Ledger, folder: Path) -> None:
    """End what the site's killed runs announced, and clear the working files in ``folder`` that they did not.

    Only for the holder of the site's lock. Raises OSError where a file cannot be renamed or removed.
    """
    for announced in ledger.open_announcements():
        _settle(ledger, _moved_along(announced, folder))
    for part in folder.glob(".*.part"):
        part.unlink()  # no feed: it was not announced, and what it holds is pending


def _moved_along(announced: Announcement, folder: Path) -> Announcement:
    """The announcement with its file where it is now: the site's folder was moved since, with the feed in it."""
    path = Path(announced.path)
    if announced.part is None or announced.part.exists() or path.parent.is_dir():
        return announced
    part, there = folder / announced.part.name, folder / path.name
    if part.exists() or there.exists():
        return replace(announced, path=str(there), part=part)
    return announced


def recover_part(ledger: Ledger, part: Path) -> bool:
    """End what was announced of one working file, by whichever site's run; whether there was such a run.

    Only for the holder of the file's lock. Raises OSError where the file cannot be renamed.
    """
    announced = ledger.open_announcements_of(part)
    for one in announced:
        _settle(ledger, one)
    return bool(announced)


def _settle(ledger: Ledger, announced: Announcement) -> None:
    """Publish the complete file, or note that it was published; take an upload back."""
    if announced.part is None:
        # Whether the upload ended is not known, and twice is better than never.
        ledger.withdraw_announcement(announced.number)
        logger.warning("The upload to %s was cut off: its articles are published again", announced.path)
        return
    path = Path(announced.path)
    if not path.parent.is_dir():
        if path.parent.name == ledger.site:
            # The site's own folder was moved without it: whether it was published is not known, and twice is better
            # than never.
            ledger.withdraw_announcement(announced.number)
            logger.warning("%s and its folder are not there: its articles are published again", path)
        else:
            logger.warning("The folder of %s is not there: whether it was published is not known yet", path)
        return
    if announced.part.exists():
        announced.part.replace(path)
        sync_folder(path.parent)
        logger.info("Published %s, which a killed run had completed", path)
    elif not path.exists():
        # The part is gone only once it has been renamed; consumers may move a feed away at once.
        logger.warning("%s was published by a killed run and has been moved since", path)
    ledger.confirm(announced.number)
