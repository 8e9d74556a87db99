from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "palier.core"
    verbose_name = "Outils"
