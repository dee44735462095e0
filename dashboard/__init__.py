"""The page: see, check, review."""
