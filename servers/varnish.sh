#!/usr/bin/env bash
# Finds the Varnish that the tests put in front of the CMS, or gets Debian's; prints the path of its varnishd.
set -euo pipefail
cd "$(dirname "$0")/.."
unpacked=.venv/varnish

complete() { [ -x "$1" ] && command -v gcc >/dev/null && { [ -n "${VARNISHD:-}" ] || ls "$2"/usr/lib/*/varnish/vmods/libvmod_xkey.so; } >/dev/null 2>&1; }

for found in "${VARNISHD:-} " "/usr/sbin/varnishd " "$PWD/$unpacked/varnishd $PWD/$unpacked/root"; do
    if complete "${found%% *}" "${found#* }"; then
        echo "${found%% *}"
        exit 0
    fi
done
if ! command -v apt-get >/dev/null; then
    echo "The tests of purging need Varnish with its module xkey, and gcc: install them, or name it with VARNISHD=/path/to/varnishd." >&2
    exit 1
fi
echo "Getting varnish…" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
        varnish varnish-modules
}
# Without root the packages are unpacked, and varnishd is told where its parts are.
unpack() {
    command -v gcc || { echo "gcc is not there, and only root may install it" && return 1; }
    rm -rf $unpacked && mkdir -p $unpacked/root && cd $unpacked &&
        apt-get -qq download varnish varnish-modules libvarnishapi3 libjemalloc2 &&
        for package in *.deb; do dpkg-deb -x "$package" root || return 1; done
    local lib
    lib=$(echo "$PWD"/root/usr/lib/*-linux-*)
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s:%s/varnish exec %s/root/usr/sbin/varnishd -p vmod_path=%s/varnish/vmods "$@"\n' \
        "$lib" "$lib" "$PWD" "$lib" >varnishd
    chmod +x varnishd
}
if [ "$(id -u)" = 0 ]; then
    got=/usr/sbin/varnishd
    way=install
else
    got=$PWD/$unpacked/varnishd
    way=unpack
fi
if ( $way ) </dev/null >"$log" 2>&1 && [ -x "$got" ]; then
    echo "$got"
    exit 0
fi
echo "Getting Varnish failed: $(tail -n 1 "$log")" >&2
exit 1
