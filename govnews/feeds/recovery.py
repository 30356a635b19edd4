"""Bringing feeds to an end that a killed run left between announcement and confirmation.

A feed is announced to the ledger, renamed, and confirmed, in this order. So an open announcement says that its file
is whole: either it still has its working name, or it got the final one. Of an upload it says that it was about to
begin; what became of it tells the storage, where that can be asked (:mod:`govnews.feeds.objects`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from govnews.errors import GovNewsError
from govnews.files import sync_folder
from govnews.ledger import Announcement, Ledger

logger = logging.getLogger(__name__)


class Fate(Enum):
    """What became of an upload that was announced."""

    STORED = "stored"
    NOT_STORED = "not stored"
    """It is not there, and cannot come any more."""
    UNKNOWN = "unknown"
    """Its storage cannot tell."""


Settle = Callable[[str], Fate]
"""Tells what became of the upload to a URI. Raises GovNewsError where that cannot be found out now."""


def recover(ledger: Ledger, folder: Path, settle: Settle = lambda _: Fate.UNKNOWN) -> None:
    """End what the site's killed runs announced, and clear the working files in ``folder`` that they did not.

    Only for the holder of the site's lock. Raises OSError where a file cannot be renamed or removed.
    """
    for announced in ledger.open_announcements():
        if announced.part is None:
            _settle_upload(ledger, announced, settle)
        elif not ledger.claim_folder(folder.parent):
            logger.warning(
                "Whether %s was published is not known: it lies in another output folder", announced.path
            )
        else:
            _settle(ledger, announced, *_where_it_is(Path(announced.path), announced.part, folder))
    for part in folder.glob(".*.part"):
        part.unlink()  # no feed: it was not announced, and what it holds is pending


def _where_it_is(path: Path, part: Path, folder: Path) -> tuple[Path, Path]:
    """The file's final name and its working name; in ``folder`` where the site's folder was moved since, with the feed in it."""
    if not (part.exists() or path.parent.is_dir()):
        part_here, path_here = folder / part.name, folder / path.name
        if part_here.exists() or path_here.exists():
            return path_here, part_here
    return path, part


def recover_part(ledger: Ledger, part: Path) -> bool:
    """End what was announced of one working file, by whichever site's run; whether there was such a run.

    Only for the holder of the file's lock. Raises OSError where the file cannot be renamed.
    """
    announced = ledger.open_announcements_of(part)
    for one in announced:
        _settle(ledger, one, Path(one.path), part)
    return bool(announced)


def _settle_upload(ledger: Ledger, announced: Announcement, settle: Settle) -> None:
    """Note that the upload was published, or take it back; leave it as it is where its storage does not answer now."""
    uri = announced.path
    try:
        fate = settle(uri)
    except GovNewsError as error:
        logger.warning("Whether %s was uploaded is not known yet: %s", uri, error)
        return
    if fate is Fate.STORED:
        ledger.confirm(announced.number)
        logger.info("%s was uploaded by a killed run", uri)
        return
    # Where it is not known twice is better than never.
    ledger.withdraw_announcement(announced.number)
    logger.warning("The upload to %s was cut off: its articles are published again", uri)


def _settle(ledger: Ledger, announced: Announcement, path: Path, part: Path) -> None:
    """Give the complete file its final name, or note that it has got it."""
    if not path.parent.is_dir():
        if path.parent.name == ledger.site:
            # The site's own folder was moved without it: whether it was published is not known, and twice is better
            # than never.
            ledger.withdraw_announcement(announced.number)
            logger.warning("%s and its folder are not there: its articles are published again", path)
        else:
            logger.warning("The folder of %s is not there: whether it was published is not known yet", path)
        return
    if part.exists():
        part.replace(path)
        sync_folder(path.parent)
        logger.info("Published %s, which a killed run had completed", path)
    elif not path.exists():
        # The part is gone only once it has been renamed; consumers may move a feed away at once.
        logger.warning("%s was published by a killed run and has been moved since", path)
    ledger.confirm(announced.number)
