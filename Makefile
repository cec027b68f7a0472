# Rapport from a clone: `make run` to see it, `make test` to prove it. Needs Python 3.11 or newer.
# Kept to what GNU Make 3.81 and a POSIX shell understand.

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
VENV ?= .venv
BIN := $(VENV)/bin

# The first Python that is new enough, and the first Chromium, if any.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
HAVE_CHROMIUM := $(shell for program in "$$CHROMIUM" chromium-headless-shell chromium \
	chromium-browser google-chrome \
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do \
	command -v "$$program" >/dev/null 2>&1 && echo yes && break; done)

# The locks name everything, so nothing is resolved again: older pips stumble over an extra of a
# locked package as soon as a newer release of it is out.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--require-hashes --only-binary :all: --no-deps
RUN_READY := $(VENV)/.installed-run
TEST_READY := $(VENV)/.installed-test
BROWSER_READY := $(if $(HAVE_CHROMIUM),$(VENV)/.installed-browser)
# What looks at the code, and not at an installation, is told by nobody's .env.
AS_TESTED = DJANGO_SETTINGS_MODULE=tests.settings DATABASE_URL=sqlite://:memory:
EVERY_DATABASE = WORKERS=$(WORKERS) $(BIN)/python -m tests.on_every_database

.PHONY: help run install test check check-style check-types check-architecture \
	check-migrations check-templates check-translations check-dependencies \
	races crash bench screenshots format messages lock vendor

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*##/\1	/p' $(MAKEFILE_LIST)

# --- To see it --------------------------------------------------------------------------

run: $(RUN_READY) .env  ## serve Rapport with demo data (HOST=127.0.0.1 PORT=8000)
	@exec env HOST=$(HOST) PORT=$(PORT) BIN=$(BIN) sh scripts/serve

install: $(RUN_READY) $(TEST_READY) $(BROWSER_READY)  ## install everything that developers need

.env:
	@key=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))') && umask 077 && \
	sed "s/^SECRET_KEY=$$/SECRET_KEY=$$key/" .env.example >.env.new && mv .env.new .env

# --- To prove it ------------------------------------------------------------------------

test: $(TEST_READY) $(BROWSER_READY)  ## run every test, on SQLite and on PostgreSQL
	@$(EVERY_DATABASE) $(ARGS)

races: $(TEST_READY)  ## let processes race for the same row, 1,000 rounds
	@RACE_ROUNDS=1000 $(EVERY_DATABASE) -m race $(ARGS)

crash: $(TEST_READY)  ## kill processes in the middle, 200 times
	@KILLS=200 $(EVERY_DATABASE) -m crash $(ARGS)

bench: $(TEST_READY)  ## measure against hand-written floors (SCALE=small|default|medium|large)
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: $(TEST_READY) $(BROWSER_READY)  ## take a picture of every page into screenshots/
	@$(BIN)/python -m pytest -p no:randomly tests/browser/screenshots.py $(ARGS)

check:  ## say everything that can be said without running it
check: check-style check-types check-architecture check-migrations check-templates \
	check-translations check-dependencies

check-style: $(TEST_READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-types: $(TEST_READY)
	$(AS_TESTED) $(BIN)/mypy

check-architecture: $(TEST_READY)
	$(BIN)/lint-imports

check-migrations: $(TEST_READY)
	$(AS_TESTED) $(BIN)/python manage.py check --fail-level WARNING
	$(AS_TESTED) $(BIN)/python manage.py makemigrations --check --dry-run

check-templates: $(TEST_READY)
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/djlint --lint --quiet templates

check-translations: $(TEST_READY)
	$(BIN)/python -m pytest -q tests/test_translations.py

check-dependencies: $(TEST_READY)
	$(BIN)/deptry .

# --- To keep it -------------------------------------------------------------------------

format: $(TEST_READY)  ## bring code and templates into their common form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 || true

messages: $(TEST_READY)  ## bring locale/ up to date with the code (needs gettext)
	$(AS_TESTED) $(BIN)/python manage.py makemessages --locale cs --no-obsolete \
		--add-location file --no-wrap --ignore .venv --ignore frontend --ignore tests
	$(BIN)/pybabel -q compile --domain django --directory locale

lock: $(TEST_READY)  ## compile requirements/*.txt from *.in (UPGRADE=--upgrade for newer versions)
	for set in run extras dev e2e; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-header $(UPGRADE) requirements/$$set.in -o requirements/$$set.txt || exit 1; \
	done

vendor: $(RUN_READY)  ## refresh static/vendor from the npm registry (needs Node)
	cd frontend && npm ci --ignore-scripts
	$(BIN)/python frontend/vendor.py

# --- The virtual environment, refreshed when a lock changes ---------------------------------

# With the extras: whoever tries it out prints real PDFs.
$(RUN_READY): requirements/run.txt requirements/extras.txt | $(BIN)/python
	@echo "Installing what Rapport needs to run …"
	@$(INSTALL) -r requirements/run.txt -r requirements/extras.txt
	@touch $@

$(TEST_READY): requirements/run.txt requirements/extras.txt requirements/dev.txt | $(BIN)/python
	@echo "Installing what the tests need …"
	@$(INSTALL) -r requirements/run.txt -r requirements/extras.txt -r requirements/dev.txt
	@touch $@

$(VENV)/.installed-browser: requirements/e2e.txt $(TEST_READY)
	@echo "Installing what the browser tests need …"
	@$(INSTALL) -r requirements/e2e.txt
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "Rapport needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments; on Debian: apt install python3-venv" >&2; \
		exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
