"""Codelists of the territory. Stored values in CAPITALS."""

from django.db import models


class Density(models.TextChoices):
    """How close together people live: decides how far « near » is and how fast one travels."""

    DENSE = "DENSE", "dense"
    INTERMEDIATE = "INTERMEDIATE", "intermédiaire"
    RURAL = "RURAL", "rural"


class EpciKind(models.TextChoices):
    """Legal forms of an intercommunal body with its own taxes (EPCI à fiscalité propre)."""

    CC = "CC", "communauté de communes"
    CA = "CA", "communauté d’agglomération"
    CU = "CU", "communauté urbaine"
    METRO = "METRO", "métropole"


class FormerCommuneKind(models.TextChoices):
    """Why a name or a code that is not a commune of today still leads to one."""

    DELEGATED = "DELEGATED", "commune déléguée"
    ASSOCIATED = "ASSOCIATED", "commune associée"
    ARRONDISSEMENT = "ARRONDISSEMENT", "arrondissement municipal"
    OLD_CODE = "OLD_CODE", "ancien code INSEE"


class SchoolZone(models.TextChoices):
    """Zones of the mainland’s school holidays; Corsica and overseas have their own calendars: no zone."""

    A = "A", "zone A"
    B = "B", "zone B"
    C = "C", "zone C"


class MatchCertainty(models.TextChoices):
    """How sure we are of the commune that someone named."""

    EXACT = "EXACT", "exact"
    CORRECTED = "CORRECTED", "corrigé"
    AMBIGUOUS = "AMBIGUOUS", "plusieurs communes possibles"
    CONTRADICTORY = "CONTRADICTORY", "indications contradictoires"
    NOT_FOUND = "NOT_FOUND", "introuvable"
