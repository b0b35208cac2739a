"""What each group may do with the registers of the treatments app."""

from __future__ import annotations

from cms.admin.groups import ADMINISTRATORS, CLINICAL_REVIEWERS, EDITORS, PUBLISHERS, WRITE, Grants, every

LIBRARY = "bodyarea technology device productbrand"

GRANTS: Grants = {
    EDITORS: every(LIBRARY, "treatments", ("add", "view")),
    CLINICAL_REVIEWERS: every(LIBRARY, "treatments", ("add", "view")),
    PUBLISHERS: every(LIBRARY, "treatments", WRITE),
    ADMINISTRATORS: every(LIBRARY, "treatments", WRITE),
}
