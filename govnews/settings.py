"""Departures from Scrapy's defaults, each with its reason and unit."""

from scrapy.settings.default_settings import EXTENSIONS_BASE

BOT_NAME = "govnews"
SPIDER_MODULES = ["govnews.spiders"]
SPIDER_LOADER_CLASS = "govnews.spiders.loader.SiteLoader"
NEWSPIDER_MODULE = "govnews.spiders"
COMMANDS_MODULE = "govnews.commands"

# Where everything is written: feeds and reports in a folder a site, and the ledger govnews.db. A relative
# path starts at the folder of scrapy.cfg, so that a cron job finds its ledger wherever it is started.
GOVNEWS_OUTPUT = "output"
# Where the ledger is, if not in that folder: postgresql://USER:PASSWORD@HOST/DATABASE (docs/fleet.md), so that many machines
# share it. Needs pip install 'govnews[fleet]'. What the address leaves out libpq finds, as in ~/.pgpass.
GOVNEWS_LEDGER = ""
# The list of your sites, beside scrapy.cfg where the path is relative: TOML, or CSV where it ends in .csv. It need not be there.
GOVNEWS_SITES = "sites.toml"
# The shortest and the longest time between two runs of a site in the rounds of scrapy round, where the list says nothing else.
GOVNEWS_RHYTHM = "1h-1d"
# How many sites a round crawls at a time; each takes about 100 MB of memory, and most of its time it waits for its site.
GOVNEWS_SITES_AT_ONCE = 8
# Who is told when a site got into trouble or is well again, in one message after a round: addresses as apprise has them
# (mailtos://…, wecombot://…, dingtalk://…, feishu://…, tgram://…, ntfy://…), or the path of a file with one a line.
# Empty: nobody.
GOVNEWS_ALERTS: list[str] = []
# A web address that is asked for after each round, for a service that misses it when no round ends any more; None: none is.
GOVNEWS_PING = None
# Path of a file that each round writes for node_exporter's textfile collector (NAME.prom); None: none is written.
GOVNEWS_METRICS = None
# Level (INFO, DEBUG …) of a log of its own that each run then writes beside its feed, <start time>.log; on a terminal that is
# none a run that is ok then prints nothing. None: the log goes to standard error, or where --logfile says.
GOVNEWS_LOG = None
# Whether a run that published something writes feed.atom, in the site's folder with its newest articles and beside the ledger
# with those of all sites.
GOVNEWS_ATOM = True
# How much of the evidence stands in feeds and exports: which witness of each field was believed and what it says (brief), or each
# one that was found, too (full), which is nearly as long as all else. The ledger has all of it.
GOVNEWS_EVIDENCE = "brief"
# Which pages are kept as they came, in a WARC file a run, to be read again later: those of articles (articles), everything that
# was fetched (all), or none (off). auto: articles, where the extra is installed (pip install 'govnews[archive]'), else off.
GOVNEWS_ARCHIVE = "auto"
# Which files of articles are fetched, kept and read: attachments, images, all (both; never films) or off. It takes
# pip install 'govnews[files]'; what is written in pictures is read where govnews[ocr] is installed, too.
GOVNEWS_FILES = "off"
# Bytes of one file; a larger one is named and not fetched. 0: any number.
GOVNEWS_FILES_MAXSIZE = 64 * 1024 * 1024
# Days after which the home page is read again for new columns.
GOVNEWS_COLUMNS_DAYS = 7
# Days after which a column that was seen whole is walked to its end again, for late and backdated entries.
GOVNEWS_DEEP_DAYS = 30
# Every how many runs a column is looked at one page deeper, although its first page holds nothing new: entries that were
# put in further down are found so. 0: never.
GOVNEWS_DEEPER_RUNS = 3
# Ages in days at which a known article is looked at again for edits and withdrawals; empty: never.
GOVNEWS_RECHECK_DAYS = [1, 3, 7, 14, 30]
# Days in which everything older is looked at once, each article on a day of its own; 0: never.
GOVNEWS_ARCHIVE_DAYS = 365
# How many such looks a run may take; the rest is due in the next one.
GOVNEWS_RECHECKS_PER_RUN = 200

