from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "palier.directory"
    verbose_name = "Annuaire"
