# `make` tells what there is. Everything runs in .venv, which `install` makes.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PY := .venv/bin/python
COMPILE := .venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--custom-compile-command "make requirements"

.PHONY: help install browser varnish clients demo website demo-reset test soak bench screens lint format schema schema-check requirements migrate static serve worker health

help: ## Tell what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install:
	@servers/install.sh

demo: install ## Run the CMS with demo content, S3 and PostgreSQL (PORT=8000)
	@exec $(PY) -m servers.demo

website: install ## Run the demo and its website (PORT=8000 WEBSITE_PORT=3000)
	@exec $(PY) -m servers.demo --website

demo-reset: install ## Forget the demo's data
	@$(PY) -m servers.demo --reset

browser: install
	@servers/browser.sh >/dev/null

varnish: install
	@servers/varnish.sh >/dev/null

clients: install
	@servers/packages.sh tests/clients "the clients of the tests"
	@servers/packages.sh examples/website "the website's packages"

test: install browser varnish clients lint ## Run every check and every test
	@CHROMIUM=$$(servers/browser.sh) VARNISHD=$$(servers/varnish.sh) tests/run.sh

soak: install browser varnish clients lint ## Run the same tests at their full counts
	@CHROMIUM=$$(servers/browser.sh) VARNISHD=$$(servers/varnish.sh) tests/run.sh --soak

bench: install ## Measure the content API, cold and hot, beside grapple as shipped and nginx (BENCH=--quick)
	@$(PY) -m bench $(BENCH)

screens: install browser clients ## Take the pictures of docs/editors.md anew
	@SCREENS=1 CHROMIUM=$$(servers/browser.sh) $(PY) -m pytest -q tests/website/test_screens.py

lint: install ## Check style, types, imports, migrations, the schema and the container files
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy & types=$$!; \
		.venv/bin/lint-imports --no-logo && \
		export DJANGO_SETTINGS_MODULE=settings.test && \
		$(PY) manage.py check --fail-level WARNING && \
		$(PY) manage.py makemigrations --check --dry-run && \
		$(PY) manage.py export_schema --check && \
		$(PY) manage.py check_schema && \
		wait $$types
	@.venv/bin/hadolint Dockerfile
	@.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	@for script in servers/*.sh tests/*.sh .ci/run; do bash -n "$$script"; done

format: install ## Format the code
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

schema: install ## Write schema.graphql, the front ends' contract
	@$(PY) manage.py export_schema

schema-check: install ## Tell what front ends of the newest release would miss
	@$(PY) manage.py check_schema

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
