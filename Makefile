# SOMS: install, run and check. Needs Python >= 3.11, make and git; everything else is installed here.

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)

# A folder of wheels that pip knows of is one that uv should know of.
ifneq ($(PIP_FIND_LINKS),)
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
endif

SOURCES := events projections handlers services infra tests
MODE ?=
# One more than two cores: tests of real processes wait for some of their time.
WORKERS ?= 3

.PHONY: help install develop up test test-slow test-long-days test-faults check format bench lock clean

help:            ## What can be asked for
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 16

install: $(VENV)/.core      ## Install what it needs to run

develop: $(VENV)/.dev       ## Install what it needs to be worked on

up: install      ## Start the whole system with a simulated office; Ctrl-C stops it
	$(BIN)/soms up $(ARGS)

test: develop    ## Run the tests that this machine can run, but for the slow ones
	$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist loadfile $(ARGS)

test-slow: test-long-days test-faults ## Run the tests that take long

# Simulations are processor time alone: they run side by side.
test-long-days: develop ## Of those, the simulated days
	$(BIN)/python -m pytest -m slow -n 2 --dist worksteal $(ARGS) tests/simulation

# Killed processes and their clocks want the machine for themselves.
test-faults: develop ## Of those, the rest: real processes that are killed
	$(BIN)/python -m pytest -m slow --ignore tests/simulation $(ARGS)

check: develop   ## Format, lint, types, import contracts, locks
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check --no-cache $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	@! grep -nE '(https?|file)://|--(extra-)?index-url|--find-links' locks/*.txt \
		|| { echo "a lock file holds an address"; exit 1; }

format: develop  ## Bring the code into its form
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: develop   ## Measure this machine
	$(BIN)/soms bench $(or $(ARGS),all)

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(MODE)

lock: $(UV)      ## Resolve the pinned versions anew (MODE=--upgrade for newer ones)
	$(COMPILE) locks/uv.in -o locks/uv.txt
	$(COMPILE) pyproject.toml locks/build.in -o locks/core.txt
	$(COMPILE) pyproject.toml locks/build.in --extra dev -c locks/core.txt -o locks/dev.txt
	env -u UV_FIND_LINKS $(COMPILE) pyproject.toml --extra voice --extra vision --extra cluster \
		-c locks/dev.txt -o locks/extras.txt

clean:           ## Remove what was installed and built; data folders stay
	rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(UV): locks/uv.txt
	@test -n "$(PYTHON)" || { echo "SOMS needs Python 3.11 or newer; none was found"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.txt
	@touch $(UV)

$(VENV)/.core: locks/core.txt pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/core.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: locks/dev.txt $(VENV)/.core
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r locks/dev.txt
	@touch $@
