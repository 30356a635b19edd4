"""The spiders that govnews is measured against; run by ``scrapy runspider``, outside of the project."""
