"""A resolver for the tests: every name under example.gov.cn is the address that ``LYING_RESOLVER`` names."""

from __future__ import annotations

import os

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer


class LyingResolver(CachingThreadedResolver):
    def getHostByName(self, name: str, timeout: object = ()) -> defer.Deferred[str]:
        assert name.endswith("example.gov.cn"), f"no test asks for {name}"
        return defer.succeed(os.environ["LYING_RESOLVER"])
