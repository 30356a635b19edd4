"""A Scrapy project that had a spider of its own before it got the news of local governments."""
