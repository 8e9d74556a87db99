"""Tables without a domain: the words an index knows, and who asked how often."""

from django.db import models


class Vocabulary(models.Model):
    """The words of one full-text index, as last refreshed."""

    index_name = models.CharField("index", max_length=48, unique=True)
    version = models.UUIDField("version", help_text="Tirée au hasard à chaque mise à jour.")

    class Meta:
        verbose_name = "vocabulaire"
        verbose_name_plural = "vocabulaires"

    def __str__(self) -> str:
        return self.index_name


class Word(models.Model):
    """One spelling of a word found in an index, and in how many of its documents."""

    index_name = models.CharField("index", max_length=48)
    word = models.CharField("mot", max_length=64, help_text="En minuscules, avec ses accents.")
    stem = models.CharField("racine", max_length=64, help_text="core.text.stem : ce que l’index contient.")
    documents = models.PositiveIntegerField("nombre de documents")

    class Meta:
        verbose_name = "mot"
        verbose_name_plural = "mots"
        constraints = [models.UniqueConstraint(fields=["index_name", "word"], name="word_once_per_index")]

    def __str__(self) -> str:
        return self.word


class RateLimitWindow(models.Model):
    """How many times somebody did something in one stretch of time. Never says who: see `core.ratelimit`."""

    scope = models.CharField("action", max_length=48)
    key_hash = models.CharField("empreinte", max_length=64, help_text="HMAC-SHA256, change chaque jour.")
    window_start = models.DateTimeField("début", db_index=True)
    count = models.PositiveIntegerField("nombre de fois")

    class Meta:
        verbose_name = "fréquence"
        verbose_name_plural = "fréquences"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key_hash", "window_start"], name="rate_limit_window_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.window_start:%Y-%m-%d %H:%M}"
