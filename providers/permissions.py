"""What each group may do with the registers of the providers app. Credentials show at once: writers only see them."""

from __future__ import annotations

from cms.admin.groups import ADMINISTRATORS, CLINICAL_REVIEWERS, EDITORS, PUBLISHERS, WRITE, Grants, every

CREDENTIALS = "issuingboard certification licencetype licence"

GRANTS: Grants = {
    EDITORS: every(CREDENTIALS, "providers", ("view",)),
    CLINICAL_REVIEWERS: every(CREDENTIALS, "providers", ("view",)),
    PUBLISHERS: every(CREDENTIALS, "providers", WRITE),
    ADMINISTRATORS: every(CREDENTIALS, "providers", WRITE),
}
