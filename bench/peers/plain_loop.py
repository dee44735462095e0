"""The loop that anyone would write: feedparser, requests, trafilatura, SQLite. `plain_loop.py PORT SITES FOLDER`.

It knows which addresses it has, and nothing else: no conditions, no robots.txt, no retries.
"""

import json
import sqlite3
import sys

import feedparser
import requests
import trafilatura


def main(port: str, sites: int, folder: str) -> None:
    """Prints how many articles were stored."""
    database = sqlite3.connect(f"{folder}/plain.db")
    database.execute(
        "CREATE TABLE IF NOT EXISTS articles (url TEXT PRIMARY KEY, title TEXT, published TEXT, text TEXT)"
    )
    session = requests.Session()
    stored = 0
    for site in range(1, sites + 1):
        feed = feedparser.parse(session.get(f"http://127.0.1.{site}:{port}/feed", timeout=30).content)
        for entry in feed.entries:
            if database.execute("SELECT 1 FROM articles WHERE url = ?", (entry.link,)).fetchone():
                continue
            page = session.get(entry.link, timeout=30)
            text = trafilatura.extract(page.text)
            database.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?)", (entry.link, entry.title, entry.published, text)
            )
            stored += 1
        database.commit()
    print(json.dumps({"articles": stored}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
