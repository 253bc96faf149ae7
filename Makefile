# Short targets that people and CI both call. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench parity docs dist clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Whole files in two to four processes: what a file sets up is set up once.
TOGETHER := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

# The service and the demo's SDK: what `make demo` needs, and no more.
$(VENV)/.demo: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[service,demo]'
	@touch $@

# Everything a contributor needs.
$(STAMP): pyproject.toml $(VENV)/.demo
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update --quiet >/dev/null && apt-get install --quiet --yes --no-install-recommends nodejs npm >/dev/null; } || \
		echo "the tests need Node.js and npm: sudo apt-get install nodejs npm" >&2
	@touch $@

demo: $(VENV)/.demo ## scan this very machine through a real service and show what it found (KEEP=1 leaves the service running)
	@$(BIN)/python tools/demo.py $(if $(KEEP),--keep)

test: $(STAMP) ## run every test
	@$(BIN)/python -m pytest -q $(TOGETHER)

check: $(STAMP) ## format, lint, types, import contracts, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/generate.py --check

fix: $(STAMP) ## format, fix what lint can fix, regenerate files
	$(BIN)/python tools/generate.py
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## measure, side by side with a floor or a peer
	@$(BIN)/python benchmarks/run.py

parity: $(STAMP) ## compare every verdict with oscap's on published content (ARGS="--root minimal")
	@$(BIN)/python tools/parity.py $(ARGS)

docs: $(STAMP) ## regenerate the reference tables, and the page of clients from a run of their tests
	$(BIN)/python tools/generate.py
	$(BIN)/python tools/conformance.py

dist: $(STAMP) ## build the wheel and the source distribution
	$(BIN)/python -m pip install --quiet build && $(BIN)/python -m build

clean: ## remove what the other targets made
	rm -rf $(VENV) .demo dist bench-results .mypy_cache .ruff_cache .pytest_cache .hypothesis
