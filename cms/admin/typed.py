"""A page as its edit form has it on the screen, whether or not the form may be saved."""

from __future__ import annotations

from typing import Any


def take_in(form: Any) -> None:
    """Put the valid parts of a form into its page: its own fields are there after validation, child rows are not."""
    if not form.is_bound:
        return
    if not form.errors and all(formset.is_valid() for formset in form.formsets.values()):
        form.save(commit=False)
        return
    for formset in form.formsets.values():
        if formset.is_valid():
            formset.save(commit=False)
