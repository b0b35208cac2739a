from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Fictional content to try the CMS with; it sits on top of every other app and nothing needs it."""

    name = "demo"
    label = "demo"
    verbose_name = "Demo"