# Pages that a script draws, lists first of all: rendered in a Chromium where they are empty without one (auto), or never;
# lists also always.
GOVNEWS_RENDER = "auto"
# Path or name of the Chromium; None: the first on the PATH.
GOVNEWS_CHROMIUM = None
# Arguments for Chromium. Its sandbox cannot be had as root, as which containers and cron jobs often run.
GOVNEWS_CHROMIUM_ARGS = ["--no-sandbox"]
DOWNLOAD_HANDLERS = {
    "http": "govnews.downloader.ending.EndingHandler",
    "https": "govnews.downloader.ending.EndingHandler",
    "ftp": None,
    "file": None,
    "s3": None,
    "data": None,
}

# Who we are; sites can block exactly this name in robots.txt.
USER_AGENT = "govnews/0.1 (archive of local-government news; one polite request at a time)"
# Where to complain: an e-mail or web address, which the user agent then shows; None: it names none.
GOVNEWS_CONTACT = None
ADDONS = {"govnews.downloader.contact.Contact": 0}
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "govnews"

# One polite client: county sites run on a single small server.
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # seconds
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0  # seconds
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DOWNLOAD_TIMEOUT = 60  # seconds; slow sites answer within half of it, dead ones never
DOWNLOAD_MAXSIZE = (
    16 * 1024 * 1024
)  # bytes, after decompression; what of it is read as a page: govnews/reading/bounds.py
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024  # bytes
REDIRECT_MAX_TIMES = 5
# Characters of an address. Scrapy's 2,083, which an old browser had, are less than servers take, and it drops a request
# beyond them without a word; a list's longer addresses are told as none (govnews/reading/page/links.py).
URLLENGTH_LIMIT = 8000

# Hosts whose certificates are not checked, by name: for a site whose certificate is expired, self-signed or that of
# another host, where a person has decided to trust it all the same. Whoever stands between can then read and change what
# the site sends, and the records with it; no password of yours goes there. Empty: all are checked.
GOVNEWS_INSECURE_HOSTS: list[str] = []

# Requests of one run, retries included; 0: no limit. A site of 15,000 articles is collected in one run; an
# endless one costs its server six hours a night at most. The next run goes on where this one ended.
GOVNEWS_MAX_REQUESTS = 20_000
# Listing pages of one column: the largest have a few hundred; a pager that leads on and on is endless.
GOVNEWS_MAX_PAGES = 5000
# CPU seconds that the reading of one page may take; most take a few hundredths. A page beyond them is given up, and tried
# again a day later, after all others; 0: no limit.
GOVNEWS_READING_SECONDS = 10
# Hours of the day, Beijing time, in which requests may be made, as "22:00-06:00"; None: all day.
GOVNEWS_WINDOW = None
# Seconds a server is left alone after a 429 that names no time itself; doubled with each one in a row.
GOVNEWS_PAUSE = 30.0
# Seconds: a Retry-After or Crawl-delay up to this is waited for; a longer one ends the run, and the ledger
# keeps the server from being asked before its time.
GOVNEWS_MAX_WAIT = 300.0
# Hours a server is left alone after three refusals in a row; doubled with each time it does so again, up to 48.
GOVNEWS_BACKOFF_HOURS = 4.0

