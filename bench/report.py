"""The tables, in Markdown as bench/RESULTS.md has them."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

from bench.content import ARTICLES, TREATMENTS
from bench.measures import COLD_BESIDE, CONNECTIONS, Document, Measured
from bench.served import CORES, HAS_TWO, THREADS

NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def beginning(scale: float) -> str:
    """What was measured, where, and what ran where."""
    where = "Server, load and database share the cores."
    if HAS_TWO:
        where = (
            f"The server is on core {CORES[0]}, the load comes from one process on core {CORES[1]}, beside PostgreSQL."
        )
    treatments, articles = f"{TREATMENTS * scale:,.0f}", f"{ARTICLES * scale:,.0f}"
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"""## Speed

`make bench` prints this section, all of it in one run.

{processor()}, {len(CORES) or "?"} cores, {memory()}, {system}. One process of granian with
{THREADS} threads, for grapple as shipped (`bench/grapple_as_shipped/`) too, which has the same rows, fields and lengths
of text. {where}
The load looks at each answer: its status, and its body byte for byte.

{treatments} treatments of 3,000 characters, each with 3 providers, 4 locations and 3 related ones;
{articles} articles, each with an author and 3 treatments. Q1: 20 treatments by title. Q2: one treatment with its
sections, providers, locations and related pages, 200 of them in turns. Q3: 20 articles with their author and
treatments, and those with their providers and locations. Cold is without `RESPONSE_CACHE_MB`, hot is with the answers
in memory. CPU is that of the server's processes for one answer; `load` is how busy the process is that asks: near
100 % it could not ask for more.
"""


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def memory() -> str:
    lines = Path("/proc/meminfo").read_text().split() if Path("/proc/meminfo").exists() else []
    return f"{int(lines[1]) / 2**20:.0f} GB" if lines else "memory unknown"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cold(
    kind: str,
    found: dict[tuple[str, int], tuple[Measured, Measured]],
    counted: dict[str, list[int]],
    sizes: dict[str, tuple[int, int]],
) -> str:
    """Ours and grapple's without a memory of answers."""
    few = ", ".join(f"{name} {' and '.join(map(str, counted[name]))}" for name in ("Q1", "Q2", "Q3"))
    bytes_each = ", ".join(f"{name} {own / 1000:.1f} and {other / 1000:.1f} KB" for name, (own, other) in sizes.items())
    head = (
        *("query", "connections", "answers a second", "grapple's", "times as many", "median", "99 % within"),
        *("CPU an answer", "grapple's CPU", "load"),
    )
    rows = [
        [
            *(name, str(connections), number(own.rate), number(other.rate), f"{own.rate / other.rate:.1f}"),
            *(ms(own.median), ms(own.slowest), ms(own.cpu), ms(other.cpu), part(own.load)),
        ]
        for (name, connections), (own, other) in found.items()
    ]
    return (
        f"### Cold, {NAMES[kind]}\n\nSQL statements with 5 rows and with 100: {few}. "
        f"Answers, ours and grapple's: {bytes_each}.\n\n{table(head, rows)}"
    )


def hot(
    kind: str,
    hits: dict[tuple[str, int], Measured],
    known: Measured,
    beside: tuple[Measured, float],
    version: str,
    static: dict[int, Measured],
) -> str:
    """Answers from memory, beside a static file."""
    most = max(CONNECTIONS)
    head = ("what", "connections", "answers a second", "of nginx's", "median", "99 % within", "CPU an answer", "load")

    def row(what: str, connections: int, found: Measured) -> list[str]:
        return [
            *(what, str(connections), number(found.rate), part(found.rate / static[connections].rate)),
            *(ms(found.median), ms(found.slowest), f"{found.cpu * 1000:.0f} µs", part(found.load)),
        ]

    mixed, others = beside
    rows = [
        *(row(name, connections, each) for (name, connections), each in hits.items()),
        row("Q1, the client has it (304)", most, known),
        row(f"Q1, beside {others:.0f} cold Q3 a second over {COLD_BESIDE} more", most, mixed),
        *(row(f"nginx {version}, a file of 5 KB", connections, each) for connections, each in static.items()),
    ]
    return f"### Hot, {NAMES[kind]}\n\n{table(head, rows)}"


def documents(kind: str, found: dict[str, Document], counted: dict[str, list[int]]) -> str:
    """The documents of the docs; CPU is that over the most connections."""
    over = " / ".join(map(str, CONNECTIONS))
    head = ("document", "answer", "statements", "CPU cold", f"cold a second over {over}", f"hot a second over {over}")

    def rates(measured: list[Measured]) -> str:
        return " / ".join(number(each.rate) for each in measured)

    rows = [
        [
            *(name, f"{one.bytes / 1000:.1f} KB", str(counted[name][0])),
            *(ms(one.cold[-1].cpu), rates(one.cold), rates(one.hot)),
        ]
        for name, one in found.items()
    ]
    return f"### The documents of the docs, {NAMES[kind]}\n\n{table(head, rows)}"


def growth(kind: str, found: Sequence[tuple[int, Measured, Measured]]) -> str:
    """Q2 at several sizes of the site, and how much it takes compared with the smallest."""
    head = (
        "pages",
        "cold, median over 1 connection",
        "CPU",
        "times the first",
        "hot a second over 32",
        "times the first",
    )
    _, first_cold, first_hot = found[0]
    rows = [
        [
            *(f"{pages:,}", ms(cold.median), ms(cold.cpu), f"{cold.median / first_cold.median:.2f}"),
            *(number(hot.rate), f"{hot.rate / first_hot.rate:.2f}"),
        ]
        for pages, cold, hot in found
    ]
    return f"### Growth of Q2, {NAMES[kind]}\n\n{table(head, rows)}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def ms(value: float) -> str:
    return f"{value:.1f} ms" if value >= 1 else f"{value:.2f} ms"


def part(value: float) -> str:
    return f"{value * 100:.0f} %"
