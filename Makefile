# Every target sets up what it needs in .venv; only python3 (>= 3.11) and make must be there.
PYTHON ?= python3
BIN := .venv/bin
DEMO_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run demo check lint test bench lock system

help: ## what can be done here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/.ready ## install the locked dependencies into .venv

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "marsad needs Python 3.11 or later; give it as make PYTHON=..." >&2; exit 2; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## watch the feeds in config/; console at http://127.0.0.1:8080
	$(BIN)/marsad run

demo: setup ## watch the shipped demo newsroom; console at http://127.0.0.1:8080
	$(BIN)/marsad demo $(DEMO_ARGS)

check: setup ## the fast ring: style, types, imports, quick tests
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -q -n auto -m "not slow and not fault and not browser and not kafka"

lint: setup ## style, types, arrows between packages, the shipped configuration
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/marsad check config

system: ## as root on Debian: the programs some tests need
	@sh tests/system.sh

test: setup system ## all tests
	$(BIN)/pytest -n 2

bench: setup ## ratios, measured side by side
	@for each in benchmarks/bench_*.py; do $(BIN)/python $$each; done

lock: setup ## compile requirements.lock anew from pyproject.toml
	$(BIN)/pip-compile --quiet --all-extras --generate-hashes --strip-extras --allow-unsafe --no-header \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements.lock pyproject.toml
