#!/usr/bin/env bash
# Finds the Varnish that the tests put in front of the CMS, or gets Debian's; prints the path of its varnishd.
# The packages are unpacked below .venv: installed, they would start a server. Varnish compiles with gcc what it is told.
set -euo pipefail
cd "$(dirname "$0")/.."
unpacked=$PWD/.venv/varnish

if [ -n "${VARNISHD:-}" ]; then
    if [ -x "$VARNISHD" ]; then
        echo "$VARNISHD"
        exit 0
    fi
    echo "VARNISHD names no program: $VARNISHD." >&2
    exit 1
fi
if command -v gcc >/dev/null; then
    if [ -x /usr/sbin/varnishd ] && ls /usr/lib/*/varnish/vmods/libvmod_xkey.so >/dev/null 2>&1; then
        echo /usr/sbin/varnishd
        exit 0
    fi
    if [ -x "$unpacked/varnishd" ]; then
        echo "$unpacked/varnishd"
        exit 0
    fi
fi
if ! command -v apt-get >/dev/null; then
    echo "The tests of purging need gcc and Varnish with its module xkey: install them (name another place with" \
        "VARNISHD=/path/to/varnishd)." >&2
    exit 1
fi

get() {
    if [ "$(id -u)" = 0 ]; then
        apt-get -qq update
        command -v gcc || DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends gcc libc6-dev
    fi
    command -v gcc || { echo "gcc is missing, and only root may install it" && exit 1; }
    rm -rf "$unpacked"
    mkdir -p "$unpacked/root"
    cd "$unpacked"
    apt-get -qq download varnish varnish-modules libvarnishapi3 libjemalloc2
    for package in *.deb; do dpkg-deb -x "$package" root; done
    rm -- *.deb
    lib=$(echo "$unpacked"/root/usr/lib/*-linux-*)
    printf '#!/bin/sh\nexport LD_LIBRARY_PATH="%s:%s/varnish"\nexec "%s" -p vmod_path="%s/varnish/vmods" "$@"\n' \
        "$lib" "$lib" "$unpacked/root/usr/sbin/varnishd" "$lib" >varnishd.new
    chmod +x varnishd.new
    LD_LIBRARY_PATH=$lib "$unpacked/root/usr/sbin/varnishd" -V
    mv varnishd.new varnishd
}

echo "Getting varnish…" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
(
    set -e
    get
) </dev/null >"$log" 2>&1 &
if wait $!; then
    echo "$unpacked/varnishd"
else
    echo "Getting Varnish failed: $(tail -n 1 "$log")" >&2
    exit 1
fi
