#!/usr/bin/env bash
# Finds the Chromium that the browser tests drive, or installs Debian's; prints its path.
set -euo pipefail
for path in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -n "$path" ] && [ -x "$path" ]; then
        echo "$path"
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium…" >&2
    log=$(mktemp)
    if { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
        chromium; } </dev/null >"$log" 2>&1 && [ -x /usr/bin/chromium ]; then
        rm -f "$log"
        echo /usr/bin/chromium
        exit 0
    fi
    echo "Installing chromium failed: $(tail -n 1 "$log")" >&2
    exit 1
fi
echo "The browser tests need Chromium: install it, or name it with CHROMIUM=/path/to/chromium." >&2
exit 1
