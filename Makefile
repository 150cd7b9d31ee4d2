# make demo and make test need Python 3.11+ and make; everything else is installed into .venv.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := -m pip --disable-pip-version-check --quiet --quiet
STAMP := .venv/.installed
DEV := .venv/.installed-dev
PYTEST = $(BIN)/pytest -q --dist=worksteal --numprocesses=$(shell $(BIN)/python tests/rigs/workers.py)
TRAINING := $(wildcard tests/test_training_*.py) tests/test_hub.py

# Some containers ask Python to keep nothing of what it compiled: each worker and each `listener` that a
# test starts would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo run test test-long quick test-train faults many soak lint rigs compiled rigs-slow format docs lock train-env clean
.DEFAULT_GOAL := demo

demo: $(STAMP)
	@$(BIN)/listener demo

run: $(STAMP)
	$(BIN)/listener run

# By their marks (pyproject.toml says why each is apart) training, the soak and the slow rigs are left out of both: train
# needs torch and scikit-learn, soak plays minutes of load.
test: $(DEV)
	@$(MAKE) --no-print-directory -j3 lint rigs compiled
	@echo "tests: on SQLite, with real servers on loopback and kill -9 ..."
	@$(PYTEST) -m "not long and not postgresql and not soak and not train and not rig_slow" $(PYTEST_ARGS)

test-long: rigs
	@echo "tests: on PostgreSQL, and what takes long: kills at every step, weeks, the growth of every pattern ..."
	@$(PYTEST) -m "(long or postgresql) and not soak and not train and not rig_slow" $(PYTEST_ARGS)

# Without servers, databases, programs of their own and what takes seconds, and with few examples: for the minute between
# two edits.
quick: $(DEV)
	@echo "tests: what needs no server and no database, quickly ..."
	@$(PYTEST) --hypothesis-profile=quick -m "not slow and not long and not rig and not process and not database and not soak and not train and not rig_slow" $(PYTEST_ARGS)

test-train: train-env
	@echo "tests: training, and models from the hub ..."
	@.venv-train/bin/python -m pytest -q -m train $(TRAINING) $(PYTEST_ARGS)

faults: $(DEV)
	@echo "faults: eighteen faults of an open peer, each to be shown absent here ..."
	@$(BIN)/python benchmarks/faults.py

many: $(DEV)
	@echo "many: minutes of daemons on one database, killed, and of the database stopped ..."
	@$(BIN)/python benchmarks/many.py --minutes 3 --processes 3 --sources 20 --posts 60 --result /dev/null

soak: $(DEV)
	@echo "soak: minutes of load, kills and faults ..."
	@$(BIN)/pytest -m soak tests/test_soak.py

lint: $(DEV)
	@echo "linting ..."
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo "types ..."
	@$(BIN)/mypy --no-error-summary

rigs: $(DEV)
	@echo "servers for the tests: Isso, Mastodon, GitHub's replies, a mailbox and Slack, into .rigs (the first time: a minute) ..."
	@PYTHONPATH=tests $(BIN)/python -m rigs.install

# Else each worker compiles every test for itself, all at the same time. What cannot be collected is told by the run.
compiled: $(DEV)
	@$(BIN)/pytest -qq --collect-only >/dev/null || true

rigs-slow: $(DEV)
	@echo "servers that take longer, into .rigs: WordPress with PHP and MariaDB from Debian, a host of Bluesky from npm; nothing is installed (the first time: minutes) ..."
	@PYTHONPATH=tests $(BIN)/python -m rigs.install slow
	@$(BIN)/pytest -q -m rig_slow tests/test_real_*.py $(PYTEST_ARGS)

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What stands below the mark in the pages of reference comes from the code.
docs: $(DEV)
	@for language in en fr; do for page in settings:listener.settings.reference commands:listener.cli.reference; do \
	  file=docs/$$language/reference/$${page%%:*}.md; \
	  { sed '/^<!-- below: make docs -->/q' $$file && echo && $(BIN)/python -m $${page#*:} $$language; } >$$file.new && mv $$file.new $$file || exit 1; \
	done; done

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "brand-listener needs Python 3.11 or newer on the PATH, or: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv .venv

$(STAMP): .venv/bin/python requirements/base.txt pyproject.toml
	@echo "installing into .venv (first time: a minute or two) ..."
	@$(BIN)/python $(PIP) install --require-hashes --no-deps -r requirements/base.txt
	@$(BIN)/python $(PIP) install --require-hashes --no-deps -r requirements/build.txt
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(STAMP) requirements/dev.txt
	@echo "installing what the tests need ..."
	@$(BIN)/python $(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

# Compiled for every platform, with hashes and without a line that names an index. Extras are kept: where another package
# asks for "uvicorn[standard]", pip takes a bare pin for none once a newer version is out.
lock: .venv/bin/python
	$(BIN)/python -c 'import uv' 2>/dev/null || $(BIN)/python $(PIP) install uv
	for pair in "base:pyproject.toml" "dev:--extra dev --constraint requirements/base.txt pyproject.toml" "build:requirements/build.in" "scale:--constraint requirements/base.txt requirements/scale.in" "rig-isso:requirements/rig-isso.in" "rig-mastodon:requirements/rig-mastodon.in" "rig-pymap:requirements/rig-pymap.in" "train:--constraint requirements/base.txt requirements/train.in pyproject.toml"; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-emit-package brand-listener \
	    --upgrade --output-file requirements/$${pair%%:*}.txt $${pair#*:} || exit 1; \
	done

# A second environment: the default one must not be able to import torch.
train-env: .venv-train/.installed

.venv-train/.installed: requirements/train.txt
	@echo "installing torch and what training needs into .venv-train (1.6 GB, minutes) ..."
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/python $(PIP) install torch==2.13.0
	@.venv-train/bin/python $(PIP) install --require-hashes --no-deps -r requirements/train.txt
	@.venv-train/bin/python $(PIP) install --require-hashes --no-deps -r requirements/build.txt
	@.venv-train/bin/python $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf .venv .venv-train .rigs build dist
