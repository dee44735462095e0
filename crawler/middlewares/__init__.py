"""Where this project departs from Scrapy on the way of a request: politeness, safety, honest failures."""
