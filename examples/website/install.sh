#!/usr/bin/env bash
# Installs what package-lock.json pins into node_modules, if that changed since the last time. Node is the wheel's.
set -euo pipefail
cd "$(dirname "$0")"
PATH=$PWD/../../.venv/bin:$PATH
stamp=node_modules/installed
wanted=$(cat package.json package-lock.json | cksum)
if [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
echo "Installing the website's packages (once)…"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# No package has a say in it: none needs its install script.
if ! npm ci --ignore-scripts --no-progress </dev/null >"$log" 2>&1; then
    cp "$log" ../../.venv/npm.log
    echo "Installing failed: $(grep -m 1 'npm error' "$log") (all of it: .venv/npm.log)" >&2
    exit 1
fi
echo "$wanted" >$stamp
