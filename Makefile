# Every target makes what it needs: the environment, the stores. `make help` lists them.
PY := .venv/bin/python
# Runs a command with the stores at hand: those that run, else started for it and stopped after it.
WITH_STORES := $(PY) -m deploy borrow
# More words for the command behind a target: make test ARGS="-k trust"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup dev run services stop test test-neo4j lint check bench chaos stories realism simulate

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@sh deploy/setup.sh run

dev:
	@sh deploy/setup.sh dev

run: setup ## Start the whole studio and print its address; Ctrl-C stops it (PORT=8001, VOICE=local)
	@exec $(PY) -m deploy run

services: setup ## Start only the stores, in the background
	@exec $(PY) -m deploy services

stop: ## Stop whatever runs
	@if [ -x $(PY) ]; then exec $(PY) -m deploy stop; fi

test: dev ## Run the tests; ARGS="-k trust" narrows them
	@CHROMIUM="$$($(PY) -m deploy.browser)" && export CHROMIUM && \
	exec $(WITH_STORES) $(PY) -m pytest -n 2 --cov --cov-report=term:skip-covered $(ARGS)

test-neo4j: dev ## Run the graph's tests on a real Neo4j Community (needs mvn and a JDK 17 or newer)
	@exec $(WITH_STORES) $(PY) -m deploy.neo4j $(PY) -m pytest -m graph $(ARGS)

lint: dev ## Check style, types, import contracts and migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PY) manage.py makemigrations --check --dry-run

check: lint test ## All that a change must pass, as continuous integration runs it

bench: dev ## Measure against the targets; fails where one is missed
	@exec $(WITH_STORES) --migrate $(PY) -m benchmarks $(ARGS)

chaos: dev ## Kill and starve everything while worlds live on; fails if anything is lost or doubled
	@exec $(PY) -m benchmarks.chaos $(ARGS)

stories: dev ## Measure sifting, plots and coherence against their targets; ARGS="speed" or ARGS="worlds --seeds 2" shrink it
	@exec $(PY) -m benchmarks.stories $(ARGS)

realism: dev ## Measure how true to life worlds are; ARGS="planted" or ARGS="worlds --seeds 2 --turns 100" shrink it
	@exec $(PY) -m benchmarks.realism $(ARGS)

simulate: ARGS := $(or $(ARGS),pemberley --turns 50)
simulate: setup ## Run a world headless, summary as JSON; ARGS="elsinore --turns 200 --seed 3"
	@exec $(WITH_STORES) --migrate $(PY) manage.py simulate $(ARGS)
