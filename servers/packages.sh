#!/usr/bin/env bash
# Installs what a folder's package-lock.json pins into its node_modules, if that changed since the last time. Node is the
# wheel's. `packages.sh FOLDER WHAT`
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/.venv/bin:$PATH
cd "$1"
stamp=node_modules/installed
wanted=$(cat package.json package-lock.json | cksum)
if [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
echo "Installing $2 (once)…"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# No package has a say in it: none needs its install script.
if ! npm ci --ignore-scripts --no-progress </dev/null >"$log" 2>&1; then
    cp "$log" "$root/.venv/npm.log"
    echo "Installing failed: $(grep -m 1 'npm error' "$log") (all of it: .venv/npm.log)" >&2
    exit 1
fi
echo "$wanted" >$stamp
