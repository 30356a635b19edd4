"""A site's search as one more list of its articles: where its pages name it, how it is asked, what it answers.

::

    find_search(page, home)    the interface that a page of the site names                        → Interface | None
    places_to_look(page)       addresses of pages and scripts that may name it where this one does not
    interface.asking(query)    how to ask for the first page of the answers                       → PageRequest

An :class:`Interface` reads its answers as a CMS family reads its lists (:class:`~govnews.reading.platforms.Platform`). A
module an interface; what is known of them is in field facts §1.5 and §3.14.
"""

from __future__ import annotations

from govnews.reading.page.page import Page
from govnews.reading.search.henan import find_henan
from govnews.reading.search.interface import Interface, Query
from govnews.reading.search.jpaas import find_jpaas
from govnews.reading.search.mcms import find_mcms
from govnews.reading.search.places import places_to_look
from govnews.reading.search.ucap import find_ucap
from govnews.reading.search.was5 import find_was5

__all__ = ["FAMILIES", "Interface", "Query", "find_search", "places_to_look"]

FAMILIES = (find_henan, find_mcms, find_jpaas, find_ucap, find_was5)
"""The interfaces that are known, those that can be asked most exactly first."""


def find_search(page: Page, home: str) -> Interface | None:
    """The search interface that ``page`` names, a page or a script of the site at ``home``; None where it names none.

    >>> script = 'var api = "/search-api/open/api/external?siteId=4100000099&keywords=";'
    >>> find_search(Page("http://example.gov.cn/s.js", script), "http://example.gov.cn/").url
    'http://example.gov.cn/search-api/open/api/external'
    >>> find_search(Page("http://example.gov.cn/", "<a href='/open/'>政务公开</a>"), "http://example.gov.cn/")
    """
    found = (find(page, home) for find in FAMILIES)
    return next((one for one in found if one is not None), None)
