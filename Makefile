# govnews: `make demo` and `make test` set up all they need (Python >= 3.11 with venv, and make).
PYTHON ?= python3
BIN := .venv/bin
# Each of the many processes of the tests would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo fences check test long pythons crash bench format schema readme honesty fleet day installed hostile year clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# An environment that is there keeps the Python that it was made with: another one put over it would mix the two.
.venv/ready: pyproject.toml constraints.txt
	@echo 'Setting up .venv: once, and again when what it needs has changed; some minutes'
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m scripts.install -c constraints.txt -e '.[dev]'
	@touch $@

setup: .venv/ready  ## the virtual environment in .venv, exact versions from constraints.txt

demo: .venv/ready  ## crawl the bundled replica of 孟津 over real HTTP and show what was collected
	$(BIN)/scrapy demo

fences: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

FAST := not slow and not long

check: fences  ## style, types, layers and the fast tests without processes and servers: a minute on two cores
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'pure and $(FAST)'

test: fences  ## style, types, layers and all fast tests, offline: some minutes on two cores
	$(BIN)/python -m pytest -n auto --dist loadfile -m '$(FAST)'

long: .venv/ready  ## the tests that make test leaves out: kills, fleets, browsers, whole schedules; a quarter of an hour
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'long and not slow'

PYTHONS ?= /usr/bin/python3 python3.12 python3.13
pythons:  ## the tests of make check on other interpreters (PYTHONS="python3.12 …"), each in an environment of its own
	@for python in $(PYTHONS); do \
	  version=$$($$python -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) \
	    || { echo "$$python: not installed, left out"; continue; }; \
	  echo "Python $$version"; \
	  .venv-$$version/bin/python -c '' 2>/dev/null || $$python -m venv --clear .venv-$$version || exit 1; \
	  .venv-$$version/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]' || exit 1; \
	  .venv-$$version/bin/python -m pytest -q -n auto --dist loadfile -m 'pure and $(FAST)' || exit 1; \
	done

N ?= 100
crash: .venv/ready  ## kill N crawls at random instants (make crash N=1000), count what is lost, twice or torn
	$(BIN)/python -m tests.crash --trials $(N)

SCHEDULES ?= 300
SEED ?= 1
honesty: .venv/ready  ## play SCHEDULES schedules of a site that misbehaves by chance (from SEED on), count the lies of their runs
	$(BIN)/python -m tests.honesty --schedules $(SCHEDULES) --seed $(SEED)

SITES ?= 40
DAYS ?= 365
year: .venv/ready  ## play DAYS days of rounds over SITES sites on a moved clock, and judge what people were told
	$(BIN)/python -m tests.year --sites $(SITES) --days $(DAYS)

HOSTS ?= 225
MINUTES ?= 20
fleet: .venv/ready  ## harm a fleet of 3 workers and 2 controls over HOSTS hosts for MINUTES (from SEED), count what is lost or twice
	$(BIN)/python -m tests.fleet --hosts $(HOSTS) --minutes $(MINUTES) --seed $(SEED)

day: .venv/ready  ## play a day of a fleet of 33,000 sites on a clock that jumps: how late is what is due (a quarter of an hour)
	$(BIN)/python -m tests.fleet.day

installed: .venv/ready  ## install wheel and sdist as other people do (each of PYTHONS), in projects, in a scrapyd, and run the examples
	PYTHONS="$(PYTHONS)" $(BIN)/python -m pytest -n auto --dist loadfile -m 'slow or not slow' tests/installed

hostile: .venv/ready  ## crawl sites with one hostile page each and print what it cost: memory, CPU, time to obey a signal
	$(BIN)/python -m tests.hostile

# An environment of its own: what the peers need must not move the project's pinned versions.
.venv-bench/ready: pyproject.toml constraints.txt bench/constraints.txt
	.venv-bench/bin/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	.venv-bench/bin/python -m bench.install
	@touch $@

bench: .venv-bench/ready  ## measure against peers (make bench PART=crawl ARGS="--rounds 5"); python -m bench --help
	.venv-bench/bin/python -m bench $(PART) $(ARGS)

format: .venv/ready  ## let ruff fix and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: .venv/ready  ## renew the JSON Schemas of the record and of the run report from their definitions
	$(BIN)/python -m scripts.schemas

readme: .venv/ready  ## renew from the code the tables of README.md and docs/
	$(BIN)/python -m scripts.readme_tables

clean:  ## remove the virtual environments and caches; output/ stays
	rm -rf .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache
