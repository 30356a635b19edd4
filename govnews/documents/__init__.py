"""What stands in files: attachments and pictures of articles, by their bytes.

A file is kept once by its content (:mod:`store`), told apart by its first bytes (:mod:`kinds`), and read in a process of its own
(:mod:`isolated`), which a hostile one can neither hang nor take down with it.
"""

from govnews.documents.extra import check_installed
from govnews.documents.isolated import CUT_OFF, read_texts
from govnews.documents.kinds import Kind, kind_of
from govnews.documents.store import FOLDER, Store
from govnews.documents.text import FileText

__all__ = ["CUT_OFF", "FOLDER", "FileText", "Kind", "Store", "check_installed", "kind_of", "read_texts"]
