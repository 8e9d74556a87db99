from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "palier.outreach"
    verbose_name = "Communication"
