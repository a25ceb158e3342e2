# Two commands set everything up on a machine that has only python3 (with venv) and make:
#   make demo    the main job on the embedded press world
#   make test    the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
STAMP := $(VENV)/.installed

.PHONY: bench bench-1m browser check clean crash demo faults power-cut systemd-test test venv web-test

venv: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: venv
	$(BIN)/scraper demo

test: venv
	$(BIN)/pytest

check: venv
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Every fault of the catalogue against the real fetcher and parser; writes build/faults.json.
faults: venv
	$(BIN)/python -m tests.faults

# A hundred kills of the daemon at random moments; about seven minutes.
crash: venv
	$(BIN)/python -m tests.crash

# Four hundred power cuts at random moments of a recorded run, with and without the store's full syncs.
power-cut: venv
	$(BIN)/python -m tests.power_cut

# The service under a real systemd in a throw-away box: needs root and systemd-container.
systemd-test: venv
	$(BIN)/python -m tests.systemd.check_service

# The web pages in a real browser, Debian's chromium.
web-test: venv browser
	WEB_TEST=required $(BIN)/pytest tests/test_web_browser.py

browser:
	@command -v chromium >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && apt-get -q update && apt-get -q install -y --no-install-recommends chromium; } \
	|| { echo "The pages are not opened in a browser: that needs 'apt-get install chromium', as root" >&2; exit 1; }

# The product beside its peers, in one table: twelve minutes on two free cores, in an environment of its own.
bench: $(BENCH)/.installed
	$(BENCH)/bin/python bench/run.py

# The store at a million articles: filled by bulk, recorded into, searched; about twenty minutes.
bench-1m: $(BENCH)/.installed
	$(BENCH)/bin/python bench/run.py --only store --only library --articles 1000000

$(BENCH)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check --upgrade pip
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check --no-deps readability-lxml
	touch $@

clean:
	rm -rf $(VENV) $(BENCH) build dist *.egg-info