# Days after which `scrapy ledger prune` removes reports of runs and samples of block pages, and from the ledger the reports'
# text; when each run began, ended and how stays. The last report of a site, and of its last run that was not ok, are kept.
# 0: never.
GOVNEWS_KEEP_REPORTS_DAYS = 180
# Days after which it removes the log files of runs; 0: never.
GOVNEWS_KEEP_LOGS_DAYS = 60
# Days after which it removes copies of the ledger as it was before a newer govnews migrated it; 0: never.
GOVNEWS_KEEP_COPIES_DAYS = 90

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # its child reads what it does not
    "govnews.downloader.guard.InsideMiddleware": 90,  # before the robots.txt of the host is asked for
    "govnews.downloader.robots.RobotsTxtMiddleware": 100,
    "govnews.downloader.schemes.OtherSchemeMiddleware": 545,  # after Scrapy's retries (550) were made
    "govnews.downloader.politeness.PolitenessMiddleware": 560,  # sees a 429 before it is retried
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # its child decodes no page for nothing
    "govnews.downloader.redirects.ScriptRedirectMiddleware": 579,
    "govnews.downloader.redirects.MetaRefreshMiddleware": 580,
    "govnews.downloader.blocks.BlockMiddleware": 583,  # sees pages unpacked (590), before meta refresh (580)
    "govnews.downloader.charset.CharsetMiddleware": 585,  # before Scrapy looks at a page's text (580)
    "govnews.downloader.guard.BoundsMiddleware": 586,
    "govnews.downloader.cut_off.CutOffMiddleware": 587,
    "govnews.downloader.cut_off.PackedMiddleware": 592,  # before Scrapy unpacks (590)
    "govnews.downloader.blocks.CookieWallMiddleware": 605,  # before Scrapy's redirects (600)
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # it asks other hosts for the public-suffix list
    "govnews.downloader.cookies.CookiesMiddleware": 700,
    "govnews.downloader.guard.PublicMiddleware": 800,  # knows the proxy (750)
}

# A page gives one article. Scrapy starts so many workers anew for every response: its 100 cost more CPU than
# they save, by an eighth of the whole crawl.
CONCURRENT_ITEMS = 1

# libuv's loop saves a tenth of the CPU of a crawl that only fetches.
ASYNCIO_EVENT_LOOP = "uvloop.Loop"

# mypy finds a lost return value of a callback; Scrapy would parse the callbacks' source for it, again and again.
WARN_ON_GENERATOR_RETURN_VALUE = False

# Neither console is wanted in a job that runs for years unattended; see also EXTENSIONS_BASE.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# In feed order; each is a shell around one plain function.
ITEM_PIPELINES = {
    "govnews.pipelines.RegionPipeline": 50,
    "govnews.pipelines.DatesPipeline": 100,
    "govnews.pipelines.SourcePipeline": 200,
    "govnews.pipelines.BodyPipeline": 300,
    "govnews.pipelines.CheckPipeline": 400,
    "govnews.pipelines.DedupePipeline": 500,
    "govnews.pipelines.FilesPipeline": 550,  # of what is no news nothing is fetched
    "govnews.pipelines.EditsPipeline": 570,
    "govnews.pipelines.RecordPipeline": 600,
}

FEEDS = {
    "%(output)s/%(site)s/%(label)s.jsonl": {"format": "jsonlines", "encoding": "utf8", "store_empty": False},
}
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {
    **dict.fromkeys(("jsonlines", "jsonl", "jl"), "govnews.feeds.jsonl.JsonLinesItemExporter"),
    "csv": "govnews.feeds.spreadsheet.CsvItemExporter",
}
FEED_STORAGES = {
    "": "govnews.feeds.storages.FileStorage",
    "file": "govnews.feeds.storages.FileStorage",
    "ftp": "govnews.feeds.storages.UploadedFeed",
    "gs": "govnews.feeds.storages.ObjectFeed",
    "s3": "govnews.feeds.storages.ObjectFeed",
    "stdout": "govnews.feeds.storages.UploadedFeed",
}

# Scrapy imports every extension that it knows, switched off or not, and also those that EXTENSIONS sets to None.
# Two of them bring a web server and an SSH library, a tenth of a second of every start.
EXTENSIONS_BASE = {
    path: order
    for path, order in EXTENSIONS_BASE.items()
    if not path.endswith((".RemoteControl", ".TelnetConsole"))
}
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,  # replaced by its child, which keeps the ledger
    "govnews.extensions.archive.PageArchive": -10,  # its file is published before the feeds are
    "govnews.feeds.exporter.FeedExporter": 0,
    "govnews.extensions.logfile.LogFile": 5,
    "govnews.extensions.atom.AtomFeeds": 8,  # before the report, which gives the site's lock and the ledger back
    "govnews.extensions.report.RunReport": 10,
    "govnews.downloader.ending.Ending": 15,
    "scrapy.extensions.logstats.LogStats": None,  # the progress line says it in the field's terms
    "govnews.extensions.progress.Progress": 20,
}

LOG_LEVEL = "INFO"
# One line a record and no dump of a page's text in the log.
LOG_FORMATTER = "govnews.logformat.LogFormatter"
