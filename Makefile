# Two commands are all that a newcomer needs: `make demo` and `make test`. Each sets up .venv by itself, on a machine
# that has only Python 3.11+ (with venv) and make; `uv` is used where it is there, because it is quicker.
# `make test PYTHON=python3.13` does it with that Python: an environment of another one is made anew.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test slow judges another-day random-order pythons generate check lint types bench corpus docs wheel long \
  lock clean FORCE

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

WHICH := -c "import sys; print(sys.version)"
ifneq ($(origin PYTHON),file)
ifneq ($(shell $(PYTHON) $(WHICH) 2>&1),$(shell $(BIN)/python $(WHICH) 2>/dev/null))
OTHER_PYTHON := yes
endif
endif

# The environment is made again when its lock or the project's metadata changes. Every package is checked by its hash.
$(READY): requirements/dev.lock pyproject.toml $(if $(OTHER_PYTHON),FORCE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "reissue needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(if $(OTHER_PYTHON),rm -rf $(VENV))
	@echo "setting up $(VENV) (once; about a minute) ..."
	@if command -v uv >/dev/null 2>&1; then \
	  { test -x $(BIN)/python || uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV); } && \
	  VIRTUAL_ENV=$(VENV) uv pip sync --quiet --compile-bytecode --require-hashes requirements/dev.lock && \
	  VIRTUAL_ENV=$(VENV) uv pip install --quiet --no-deps --no-build-isolation --editable . ; \
	else \
	  { test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV); } && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . ; \
	fi
	@touch $@

setup: $(READY) ## make .venv with the locked development dependencies

demo: $(READY) ## the main job, told step by step against the local sandbox
	@$(BIN)/reissue demo

test: $(READY) ## all tests but those of `make slow`, `make types` and `make judges` (ARGS="-k name" for some)
	@$(BIN)/python -m pytest -n auto $(ARGS)

slow: $(READY) ## the tests that start programs, kill processes or wait for clocks
	@$(BIN)/python -m pytest -n auto -m slow $(ARGS)

judges: $(READY) ## requests of the clients against Prism (needs npm, once) and beside those of openapi-python-client
	@$(BIN)/python -m pytest -n auto -m judges $(ARGS)

another-day: $(READY) ## a part of the tests with the clock 400 days ahead, in Pacific/Apia
	@REISSUE_TEST_NOW=+400d TZ=Pacific/Apia $(BIN)/python -m pytest -p tests.clock.plugin -n auto \
	  tests/facade tests/ledger tests/sandbox tests/runtime tests/test_docs.py tests/test_readme.py $(ARGS)

random-order: SEED := $(or $(SEED),$(shell date +%s))
random-order: $(READY) ## the tests in another order (SEED=... for the same one again)
	@echo "SEED=$(SEED)"
	@$(BIN)/python -m pytest -n auto -p randomly -p no:cacheprovider --randomly-seed=$(SEED) $(ARGS)

pythons: $(READY) ## a part of the tests on each of Python 3.11, 3.12 and 3.13 that is here
	@$(BIN)/python -m tests.ci.pythons $(ARGS)

generate: $(READY) ## specs/ -> generated/
	@$(BIN)/reissue generate

check: $(READY) ## is generated/ what the specs say?
	@$(BIN)/reissue check --full

lint: $(READY) ## specifications, style, formatting, and who may import whom
	@$(BIN)/reissue lint
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/ruff check --isolated --target-version py311 generated tests/golden
	@$(BIN)/ruff format --isolated --target-version py311 --check generated tests/golden

types: $(READY) ## pyright strict and mypy strict of the project; six checkers of what it emits and of its callers
	@$(BIN)/pyright
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n auto -m types $(ARGS)

bench: $(READY) ## the measurements of bench/, as ratios against peers in the same run
	@$(BIN)/python -m bench.run $(ARGS)

corpus: $(READY) ## public OpenAPI documents through generate, import, examples (needs npm; ARGS="--types")
	@$(BIN)/python -m tests.corpus.run $(ARGS)

wheel: $(READY) ## build the wheel and try it in empty environments, alone and with each extra
	@$(BIN)/python -m tests.ci.try_wheel

long: $(READY) ## all that takes long; writes docs/figures.md (ARGS="corpus kills" for some)
	@$(BIN)/python -m tests.ci.long_run $(ARGS)

docs: $(READY) ## are the documents true? links, examples, tables
	@$(BIN)/python -m pytest tests/test_docs.py tests/test_readme.py $(ARGS)

lock: ## resolve requirements/*.lock again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade \
	  --extra all --group dev pyproject.toml --output-file requirements/dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade \
	  --constraint requirements/dev.lock requirements/checkers.in --output-file requirements/checkers.lock

clean: ## remove what make made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

FORCE:
