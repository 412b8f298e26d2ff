# One list of commands. `make demo` and `make test` need nothing but Python 3.11+, git and make.
VENV   := .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
TRIALS ?= 200
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

MOVES  ?= 50000
SEED   ?= 0

.PHONY: demo demo-change test attack check crash record look clean help

help:            ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.core: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing assent into $(VENV) ..."
	@$(PIP) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	@echo "Installing the test tools into $(VENV) ..."
	@$(PIP) -e '.[dev]'
	@touch $@

demo: $(VENV)/.core   ## run the policy from brief to approval, deciding as the demo's people
	@$(BIN)/python examples/demo.py

demo-change: $(VENV)/.core   ## one change made, one undone, one sent back, in a git repository of its own
	@$(BIN)/python examples/demo_change.py

test: $(VENV)/.dev    ## run everything, without a network
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

attack: $(VENV)/.core ## attack change control: MOVES=50000 SEED=0, or EPISODE= to play one again
	@$(BIN)/python -m assent.testing.attack --moves $(MOVES) --seed $(SEED) $(if $(EPISODE),--episode $(EPISODE))

check: $(VENV)/.dev   ## ruff, mypy strict, import law
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

crash: $(VENV)/.dev   ## kill change control at every named point, race it, take its disk; TRIALS=200
	@$(BIN)/python -m tests.crash --trials $(TRIALS)

record: $(VENV)/.dev  ## record every cassette anew; look at the difference before you commit
	@ASSENT_RECORD=all $(BIN)/python -m pytest -q -m recorded
	@$(BIN)/python -m pytest -q tests/recorded

look: $(VENV)/.dev    ## the ten longest files and functions
	@$(BIN)/python tests/longest.py

clean:           ## remove what the commands above made
	@rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
