"""Running a state machine of hypothesis: the same steps each time in `make test`, others each time in soak."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

SIMPLEST = 2
"""Hypothesis begins with examples that it chooses itself: nothing but the simplest rule, and maybe none at all."""


def run_machine(machine: Any, part: int, *, soak: bool, examples: int, steps: int) -> None:
    """Run one example of so many steps, with ``part`` for its seed; in soak ``examples`` of 100 steps."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine if soak else seed(part)(machine),
        settings=settings(
            max_examples=SIMPLEST + (examples if soak else 1),
            stateful_step_count=100 if soak else steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
