from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "palier.feedback"
    verbose_name = "Avis"
