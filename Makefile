SHELL := /bin/bash
.DEFAULT_GOAL := help
V := .venv
PY := $(V)/bin/python
PALIER := $(V)/bin/palier
UV := $(PY) -m uv
SYSTEM_PYTHON ?= $(shell command -v python3.11 || command -v python3)

help: ## Dit ce que fait chaque commande
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# --- Install --------------------------------------------------------------------------------------------------
install: $(V)/.run-ok $(V)/.front-ok ## Prépare .venv, la commande palier et les fichiers du navigateur

$(V)/bin/uv: requirements-dev.lock
	@test -x $(PY) || $(SYSTEM_PYTHON) -m venv $(V)
	@test -x $@ || $(PY) -m pip install -q --disable-pip-version-check "uv==$$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements-dev.lock)"

$(V)/.run-ok: requirements.lock pyproject.toml | $(V)/bin/uv
	@echo "Installation des bibliothèques…"
	@if [ ! -e $(V)/.dev-ok ]; then $(UV) pip install -q --require-hashes --python $(PY) -r requirements.lock; fi
	@$(UV) pip install -q --no-build-isolation --no-deps --python $(PY) -e .
	@touch $@

$(V)/.dev-ok: requirements-dev.lock $(V)/.run-ok
	@echo "Installation des outils de développement…"
	@$(UV) pip install -q --require-hashes --python $(PY) -r requirements-dev.lock
	@touch $@

$(V)/.front-ok: package.json package-lock.json scripts/vendor.py $(V)/.run-ok
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(PY) scripts/vendor.py
	@$(PY) scripts/compile_messages.py
	@touch $@

install-dev: install $(V)/.dev-ok ## Ajoute les outils de développement et de test

lock: $(V)/bin/uv ## Recalcule requirements.lock puis requirements-dev.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# --- Run ------------------------------------------------------------------------------------------------------
demo: install ## Prépare une base de démonstration et sert le site sur http://127.0.0.1:8000
	@IS_DEMO_SITE=1 $(PALIER) prepare_demo --write
	@IS_DEMO_SITE=1 $(PALIER) serve

serve: install ## Sert le site en production (deux processus web et un de tâches)
	@$(PALIER) serve --production

# --- Check ----------------------------------------------------------------------------------------------------
browser: ## Installe Chromium (paquet Debian) si l’on peut, sinon dit pourquoi
	@scripts/install_browser.sh

test: install-dev browser ## Toute la suite sur SQLite
	@$(V)/bin/pytest -n 4 --dist loadscope

# Without a database, or on both engines by themselves: once is enough.
ONCE := tests/linkage tests/consistency tests/printing tests/directory/hours tests/operations tests/web/test_serve.py

test-pg: install-dev ## Toute la suite sur PostgreSQL (sauf navigateur)
	@$(PY) scripts/with_postgres.py -- $(V)/bin/pytest -n 3 -m "not browser" $(ONCE:%=--ignore=%)

e2e: install-dev browser ## Seulement les parcours dans Chromium
	@$(V)/bin/pytest -n 2 -m browser

lint: install-dev ## Format, style, gabarits, contrats d’import
	@$(V)/bin/ruff format --check .
	@$(V)/bin/ruff check .
	@$(V)/bin/djlint --lint --quiet palier/web/templates
	@$(V)/bin/lint-imports

format: install-dev ## Met en forme le code
	@$(V)/bin/ruff check --fix -q . ; $(V)/bin/ruff format -q .

types: install-dev ## mypy --strict
	@$(V)/bin/mypy

migrations: install-dev ## Vérifie qu’aucune migration ne manque
	@$(PALIER) makemigrations --check --dry-run

deploy-check: install-dev ## check --deploy dans les réglages de production
	@SITE_URL=https://palier.example ALLOWED_HOSTS=palier.example SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(50))") $(PALIER) check --deploy --fail-level WARNING

demo-check: install-dev ## Construit la démonstration à partir de rien, la sert, demande une page
	@scripts/check_demo.sh

requirements: install-dev ## Dit quelles exigences sont prouvées par des tests qui passent
	@$(PY) scripts/requirements_report.py

bench: install-dev ## Mesures (docs/benchmarks.md)
	@$(PY) -m bench.run

ci: lint types migrations deploy-check test test-pg demo-check ## Tout ce que vérifie l’intégration continue

.PHONY: help install install-dev lock demo serve browser test test-pg e2e lint format types migrations deploy-check demo-check requirements bench ci
