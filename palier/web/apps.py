from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "palier.web"
    verbose_name = "Pages"
