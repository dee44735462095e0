"""Stage 1, fetch: an ordinary Scrapy project that visits sources and brings home their articles' text."""
