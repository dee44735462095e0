"""reader (lemon24): feeds into its database. `reader_feeds.py PORT SITES FOLDER`; it fetches no pages."""

import json
import sys

from reader import make_reader


def main(port: str, sites: int, folder: str) -> None:
    """Prints how many entries are new."""
    with make_reader(f"{folder}/reader.db") as reader:
        before = reader.get_entry_counts().total
        for site in range(1, sites + 1):
            reader.add_feed(f"http://127.0.1.{site}:{port}/feed", exist_ok=True)
        reader.update_feeds(scheduled=False)
        print(json.dumps({"articles": reader.get_entry_counts().total - before}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
