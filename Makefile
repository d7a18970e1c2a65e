# The two commands of the README are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
AUDIT := .venv/audit
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
AS_OF := 2026-06-30
# Processes of tests: one more than two cores have, as they often wait for a browser or a clock.
WORKERS ?= 3
CODE := models extractors checks reports contract_ai
ALL := $(CODE) tests benchmarks sample_contracts

.PHONY: run test test-postgresql coverage lint format samples bench soak advisories wheel clean help

run: .venv/.runtime ## check sample_contracts/, then bill, match payments and reconcile; writes sample_contracts/report/
	@$(BIN)/contract-ai run sample_contracts --as-of $(AS_OF)
	@$(BIN)/python -m sample_contracts.cash

test: .venv/.dev ## all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --durations=40

test-postgresql: .venv/.dev ## after `make test`: the tests that use a database again, on PostgreSQL (CONTRACT_AI_TEST_POSTGRES=URL; LONG=1: those of pages, too)
	@test -n "$(CONTRACT_AI_TEST_POSTGRES)" || { echo "Set CONTRACT_AI_TEST_POSTGRES to a server on which databases may be made." >&2; exit 2; }
	@CONTRACT_AI_TEST_ON=postgresql $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --durations=40 --using-a-database $(if $(LONG),,--but-long-ones)

coverage: .venv/.dev ## all tests, and the lines and branches that none of them reaches (takes 1.7 times as long)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=
	@$(BIN)/python -m coverage report --skip-covered --skip-empty

lint: .venv/.dev ## formatting, style, types and the rules of who may import whom
	@$(BIN)/ruff format --check $(ALL)
	@$(BIN)/ruff check $(ALL)
	@$(BIN)/mypy
	@$(BIN)/mypy tests benchmarks sample_contracts
	@$(BIN)/lint-imports

format: .venv/.dev ## rewrite the code in the house's format
	@$(BIN)/ruff format $(ALL)
	@$(BIN)/ruff check --fix $(ALL)

samples: .venv/.dev ## make the documents of sample_contracts/ again (the same bytes)
	@$(BIN)/python -m sample_contracts.make

bench: .venv/.dev ## measure beside what else there is, write docs/benchmarks.md (FOLDER=PDFs QUICK=1)
	@$(PIP) install --constraint constraints.txt --editable '.[dev,bench]'
	@$(BIN)/python -m benchmarks.bench $(FOLDER) $(if $(QUICK),--quick) --output docs/benchmarks.md

soak: .venv/.dev ## kill the batch 200 times (KILLS=1000, SEED=7); then let the disk fail at every call (FAULTS=100)
	@$(BIN)/python -m tests.contract_ai.batch.soak --kills $(or $(KILLS),200) $(if $(SEED),--seed $(SEED))
	@$(BIN)/python -m tests.contract_ai.batch.fault_loop $(if $(FAULTS),--sample $(FAULTS)) $(if $(SEED),--seed $(SEED))

advisories: .venv/.audit ## compare constraints.txt with known weaknesses (IF_REACHABLE=1: no failure without a network)
	@$(BIN)/python -m benchmarks.advisories --pip-audit $(AUDIT)/bin/pip-audit $(if $(IF_REACHABLE),--if-reachable)

wheel: .venv/.dev ## build the wheel into dist/
	@rm -rf build dist
	@$(BIN)/python -m build --wheel --outdir dist . >/dev/null

clean: ## remove the environment and everything made
	@rm -rf .venv build dist *.egg-info sample_contracts/report

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

.venv/bin/python:
	@echo "Making the environment in .venv (once, about a minute) ..." >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Contract AI needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv .venv

.venv/.runtime: .venv/bin/python pyproject.toml constraints.txt
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

# Of what `make run` needs nothing is missing then: both in one go, where neither is there.
.venv/.dev: .venv/bin/python pyproject.toml constraints.txt
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch .venv/.runtime $@

# pip-audit has an environment of its own: it needs thirty packages that nothing else here does.
.venv/.audit: .venv/.dev
	@$(BIN)/python -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip --disable-pip-version-check --quiet install 'pip-audit>=2.10,<3'
	@touch $@
