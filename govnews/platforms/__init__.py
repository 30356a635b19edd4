"""The CMS families that sites of the field are made with."""

from __future__ import annotations

from dataclasses import dataclass

from govnews.pages.page import Page
from govnews.platforms.base import Claims, Next, PageRequest, Platform
from govnews.platforms.epoint import Epoint
from govnews.platforms.generic import Generic
from govnews.platforms.guangdong import Guangdong
from govnews.platforms.henan import Henan
from govnews.platforms.jcms import Jcms
from govnews.platforms.jpaas import Jpaas
from govnews.platforms.longxun import Longxun
from govnews.platforms.mcms import Mcms
from govnews.platforms.phpcms import Phpcms
from govnews.platforms.trs import Trs
from govnews.platforms.ucap import Ucap
from govnews.platforms.vsb import Vsb

__all__ = ["PLATFORMS", "Claims", "Next", "PageRequest", "Platform", "Recognition", "recognise"]

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


@dataclass(frozen=True, slots=True)
class Recognition:
    """A page's family, and the mark that gave it away."""

    platform: Platform
    why: str


def recognise(page: Page) -> Recognition:
    """The family of ``page``: the first that finds a mark of its own, else the generic one."""
    whys = ((platform, platform.recognise(page)) for platform in PLATFORMS)
    return next(Recognition(platform, why) for platform, why in whys if why is not None)
