# The one front door: `make demo`, `make quick`, `make test`, `make lint`, `make soak`, `make bench`,
# `make clean`.
# Everything is installed where it is missing; a second run finds it there.

VENV := .venv
PYTHON := $(VENV)/bin/python
STAMP := $(VENV)/.installed
DEMO := tianbao-demo
SOAKED := $(addprefix tests/,test_fuzz.py test_damage.py test_cli_round.py test_cli_sending.py test_cli_mailbox.py test_clerk.py test_referees.py test_agreement.py test_law.py \
	collection/round/test_summing_up.py engines/test_agreement.py engines/test_damage.py reader/test_both_ways.py templates/records/test_calculation.py)

# Compiled modules are kept from run to run, as an installation keeps them, and out of sight.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/compiled

.PHONY: help demo quick test lint soak bench install system clean

help:
	@echo "make demo    the whole job on a real department's data, and a round of 30; all is left in $(DEMO)/"
	@echo "make quick   lint, and the tests that start no other program: two minutes"
	@echo "make test    all tests, with branch coverage"
	@echo "make lint    ruff, mypy and the import directions"
	@echo "make soak    100,000 spoilt files, and more of all that goes by numbers"
	@echo "make bench   times and memory beside openpyxl, xlsxwriter and pandas, into docs/performance.md"
	@echo "make clean   removes what the others made"

demo: install
	@scripts/install-system.sh --optional
	@$(VENV)/bin/tianbao demo $(DEMO)

quick: lint
	$(PYTHON) -m pytest --numprocesses 2 --dist worksteal --quiet -m "not program and not long" --hypothesis-profile=quick $(ARGS)

test: install system
	$(PYTHON) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(ARGS)

soak: install system
	$(PYTHON) -m pytest --capture=no --verbose --hypothesis-profile=soak $(SOAKED) $(ARGS)

lint: install
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports --no-cache

bench: install
	$(PYTHON) -m benchmarks

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt scripts/make-venv.sh
	@scripts/make-venv.sh $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt setuptools
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--no-build-isolation --editable '.[dev]'
	@touch $@

system:
	@scripts/install-system.sh
	@scripts/install-validator.sh
	@scripts/install-onlyoffice.sh
	@scripts/install-senders.sh

clean:
	rm -rf $(VENV) .node .onlyoffice $(DEMO) build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
