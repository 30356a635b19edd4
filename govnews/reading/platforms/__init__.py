"""The CMS families that sites of the field are made with."""

from __future__ import annotations

from dataclasses import dataclass

from govnews.reading.page.page import Page
from govnews.reading.page.picked import Field
from govnews.reading.platforms.base import Platform
from govnews.reading.platforms.epoint import Epoint
from govnews.reading.platforms.generic import Generic
from govnews.reading.platforms.guangdong import Guangdong
from govnews.reading.platforms.henan import Henan
from govnews.reading.platforms.jcms import Jcms
from govnews.reading.platforms.jpaas import Jpaas
from govnews.reading.platforms.longxun import Longxun
from govnews.reading.platforms.mcms import Mcms
from govnews.reading.platforms.phpcms import Phpcms
from govnews.reading.platforms.picked import PickedLists
from govnews.reading.platforms.trs import Trs
from govnews.reading.platforms.ucap import Ucap
from govnews.reading.platforms.vsb import Vsb

__all__ = ["PLATFORMS", "Platform", "Recognition", "recognise"]

# Those with the surest marks first; the generic one takes what is left.
PLATFORMS: tuple[Platform, ...] = (
    Henan(),
    Mcms(),
    Jcms(),
    Jpaas(),
    Vsb(),
    Guangdong(),
    Ucap(),
    Trs(),
    Longxun(),
    Epoint(),
    Phpcms(),
    Generic(),
)


_OF_LISTS = frozenset([Field.ROWS, Field.NEXT])


@dataclass(frozen=True, slots=True)
class Recognition:
    """A page's family, and the mark that gave it away."""

    platform: Platform
    why: str


def recognise(page: Page) -> Recognition:
    """The family of ``page``: the first that finds a mark of its own, else the generic one.

    Where the site has selectors for lists these are asked before it.
    """
    whys = ((platform, platform.recognise(page)) for platform in PLATFORMS)
    family, why = next((platform, why) for platform, why in whys if why is not None)
    return Recognition(PickedLists(family) if page.picked.keys() & _OF_LISTS else family, why)
