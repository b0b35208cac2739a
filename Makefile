# `make` tells what there is. Everything runs in .venv, which `install` makes.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PY := .venv/bin/python
# Each worker takes tests in their order: those that commit come last and leave no rows. The demo's own tests come to
# themselves, as they read one loading of it.
PYTEST = $(PY) -m pytest -n 2 --dist load $(PYTEST_ARGS)
# Runs only where its service is: a browser, S3, PostgreSQL; or once, as the database makes no difference to it.
ELSEWHERE := browser or s3 or postgresql or once
COMPILE := .venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--custom-compile-command "make requirements"

.PHONY: help install browser demo demo-reset test soak lint format schema requirements migrate static serve worker health

help: ## Tell what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install:
	@servers/install.sh

demo: install ## Run the CMS with demo content, S3 and PostgreSQL (PORT=8000)
	@exec $(PY) -m servers.demo

demo-reset: install ## Forget the demo's data
	@$(PY) -m servers.demo --reset

browser: install
	@servers/browser.sh >/dev/null

test: install browser lint ## Run every check and every test
	@CHROMIUM=$$(servers/browser.sh) && export CHROMIUM && \
		echo "Tests on SQLite:" && $(PYTEST) -m "not ($(ELSEWHERE))" --ignore=tests/demo && \
		echo "The demo on SQLite:" && $(PYTEST) -m "not ($(ELSEWHERE))" tests/demo && \
		echo "Tests on PostgreSQL:" && \
		$(PY) -m servers.run postgresql -- $(PYTEST) -m "not ($(ELSEWHERE))" --ignore=tests/demo && \
		echo "The demo on PostgreSQL and S3:" && $(PY) -m servers.run s3 postgresql -- $(PYTEST) tests/demo && \
		echo "Tests with a browser, S3 and PostgreSQL:" && \
		$(PY) -m servers.run s3 postgresql -- $(PYTEST) -m "$(ELSEWHERE)" --ignore=tests/demo

soak: PYTEST_ARGS += --soak
soak: test ## Run the same tests at their full counts

lint: install ## Check style, types, imports, migrations, the schema and the container files
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@DJANGO_SETTINGS_MODULE=settings.test $(PY) manage.py check --fail-level WARNING
	@DJANGO_SETTINGS_MODULE=settings.test $(PY) manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=settings.test $(PY) manage.py export_schema --check
	@.venv/bin/hadolint Dockerfile
	@.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	@for script in servers/*.sh .ci/run; do bash -n "$$script"; done

format: install ## Format the code
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

schema: install ## Write schema.graphql, the front ends' contract
	@$(PY) manage.py export_schema

requirements: install ## Pin what pyproject.toml asks for, with hashes
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --group dev -c requirements.txt -o requirements-dev.txt

# What Dockerfile and compose.yaml run, with the same words after the interpreter, and as they do with production's
# settings: manage.py alone would take those of development.
migrate static serve worker health: export DJANGO_SETTINGS_MODULE ?= settings.production

migrate: ## Apply migrations
	$(PY) manage.py migrate --noinput

static: ## Collect static files
	$(PY) manage.py collectstatic --noinput

serve: ## Serve the CMS on PORT
	$(PY) -m cms.serve

worker: ## Run background tasks and schedules
	$(PY) manage.py worker

health: ## Ask the server on PORT whether it can serve
	$(PY) -m cms.health
