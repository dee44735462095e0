"""One module a view: what it needs from storage, and which template shows it."""
