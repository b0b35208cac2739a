"""A page that may not go live is named, on every way to publish; what can go on, goes on.

A page's own ``save`` is the gate: it raises ``ValidationError``. Wagtail's edit form shows the reasons beside the
fields. Its other ways (bulk publishing, approving in a workflow, copying and publishing) let the exception through;
here it becomes a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import NoReverseMatch, reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from cms import refusals

SHOWN_REASONS = 3


def reasons(error: ValidationError, page: Any = None) -> str:
    """The messages of ``error`` in one line, the first few of them."""
    texts = refusals.messages(error, page)
    more = len(texts) - SHOWN_REASONS
    return " ".join(texts[:SHOWN_REASONS]) + (f" (and {more} more)" if more > 0 else "")


def refusal(page: Any, error: ValidationError) -> str:
    """One sentence that names the page and says why it is not live."""
    if page is None:
        return f"This could not be saved: {reasons(error)}"
    return f"“{page.get_admin_display_title()}” was not published: {reasons(error, page)}"


class PublishEachBulkAction(PublishBulkAction):
    """Bulk publishing, each page in a transaction of its own: one that may not go live does not stop the others."""

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Any],
        include_descendants: bool = False,
        user: Any = None,
        refused: list[str] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Publish ``objects``; the reasons against those that were not go into ``refused``."""
        against = refused if refused is not None else []
        published = sum(publish(page, user, against) for page in objects)
        below = 0
        if include_descendants:
            below = sum(publish(page, user, against) for page in drafts_below(objects, user))
        return published, below

    def get_execution_context(self) -> dict[str, Any]:
        """Collect the refusals of this request."""
        self.refused: list[str] = []
        return {**super().get_execution_context(), "refused": self.refused}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Say what was published, and beside it, page by page, what was not."""
        for text in self.refused:
            messages.error(self.request, text)
        if not num_parent_objects and not num_child_objects:
            return None
        message: str = super().get_success_message(num_parent_objects, num_child_objects)
        return message


def drafts_below(objects: Iterable[Any], user: Any) -> Iterator[Any]:
    """The pages under ``objects`` that are not live and that ``user`` may publish."""
    for page in objects:
        for draft in page.get_descendants().not_live().defer_streamfields().specific():
            if user is None or draft.permissions_for_user(user).can_publish():
                yield draft


def publish(page: Any, user: Any, refused: list[str]) -> bool:
    """Publish the newest version of ``page``; False, and a reason in ``refused``, when it may not go live."""
    try:
        with transaction.atomic():
            revision = page.get_latest_revision() or page.specific.save_revision(user=user)
            revision.publish(user=user)
    except ValidationError as error:
        refused.append(refusal(page, error))
        return False
    return True


class RefusalMiddleware:
    """Turn a refusal that no view of the admin has caught into a message on the page the editor came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view of the admin that met a refusal; anything else goes on as it was."""
        if not isinstance(exception, ValidationError | ProtectedError) or not in_admin(request):
            return None
        if isinstance(exception, ProtectedError):
            text = str(exception.args[0])
        else:
            text = refusal(getattr(exception, "page", None) or page_of(request), exception)
        target = way_back(request)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"success": False, "error_code": "validation_error", "error_message": text}, status=400)
        messages.error(request, text)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": target})
        return HttpResponseRedirect(target)


def in_admin(request: HttpRequest) -> bool:
    """Whether the address belongs to Wagtail's admin."""
    try:
        return request.path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False


def page_of(request: HttpRequest) -> Any:
    """The page that the address names, if any."""
    match = request.resolver_match
    page_id = match.kwargs.get("page_id") or (match.args[0] if match.args else None) if match else None
    return Page.objects.filter(pk=page_id).first() if str(page_id or "").isdigit() else None


def way_back(request: HttpRequest) -> str:
    """Where the editor goes on: where the request said, else the page's edit screen, else the dashboard."""
    if url := get_valid_next_url_from_request(request):
        return str(url)
    page = page_of(request)
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else reverse("wagtailadmin_home")
