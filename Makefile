# Development and first steps; `make` alone prints this list.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports check install clean bench bench-check

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(READY)  ## install, then do the whole job on the bundled news site (under a minute)
	@$(BIN)/khabardar demo

test: $(READY)  ## every test
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: lint types imports test  ## all that CI checks

lint: $(READY)  ## style, by ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)  ## types, by mypy in strict mode
	@$(BIN)/mypy

imports: $(READY)  ## import direction, by import-linter
	@$(BIN)/lint-imports

install: $(READY)  ## the environment with all dependencies

# An old Python or Debian's missing venv module is said in one line, with the command that mends it.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Khabardar needs Python 3.11 or newer: sudo apt install python3.11-venv (Debian), brew install python@3.12 (macOS), then make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: sudo apt install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (once; a minute or two)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# Peers are never installed into our environment; old pips stumble over their requirements, so theirs is brought up to date.
PEERS := bench/.venv
bench: $(READY) $(PEERS)/.ready  ## measure against the others (25 minutes), write docs/benchmarks.md; one part: make bench PART=feed
	@$(BIN)/python -m bench.versus $(PART) $(BENCH_OPTIONS)

bench-check: $(READY) $(PEERS)/.ready  ## a shorter run; fails where a ratio is worse than the committed one
	@$(BIN)/python -m bench.versus $(PART) --check $(BENCH_OPTIONS)

$(PEERS)/.ready: bench/requirements.txt
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@echo "installing the peers into $(PEERS) (once; a minute)"
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@touch $@

clean:  ## remove the environments, the demo's folder and caches
	rm -rf $(VENV) $(PEERS) khabardar-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
