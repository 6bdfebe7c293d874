# make lab and make test do all their set-up in .venv; where nothing has changed, that takes no time.
PYTHON ?= python3
# Arguments for JupyterLab (make lab ARGS="--port=8899") or pytest (make test ARGS="-k golden").
ARGS ?=
# Notebooks for make check and make run; without any, make run takes those whose outputs are older than their code or what it imports.
NB ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help lab classroom test test-all quick check prep run docs js bench bench-lanes bench-ui browser sync lint notebooks pytest

help:
	@echo 'make lab     set up and open JupyterLab on the tour; make lab ARGS="--port=8899"'
	@echo 'make classroom  set up and serve the widgets to a class; make classroom ARGS="--ip 0.0.0.0"'
	@echo 'make test    set up and check in minutes, in a real browser too; stale notebooks run'
	@echo 'make test-all  the same and more: all notebooks, the wheel in an empty environment, the documentation, quick experiments'
	@echo 'make quick   check within a minute: no browser, no notebook, nothing slow'
	@echo 'make check NB=nbs/1_model/03_cell.ipynb  while you edit a notebook: its cells, how it reads, the tests of its module'
	@echo 'make prep    after editing notebooks: clean them, export the modules, render README.md'
	@echo 'make run     execute the stale notebooks, or make run NB=nbs/x.ipynb'
	@echo 'make docs    build the documentation site into _docs/, without a network'
	@echo 'make js      check the types and habits of the widgets'"'"' JavaScript; needs node, which nothing else does'
	@echo 'make bench   time the engines and store the table; make bench ARGS=--quick'
	@echo 'make bench-lanes  time networks with and without their counting lanes, and store the table'
	@echo 'make bench-ui  time the widgets in a browser, from key to picture, and store the table'
	@echo 'PYTHON=python3.12 chooses the Python that .venv is made with.'

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "qrnn_nb needs Python 3.11 or later, and $(PYTHON) is: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "$(PYTHON) has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/lab: pyproject.toml | .venv/bin/python
	.venv/bin/python -m pip install --editable .
	@touch $@

.venv/classroom: pyproject.toml | .venv/bin/python
	.venv/bin/python -m pip install --editable '.[classroom]'
	@touch .venv/lab $@

.venv/dev: pyproject.toml | .venv/bin/python
	.venv/bin/python -m pip install --editable '.[dev]'
	@touch .venv/lab .venv/classroom $@

# Compiling the engine takes some seconds once: better here than when the first network runs.
COMPILE = .venv/bin/python -c 'from qrnn_nb.engines import prepare; prepare()'

lab: .venv/lab
	@$(COMPILE)
	@options=; \
	if [ "$$(id -u)" = 0 ]; then options='--allow-root --no-browser'; \
	elif [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then options=--no-browser; fi; \
	exec .venv/bin/jupyter lab --LabApp.default_url=/lab/tree/nbs/lessons/tour.ipynb $$options $(ARGS)

classroom: .venv/classroom
	@exec .venv/bin/qrnn-nb classroom $(ARGS)

# Two processes at a time, each with small tensors: one thread each is fastest.
test test-all quick check run: export OMP_NUM_THREADS ?= 1
test: PYTEST = -m 'not slow'
test-all: PYTEST = --hypothesis-profile=thorough
test-all: NOTEBOOKS = --all
quick: PYTEST = -m 'not browser and not slow and not minute'

test test-all: browser sync lint notebooks pytest
quick: sync lint pytest

browser: .venv/dev
	.venv/bin/python tools/browser.py --install

sync: .venv/dev
	.venv/bin/python tools/notebooks.py prep --check

lint: .venv/dev
	.venv/bin/ruff check

notebooks: .venv/dev
	.venv/bin/python tools/notebooks.py test $(NOTEBOOKS)

# Compiled beforehand, so that no test has to wait for it.
pytest: .venv/dev
	@$(COMPILE)
	.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST) $(ARGS)

check: .venv/dev
	@[ -n "$(NB)" ] || { echo 'Name a notebook: make check NB=nbs/1_model/03_cell.ipynb'; exit 1; }
	.venv/bin/python tools/notebooks.py check $(NB)

prep: .venv/dev
	.venv/bin/python tools/notebooks.py prep

run: .venv/dev
	.venv/bin/python tools/notebooks.py run $(NB)

docs: .venv/dev
	.venv/bin/python tools/docs.py

# TypeScript reads the types in the comments; Biome finds mistakes and functions that are too long.
js/node_modules: js/package.json
	npm install --prefix js --no-audit --no-fund --no-package-lock
	@touch $@

js: js/node_modules
	npm run --prefix js check

bench: .venv/dev
	.venv/bin/python tests/bench/bench_engines.py $(ARGS)

bench-lanes: .venv/dev
	.venv/bin/python tests/bench/bench_lanes.py $(ARGS)

bench-ui: browser
	.venv/bin/python tests/bench/bench_ui.py $(ARGS)
