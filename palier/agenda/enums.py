"""Closed lists of the agenda. Stored values in capitals; labels are what people read."""

from django.db.models import TextChoices


class FormatKind(TextChoices):
    """The nature of a format: what the rules look at. Several formats may share one."""

    DIGITAL_CAFE = "DIGITAL_CAFE", "café numérique"
    STAFF_CAFE = "STAFF_CAFE", "café numérique « équipe »"
    DISCOVERY = "DISCOVERY", "atelier découverte"
    INITIATION = "INITIATION", "atelier d’initiation"
    ADVANCED = "ADVANCED", "atelier de perfectionnement"
    THEMATIC = "THEMATIC", "atelier thématique"
    TALK = "TALK", "conférence"
    DEBATE = "DEBATE", "débat"
    SCHOOL = "SCHOOL", "intervention en milieu scolaire"
    WEBINAR = "WEBINAR", "webinaire"
    EVENT = "EVENT", "événement"


class Level(TextChoices):
    """How far one must already be. A session without a level welcomes all of them."""

    FIRST_CONTACT = "FIRST_CONTACT", "premier contact"
    INITIATION = "INITIATION", "initiation"
    ADVANCED = "ADVANCED", "perfectionnement"


class ThemeRule(TextChoices):
    """What a format does with a theme: a café never closes its subject."""

    HOOK = "HOOK", "thème d’accroche, facultatif"
    OPTIONAL = "OPTIONAL", "thème facultatif"
    REQUIRED = "REQUIRED", "thème annoncé"


class RegistrationMode(TextChoices):
    """How one comes."""

    FREE = "FREE", "entrée libre, sans inscription"
    ADVISED = "ADVISED", "entrée libre, inscription possible"
    REQUIRED = "REQUIRED", "sur inscription"


class Purpose(TextChoices):
    """What a format is for: sessions are reported against it."""

    INCLUSION = "INCLUSION", "inclusion numérique"
    SHARING = "SHARING", "partage des savoirs"
    SOCIAL_LINK = "SOCIAL_LINK", "lien social"


class SessionStatus(TextChoices):
    """Where a session stands. PROPOSED: offered to the programme of another structure, not yet accepted."""

    DRAFT = "DRAFT", "brouillon"
    PROPOSED = "PROPOSED", "proposée"
    REFUSED = "REFUSED", "refusée"
    PUBLISHED = "PUBLISHED", "publiée"
    CANCELLED = "CANCELLED", "annulée"


class SchoolLevel(TextChoices):
    """The class of a school intervention."""

    NURSERY = "NURSERY", "maternelle"
    PRIMARY = "PRIMARY", "primaire"
    MIDDLE = "MIDDLE", "collège"
    HIGH = "HIGH", "lycée"
    HIGHER = "HIGHER", "études supérieures"


class CreditRole(TextChoices):
    """What a credited person does in a session."""

    FACILITATOR = "FACILITATOR", "animation"
    SESSION_MODERATOR = "SESSION_MODERATOR", "modération"
    HOST = "HOST", "accueil"
    EXPERT_USER = "EXPERT_USER", "usager expert"
    SPEAKER = "SPEAKER", "intervention extérieure"


class PartnerRole(TextChoices):
    """What a structure does for a session besides organising it."""

    HOST = "HOST", "accueille"
    CO_ORGANISER = "CO_ORGANISER", "coorganise"
    CO_BUILDER = "CO_BUILDER", "construit avec nous"
    RELAY = "RELAY", "relaie l’information"


class DocumentKind(TextChoices):
    """What is laid on the table, or printed on the hand-out."""

    BOOK = "BOOK", "livre"
    PRESS = "PRESS", "presse"
    DVD = "DVD", "DVD"
    TUTORIAL = "TUTORIAL", "tutoriel"
    OTHER = "OTHER", "autre"


class BacklogState(TextChoices):
    """What became of a subject kept for later."""

    WAITING = "WAITING", "à traiter"
    TAKEN = "TAKEN", "repris dans une séance"
    DROPPED = "DROPPED", "laissé de côté"


class RegistrationStatus(TextChoices):
    """Where a registration stands. OFFERED: a seat came free and is kept until `answer_by`."""

    CONFIRMED = "CONFIRMED", "inscrit"
    WAITING = "WAITING", "sur liste d’attente"
    OFFERED = "OFFERED", "place proposée"
    CANCELLED = "CANCELLED", "annulé"
    LAPSED = "LAPSED", "sans réponse"


class RegistrationChannel(TextChoices):
    """How the registration came."""

    ONLINE = "ONLINE", "en ligne"
    PHONE = "PHONE", "par téléphone"
    DESK = "DESK", "au guichet"
    PAPER = "PAPER", "sur papier"


class Attendance(TextChoices):
    """Whether somebody came."""

    EXPECTED = "EXPECTED", "attendu"
    PRESENT = "PRESENT", "présent"
    LATE = "LATE", "arrivé en retard"
    ABSENT = "ABSENT", "absent"
    LEFT = "LEFT", "parti"


class CallBackReason(TextChoices):
    """Why somebody must be telephoned."""

    SEAT_OFFERED = "SEAT_OFFERED", "une place s’est libérée"
    MOVED = "MOVED", "la séance a changé de date ou de lieu"
    CANCELLED = "CANCELLED", "la séance est annulée"
    REMINDER = "REMINDER", "rappel de la séance"


class QuestionState(TextChoices):
    """Where a question of the group stands."""

    OPEN = "OPEN", "ouverte"
    SEARCHING = "SEARCHING", "cherchée ensemble"
    ANSWERED = "ANSWERED", "répondue"
    POSTPONED = "POSTPONED", "remise à plus tard"


class QuestionOrigin(TextChoices):
    """How a question reached the board."""

    ONLINE = "ONLINE", "avant, en ligne"
    PAPER = "PAPER", "avant, sur papier"
    SESSION = "SESSION", "pendant la séance"
    PAPERBOARD = "PAPERBOARD", "recopiée du paperboard"


class FoundBy(TextChoices):
    """Who found an answer."""

    GROUP = "GROUP", "le groupe"
    PARTICIPANT = "PARTICIPANT", "une personne du groupe"
    LIBRARIAN = "LIBRARIAN", "le ou la bibliothécaire"
    INTERNET = "INTERNET", "une recherche sur Internet"


class WishKind(TextChoices):
    """What somebody says before a session, without a name."""

    SEEKS = "SEEKS", "je cherche"
    CAN_HELP = "CAN_HELP", "je peux aider"


class CountDimension(TextChoices):
    """What heads are counted by, by hand, after a session."""

    AGE_BAND = "AGE_BAND", "tranche d’âge"
    AUDIENCE = "AUDIENCE", "public"
    LANGUAGE = "LANGUAGE", "langue"


class PulseChannel(TextChoices):
    """How the two questions at the end were answered."""

    PAPER = "PAPER", "sur papier"
    TABLET = "TABLET", "sur tablette"


class PulseAnswer(TextChoices):
    """The same three answers to both questions."""

    YES = "YES", "oui"
    SOMEWHAT = "SOMEWHAT", "un peu"
    NO = "NO", "non"
