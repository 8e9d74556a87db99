"""What a role allows in general, where it holds, and where it stands."""

from django.db.models import TextChoices


class Profile(TextChoices):
    """A handful of permission profiles; `data/permissions.toml` says what each may do, and where."""

    MANAGER = "MANAGER", "responsable dans une structure"
    HELPER = "HELPER", "aide le public dans une structure"
    READER = "READER", "oriente le public"
    SUPERVISED = "SUPERVISED", "aide sous la responsabilité d’une autre personne"
    COORDINATOR = "COORDINATOR", "coordonne un territoire"
    CONTRIBUTOR = "CONTRIBUTOR", "tient à jour les fiches d’un territoire"
    OBSERVER = "OBSERVER", "suit un territoire"
    MODERATOR = "MODERATOR", "modère les contenus"


class RoleScope(TextChoices):
    """Whether a role is held at a structure or over a territory."""

    STRUCTURE = "STRUCTURE", "dans une structure"
    TERRITORY = "TERRITORY", "sur un territoire"


class RoleStatus(TextChoices):
    """Where a held role stands. Only ACTIVE ones, between their dates, give rights."""

    INVITED = "INVITED", "invitation envoyée"
    REQUESTED = "REQUESTED", "demandé"
    ACTIVE = "ACTIVE", "en cours"
    REFUSED = "REFUSED", "refusé"
    ENDED = "ENDED", "terminé"


class Reach(TextChoices):
    """How far a profile may do something."""

    OWN = "own", "dans sa structure"
    TERRITORY = "territory", "sur son territoire"
    EVERYWHERE = "everywhere", "partout"
