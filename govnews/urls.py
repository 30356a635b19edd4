"""Identity of addresses: when do two URLs name the same article?"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Names whose value never selects what is shown: campaign and share marks of portals, mail and messengers.
TRACKING = re.compile(
    r"utm_\w+|spm|from|isappinstalled|share_token|sharefrom|wxshare|nsukey|timestamp_share|tdsourcetag|"
    r"fbclid|gclid|bd_vid|_bdsid|hmsr|hmpl|hmcu|hmkw|hmci",
    re.IGNORECASE,
)
TRACKING_FROM = re.compile(
    r"singlemessage|groupmessage|timeline|weixin|wechat|weibo|qq|qzone|app|appmessage", re.I
)
# Another dress of the same page: gate/big5 is the traditional-Chinese gateway of TRS and UCAP sites.
GATEWAY = re.compile(r"^/gate/(?:big5|gb)/([^/]+)(/.*)?$", re.IGNORECASE)
MOBILE_HOST = re.compile(r"^(?:www|m|wap|3g|mobile)\.(?=[^.]+\.)")
INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|aspx?|jsp|php)$", re.IGNORECASE)
