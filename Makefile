# Two commands for newcomers: `make run` starts the tool, `make test` checks it. `make help` lists the rest.
#
# Works with GNU make from 3.81 (macOS) on. What can be set from outside:
#   PYTHON=python3.12   the Python to set up with      PORT=8600   where to start looking for a free port
#   VENV=.venv          where to set up                 CONSTRAINTS=/dev/null   newest versions instead of tested ones

VENV ?= .venv
PORT ?= 8501
CONSTRAINTS ?= .ci/constraints.txt
PYTHON ?=
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS)
# Two workers, and tests of one file stay together: they share what is costly to set up.
# The tests start some sixty processes: what one has compiled, the others need not compile again.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(BIN)/python -m pytest -q -p no:cacheprovider
PARALLEL := -n 2 --dist loadfile
# A file that says what was installed: the second start does not ask the package index again.
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test

.PHONY: help run workshop test tools lint unit running browser coverage bench load screenshots schema validate clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /  make \1|/' | \
	  awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: $(RUN_READY)  ## set up if need be, and start the tool (with example data on the first start)
	@if [ -z "$$DATABASE_URL$$VERBUNDSPIEGEL_DATA$$VERBUNDSPIEGEL_MODEL" ] && [ ! -e data/verbundspiegel.db ]; then \
	  $(BIN)/python -m typology demo; fi
	@port=$$($(BIN)/python .ci/free_port.py $(PORT)) || exit 1; \
	 [ "$$port" = "$(PORT)" ] || echo "Port $(PORT) ist belegt, es geht auf $$port weiter. (Port $(PORT) is taken.)"; \
	 echo "Verbundspiegel: http://127.0.0.1:$$port  (Ende / stop: Strg+C, Ctrl+C)"; \
	 exec $(BIN)/python -m streamlit run app.py --server.port "$$port"

# On all addresses of this machine, so that phones on the same wireless or on its hotspot reach it; what they see of it is
# the pages to answer and the wall. The workbench stays here.
workshop: $(RUN_READY)  ## like run, for a workshop: phones in the same network can join, and see nothing else
	@port=$$($(BIN)/python .ci/free_port.py $(PORT)) || exit 1; \
	 PYTHONPATH=. $(BIN)/python .ci/addresses.py "$$port"; \
	 export VERBUNDSPIEGEL_OPEN="$${VERBUNDSPIEGEL_OPEN-answers}"; \
	 exec $(BIN)/python -m streamlit run app.py --server.port "$$port" --server.address 0.0.0.0

test: $(TEST_READY) tools  ## set up if need be; lint, unit tests and tests in a real browser: everything
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory running
	@$(MAKE) --no-print-directory browser

tools: $(TEST_READY)  ## say whether Chromium and PostgreSQL are there for the tests
	@$(BIN)/python -m tests.tools

lint: $(TEST_READY)  ## ruff, mypy and the walls between the packages
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(TEST_READY)  ## the fast loop: all tests but those that run the program or a browser
	$(PYTEST) $(PARALLEL) --ignore=tests/e2e -m "not running"

running: $(TEST_READY)  ## the tests that run screens, commands and PostgreSQL, and kill and restart processes
	$(PYTEST) $(PARALLEL) --ignore=tests/e2e -m running

# A browser on a busy machine now and then misses its moment: what fails is run once more, and both runs are named.
browser: $(TEST_READY)  ## the tests that drive a real browser
	$(PYTEST) -n 2 --dist load --reruns 1 -rR tests/e2e

coverage: $(TEST_READY)  ## branches of model, assessment and store that the tests reach
	$(PYTEST) $(PARALLEL) --ignore=tests/e2e --cov=typology --cov-report=term --cov-report=html
	$(BIN)/coverage report --include='typology/model/*,typology/assessment/*,typology/store/*' --fail-under=95

bench: $(TEST_READY)  ## measure speed and memory, print a table (not part of the tests)
	@$(BIN)/python -m benchmarks

load: $(TEST_READY)  ## let up to 1,000 made-up phones in, print a table (20 min; HOURS=1: the one-hour run instead)
	@$(BIN)/python -m tests.load $(if $(HOURS),hours --minutes $$(( 60 * $(HOURS) )))

screenshots: $(TEST_READY)  ## take the pictures in docs/screenshots anew
	$(BIN)/python docs/screenshots.py

schema: $(RUN_READY)  ## write the JSON Schemas and the reference of the command line anew
	$(BIN)/python -m typology schema
	$(BIN)/python -m typology reference

validate: $(RUN_READY)  ## check the typology and its questionnaires
	@$(BIN)/python -m typology validate

clean:  ## remove caches and the virtual environment, never the data
	rm -rf $(VENV) build dist htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------ setting up
$(BIN)/python:
	@.ci/make_venv "$(VENV)" $(PYTHON)

$(RUN_READY): requirements.txt $(wildcard $(CONSTRAINTS)) | $(BIN)/python
	@echo "Einrichten … (Setting up; the first time this takes a minute or two.)"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(TEST_READY): pyproject.toml $(RUN_READY) | $(BIN)/python
	@echo "Setting up what the tests need …"
	@$(PIP_INSTALL) -e '.[dev]'
	@$(BIN)/python -m tests.tools --postgres-only >/dev/null 2>&1 || $(PIP_INSTALL) -e '.[postgres]' || true
	@touch $@
