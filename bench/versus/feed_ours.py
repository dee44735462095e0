"""Our fetch stage as a cycle runs it, in a process of its own: `python -m bench.versus.feed_ours PORT SITES FOLDER`.

Sources, links, articles and states go into SQLite. No delay between the pages of a host, since no peer keeps one;
all else is as shipped. The same folder again is the next cycle.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta


def main(port: int, sites: int, folder: str) -> None:
    """Prints how many articles were stored, and the seconds of the crawl, once the process was there (`started`).

    All is imported here: worker processes import this module again, and the command line's loads as little there.
    """
    from bench.versus.feed_server import ENTRIES, address
    from crawler.pool import WorkerPool
    from crawler.run import Crawl
    from khabardar.config.models import FetchConfig
    from khabardar.records import Source
    from khabardar.vocabulary import SourceKind
    from scheduler.desk import StorageDesk
    from scheduler.reactor import run_on_reactor
    from scheduler.storing import StorageThread
    from storage import open_storage

    fetch = FetchConfig(
        delay=timedelta(),
        allow_private_addresses=True,
        max_articles_per_source=ENTRIES,
        max_cycle_time=timedelta(hours=1),
    )
    watched = [
        Source(f"site-{n}", f"Site {n}", SourceKind.FEED, f"http://{address(n)}:{port}/feed", f"site-{n}")
        for n in range(sites)
    ]

    async def cycle() -> dict[str, float]:
        with closing(open_storage(f"sqlite:///{folder}/ours.db", create=True)) as storage:
            storage.sync_sources(watched)
            with closing(WorkerPool(fetch.workers)) as pool, closing(StorageThread()) as thread:
                desk = StorageDesk(
                    storage,
                    thread,
                    watched,
                    storage.source_states(),
                    storage.host_holds(),
                    now=_now,
                    chance=lambda: 0.5,
                    max_tries=fetch.article_tries,
                    rereads=fetch.reread_per_source,
                )
                began = time.perf_counter()
                await Crawl(watched, desk, fetch, pool, _now).run()
                await thread.settle()
                return {"articles": desk.tally.articles, "started": time.perf_counter() - began}

    print(json.dumps(run_on_reactor(cycle)))


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
