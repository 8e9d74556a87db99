from django.apps import AppConfig


class KitsConfig(AppConfig):
    name = "palier.kits"
    verbose_name = "Matériel"
