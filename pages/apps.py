from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from .models import Organization
        from .redirect_form import guard_redirect_form
        from .visibility import register_rules

        register_rules()
        guard_redirect_form()
        # Wagtail leaves settings out: a logo's usage would not show.
        ReferenceIndex.register_model(Organization)
