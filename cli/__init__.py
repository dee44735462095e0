"""The front door: one file a command group. The only package that prints."""
