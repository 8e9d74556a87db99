"""Closed lists of equipment. Stored values in capitals; labels are what people read."""

from django.db.models import TextChoices


class EquipmentKind(TextChoices):
    """What a thing is, as one looks for it."""

    LAPTOP = "LAPTOP", "ordinateur portable"
    TABLET = "TABLET", "tablette"
    PHONE = "PHONE", "téléphone"
    PROJECTOR = "PROJECTOR", "vidéoprojecteur"
    SCREEN = "SCREEN", "écran"
    PRINTER = "PRINTER", "imprimante ou scanner"
    NETWORK = "NETWORK", "routeur ou clé 4G"
    SOUND = "SOUND", "casque, micro, enceinte"
    STORAGE = "STORAGE", "clé USB, disque, carte mémoire"
    CABLE = "CABLE", "câble, chargeur, multiprise"
    FURNITURE = "FURNITURE", "mobilier, paperboard"
    GAME = "GAME", "jeu"
    SUPPORT = "SUPPORT", "support d’animation"
    CASE = "CASE", "valise ou boîte à outils"
    OTHER = "OTHER", "autre"


class Condition(TextChoices):
    """In what state a thing is."""

    GOOD = "GOOD", "en bon état"
    WORN = "WORN", "usé, mais sert encore"
    DAMAGED = "DAMAGED", "abîmé"
    MISSING = "MISSING", "manquant"


# What cannot be lent until somebody has looked at it.
OUT_OF_USE = (Condition.DAMAGED, Condition.MISSING)


class SharingRule(TextChoices):
    """Who may reserve a thing besides those who own it, and whether the owner must agree first."""

    OWN = "OWN", "notre structure seulement"
    ON_AGREEMENT = "ON_AGREEMENT", "tous les secteurs, avec notre accord"
    FREELY = "FREELY", "tous les secteurs, sans nous demander"


class ReservationStatus(TextChoices):
    """Where a reservation stands."""

    REQUESTED = "REQUESTED", "en attente de l’accord"
    CONFIRMED = "CONFIRMED", "réservé"
    REFUSED = "REFUSED", "refusé"
    CANCELLED = "CANCELLED", "annulé"
    OUT = "OUT", "sorti"
    RETURNED = "RETURNED", "rendu"


# Those that keep the thing: nobody else can have it then.
KEEPING = (ReservationStatus.REQUESTED, ReservationStatus.CONFIRMED, ReservationStatus.OUT)
# Those that may still be cancelled, moved or refused: nothing has left yet.
NOT_OUT_YET = (ReservationStatus.REQUESTED, ReservationStatus.CONFIRMED)


class CheckMoment(TextChoices):
    """When the contents were counted."""

    OUT = "OUT", "à la sortie"
    BACK = "BACK", "au retour"
    INVENTORY = "INVENTORY", "à l’inventaire"


class LackKind(TextChoices):
    """What is wrong with something."""

    MISSING = "MISSING", "manque"
    DAMAGED = "DAMAGED", "abîmé"


class LackState(TextChoices):
    """What became of it."""

    OPEN = "OPEN", "à suivre"
    FOUND = "FOUND", "retrouvé"
    REPLACED = "REPLACED", "remplacé"
    REPAIRED = "REPAIRED", "réparé"
    GIVEN_UP = "GIVEN_UP", "abandonné"
