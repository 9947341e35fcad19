# `make` alone lists everything. `make run` and `make test` set up what they need on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
FUZZ := .venv-fuzz
DATABASE ?= sqlite:///var/magwise.sqlite
PORT ?= 8321
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.DEFAULT_GOAL := help
.PHONY: help typed medicines run test lint check format docs bench prove equal mutants calibrate snapshots people labels photos fuzz attack simulate crash knowledge bill audit lock clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml build_hook.py | $(BIN)/python
	@echo "Setting up (once)…"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml build_hook.py | $(BIN)/python
	@echo "Setting up for development (once)…"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run

run: $(VENV)/.run knowledge  ## start the web app; its address is printed
	@mkdir -p var
	@$(BIN)/magwise serve --port $(PORT) --database $(DATABASE)

test: $(VENV)/.dev knowledge  ## run the tests
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev  ## style, types and the one-way imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## all that must be green
	$(BIN)/magwise knowledge check
	$(BIN)/python -m magwise.knowledge.pages --check

format: $(VENV)/.dev  ## put the code in shape
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

knowledge: $(VENV)/.run  ## compile the knowledge base, for a fast start
	@$(BIN)/python -m magwise.knowledge.compile > /dev/null
	@$(BIN)/python -m compileall -q src/magwise

docs: $(VENV)/.dev knowledge  ## write the generated pages of docs/reference
	$(BIN)/python -m magwise.knowledge.pages
	$(BIN)/magwise plan examples/anna.yaml --svg docs/pictures/day.svg > /dev/null
	$(BIN)/magwise labs examples/labs.csv --profile examples/anna.yaml --on 2026-11-27 --locale en --svg docs/pictures/labs.svg > /dev/null
	$(BIN)/magwise trial analyse examples/trial.csv --plan examples/trial.json --svg docs/pictures/trial.svg > /dev/null

# Other people's tools want other versions than ours: they live in an environment of their own.
$(BENCH)/.done: requirements/bench.txt pyproject.toml build_hook.py
	@echo "Setting up other people's tools to measure beside ours (once)…"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bench.txt
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

bench: $(BENCH)/.done knowledge  ## measure the speed, beside other people's tools
	$(BENCH)/bin/python -m pytest bench --benchmark-only --benchmark-columns=min,median,iqr,rounds --benchmark-sort=fullname -p no:xdist
	$(BENCH)/bin/python bench/cold.py
	$(BENCH)/bin/python bench/peers_labels.py
	$(BENCH)/bin/python bench/peers_rules.py
	$(BENCH)/bin/python bench/peers_day.py
	OMP_NUM_THREADS=1 $(BENCH)/bin/python bench/peers_trial.py
	$(BENCH)/bin/python bench/batch.py
	$(BENCH)/bin/python bench/names.py
	$(BENCH)/bin/python bench/server.py
	$(BENCH)/bin/python tests/people/polypharmacy.py

calibrate: $(VENV)/.dev knowledge  ## how often a trial is wrong, on 10,000 made-up diaries; writes the page in docs
	OMP_NUM_THREADS=1 $(BIN)/python bench/calibrate.py --write docs/reference/trial-calibration.md

prove: $(VENV)/.dev knowledge  ## check the safety envelope over every profile
	$(BIN)/magwise prove --locale en

equal: $(VENV)/.dev knowledge  ## hold the three readers of a rule equal, on a million cases and ten million points
	$(BIN)/python tests/proof/equal.py

mutants: $(VENV)/.dev knowledge  ## spoil each safety rule, fact and line of the envelope, and see that it is noticed
	$(BIN)/python tests/mutation/run.py

snapshots: $(VENV)/.dev knowledge  ## write the advice of the snapshot persons anew
	$(BIN)/python tests/snapshots/write.py

people: $(VENV)/.dev knowledge  ## hold what is told around an advice against asking again, on very many people
	$(BIN)/python tests/people/changes.py --people 2000
	$(BIN)/python tests/people/authorities.py --people 100000
	$(BIN)/python tests/people/asking.py --people 100000
	$(BIN)/python tests/people/evidence.py --people 10000
	$(BIN)/python tests/people/words.py --people 20000
	$(BIN)/python tests/people/diaries.py --people 10000

labels: $(VENV)/.dev knowledge  ## score the label reader, list every miss, put errors into good labels, read 200,000 printed ones back
	$(BIN)/python tests/labels/score.py
	$(BIN)/python tests/labels/printed.py --prints 200000 --misses 20

photos: $(VENV)/.dev knowledge  ## score the photo reader on rendered and degraded labels
	$(BIN)/python tests/photos/score.py --misses

simulate: $(VENV)/.dev knowledge  ## ten thousand simulated guts: a table and a picture
	$(BIN)/python tests/followup/simulate.py --svg docs/pictures/guts.svg

crash: $(VENV)/.dev  ## kill what writes, opens and upgrades a database 500 times each: on SQLite and a PostgreSQL of its own
	$(BIN)/python tests/store/crash_all.py --times 500

attack: $(VENV)/.dev knowledge  ## try to break every door: spoiled bodies, the worst ones, strange arguments, kills, memory (ten minutes)
	$(BIN)/python tests/attack/worst.py
	$(BIN)/python tests/attack/mutate.py --number 25000
	HOSTILE_EXAMPLES=3000 $(BIN)/python -m pytest tests/test_hostile_arguments.py
	$(BIN)/python tests/interfaces/web/pressure.py pages
	$(BIN)/python tests/interfaces/web/pressure.py memory --requests 10000
	$(BIN)/python tests/store/crash_all.py --times 30

$(FUZZ)/.done: requirements/fuzz.txt pyproject.toml build_hook.py
	@echo "Setting up the fuzzer (once)…"
	@$(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/fuzz.txt
	@$(FUZZ)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

fuzz: $(FUZZ)/.done knowledge  ## a million nonsense labels: no exception, nothing slow
	$(FUZZ)/bin/python tests/labels/fuzz.py --seconds 3600 --most 1000000
	$(FUZZ)/bin/python tests/labels/fuzz_guided.py -runs=200000 -max_len=4000

typed: $(VENV)/.dev knowledge  ## a million made-up texts: nothing that was typed is lost
	$(BIN)/python tests/medicines/typed.py

medicines: $(VENV)/.dev knowledge  ## score the search for medicines
	$(BIN)/python tests/medicines/score.py

bill: $(VENV)/.dev  ## write what it is made of, from the lock files: CycloneDX and a list of licences
	$(BIN)/python requirements/bill.py

audit: $(VENV)/.dev  ## hold the lock files against a copy of advisories, without a network: ADVISORIES=folder
	$(BIN)/python requirements/audit.py $(ADVISORIES)

lock: $(VENV)/.dev  ## resolve the dependencies anew
	$(UV) --extra web --extra trial --group build -o requirements/run.txt
	$(UV) --extra web --extra batch --extra photo --extra proof --extra trial --extra postgres --group build --group dev -o requirements/dev.txt
	$(UV) --extra web --extra batch --extra trial --group build --group bench -o requirements/bench.txt
	$(UV) --group build --group fuzz -o requirements/fuzz.txt

clean:  ## remove the environment and everything made
	rm -rf $(VENV) $(BENCH) $(FUZZ) .mypy_cache .ruff_cache .hypothesis .import_linter_cache src/magwise/knowledge/data/compiled
