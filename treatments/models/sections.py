"""The sections of a treatment page: always these, in this order, each optional but named."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SectionKind:
    """``field`` is the model field, ``heading`` what readers see; ``required`` ones must be there to publish."""

    field: str
    heading: str
    help_text: str
    required: bool = False

    @property
    def advice(self) -> str:
        """What the editor reads at the field."""
        return f"{self.help_text} Needed to publish." if self.required else self.help_text

    @property
    def key(self) -> str:
        """The name front ends use."""
        return self.field.replace("_", "-")


SECTIONS = (
    SectionKind("overview", "Overview", "What it is, in a few sentences.", required=True),
    SectionKind("why_its_done", "Why it's done", "What people hope it changes.", required=True),
    SectionKind("suitability", "Who it's for", "Who it suits, and who should not have it.", required=True),
    SectionKind("how_it_works", "How it works", "What it does to the skin or muscle."),
    SectionKind("preparation", "How to prepare", "What to do and avoid beforehand."),
    SectionKind("what_happens", "What happens", "The appointment, step by step."),
    SectionKind("aftercare", "Aftercare", "The hours and days afterwards."),
    SectionKind("results", "Results", "When they show and how long they last; promise nothing."),
    SectionKind("risks", "Risks", "Common effects first, then rare and serious ones.", required=True),
    SectionKind("alternatives", "Alternatives", "What else may help, doing nothing included."),
    SectionKind("cost_note", "Cost", "What the price depends on; no figures here."),
)
