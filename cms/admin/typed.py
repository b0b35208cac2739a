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
        else:
            take_in_rows(formset)


def take_in_rows(formset: Any) -> None:
    """Put the valid rows of a list with errors into its page, and take out those that were deleted."""
    rows = getattr(formset.instance, formset.rel_name)
    deleted = [row for row in formset.forms if formset.can_delete and formset._should_delete_form(row)]
    typed = [row for row in formset.forms if row not in deleted and row.is_valid() and row.has_changed()]
    for row in typed:
        if formset.can_order and row.cleaned_data.get("ORDER") is not None:
            setattr(row.instance, formset.model.sort_order_field, row.cleaned_data["ORDER"])
    # Rows without an id were made of this same list when it was last read.
    rows.remove(*(row for row in rows.all() if row.pk is None), *(row.instance for row in deleted if row.instance.pk))
    rows.add(*(row.instance for row in typed))
