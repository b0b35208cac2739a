"""Three flat formsets make the grid: its columns, its rows, and cells that name both by form number.

A form's number never changes while the page is open, so new columns and rows need no temporary keys: a cell says
"row 3, column 1", and the server alone knows and makes keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.forms.models import BaseModelFormSet
from django.utils.functional import cached_property
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from .keys import LIMIT, new_key


class Carried(forms.Field):
    """A hidden value that says where a form belongs; it is no change of content and never an error of the editor's."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class GridForm(WagtailAdminModelForm):
    """One line or cell. What it carries is read from the data as text, so that a tampered value is merely no match."""

    class Meta(WagtailAdminModelForm.Meta):
        pass

    def carried(self, name: str) -> str:
        """The raw text sent as ``name``, or what it would have been when the page was opened."""
        value = self.data.get(self.add_prefix(name), "") if self.is_bound else self.initial.get(name, "")
        return str(value) if value is not None else ""


class LineForm(GridForm):
    """A column or row: its name, and the key it had when the page was opened."""

    caption_field = "name"
    key = Carried(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_key: str = self.instance.key
        self.initial["key"] = self.stored_key
        self.held_key = self.stored_key or self.carried("key")[:LIMIT]

    @property
    def caption(self) -> str:
        return " ".join(str(self[self.caption_field].value() or "").split())

    def clean(self) -> dict[str, Any]:
        """A name is one line, however it was pasted."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.caption_field in cleaned:
            cleaned[self.caption_field] = " ".join(cleaned[self.caption_field].split())
        return cleaned

    def has_changed(self) -> bool:
        """A line is content even while it has no name."""
        return self.instance.pk is None or self.instance.key != self.stored_key or super().has_changed()

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        if self.carried("key") != self.instance.key:
            updates.append((self.add_prefix("key"), self.instance.key))
        return updates


class SubjectForm(LineForm):
    class Meta(GridForm.Meta):
        defer_required_on_fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Name this subject."


class CriterionForm(LineForm):
    caption_field = "label"

    class Meta(GridForm.Meta):
        defer_required_on_fields = ["label"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].error_messages["required"] = "Name this criterion."


class CellForm(GridForm):
    """A cell: where it stands, its verdict (needed to publish), its text and its source."""

    row = Carried(required=False)
    column = Carried(required=False)
    source = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=models.BigIntegerField.MAX_BIGINT,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], "This is no source. Choose one."),
    )

    class Meta(GridForm.Meta):
        defer_required_on_fields = ["verdict"]

    formset: CellFormSet

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["source"] = self.instance.source_id
        self.stored_place = self.instance.place
        verdict = self.fields["verdict"]
        verdict.choices = [("", "Undecided"), *self.instance.Verdict.choices]
        verdict.required = True
        verdict.error_messages["required"] = "Choose a verdict."
        text = self.fields["text"]
        text.widget.attrs.pop("maxlength", None)  # a browser would silently cut off what is pasted
        text.error_messages["max_length"] = (
            "At most %(limit_value)d characters fit; this text has %(show_value)d. Shorten it."
        )

    @property
    def is_blank(self) -> bool:
        return not any(self.carried(name).strip() for name in ("verdict", "text", "source"))

    @property
    def source_title(self) -> str:
        """What the chosen source is called; empty without one, or when it is gone."""
        chosen = self.carried("source")
        source = self.formset.known_sources.get(int(chosen)) if chosen.isascii() and chosen.isdigit() else None
        return str(source) if source else ""

    def clean_source(self) -> int | None:
        chosen: int | None = self.cleaned_data["source"]
        if chosen is not None and chosen not in self.formset.known_sources:
            raise ValidationError("This source no longer exists. Choose another.")
        return chosen

    def _post_clean(self) -> None:
        super()._post_clean()
        if "source" in self.cleaned_data:
            self.instance.source_id = self.cleaned_data["source"]

    def has_changed(self) -> bool:
        moved = self.instance.pk is not None and self.instance.place != self.stored_place
        return bool(moved or super().has_changed())


class GridFormSet(BaseChildFormSet):
    """A formset that takes rows by the ids of this very page only; any other id is a new row."""

    default_error_messages = {
        "missing_management_form": "The grid did not arrive whole. Reload the page and try again.",
    }

    @cached_property
    def unclaimed(self) -> dict[str, Any]:
        return {str(row.pk): row for row in self.get_queryset() if row.pk is not None}

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if not self.is_bound:
            return super()._construct_form(i, **kwargs)
        sent = str(self.data.get(f"{self.add_prefix(i)}-id", ""))
        kwargs["instance"] = self.unclaimed.pop(sent, None) or self.model()
        kwargs["empty_permitted"] = False
        return super(BaseModelFormSet, self)._construct_form(i, **kwargs)  # type: ignore[misc]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["id"] = Carried(required=False, initial=form.instance.pk)

    def _should_delete_form(self, form: Any) -> bool:
        return not form.errors.get(DELETION_FIELD_NAME) and bool(super()._should_delete_form(form))

    @property
    def kept_forms(self) -> list[Any]:
        """The forms that are not being removed."""
        return [form for form in self.forms if not self._should_delete_form(form)]

    def clean(self) -> None:
        """Nothing here is unique by its own fields; the lines' names and the cells' places are checked instead."""


class LineFormSet(GridFormSet):
    """The columns, or the rows."""

    noun = ""

    def clean(self) -> None:
        names: set[str] = set()
        for form in self.kept_forms:
            name = form.caption.casefold()
            if name and name in names:
                form.add_error(
                    form.caption_field, f"Another {self.noun} is called “{form.caption}”. Rename or remove one."
                )
            names.add(name)
        if len(self.kept_forms) > self.max_num:
            raise ValidationError(self.error_messages["too_many_forms"] % {"num": self.max_num})

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if ORDERING_FIELD_NAME in form.fields:
            form.fields[ORDERING_FIELD_NAME].error_messages["invalid"] = "This place is no number. Move it once."

    @cached_property
    def published_keys(self) -> set[str]:
        rows = self.model._default_manager.filter(page_id=self.instance.pk, key_published=True)
        return set(rows.values_list("key", flat=True)) if self.instance.pk else set()

    def assign_keys(self) -> None:
        """Give each line its key: the published one it held, else one that fits its name."""
        ours = {form.instance.pk for form in self.forms}
        others = getattr(self.instance, self.rel_name).all()
        taken = {row.key for row in others if row.pk is not None and row.pk not in ours}
        followers = []
        for form in self.kept_forms:
            if form.held_key in self.published_keys and form.held_key not in taken:
                self.name_line(form, form.held_key)
                taken.add(form.held_key)
            else:
                followers.append(form)
        for form in followers:
            key = new_key(form.caption, self.noun, taken, form.held_key)
            self.name_line(form, key)
            taken.add(key)

    def name_line(self, form: Any, key: str) -> None:
        form.instance.key = key
        form.instance.key_published = key in self.published_keys

    def in_order(self) -> list[tuple[int, Any]]:
        """Form numbers and forms that are not being removed, as the editor has ordered them."""

        def place(numbered: tuple[int, Any]) -> tuple[int, int]:
            index, form = numbered
            try:
                return int(form.data.get(form.add_prefix(ORDERING_FIELD_NAME), "")), index
            except ValueError:
                return len(self.forms) + 1, index

        numbered = list(enumerate(self.forms))
        if not self.is_bound:
            return numbered
        return sorted(((i, form) for i, form in numbered if not self._should_delete_form(form)), key=place)


class SubjectFormSet(LineFormSet):
    noun = "subject"
    default_error_messages = {"too_many_forms": "A comparison has at most %(num)d subjects. Remove some."}


class CriterionFormSet(LineFormSet):
    noun = "criterion"
    default_error_messages = {"too_many_forms": "A comparison has at most %(num)d criteria. Remove some."}


class CellFormSet(GridFormSet):
    """The cells. One whose row or column is removed goes with it."""

    subjects: LineFormSet
    criteria: LineFormSet

    def join(self, subjects: LineFormSet, criteria: LineFormSet) -> None:
        """Learn the lines; for a page being opened, add a form for each place that has no cell yet."""
        self.subjects, self.criteria = subjects, criteria
        if not self.is_bound:
            rows, columns = self.numbers(criteria), self.numbers(subjects)
            filled = {(rows.get(cell.criterion_key), columns.get(cell.subject_key)) for cell in self.get_queryset()}
            self.initial_extra = [
                {"row": row, "column": column}
                for row in range(len(criteria.forms))
                for column in range(len(subjects.forms))
                if (row, column) not in filled
            ]
            self.extra = len(self.initial_extra)

    @staticmethod
    def numbers(lines: LineFormSet) -> dict[str, int]:
        return {form.instance.key: number for number, form in enumerate(lines.forms) if form.instance.key}

    @cached_property
    def known_sources(self) -> dict[int, Any]:
        """Every source that any of the forms names, by id, in one statement."""
        sent = {form.carried("source") for form in self.forms}
        ids = {int(text) for text in sent if text.isascii() and text.isdigit() and len(text) < 19}
        model = self.model._meta.get_field("source").related_model
        found: dict[int, Any] = model._default_manager.in_bulk(ids)
        return found

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        if not self.is_bound and i < self.initial_form_count():
            form.initial["row"] = self.numbers(self.criteria).get(form.instance.criterion_key)
            form.initial["column"] = self.numbers(self.subjects).get(form.instance.subject_key)
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.formset = self

    def place(self, form: Any) -> tuple[int, int] | None:
        """The numbers of the cell's row and column; None if it names one that is not there."""
        row, column = form.carried("row"), form.carried("column")
        for text, lines in ((row, self.criteria), (column, self.subjects)):
            if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) < len(lines.forms)):
                return None
        return int(row), int(column)

    def lines(self, form: Any) -> tuple[Any, Any] | None:
        """The cell's row form and column form."""
        place = self.place(form)
        return (self.criteria.forms[place[0]], self.subjects.forms[place[1]]) if place else None

    def _should_delete_form(self, form: Any) -> bool:
        if super()._should_delete_form(form):
            return True
        lines = self.lines(form)
        if lines is None:
            return bool(form.is_blank)
        row, column = lines
        return self.criteria._should_delete_form(row) or self.subjects._should_delete_form(column)

    def clean(self) -> None:
        places: set[tuple[int, int]] = set()
        for form in self.kept_forms:
            place = self.place(form)
            if place is None or place in places:
                raise ValidationError(
                    "The grid’s cells do not fit its rows and columns. Reload the page and try again."
                )
            places.add(place)

    def assign_keys(self) -> None:
        """Name each cell's row and column by the keys they have now."""
        for form in self.kept_forms:
            row, column = self.lines(form) or (None, None)
            if row is not None and column is not None:
                form.instance.criterion_key, form.instance.subject_key = row.instance.key, column.instance.key

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit=False)
        manager = getattr(self.instance, self.rel_name)
        manager.remove(*self.strays(manager))
        if commit:
            manager.commit()
        return saved

    def strays(self, manager: Any) -> Iterator[Any]:
        """Stored cells that no form stands for and that have no place, or whose place a form has taken."""
        standing = [form for form in self.kept_forms if form.instance.pk or form.has_changed()]
        forms_of = {form.instance.place: form.instance for form in standing}
        rows = {line.key for line in getattr(self.instance, self.criteria.rel_name).all()}
        columns = {line.key for line in getattr(self.instance, self.subjects.rel_name).all()}
        for cell in manager.all():
            ours = forms_of.get(cell.place)
            if cell.criterion_key not in rows or cell.subject_key not in columns or (ours is not None and ours != cell):
                yield cell
