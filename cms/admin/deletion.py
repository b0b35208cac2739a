"""Nothing that is in use can be deleted from a register, and the refusal says where it is used.

Use is what the database holds (foreign keys, and choosers in blocks), and what the newest draft or a scheduled version
of a page holds. An entry that is used by its text, not by reference, finds those uses itself (``mentions()``).
Wagtail's reference index finds the first kind, but a worker writes it a little later, so its pending
tasks are looked through too; drafts are in no index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import PROTECT, Model, ProtectedError, Q
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django_tasks_db.models import DBTaskResult
from modelcluster.fields import ParentalKey
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.snippets.models import get_snippet_models
from wagtail.tasks import update_reference_index_task

INDEXING_TASK = update_reference_index_task.module_path
Key = tuple[int, str]
"""A referenced object: content type id and primary key as text."""


@dataclass(frozen=True)
class Use:
    """One place that refers to an entry: an object as the database has it, or a version of a page not yet live."""

    source: Model
    unpublished: bool = False

    @property
    def kind(self) -> str:
        """What sort of thing it is, for people."""
        return capfirst(str(self.source._meta.verbose_name))

    @property
    def title(self) -> str:
        """Its name, as editors know it."""
        return str(getattr(self.source, "draft_title", "") or self.source)

    @property
    def identity(self) -> tuple[str, Any, bool]:
        """Equal for the same place."""
        base = Page if isinstance(self.source, Page) else type(self.source)
        return base._meta.label, self.source.pk, self.unpublished


def uses(entries: Sequence[Model]) -> dict[Any, list[Use]]:
    """Where each of ``entries`` is used, by primary key; entries of one model. Unused ones are left out."""
    if not entries:
        return {}
    wanted = {key_of(entry): entry.pk for entry in entries}
    found: dict[Any, list[Use]] = {}
    for use in candidates(entries, wanted):
        for key in references(use.source) & wanted.keys():
            note(found, wanted[key], use)
    for entry in entries:
        for source in entry.mentions() if hasattr(entry, "mentions") else ():
            note(found, entry.pk, Use(source.specific if isinstance(source, Page) else source))
    return found


def note(found: dict[Any, list[Use]], pk: Any, use: Use) -> None:
    """Add a use of the entry ``pk``, each place once."""
    known = found.setdefault(pk, [])
    if use.identity not in {other.identity for other in known}:
        known.append(use)


def key_of(entry: Model) -> Key:
    """How references name ``entry``."""
    return ReferenceIndex._get_base_content_type(entry).id, str(entry.pk)


def references(source: Model) -> set[Key]:
    """All that ``source`` and its child rows refer to, as they are in memory."""
    return {
        (type_id, str(object_id)) for type_id, object_id, _, _ in ReferenceIndex._extract_references_from_object(source)
    }


def candidates(entries: Sequence[Model], wanted: dict[Key, Any]) -> Iterator[Use]:
    """Everything that may refer to one of ``entries``; :func:`references` tells which does."""
    seen: set[tuple[str, Any, bool]] = set()
    for source in (*protecting(entries), *indexed(wanted), *awaiting_index()):
        use = Use(source.specific if isinstance(source, Page) else source)
        if use.identity not in seen:
            seen.add(use.identity)
            yield use
    yield from (Use(source, unpublished=True) for source in unpublished_versions(set(wanted.values())))


def protecting(entries: Sequence[Model]) -> Iterator[Model]:
    """What refers to the entries by a foreign key that forbids deletion; child rows stand for their parent."""
    for relation in type(entries[0])._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": entries})
            yield from (owner_of(row) for row in rows)


def owner_of(row: Model) -> Model:
    """The page, setting or entry that a child row belongs to; a row without a parent stands for itself."""
    for field in row._meta.get_fields():
        if isinstance(field, ParentalKey):
            parent: Model | None = getattr(row, field.name)
            return owner_of(parent) if parent is not None else row
    return row


def indexed(wanted: dict[Key, Any]) -> Iterator[Model]:
    """What Wagtail's reference index knows to refer to one of ``wanted``."""
    match = Q()
    for type_id, object_id in wanted:
        match |= Q(to_content_type_id=type_id, to_object_id=object_id)
    for source, _ in ReferenceIndex.objects.filter(match).group_by_source_object():
        if source is not None:
            yield source


def awaiting_index() -> Iterator[Model]:
    """What was saved and waits for the worker to write its references down."""
    waiting: dict[tuple[str, str], set[str]] = {}
    pending = DBTaskResult.objects.filter(task_path=INDEXING_TASK).exclude(status="SUCCESSFUL")
    for arguments in pending.values_list("args_kwargs", flat=True):
        app_label, model_name, pk = arguments["args"]
        waiting.setdefault((app_label, model_name), set()).add(pk)
    for (app_label, model_name), pks in waiting.items():
        try:
            model = apps.get_model(app_label, model_name)
        except LookupError:
            continue
        yield from (owner_of(row) for row in model._base_manager.filter(pk__in=pks))


def unpublished_versions(pks: set[Any]) -> Iterator[Model]:
    """Newest drafts and scheduled versions whose content holds one of ``pks`` anywhere."""
    drafts = Page.objects.filter(has_unpublished_changes=True).values("latest_revision_id")
    revisions = Revision.page_revisions.filter(Q(pk__in=drafts) | Q(approved_go_live_at__isnull=False))
    texts = {str(pk) for pk in pks}
    for revision in revisions.iterator(chunk_size=100):
        if any(str(leaf) in texts for leaf in leaves(revision.content)):
            yield revision.as_object()


def leaves(value: Any) -> Iterator[Any]:
    """Every value in a JSON structure that is neither list nor object; JSON kept as text is read as well."""
    if isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif isinstance(value, str) and value[:1] in {"[", "{"}:
        yield from leaves(decoded(value))
    else:
        yield value


def decoded(text: str) -> Any:
    """``text`` as JSON, or None where it only looks like it."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def refuse_deletion(request: HttpRequest, entries: Iterable[Model]) -> TemplateResponse | None:
    """Answer a request to delete ``entries`` when one is in use; None lets it go on. A Wagtail hook."""
    chosen = list(entries)
    by_pk = uses(chosen)
    if not by_pk:
        return None
    finder = AdminURLFinder(request.user)
    blocked = [
        {
            "entry": entry,
            "edit_url": finder.get_edit_url(entry),
            "uses": [(use, finder.get_edit_url(use.source)) for use in by_pk[entry.pk]],
        }
        for entry in chosen
        if entry.pk in by_pk
    ]
    context = {
        "blocked": blocked,
        "several": len(chosen) > 1,
        "model_opts": chosen[0]._meta,
        "index_url": index_url(type(chosen[0])),
    }
    return TemplateResponse(request, "cms_admin/deletion_refused.html", context, status=409)


def index_url(model: type[Model]) -> str:
    """The address of a register's list."""
    return reverse(model.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]


def forbid_deletion(sender: type[Model], instance: Model, origin: Any = None, **_kwargs: Any) -> None:
    """Refuse on every other way: a script, the shell, a view of somebody else's. Connected to ``pre_delete``.

    What goes with its page or site (``origin`` is another model) is not asked after.
    """
    if sender not in get_snippet_models():
        return
    start = getattr(origin, "model", type(origin))
    if start is not sender:
        return
    found = uses([instance]).get(instance.pk)
    if found:
        names = ", ".join(f"“{use.title}”" for use in found[:3])
        raise ProtectedError(
            f"“{instance}” is in use by {names} and cannot be deleted. Take it out there first.",
            {use.source for use in found},
        )
