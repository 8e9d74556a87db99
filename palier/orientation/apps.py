from django.apps import AppConfig


class OrientationConfig(AppConfig):
    name = "palier.orientation"
    verbose_name = "Orientation"
