# govnews: `make demo` and `make test` set up all they need (Python >= 3.11 with venv, and make).
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup demo test crash honesty bench format schema readme clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

setup: .venv/ready  ## the virtual environment in .venv, exact versions from constraints.txt

demo: .venv/ready  ## crawl the bundled replica of 孟津 over real HTTP and show what was collected
	$(BIN)/scrapy demo

test: .venv/ready  ## style, types and all fast tests, offline
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

N ?= 100
crash: .venv/ready  ## kill N crawls at random instants (make crash N=1000), count what is lost, twice or torn
	$(BIN)/python -m tests.crash --trials $(N)

SCHEDULES ?= 300
SEED ?= 1
honesty: .venv/ready  ## play SCHEDULES schedules of a site that misbehaves by chance (from SEED on), count the lies of their runs
	$(BIN)/python -m tests.honesty --schedules $(SCHEDULES) --seed $(SEED)

# An environment of its own: what the peers need must not move the project's pinned versions.
.venv-bench/ready: pyproject.toml constraints.txt bench/constraints.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	.venv-bench/bin/python -m bench.install
	@touch $@

bench: .venv-bench/ready  ## measure against peers (make bench PART=crawl ARGS="--rounds 5"); python -m bench --help
	.venv-bench/bin/python -m bench $(PART) $(ARGS)

format: .venv/ready  ## let ruff fix and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: .venv/ready  ## renew the JSON Schema of the record from its definition
	$(BIN)/python -c "import json; from govnews.items import article_schema; print(json.dumps(article_schema(), ensure_ascii=False, indent=1))" > govnews/article.schema.json

readme: .venv/ready  ## renew the README's tables from the code
	$(BIN)/python -m scripts.readme_tables

clean:  ## remove the virtual environments and caches; output/ stays
	rm -rf .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache
