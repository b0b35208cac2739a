"""What Lighthouse says of a website that runs: `python -m bench.website [address] [runs]`; http://localhost:3000 and 5.

Start it first (`make website`), and let nothing else run. Node is the wheel's, the browser is CHROMIUM or Debian's, and
Lighthouse comes as its lock file pins it. Prints a table in Markdown: for each page the medians of its four scores on a
phone with a slow line, and of the figures that make the first of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "bench" / "lighthouse"
BIN = Path(sys.executable).parent
PAGES = {
    "home": "/",
    "treatment": "/treatments/chemical-peel/",
    "comparison": "/articles/laser-ipl-or-bbl/",
    "location": "/locations/midtown-atlanta/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = (
    *("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"),
    "total-byte-weight",
)

Report = dict[str, Any]


def main() -> None:
    """Measure each page and print the table."""
    address = (sys.argv[1] if len(sys.argv) > 1 else "http://localhost:3000").rstrip("/")
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "CHROME_PATH": chromium()}
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=FOLDER, env=environment, check=True, capture_output=True)
    print("| page | performance | accessibility | best practices | SEO | FCP | LCP | blocked | CLS | bytes |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    shortcomings: set[str] = set()
    for name, path in PAGES.items():
        reports = [report(address + path, environment) for _ in range(runs)]
        print(f"| {name} | {' | '.join(row(reports))} |", flush=True)
        shortcomings |= {f"{name}: {each}" for one in reports for each in failures(one)}
    if shortcomings:
        print("\nBelow full marks in at least one run:", *sorted(shortcomings), sep="\n- ")


def chromium() -> str:
    """The browser that the tests drive."""
    found = subprocess.run([ROOT / "servers" / "browser.sh"], capture_output=True, text=True, check=True)
    return found.stdout.strip()


def report(url: str, environment: dict[str, str]) -> Report:
    """What Lighthouse says of one visit, each with a browser of its own that has kept nothing."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = ["node", "node_modules/lighthouse/cli/index.js", url, "--quiet", "--output=json"]
        flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
        subprocess.run([*command, f"--output-path={file.name}", flags], cwd=FOLDER, env=environment, check=True)
        told: Report = json.load(file)
    if "runtimeError" in told:
        sys.exit(f"{url}: {told['runtimeError']['message']}")
    return told


def row(reports: list[Report]) -> list[str]:
    """The medians, as they are read."""
    scores = [median(each["categories"][name]["score"] for each in reports) for name in CATEGORIES]
    first, largest, blocked, shift, weight = (
        median(each["audits"][name]["numericValue"] for each in reports) for name in FIGURES
    )
    return [
        *(f"{score * 100:.0f}" for score in scores),
        *(f"{first / 1000:.2f} s", f"{largest / 1000:.2f} s", f"{blocked:.0f} ms"),
        *(f"{shift:.3f}", f"{weight / 1000:.0f} KB"),
    ]


def failures(told: Report) -> set[str]:
    """The audits that count for a score and are not passed."""
    counted = {
        audit["id"] for name in CATEGORIES for audit in told["categories"][name]["auditRefs"] if audit["weight"] > 0
    }
    audits = (told["audits"][name] for name in counted)
    return {each["id"] for each in audits if each["score"] is not None and each["score"] < 1}


if __name__ == "__main__":
    main()
