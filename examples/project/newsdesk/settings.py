"""The project's settings. Those of govnews come with its spiders, and hold for these alone."""

BOT_NAME = "newsdesk"
SPIDER_MODULES = ["newsdesk.spiders"]
NEWSPIDER_MODULE = "newsdesk.spiders"

ADDONS = {"govnews.addon.GovNews": 100}
# `scrapy status`, `scrapy probe` …, and a `scrapy crawl` whose exit code says how it ended.
COMMANDS_MODULE = "govnews.commands"

# Ours have 50 to 600 (govnews/settings.py), the last one records. These get the items of every spider.
ITEM_PIPELINES = {
    "newsdesk.pipelines.NoForecasts": 10,
    "newsdesk.pipelines.Digest": 700,
}
