"""What each group may do with the registers of the pages app. An added entry shows nowhere until a page uses it."""

from __future__ import annotations

from cms.admin.groups import ADMINISTRATORS, CLINICAL_REVIEWERS, EDITORS, PUBLISHERS, WRITE, Grants, every

LIBRARY = "source topic faq disclaimer"
SHOWN_AT_ONCE = "announcement navigationmenu"

GRANTS: Grants = {
    EDITORS: every(LIBRARY, "pages", ("add", "view")),
    CLINICAL_REVIEWERS: (
        "pages.record_review",
        *every("source topic disclaimer", "pages", ("add", "view")),
        *every("faq", "pages", ("add", "change", "view")),
    ),
    PUBLISHERS: (*every(f"{LIBRARY} {SHOWN_AT_ONCE}", "pages", WRITE), "pages.change_organization"),
    ADMINISTRATORS: (*every(f"{LIBRARY} {SHOWN_AT_ONCE}", "pages", WRITE), "pages.change_organization"),
}
