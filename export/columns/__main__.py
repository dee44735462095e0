"""Prints docs/columns.md: `python -m export.columns > docs/columns.md`."""

import sys

from export.columns.page import columns_page

sys.stdout.write(columns_page())
