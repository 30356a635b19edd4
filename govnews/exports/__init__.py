"""What the ledger holds, for those who load it elsewhere: which records (:mod:`selection`), written as what (:mod:`formats`), and
where to (:mod:`destination`)."""

from govnews.exports.destination import Folder, WholeFile
from govnews.exports.formats import Format
from govnews.exports.position import Position
from govnews.exports.selection import Selection

__all__ = ["Folder", "Format", "Position", "Selection", "WholeFile"]
