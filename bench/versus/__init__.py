"""Khabardar measured against its peers, each ratio side by side on the same input in one run: `python -m bench.versus`.

Peers live in an environment of their own (`bench/requirements.txt`, made by `make bench`) and are called as programs
(`bench/peers/`); nothing here imports them. `docs/benchmarks.md` is what a run writes, `bench/ratios.json` the same for
machines.
"""

import sys
from pathlib import Path

BENCH = Path(__file__).parents[1]
# The single benches import one another as scripts do, by their bare names.
sys.path.append(str(BENCH))
