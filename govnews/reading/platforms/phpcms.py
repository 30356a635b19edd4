"""EmpireCMS, PHPCMS, DedeCMS, Discuz and their like (field facts §3.12): plain links, totals in words."""

from __future__ import annotations

import re

from govnews.reading.page.page import Page
from govnews.reading.platforms.fingerprints import has_class, links_like
from govnews.reading.platforms.generic import Generic

_GENERATOR = re.compile(
    r"empirecms|帝国|phpcms|dedecms|织梦|discuz|siteserver|jeecms|powereasy|动易|kingcms", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"index\.php\?m=content&c=index&a=(?:show|lists)|/e/action/ListInfo|/plus/(?:list|view)\.php|"
    r"portal\.php\?mod=(?:list|view)|/(?:article|forum|thread)-\d+-\d+(?:-\d+)?\.html|/Item/\d+\.aspx"
)


class Phpcms(Generic):
    """Pagers of plain links with the usual words, which the generic family reads."""

    name = "phpcms"

    def recognise(self, page: Page) -> str | None:
        generator = page.metas.get("generator", "")
        if _GENERATOR.search(generator):
            return f"generator {generator}"
        if has_class(page, "dede_pages"):
            return "class dede_pages"
        return links_like(page, _ADDRESS)
