"""Icons of the house, beside Wagtail's own: ``health``, ``pin`` and ``award``."""

ICONS = ["cms_admin/icons/health.svg", "cms_admin/icons/pin.svg", "cms_admin/icons/award.svg"]
