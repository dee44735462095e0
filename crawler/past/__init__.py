"""Filling the past of a source between two days: from sitemaps, older pages of a section, the Wayback index."""
