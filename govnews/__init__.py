"""All the news of Chinese local-government sites, each article once, clean and dated."""

__version__ = "0.1.0"
