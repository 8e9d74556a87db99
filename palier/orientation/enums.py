"""Closed lists of orientation."""

from django.db.models import TextChoices


class Fit(TextChoices):
    """How well an offer answers the need; the order of the members is the order of the results."""

    SAYS_SO = "SAYS_SO", "fait ce que vous cherchez"
    SAME_FAMILY = "SAME_FAMILY", "aide dans ce domaine"
    WORDS = "WORDS", "parle de ce que vous cherchez"
    PLACE = "PLACE", "lieu proche"

    @property
    def rank(self) -> int:
        """0 is best."""
        return list(type(self)).index(self)
