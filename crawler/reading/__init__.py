"""Pure readers: bytes and headers in, links and facts out. They run in worker processes and do no input or output."""
