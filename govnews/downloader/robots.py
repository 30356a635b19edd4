"""robots.txt as RFC 9309 reads it, where Scrapy reads less: error pages, servers in trouble, floods."""

from __future__ import annotations

import asyncio
import re
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import robotstxt
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from govnews.downloader.guard import FILE
from govnews.downloader.politeness import PolitenessMiddleware
from govnews.downloader.refusal import NETWORK_ERRORS, BadCertificate, NotNow, Outside, OverBound, explain
from govnews.urls import host_of

ROBOTS_TXT = "/robots.txt"
# RFC 9309 §2.5: at least 500 KiB are to be read.
MAX_SIZE = 512 * 1024  # bytes


# A line that names an agent as Protego reads it, with a colon or without.
_AGENT = re.compile(rb"\s*user(?:[- ]?agent\s*:|(?:-|\s*)agent\s(?![^:]*:(?:\s|$)))\s*(\S*)", re.IGNORECASE)
# A rule as Protego reads it, with a colon or without; whatever else has a colon ends a group as well.
_RULE = re.compile(
    rb"\s*(?:d\w*l+ow|allow|crawl[- ]delay|request[- ]rate|visit[- ]time)\b|[^:]*:", re.IGNORECASE
)
_OF_THE_SITE = re.compile(rb"\s*(?:site-?maps?|host)\b", re.IGNORECASE)


def rules(status: int, body: bytes) -> bytes:
    """The rules that an answer to ``/robots.txt`` holds; empty where there are none.

    RFC 9309 §2.3.1: 4xx is no robots.txt, 5xx forbids everything for now. A page of HTML, which sites send
    with 200 for whatever they do not have, is none either. Raises :exc:`NotNow` for 5xx.

    >>> rules(200, b"User-agent: *\\nDisallow: /admin/")
    b'User-agent: *\\nDisallow: /admin/'
    >>> rules(200, b"\\xef\\xbb\\xbf <!DOCTYPE html><p>404"), rules(404, b"User-agent: *")
    (b'', b'')
    """
    if status >= 500:
        raise NotNow(f"HTTP {status}")
    if status >= 300 or body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return b""
    if len(body) > MAX_SIZE:
        return body[:MAX_SIZE].rpartition(b"\n")[0]
    return body


def of_agent(body: bytes, agent: str) -> bytes:
    """Rules without most of the agents that they name in a row: a parser keeps every rule for each of these.

    Of lines in a row that name agents these are kept: the one that names most of ``agent``, the one that names all agents,
    and the first of the others, so that rules for others stay rules for others.

    >>> print(of_agent(b"User-agent: a\\nUser-agent: b\\nUser-agent: *\\nDisallow: /x\\n", "govnews").decode())
    User-agent: a
    User-agent: *
    Disallow: /x
    """
    kept: list[bytes] = []
    named: dict[str, tuple[int, bytes]] = {}
    for whole in body.splitlines():
        line = whole.partition(b"#")[0]
        found = _AGENT.match(line)
        if found is not None:
            name = found[1].decode("utf-8", "replace").lower()
            kind = "all" if name == "*" else "ours" if name.strip("*") in agent.lower() else "other"
            if kind not in named or (kind == "ours" and len(name) > named[kind][0]):
                named[kind] = len(name), line
        elif _RULE.match(line) and not _OF_THE_SITE.match(line):
            kept += [*(line for _, line in named.values()), line]
            named = {}
    return b"\n".join([*kept, *(line for _, line in named.values())])


class RobotsTxtMiddleware(robotstxt.RobotsTxtMiddleware):
    """Scrapy's, with :func:`rules`, and with the Crawl-delay kept by :class:`PolitenessMiddleware`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, asyncio.Future[RobotParser | NotNow | BadCertificate]] = {}
        """By host: the rules, or why they cannot be had."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of the request's host, asked for once a run.

        Raises :exc:`NotNow` or :exc:`BadCertificate` where they cannot be had: nothing is asked of a host that does not
        say what may be asked (RFC 9309 §2.3.1.4), and :exc:`Blocked` or :exc:`Paused` where nothing is at this time.
        """
        host = host_of(request.url)
        if host not in self._asked:
            self._asked[host] = asyncio.ensure_future(self._read(request, host))
        answer = await asyncio.shield(self._asked[host])
        if isinstance(answer, NotNow | BadCertificate):
            raise type(answer)(str(answer))
        return answer

    async def _read(self, request: Request, host: str) -> RobotParser | NotNow | BadCertificate:
        url = f"{urlsplit(request.url).scheme}://{host}{ROBOTS_TXT}"
        assert self.crawler.engine is not None
        try:
            response: Response = await self.crawler.engine.download_async(
                Request(
                    url,
                    priority=self.DOWNLOAD_PRIORITY,
                    meta={"dont_obey_robotstxt": True, FILE: request.meta.get(FILE, False)},
                    callback=NO_CALLBACK,
                )
            )
            text = rules(response.status, response.body)
        except (Outside, OverBound):  # it leads to another site, or is no text of rules by its size
            text = b""
        except BadCertificate as error:
            return error
        except (NotNow, *NETWORK_ERRORS) as error:
            return NotNow(f"robots.txt: {explain(error)[1]}")
        agent = self._robotstxt_useragent or self._default_useragent
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, of_agent(text, agent))
        delay = parser.crawl_delay(agent)
        politeness = self.crawler.get_downloader_middleware(PolitenessMiddleware)
        if delay and politeness is not None:
            politeness.crawl_delay(host, delay)
        return parser
