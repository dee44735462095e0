"""The least that any reading does: spaCy's blank English pipeline with the sentencizer. `sentences.py FILE ROUNDS`.

FILE has one JSON article a line (`text`). Prints the seconds of the processor of each round over all of them.
"""

import json
import sys
import time
from pathlib import Path

import spacy


def main(file: str, rounds: int) -> None:
    """After one pass to warm up."""
    texts = [json.loads(line)["text"] for line in Path(file).read_text(encoding="utf-8").splitlines()]
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    times = []
    for _ in range(rounds + 1):
        begin = time.process_time()
        sentences = sum(sum(1 for _ in pipeline(text).sents) for text in texts)
        times.append(time.process_time() - begin)
    print(json.dumps({"processor": times[1:], "sentences": sentences}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
