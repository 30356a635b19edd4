"""The settings of a fleet, one file for all of its machines: SCRAPY_SETTINGS_MODULE=fleet_settings, its folder on PYTHONPATH.

Passwords stand in the environment or in files of their own (PGPASSWORD or ~/.pgpass; AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY; ALERTS), neither here nor in a command line, which everybody on the machine can read.
"""

import os

from govnews.settings import *  # noqa: F403

# Hosts as deploy/fleet/compose.yaml names them.
GOVNEWS_LEDGER = "postgresql://govnews@database/news"
AWS_ENDPOINT_URL = "http://s3:9000"
AWS_REGION_NAME = "us-east-1"
# The bucket alone: a feed in the folder of one machine would be nobody else's.
FEEDS = {
    "s3://news/%(site)s/%(label)s.jsonl": {"format": "jsonlines", "encoding": "utf8", "store_empty": False},
}

GOVNEWS_CONTACT = "you@example.org"
# Who is told of a site in trouble: addresses, parted by blanks.
GOVNEWS_ALERTS = os.environ.get("ALERTS", "").split()
# Control alone reads the list; a job brings its worker the entry.
GOVNEWS_SITES = "/etc/govnews/sites.toml"
# Crawls of a worker at a time.
GOVNEWS_SITES_AT_ONCE = 16
# What else a run writes stays on its machine: no pages, no Atom feeds, and of logs what helps tomorrow.
GOVNEWS_ARCHIVE = "off"
GOVNEWS_ATOM = False
GOVNEWS_KEEP_LOGS_DAYS = 3
