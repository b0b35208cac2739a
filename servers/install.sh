#!/usr/bin/env bash
# Makes .venv and installs what requirements*.txt pin, if that changed since the last time.
# PYTHON names another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

stamp=.venv/installed
wanted=$(cat requirements.txt requirements-dev.txt | cksum)
if [ -x .venv/bin/python ] && fits .venv/bin/python && [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.14 python3.11}; do
    if fits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    found=$(${PYTHON:-python3} --version 2>&1 | tail -n 1 || true)
    echo "Medspa CMS needs Python 3.11, 3.12, 3.13 or 3.14; ${PYTHON:-python3} is: ${found:-not there}." \
        "Name another with PYTHON=/path/to/python3." >&2
    exit 1
fi

echo "Installing into .venv (once)…"
log=$(mktemp)
trap 'rm -f "$log" "$log.uv"' EXIT
if ! fits .venv/bin/python && ! "$python" -m venv --clear .venv >"$log" 2>&1; then
    echo "Making .venv with $python failed: $(tail -n 1 "$log") (on Debian, install python3-venv)" >&2
    exit 1
fi
# uv does in seconds what takes pip a minute. It knows nothing of pip's own settings, so whoever named an index of
# their own for pip, or cannot reach one with uv, gets pip.
pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }
with_uv() {
    [ -z "${PIP_INDEX_URL:-}$(pip config get global.index-url 2>/dev/null)" ] || return 1
    sed -n '/^uv==/,/^[^ ]/{/^uv==\|^    --hash/p}' requirements-dev.txt | sed '$s/ \\$//' >"$log.uv"
    pip install -qq --require-hashes -r "$log.uv" >"$log" 2>&1 &&
        .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes \
            -r requirements.txt -r requirements-dev.txt >"$log" 2>&1
}
if ! with_uv && ! pip install -q --require-hashes -r requirements.txt -r requirements-dev.txt >"$log" 2>&1; then
    cp "$log" .venv/install.log
    if grep -q 'Retrying (' "$log"; then
        echo "Installing failed: the package index cannot be reached (all of it: .venv/install.log)." >&2
    elif grep -q 'No matching distribution found' "$log"; then
        package=$(grep -o 'No matching distribution found for [^ ]*' "$log" | tail -n 1 | sed 's/.* for //')
        echo "Installing failed: there is no wheel of $package for $("$python" -c \
            'import sysconfig, sys; print(sysconfig.get_platform(), "and Python", sys.version.split()[0])')." >&2
    else
        echo "Installing failed: $(grep -i error "$log" | tail -n 1 | cut -c1-200) (all of it: .venv/install.log)" >&2
    fi
    exit 1
fi
echo "$wanted" >$stamp
