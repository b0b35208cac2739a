"""What is recorded of a page's clinical review, to read, for those who may not record one."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

RECORD_REVIEW = "pages.record_review"


class ReviewRecordPanel(Panel):
    """Who reviewed the page, when, and when it is due again; reviewers have the fields themselves instead."""

    class BoundPanel(Panel.BoundPanel):
        """The record of one page."""

        template_name = "pages/review_record.html"

        def is_shown(self) -> bool:
            """To everybody without the fields."""
            return bool(self.request and not self.request.user.has_perm(RECORD_REVIEW))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The page, as the form has it."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "page": self.instance}
