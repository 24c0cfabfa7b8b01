# `make` alone lists what can be done. The environment is .venv, the command .venv/bin/motcua.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SEED ?= 1
export LC_ALL ?= C.UTF-8

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench chaos dist pictures system

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Install system libraries, the locked packages and the program into .venv

run: setup ## See a whole office at work (without a screen: the scripted rehearsal). ARGS="--visitors 30 ..."
	$(BIN)/motcua demo $(ARGS)

test: check ## Every check, then every test. ARGS="-k kiosk ..." goes to pytest
	@.ci/system tests
	QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software $(BIN)/pytest -n auto $(ARGS)

check: setup ## Style, types, floors and QML, without tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	.ci/qmllint

bench: setup ## Measure, each row beside a raw yardstick of the same run
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/benchmarks/run.py $(ARGS)

chaos: setup ## Random histories, faults on real processes, a storm of requests. SEED=n, ARGS="--short --scenario kills ..."
	$(BIN)/python tests/chaos/run.py --seed $(SEED) $(ARGS)

dist: setup ## Freeze the program into dist/motcua and let it test itself
	.ci/system bundle
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	QT_QPA_PLATFORM=offscreen dist/motcua/motcua self-test

pictures: setup ## Draw every page of every surface into out/pictures
	$(BIN)/motcua self-test --pictures out/pictures

system:
	@.ci/system

$(READY): requirements.lock pyproject.toml | system
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
