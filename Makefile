# Everything a newcomer needs is `make run` and `make test`; either installs what it needs, once.
PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000

BIN    := .venv/bin
STAMPS := .stamps
UI     := assistant/web/ui
JS     := tests/integration/realtime/js
UV     := $(BIN)/uv
PIPECAT := tests/benchmarks/pipecat_build
LOCK   := $(UV) pip compile -q --upgrade --universal --generate-hashes --python-version 3.11 \
          --custom-compile-command "make lock"
export PATH := $(CURDIR)/$(BIN):$(PATH)
export UV_PYTHON_DOWNLOADS = never

.PHONY: help setup run test check unit e2e test-torch test-livekit lock models pages chromium bench bench-pipecat notebooks clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMPS)/run $(STAMPS)/pages $(STAMPS)/models  ## install everything, build the pages, assemble the models

run: setup  ## the demo room, at http://HOST:PORT
	@exec $(BIN)/xiaoer up --host $(HOST) --port $(PORT)

test: setup $(STAMPS)/dev $(STAMPS)/chromium $(STAMPS)/js-client $(STAMPS)/servers  ## lint, types and every test
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest tests/integration tests/e2e

check: lint types unit  ## lint, types and unit tests: under two minutes

.PHONY: lint types
lint: $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMPS)/dev
	$(BIN)/mypy

unit: $(STAMPS)/dev $(STAMPS)/node  ## the fast tests alone
	npm --prefix $(UI) test --silent
	$(BIN)/pytest tests/unit -n 2 --timeout 180

test-torch: setup $(STAMPS)/dev  ## the Hugging Face providers, on real weights
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(UV) pip install --quiet ".[transformers]" -c requirements/dev.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/pytest -m torch tests/integration

test-livekit: setup $(STAMPS)/dev  ## the LiveKit gateway, with LiveKit's own SDK
	$(UV) pip install --quiet ".[livekit]" -c requirements/dev.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/pytest tests/integration/gateways/test_livekit_room.py tests/integration/gateways/test_livekit_sdk.py

bench: setup  ## voice-to-voice latency over recorded questions
	$(BIN)/xiaoer bench latency

bench-pipecat: setup .venv-pipecat/installed  ## the same questions to a Pipecat bot beside it (OPTIONS="--questions 3")
	$(BIN)/python tests/benchmarks/voice_to_voice.py $(OPTIONS)

notebooks: setup $(STAMPS)/dev  ## run the notebooks in full; with their plots they lie in notebooks/build
	$(BIN)/python notebooks/run.py

lock: $(BIN)/uv  ## compile the requirements with their hashes, naming no host
	$(LOCK) requirements/uv.in -o requirements/uv.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	$(LOCK) --no-annotate $(PIPECAT)/pipecat.in -o $(PIPECAT)/pipecat.txt

clean:  ## remove what was built here (models in your own cache stay)
	rm -rf .venv .venv-pipecat $(STAMPS) notebooks/build $(UI)/dist $(UI)/node_modules $(JS)/node_modules

# --- what the targets above stand on; each runs again only when its lock or its source changed ---

$(BIN)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Xiaoer needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python cannot make a virtual environment; install its venv module (on Debian: python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(STAMPS)/run: requirements/run.txt requirements/build.txt pyproject.toml $(BIN)/uv
	@mkdir -p $(STAMPS)
	$(UV) pip install --quiet --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/run
	$(UV) pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

.venv-pipecat/installed: $(PIPECAT)/pipecat.txt $(BIN)/uv
	$(UV) venv --quiet --allow-existing .venv-pipecat --python $(BIN)/python
	$(UV) pip install --quiet --python .venv-pipecat --require-hashes -r $(PIPECAT)/pipecat.txt
	@touch $@

$(STAMPS)/node: $(UI)/package-lock.json $(UI)/package.json
	@mkdir -p $(STAMPS)
	@node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' || \
		{ echo "Xiaoer's pages need node 20 or newer, with npm"; exit 1; }
	npm --prefix $(UI) ci --silent
	@touch $@

$(STAMPS)/js-client: $(JS)/package-lock.json $(JS)/package.json $(STAMPS)/node
	npm --prefix $(JS) ci --silent
	@touch $@

$(STAMPS)/pages: $(STAMPS)/node $(shell find $(UI)/src $(UI)/public $(UI)/*.html $(UI)/*.ts -type f 2>/dev/null)
	npm --prefix $(UI) run --silent build
	@touch $@

$(STAMPS)/models: assistant/models/table.py $(STAMPS)/run
	$(BIN)/xiaoer models pull
	@touch $@

$(STAMPS)/chromium:
	@mkdir -p $(STAMPS)
	@bash tests/e2e/install-chromium.sh
	@touch $@

$(STAMPS)/servers: tests/integration/gateways/install-servers.sh
	@mkdir -p $(STAMPS)
	@bash $<
	@touch $@
