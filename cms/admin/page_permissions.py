"""What people may do who were given one page rather than a part of the site."""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class OwnPageTester(PagePermissionTester):
    """Permissions on a page that its own editors edit and publish, and nothing more.

    Without permission to add pages there they cannot take the page off the site or give it another place: no
    unpublishing, deleting, moving, copying, hiding or setting an end to it.
    """

    @property
    def keeps_the_site(self) -> bool:
        """Whether the user works on the site around the page too."""
        return bool(self.user.is_active and (self.user.is_superuser or "add" in self.permissions))

    def can_unpublish(self) -> bool:
        """Only those who work on the site."""
        return self.keeps_the_site and super().can_unpublish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only those who work on the site; moving asks the same."""
        return self.keeps_the_site and super().can_delete(ignore_bulk=ignore_bulk)

    def can_copy(self) -> bool:
        """Only those who work on the site."""
        return self.keeps_the_site and super().can_copy()

    def can_set_view_restrictions(self) -> bool:
        """Only those who work on the site."""
        return self.keeps_the_site and super().can_set_view_restrictions()

    def can_schedule(self) -> bool:
        """Only those who work on the site: a page that expires is off the site."""
        return self.keeps_the_site
