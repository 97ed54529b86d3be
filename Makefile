# VoiceERA's commands; `make help` lists them. Everything they need is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MEMBERS := proto/gen kit services/auth services/agents services/media services/voice services/adapters gateway tools/vobiz_sim tools/store_servers tools/adapter_verify deploy/local
# What is installed, each with its hash; MEMBERS and LOCK say otherwise for an image that holds less.
LOCK := requirements.txt
PACKAGES := voicera_kit voicera_auth voicera_agents voicera_media voicera_voice voicera_adapters voicera_gateway voicera_local vobiz_sim store_servers adapter_verify
UV := $(BIN)/uv
UV_VERSION := 0.13.9
TOOLS := $(VENV)/tools

.DEFAULT_GOAL := help
.PHONY: help setup tools examples dashboard stores run demo certs test check lint breaking format types proto adapters-table drift lock e2e integration bench clean

help: ## Show this list
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.installed ## Install everything into .venv

$(VENV)/.installed: $(LOCK) $(addsuffix /pyproject.toml,$(MEMBERS)) Makefile
	@echo "Installing into $(VENV); the first time takes a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --no-deps --require-hashes -r $(LOCK)
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(addprefix -e ,$(MEMBERS))
	@$(BIN)/python -m compileall -q $(MEMBERS) # where PYTHONDONTWRITEBYTECODE is set, every start would compile anew
	@touch $@

tools: $(TOOLS)/.installed ## Install the linters and the fuzzer, which have a .venv of their own

$(TOOLS)/.installed: requirements-tools.txt $(VENV)/.installed
	@$(UV) venv --quiet --clear --python $(BIN)/python $(TOOLS)
	$(UV) pip install --quiet --python $(TOOLS)/bin/python --require-hashes -r requirements-tools.txt
	@touch $@

EXAMPLE := examples/adapters/typescript

examples: $(EXAMPLE)/build/server.js ## Install and build the example adapters that need it (needs Node)

$(EXAMPLE)/node_modules/.package-lock.json: $(EXAMPLE)/package-lock.json
	@npm --prefix $(EXAMPLE) ci --no-audit --no-fund --loglevel error
	@touch $@

