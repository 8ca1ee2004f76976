# The two that matter: `make demo` and `make test`. Python 3.11+ and git are enough.
EXTRAS ?= $(if $(filter demo,$(MAKECMDGOALS)),demo,dev)
ADDRESS ?= 127.0.0.1:8000
PY := .venv/bin/python
MANAGE := $(PY) manage.py
GUARDS := tests/test_architecture.py tests/test_docs.py tests/test_locale.py \
	tests/test_migrations.py tests/test_settings.py
USABLE = import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
STAMP := .venv/installed-with-$(EXTRAS)

.PHONY: help setup demo test test-engines check lint format messages bench
help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 15
setup: $(STAMP) ## Make .venv and install what constraints.txt says
$(STAMP): pyproject.toml constraints.txt
	@test -x $(PY) || for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
		$$python -c '$(USABLE)' 2>/dev/null && exec $$python -m venv .venv; done; \
		test -x $(PY) || { echo "Python 3.11 or newer with venv was not found."; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@
demo: setup ## Fill the hub with demonstration content and serve it
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) collectstatic --noinput --verbosity 0
	$(MANAGE) load_demo && $(MANAGE) search_sync
	HUB_BASE_URL=$${HUB_BASE_URL:-http://$(ADDRESS)} $(MANAGE) runserver --noreload $(ADDRESS)
test: setup ## Run the tests that are fast and need no browser
	$(PY) -m pytest -q -n auto -m "not slow and not browser and not engines"
test-engines: setup ## Hold every engine to its contract, on real servers (Java, Maven)
	$(PY) -m pytest -q -m "engines or contract" tests/search
lint: setup ## Check style: Python and templates
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/djhtml --check templates
format: setup ## Bring Python and templates into shape
	.venv/bin/ruff format . && .venv/bin/ruff check --fix . && .venv/bin/djhtml templates
check: lint ## Style, and the guards: imports, docs, translations, migrations
	$(PY) -m pytest -q $(GUARDS)
messages: setup ## Collect and compile the texts to translate (needs gettext)
	$(MANAGE) makemessages -l id --no-obsolete --add-location file -i '.venv/*' -i 'var/*' -i 'tests/*' -i 'benchmarks/*' -i 'docs/*'
	$(MANAGE) compilemessages -i '.venv/*'
bench: setup ## Measure speed of search and pages
	$(PY) -m benchmarks.speed --docs 1000,10000 && $(PY) -m benchmarks.pages
