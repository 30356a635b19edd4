"""Where a probed site is kept: as a module of the user's project, or in their list of sites, with its saved pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from govnews.component import sites_file
from govnews.crawl.sites import add_site, check_site
from govnews.errors import UsageError
from govnews.spiders.saved_pages import FOLDER, Sample, files_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a user keeps their sites."""

    project: Path
    """The folder of scrapy.cfg; the current one where there is none."""
    modules: Path | None
    """The folder of the project's spiders (NEWSPIDER_MODULE); None where that is none of the project's own."""
    sites: Path
    """The list of sites."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """The place of the project with these settings."""
        project = Path(closest_scrapy_cfg()).absolute().parent if closest_scrapy_cfg() else Path.cwd()
        named = settings["NEWSPIDER_MODULE"]
        spec = find_spec(str(named)) if named else None
        folders = map(Path, (spec.submodule_search_locations if spec else None) or ())
        own = next((one for one in folders if one.is_relative_to(project)), None)
        return cls(project, own, sites_file(settings))

    def check(self, name: str, values: Mapping[str, Any]) -> None:
        """Raises :exc:`UsageError` where a site of this name cannot be kept: there is one already, or a value is wrong."""
        for path in (self.project / FOLDER / name, *([self.modules / f"{name}.py"] if self.modules else [])):
            if path.exists():
                raise UsageError(f"{path} is there already")
        if self.modules is None:
            check_site(self.sites, name, values)

    def save(self, name: str, values: Mapping[str, Any], samples: Iterable[Sample]) -> list[Path]:
        """Write the site with its saved pages; returns the paths. Nothing is overwritten.

        Raises :exc:`UsageError` as :meth:`check` does, and where something cannot be written.
        """
        self.check(name, values)
        files = files_of(samples, self.project / FOLDER / name)
        if self.modules is not None:
            files[self.modules / f"{name}.py"] = module_of(name, values).encode()
        try:
            for path, content in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        except OSError as error:
            raise UsageError(f"cannot write {error.filename}: {error.strerror}") from None
        if self.modules is None:
            add_site(self.sites, name, values)
            return [self.sites, *files]
        return list(files)


def module_of(name: str, values: Mapping[str, Any]) -> str:
    r'''The text of a spider's module, with these class attributes.

    >>> print(module_of("qing_shi", {"home": "http://www.example.gov.cn/", "selectors": {"title": "h1.a"}}), end="")
    """qing_shi: added by scrapy probe."""
    <BLANKLINE>
    from govnews.spiders.base import GovNewsSpider
    <BLANKLINE>
    <BLANKLINE>
    class QingShiSpider(GovNewsSpider):
        name = "qing_shi"
        home = "http://www.example.gov.cn/"
        selectors = {"title": "h1.a"}
    '''
    class_name = "".join(part.capitalize() for part in name.split("_")) + "Spider"
    attributes = {"name": name, **values}
    lines = "".join(
        f"    {key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in attributes.items()
    )
    return (
        f'"""{name}: added by scrapy probe."""\n\nfrom govnews.spiders.base import GovNewsSpider\n\n\n'
        f"class {class_name}(GovNewsSpider):\n{lines}"
    )
