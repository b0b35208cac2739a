"""Every figure of the section "Speed" in bench/RESULTS.md, in one run: `make bench`, or `python -m bench [options]`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import measures, report
from bench.load import WrongAnswerError
from bench.served import Databases, cms, cms_environment, databases, grapple, run
from servers import ServerFault

CACHE_MB = 64
GROWTH = (2, 18, 89)
"""Scales of some 1,000, 10,000 and 50,000 pages."""
DOCUMENT_SECONDS = 1.0


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1, help="blocks of 200 treatments and 300 articles (1)")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), help="only one of the two")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each load (2)")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--quick", action="store_true", help="a quarter of the time for each, and no growth")
    either.add_argument("--growth", action="store_true", help="only what a larger site costs")
    options = parser.parse_args()
    if options.scale < 1:
        parser.error("--scale is 1 or more: Q2 asks for 200 treatments")
    seconds = options.seconds / 4 if options.quick else options.seconds
    growth = () if options.quick else tuple(each for each in GROWTH if each >= options.scale)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    kinds = (options.database,) if options.database else ("postgresql", "sqlite")
    try:
        print(report.beginning(options.scale), flush=True)
        for number, kind in enumerate(kinds):
            with tempfile.TemporaryDirectory(prefix="medspa-bench-") as folder, ExitStack() as stack:
                tell(f"{kind}: making the data")
                found = stack.enter_context(databases(kind, Path(folder), options.scale))
                if not options.growth:
                    measure(kind, found, seconds, is_first=number == 0)
                grow(kind, found, growth, seconds)
    except (ServerFault, WrongAnswerError) as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def measure(kind: str, found: Databases, seconds: float, *, is_first: bool) -> None:
    """Everything at the first size; the documents on one database alone."""
    tell(f"{kind}: statements")
    counted = json.loads(run(cms_environment(found), "bench.statements"))
    with cms(found, cache_mb=0) as without, grapple(found) as other:
        tell(f"{kind}: cold")
        sizes = measures.same_rows(without, other)
        print(report.cold(kind, measures.cold(without, other, seconds), counted, sizes), flush=True)
    with cms(found, cache_mb=CACHE_MB) as kept:
        tell(f"{kind}: hot")
        hits = measures.hot(kept, seconds)
        known = measures.not_modified(kept, seconds)
        beside = measures.beside_cold(kept, seconds * 2)
        version, static = measures.static_file(found.folder, seconds)
        print(report.hot(kind, hits, known, beside, version, static), flush=True)
        if is_first:
            tell(f"{kind}: documents")
            with cms(found, cache_mb=0) as without:
                told = measures.of_documents(without, kept, min(seconds, DOCUMENT_SECONDS))
            print(report.documents(kind, told, counted), flush=True)


def grow(kind: str, found: Databases, scales: tuple[int, ...], seconds: float) -> None:
    """Q2 at several sizes of the same site."""
    rows = []
    for scale in scales:
        tell(f"{kind}: growing to a scale of {scale}")
        pages = int(run(cms_environment(found), "bench.data", str(scale)).split()[0])
        with cms(found, cache_mb=0) as without, cms(found, cache_mb=CACHE_MB) as kept:
            rows.append((pages, *measures.detail(without, kept, seconds)))
    if rows:
        print(report.growth(kind, rows), flush=True)


def tell(what: str) -> None:
    """Say what is going on, beside the tables."""
    print(f"{what}…", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