$(EXAMPLE)/build/server.js: $(wildcard $(EXAMPLE)/src/*.ts) $(EXAMPLE)/tsconfig.json $(EXAMPLE)/node_modules/.package-lock.json
	@npm --prefix $(EXAMPLE) run --silent build
	@touch $@

DASHBOARD := frontend
DASHBOARD_SOURCES = $(shell find $(DASHBOARD) \( -name node_modules -o -name .next -o -name '*.d.ts' \) -prune -o -type f -print)
# Without Node 20.9+ and npm the mesh runs all the same, and says that the dashboard is left out.
HAS_NODE = $(shell command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a === 20 && +b >= 9) ? 0 : 1)' && echo yes)

dashboard: $(DASHBOARD)/.next/.built ## Install and build the dashboard (needs Node 20.9+)

$(DASHBOARD)/node_modules/.package-lock.json: $(DASHBOARD)/package-lock.json
	@echo "Installing what the dashboard is built with; the first time takes a minute."
	@npm --prefix $(DASHBOARD) ci --no-audit --no-fund --loglevel error
	@touch $@

$(DASHBOARD)/.next/.built: $(DASHBOARD)/node_modules/.package-lock.json $(DASHBOARD_SOURCES)
	@echo "Building the dashboard; it takes half a minute."
	@NEXT_TELEMETRY_DISABLED=1 npm --prefix $(DASHBOARD) run --silent build > $(DASHBOARD)/node_modules/.build.log 2>&1 || { cat $(DASHBOARD)/node_modules/.build.log; exit 1; }
	@touch $@

run demo e2e: $(if $(HAS_NODE),dashboard)

# TLS=1 gives every process a certificate and puts the public port behind https.
run demo: export VOICERA_TLS := $(if $(TLS),on,$(or $(VOICERA_TLS),off))

# STORE=mongo keeps the data in FerretDB, MinIO and Redis, which are started along with two replicas of each service.
run demo e2e: export VOICERA_STORE := $(or $(STORE),$(VOICERA_STORE),embedded)
run demo e2e: stores

stores: setup
	@test "$(or $(STORE),$(VOICERA_STORE),embedded)" != mongo || $(BIN)/python -m store_servers fetch

run: setup ## Start the whole mesh, place a simulated call (not with CALL=0), stay up
	@$(BIN)/voicera-local run $(if $(filter 0,$(CALL)),--no-call)

demo: setup ## The same without staying: exits 0 only if the call went as scripted
	@$(BIN)/voicera-local demo

certs: setup ## Issue the certificates that TLS=1 needs; renew those that end soon
	@$(BIN)/voicera-local certs

# One process each: some keep helpers in a package called tests, and espeak-ng can be loaded once per process.
SUITES := kit services/auth services/agents services/media services/adapters services/voice gateway tools deploy tests

test: setup examples dashboard $(TOOLS)/.installed ## Run all tests that need no extra server
	@for suite in $(SUITES); do echo "== $$suite"; $(BIN)/pytest -q $$suite || exit 1; done
	@echo "== $(DASHBOARD)"; npm --prefix $(DASHBOARD) run --silent test

# The same, against the servers the scaled-out stores speak to.
INTEGRATED := kit tools $(wildcard tests/integration)

integration: setup ## Run the tests of the stores against real servers, fetched first
	@$(BIN)/python -m store_servers fetch
	@for suite in $(INTEGRATED); do echo "== $$suite"; $(BIN)/pytest -q -m integration $$suite || exit 1; done

check: setup lint types drift test integration ## What CI runs

lint: setup $(TOOLS)/.installed $(DASHBOARD)/node_modules/.package-lock.json
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PYTHONPATH=$(subst $() ,:,$(MEMBERS)) $(TOOLS)/bin/lint-imports
	@$(BIN)/python proto/generate.py --stage-googleapis .cache/googleapis
	$(BIN)/buf lint
	npm --prefix $(DASHBOARD) run --silent lint

AGAINST ?= HEAD

breaking: setup ## Say what the contracts break of those at AGAINST (a commit)
	@mkdir -p .cache
	@git show $(AGAINST):proto/gen/descriptors.binpb > .cache/contracts-before.binpb
	@$(BIN)/python proto/generate.py --stage-googleapis .cache/googleapis
	$(BIN)/buf breaking --against .cache/contracts-before.binpb

format: setup ## Format and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup $(DASHBOARD)/node_modules/.package-lock.json
	$(BIN)/mypy $(addprefix -p ,$(PACKAGES))
	npm --prefix $(DASHBOARD) run --silent types

proto: setup $(DASHBOARD)/node_modules/.package-lock.json ## Generate stubs, Envoy's descriptors and the OpenAPI document (needs Go)
	$(BIN)/python proto/generate.py
	$(BIN)/python proto/openapi.py
	npm --prefix $(DASHBOARD) run --silent api

adapters-table: setup ## Write into docs/adapters.md what the tests exercise with which adapter
	$(BIN)/pytest -q services/adapters --write-adapters-table

drift: setup $(DASHBOARD)/node_modules/.package-lock.json
	$(BIN)/python proto/generate.py --out .cache/drift
	diff -r -x __pycache__ -x pyproject.toml -x '*.egg-info' .cache/drift proto/gen
	$(BIN)/python proto/openapi.py --check
	npm --prefix $(DASHBOARD) run --silent check:api

COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-annotate --custom-compile-command "make lock"

# Pipecat's core wants OpenAI's SDK, which voice never imports: the image of voice is installed without.
VOICE_LOCK := deploy/compose/voice

lock: setup ## Resolve what is installed again, from every pyproject.toml
	$(COMPILE) requirements-tools.in -o requirements-tools.txt
	$(COMPILE) \
	  --no-emit-package voicera-kit --no-emit-package voicera-contracts --no-emit-package store-servers --no-emit-package adapter-verify \
	  --all-extras requirements.in $(addsuffix /pyproject.toml,$(MEMBERS)) -o requirements.txt
	$(COMPILE) \
	  --no-emit-package voicera-kit --no-emit-package voicera-contracts \
	  --constraints requirements.txt --excludes $(VOICE_LOCK)/excluded.txt $(VOICE_LOCK)/requirements.in \
	  $(addsuffix /pyproject.toml,proto/gen kit services/voice) -o $(VOICE_LOCK)/requirements.txt

e2e: setup examples $(TOOLS)/.installed ## Run the end-to-end tests only
	$(BIN)/pytest -q -m e2e tests/e2e

# BENCH=soak or BENCH=failover measures that instead of calls; OPTIONS are the command's (python -m tests.load soak --help).
BENCH ?= calls

bench: setup ## Measure calls under load; BENCH=soak the adapters, BENCH=failover their failures
	$(BIN)/python -m tests.load $(BENCH) $(OPTIONS)

clean: ## Remove what was installed, built and recorded
	rm -rf $(VENV) .cache .data $(EXAMPLE)/node_modules $(EXAMPLE)/build $(DASHBOARD)/node_modules $(DASHBOARD)/.next
