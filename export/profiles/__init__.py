"""Our rows in the columns that other datasets have made known. Like theirs, not theirs: rows here are machine-made."""
