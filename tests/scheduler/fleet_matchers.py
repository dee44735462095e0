"""Run as a program: one of two processes with reports of the same incident; tells when it thinks, and may be slow."""

import sys
import time

from review_workers import LATEST, NOW, article, report

from khabardar.records import Reading
from scheduler import stages
from storage import open_storage


def main() -> None:
    url, number, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    resolve = stages.resolve

    def slowly(*arguments):
        resolutions = list(resolve(*arguments))
        print("thinks", flush=True)
        time.sleep(seconds)
        return resolutions

    stages.resolve = slowly
    storage = open_storage(url)
    print("ready", flush=True)
    sys.stdin.readline()
    told = article(number)
    storage.save_article(told)
    stages.keep_reading(storage, told, Reading((report(killed=number),), "rules", "1"), NOW)
    stages.match_pending(storage, LATEST, NOW)


if __name__ == "__main__":
    main()
