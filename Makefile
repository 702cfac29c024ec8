# The commands of the project. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SAMPLE := data/sample
PACKAGES := api callbacks components data formats metrics pages
SOURCES := $(wildcard *.py) $(shell find $(PACKAGES) -name "*.py")
# The locks hold every package's version and hashes: what is installed is what was tested.
EXACTLY := --disable-pip-version-check --require-hashes -r

.PHONY: help run test bench bench-full soak study sample lint lock audit screenshots clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 22

run: $(VENV)/.compiled sample ## Start the dashboard on http://127.0.0.1:8050 (DATA_DIR, HOST, PORT)
	@exec $(BIN)/gunicorn -c gunicorn.conf.py app:server

test: $(VENV)/.installed-dev $(VENV)/.compiled ## Run every test, those in a browser too
	@$(BIN)/python -m ruff check . && $(BIN)/python -m ruff format --check .
	@export PYTHON_OF_TESTS=$(BIN)/python CLUSTER=1; \
		JAVA_HOME="$$(tests/cluster.sh)" POSTGRES="$$(tests/postgres.sh)" \
		NGINX="$$(tests/nginx.sh)" CHROMIUM="$$(tests/chromium.sh)" $(BIN)/python -m pytest $(ARGS)

bench: $(VENV)/.installed-dev $(VENV)/.compiled ## Measure what speed claims rest on, side by side with the alternatives
	@CHROMIUM="$$(tests/chromium.sh)" $(BIN)/python -m benchmarks

bench-full: $(VENV)/.installed-dev $(VENV)/.compiled ## The same to 10 million rows, Polars and DuckDB beside it (half an hour)
	@$(BIN)/python -m pip install --quiet $(EXACTLY) requirements-cluster.lock
	@[ -e build/peers/bin/python ] || $(PYTHON) -m venv build/peers
	@build/peers/bin/python -m pip install --quiet $(EXACTLY) requirements-peers.lock
	@CHROMIUM="$$(tests/chromium.sh)" $(BIN)/python -m benchmarks --full

soak: $(VENV)/.installed-dev ## Load the production server with 200 readers and 10,000 clicks (10 minutes)
	@$(BIN)/python -m benchmarks.soak $(ARGS)

study: $(VENV)/.installed ## Judge the estimators on simulated markets (10 minutes)
	@$(BIN)/python -m pip install --quiet $(EXACTLY) requirements-study.lock
	@$(BIN)/python -m benchmarks.study --out data/study.json

screenshots: $(VENV)/.installed-dev ## Take pictures of every page in both themes and three widths
	@CHROMIUM="$$(tests/chromium.sh)" $(BIN)/python -m benchmarks.screenshots

lint: $(VENV)/.installed-dev ## Format the code and say what is wrong with it
	@$(BIN)/python -m ruff format . && $(BIN)/python -m ruff check --fix .

lock: $(VENV)/.installed ## Write the exact versions and hashes of all that is installed (*.lock)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@for one in requirements*.txt; do $(BIN)/uv pip compile --quiet --universal --generate-hashes \
		--python-version 3.11 --no-annotate --no-header --output-file "$${one%.txt}.lock" "$$one"; done

audit: $(VENV)/.installed ## Look for known weaknesses in what is installed (asks the registry)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@$(BIN)/python -m pip_audit --require-hashes --disable-pip -r requirements.lock $(ARGS)

sample: $(VENV)/.installed ## Make the sample data, unless it is there or DATA_DIR is set
	@if [ -z "$$DATA_DIR" ] && [ ! -e $(SAMPLE)/truth.json ]; then \
		$(BIN)/python -m data.simulate --out $(SAMPLE); fi

clean: ## Remove the environment and what was made
	rm -rf $(VENV) $(SAMPLE) build .pytest_cache .hypothesis .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the dashboard needs (once) ..."
	@$(BIN)/python -m pip install --quiet $(EXACTLY) requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet $(EXACTLY) requirements-dev.lock
	@touch $@ $(VENV)/.installed

# Without this a start compiles every module again where Python may not write beside the sources.
$(VENV)/.compiled: $(VENV)/.installed $(SOURCES)
	@$(BIN)/python -m compileall -q $(wildcard *.py) $(PACKAGES) && touch $@
