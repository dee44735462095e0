"""news-please's RSS crawler, as its command runs it: `news_please_rss.py PORT SITES FOLDER`.

Its config is the one that it ships, with another folder and less talk. Prints how many articles were written, and the
seconds from the start to the last of them: it looks only every ten seconds whether all is done.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import newsplease


def main(port: str, sites: int, folder: Path) -> None:
    """Each call is a cycle; files of the same second and address would fall together, so each has its own folder."""
    number = len(list(folder.glob("cycle-*"))) + 1
    data = folder / f"cycle-{number}"
    _configure(folder / "config", data, port, sites)
    began = time.time()
    command = [str(Path(sys.executable).parent / "news-please"), "-c", f"{folder}/config/"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    written = list((data / "data").rglob("*.json"))
    last = max(file.stat().st_mtime for file in written)
    print(json.dumps({"articles": len(written), "seconds": last - began}))


def _configure(folder: Path, data: Path, port: str, sites: int) -> None:
    folder.mkdir(exist_ok=True)
    shipped = (Path(newsplease.__file__).parent / "config" / "config.cfg").read_text(encoding="utf-8")
    ours = re.sub(r"(?m)^working_path = .*", f"working_path = {data}", shipped)
    ours = re.sub(r"(?m)^LOG_LEVEL = .*", "LOG_LEVEL = ERROR", ours)
    (folder / "config.cfg").write_text(ours, encoding="utf-8")
    watched = [{"url": f"http://127.0.1.{n}:{port}/", "crawler": "RssCrawler"} for n in range(1, sites + 1)]
    (folder / "sitelist.hjson").write_text(json.dumps({"base_urls": watched}), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
