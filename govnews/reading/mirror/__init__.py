"""Degraded mirrors: pages of dead spam sites that hold old county news as 何武周帶隊(duì)開(kāi)展 (field facts §6).

``restore`` gives a text back as it was; ``examine`` says what was done; ``restore_page`` does it to a page.
A text that is no such mirror passes unchanged, and costs next to nothing.

How they arise: simplified text is converted character by character to traditional; ``字`` is replaced by
``字(pīn)`` for each character of a list, on GBK bytes without regard to characters; the bytes are decoded.
So each step can be undone: see ``slips`` (bytes), ``glosses`` (brackets), ``conversion`` (characters),
``punctuation`` and ``noise``; ``verdict`` decides whether any of it is done at all.
"""

from govnews.reading.mirror.page import restore_page
from govnews.reading.mirror.restoration import Restoration, examine, restore

__all__ = ["Restoration", "examine", "restore", "restore_page"]
