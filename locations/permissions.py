"""What each group may do with the registers of the locations app. Availability shows at once; hosts are a safeguard."""

from __future__ import annotations

from cms.admin.groups import ADMINISTRATORS, CLINICAL_REVIEWERS, EDITORS, PUBLISHERS, WRITE, Grants, every

GRANTS: Grants = {
    EDITORS: every("availability", "locations", ("view",)),
    CLINICAL_REVIEWERS: every("availability", "locations", ("view",)),
    PUBLISHERS: every("availability", "locations", WRITE),
    ADMINISTRATORS: every("availability bookinghost", "locations", WRITE),
}
