"""The page views of the admin that the house answers otherwise than Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.utils.decorators import xframe_options_sameorigin_override

from cms.admin.typed import take_in


class ForgivingPreview:
    """A preview shows what is valid of a form and passes over the rest; it never answers with an error instead."""

    request: HttpRequest

    def get_form(self: Any, query_dict: Any) -> Any:
        """The form as it is on the screen; Wagtail would make up a title and a slug where none were typed."""
        form_class = self.object.get_edit_handler().get_form_class()
        parent = self.object.get_parent().specific
        return form_class(query_dict or None, instance=self.object, parent_page=parent, for_user=self.request.user)

    def validate_form(self, form: Any) -> bool:
        """Check the form as a draft; whatever it finds, there is something to show."""
        form.defer_required_fields()
        form.is_valid()
        return True

    @method_decorator(xframe_options_sameorigin_override)
    def get(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page as the editor has it on the screen."""
        form = self.get_form(self._get_form_data(self._get_form_state()))
        self.validate_form(form)
        take_in(form)
        response: HttpResponse = self.object.make_preview_request(
            request, request.GET.get("mode", self.object.default_preview_mode), self.get_extra_request_attrs()
        )
        return response


class ForgivingPreviewOnEditView(ForgivingPreview, PreviewOnEditView):
    """The preview beside the edit form."""


class ForgivingPreviewOnCreateView(ForgivingPreview, PreviewOnCreateView):
    """The preview beside the form of a page that was never saved."""


def page_viewset() -> PageViewSet:
    """Wagtail's page views with ours in the place of theirs, for every type of page."""
    return PageViewSet(
        preview_on_add_view_class=ForgivingPreviewOnCreateView,
        preview_on_edit_view_class=ForgivingPreviewOnEditView,
    )
