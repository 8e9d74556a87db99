"""Closed lists of the directory. Stored values in capitals; labels are what people read."""

from django.db.models import TextChoices


class Answer(TextChoices):
    """A capability is declared, never inferred; silence is « unknown »."""

    YES = "YES", "oui"
    NO = "NO", "non"
    UNKNOWN = "UNKNOWN", "non précisé"


class Visibility(TextChoices):
    """Who may see a field. Open data and public pages show PUBLIC only."""

    PUBLIC = "PUBLIC", "tout le monde"
    PROFESSIONAL = "PROFESSIONAL", "professionnels"
    COORDINATOR = "COORDINATOR", "coordination"


PUBLIC_ONLY = frozenset({Visibility.PUBLIC})


class LegalForm(TextChoices):
    """What a structure is in law, informal ones included."""

    ASSOCIATION = "ASSOCIATION", "association"
    COMMUNE = "COMMUNE", "commune"
    EPCI = "EPCI", "intercommunalité"
    DEPARTEMENT = "DEPARTEMENT", "département"
    REGION = "REGION", "région"
    STATE = "STATE", "État ou opérateur de l’État"
    CCAS = "CCAS", "CCAS"
    CIAS = "CIAS", "CIAS"
    PUBLIC_BODY = "PUBLIC_BODY", "établissement public"
    COMPANY = "COMPANY", "entreprise"
    COOPERATIVE = "COOPERATIVE", "coopérative"
    FOUNDATION = "FOUNDATION", "fondation"
    INFORMAL_COLLECTIVE = "INFORMAL_COLLECTIVE", "collectif ou initiative citoyenne"
    OTHER = "OTHER", "autre"
    UNKNOWN = "UNKNOWN", "non précisée"


class Sector(TextChoices):
    """The world a structure belongs to; all share one map."""

    SOCIAL = "SOCIAL", "action sociale"
    CULTURE = "CULTURE", "culture et lecture publique"
    DIGITAL = "DIGITAL", "médiation numérique"
    EDUCATION = "EDUCATION", "éducation et formation"
    EMPLOYMENT = "EMPLOYMENT", "emploi et insertion"
    PUBLIC_SERVICE = "PUBLIC_SERVICE", "service public"
    HEALTH = "HEALTH", "santé"
    OTHER = "OTHER", "autre"
    UNKNOWN = "UNKNOWN", "non précisé"


class RelationKind(TextChoices):
    """How a structure stands to another: « SOURCE is … TARGET »."""

    MEMBER_OF = "MEMBER_OF", "membre de"
    FOUNDER_OF = "FOUNDER_OF", "fondatrice de"
    FEDERATION_OF = "FEDERATION_OF", "fédération de"
    FUNDED_BY = "FUNDED_BY", "financée par"
    HOSTED_BY = "HOSTED_BY", "hébergée par"
    PARTNER_OF = "PARTNER_OF", "partenaire de"


class PlaceKind(TextChoices):
    """What a place is. A place may be several things, each with dates."""

    LIBRARY = "LIBRARY", "bibliothèque ou médiathèque"
    TOWN_HALL = "TOWN_HALL", "mairie"
    FRANCE_SERVICES = "FRANCE_SERVICES", "France Services"
    SOCIAL_CENTRE = "SOCIAL_CENTRE", "centre social"
    CCAS = "CCAS", "CCAS ou CIAS"
    PUBLIC_DIGITAL_SPACE = "PUBLIC_DIGITAL_SPACE", "espace public numérique"
    THIRD_PLACE = "THIRD_PLACE", "tiers lieu"
    FABLAB = "FABLAB", "fablab"
    ASSOCIATION = "ASSOCIATION", "local associatif"
    YOUTH_INFORMATION = "YOUTH_INFORMATION", "information jeunesse"
    SOLIDARITY_CENTRE = "SOLIDARITY_CENTRE", "centre de solidarité"
    TRAINING_CENTRE = "TRAINING_CENTRE", "organisme de formation"
    SCHOOL = "SCHOOL", "école, collège ou lycée"
    EMPLOYMENT_OFFICE = "EMPLOYMENT_OFFICE", "service de l’emploi"
    REFURBISHING_PLACE = "REFURBISHING_PLACE", "recyclerie"
    REPAIR_PLACE = "REPAIR_PLACE", "réparateur ou atelier de réparation"
    POST_OFFICE = "POST_OFFICE", "bureau de poste"
    MOBILE_STOP = "MOBILE_STOP", "arrêt d’un service itinérant"
    OTHER = "OTHER", "autre lieu"


class PlaceStatus(TextChoices):
    """Where a place record stands. Only PUBLISHED ones are shown to the public."""

    DRAFT = "DRAFT", "brouillon"
    WAITING = "WAITING", "attend une première relecture"
    PUBLISHED = "PUBLISHED", "publié"
    UNPUBLISHED = "UNPUBLISHED", "retiré"
    CLOSED = "CLOSED", "fermé définitivement"


class ServiceStatus(TextChoices):
    """Where a service record stands."""

    DRAFT = "DRAFT", "brouillon"
    PUBLISHED = "PUBLISHED", "publié"
    ENDED = "ENDED", "terminé"


class DeliveryMode(TextChoices):
    """Who carries the offer, from the place’s point of view; exactly one per service."""

    OWN = "OWN", "en propre"
    PARTNERSHIP = "PARTNERSHIP", "en partenariat"
    CONTRACTED = "CONTRACTED", "par un prestataire"
    HOSTED = "HOSTED", "accueilli dans le lieu"
    ONLINE_FOLLOWUP = "ONLINE_FOLLOWUP", "suivi en ligne"


class DeliveryState(TextChoices):
    """A delivery mode that exists, or one the place is ready for."""

    EFFECTIVE = "EFFECTIVE", "effectif"
    POTENTIAL = "POTENTIAL", "possible"


class Modality(TextChoices):
    """How help reaches the person."""

    ON_SITE = "ON_SITE", "sur place"
    INDIVIDUAL = "INDIVIDUAL", "en tête à tête"
    WORKSHOP = "WORKSHOP", "en atelier"
    SELF_SERVICE = "SELF_SERVICE", "en accès libre"
    HOME = "HOME", "à domicile"
    PHONE = "PHONE", "par téléphone"
    REMOTE = "REMOTE", "à distance"
    MOBILE = "MOBILE", "près de chez vous, en itinérance"


class AccessMode(TextChoices):
    """How one gets in."""

    WALK_IN = "WALK_IN", "sans rendez-vous, sans inscription"
    APPOINTMENT = "APPOINTMENT", "sur rendez-vous"
    REGISTRATION = "REGISTRATION", "sur inscription"
    REFERRAL_ONLY = "REFERRAL_ONLY", "sur orientation d’un professionnel"
    CALL_FIRST = "CALL_FIRST", "téléphoner d’abord"
    EMAIL_FIRST = "EMAIL_FIRST", "écrire un courriel d’abord"
    ONLINE_BOOKING = "ONLINE_BOOKING", "rendez-vous en ligne"
    NO_PUBLIC = "NO_PUBLIC", "n’accueille pas de public"


class Price(TextChoices):
    """What it costs."""

    FREE = "FREE", "gratuit"
    FREE_WITH_CONDITIONS = "FREE_WITH_CONDITIONS", "gratuit sous condition"
    PAID = "PAID", "payant"
    UNKNOWN = "UNKNOWN", "prix non précisé"


class ContactKind(TextChoices):
    """A way to reach somebody."""

    PHONE = "PHONE", "téléphone"
    EMAIL = "EMAIL", "courriel"
    WEBSITE = "WEBSITE", "site"
    BOOKING = "BOOKING", "prise de rendez-vous en ligne"
    SOCIAL = "SOCIAL", "réseau social"


class CapabilityKind(TextChoices):
    """What a place has or does; each declared yes, no, or left unknown."""

    PROCEDURE_HELP = "PROCEDURE_HELP", "aide aux démarches"
    ACCOMPANIMENT = "ACCOMPANIMENT", "accompagnement par une personne"
    INTERNET = "INTERNET", "accès à internet"
    WIFI = "WIFI", "wifi"
    COMPUTER = "COMPUTER", "ordinateur à disposition"
    PRINTER = "PRINTER", "imprimante"
    SCANNER = "SCANNER", "scanner"
    PROJECTOR = "PROJECTOR", "vidéoprojecteur"
    STEP_FREE = "STEP_FREE", "entrée de plain-pied"
    ACCESSIBLE_TOILETS = "ACCESSIBLE_TOILETS", "toilettes adaptées"
    HEARING_LOOP = "HEARING_LOOP", "boucle magnétique"
    PARKING = "PARKING", "stationnement adapté"


ACCESSIBILITY_CAPABILITIES = frozenset(
    {
        CapabilityKind.STEP_FREE,
        CapabilityKind.ACCESSIBLE_TOILETS,
        CapabilityKind.HEARING_LOOP,
        CapabilityKind.PARKING,
    }
)


class GrantStatus(TextChoices):
    """Where a label or a scheme stands at a place."""

    REQUESTED = "REQUESTED", "demandé"
    GRANTED = "GRANTED", "obtenu"
    LOST = "LOST", "perdu"


class SchemeKind(TextChoices):
    """A label is given to a place; a scheme pays for or organises a service."""

    LABEL = "LABEL", "label"
    SCHEME = "SCHEME", "dispositif"


class SchemeScope(TextChoices):
    """How far a scheme reaches."""

    NATIONAL = "NATIONAL", "national"
    LOCAL = "LOCAL", "local"


class Itinerancy(TextChoices):
    """Whether a place stays where it is."""

    UNKNOWN = "UNKNOWN", "non précisé"
    FIXED = "FIXED", "fixe"
    MOBILE = "MOBILE", "itinérant"
    BOTH = "BOTH", "fixe et itinérant"


class ImportStatus(TextChoices):
    """Where an import stands. STOPPED ones can be resumed."""

    RUNNING = "RUNNING", "en cours"
    STOPPED = "STOPPED", "arrêté"
    DONE = "DONE", "terminé"


class DepositStatus(TextChoices):
    """Where a file put down on the page of imports stands. STOPPED ones can be started again."""

    RECEIVED = "RECEIVED", "reçu"
    TRYING = "TRYING", "essai en cours"
    TRIED = "TRIED", "essayé"
    IMPORTING = "IMPORTING", "import en cours"
    STOPPED = "STOPPED", "arrêté"
    DONE = "DONE", "importé"


class RowOutcome(TextChoices):
    """What became of one row of a file; every row has exactly one."""

    CREATED = "CREATED", "créé"
    UPDATED = "UPDATED", "modifié"
    UNCHANGED = "UNCHANGED", "inchangé"
    REPORTED = "REPORTED", "à voir"


class ReportStatus(TextChoices):
    """What became of a reported mistake."""

    NEW = "NEW", "à lire"
    ACCEPTED = "ACCEPTED", "corrigé"
    REFUSED = "REFUSED", "refusé"


class ChangeVia(TextChoices):
    """Which way a change came."""

    FORM = "FORM", "formulaire"
    GESTURE = "GESTURE", "en un geste"
    LINK = "LINK", "lien de vérification"
    PROPOSAL = "PROPOSAL", "proposition acceptée"
    INCLUSION = "INCLUSION", "demande d’inscription"
    SPREADSHEET = "SPREADSHEET", "tableur"
    BULK = "BULK", "modification d’une liste"
    IMPORT = "IMPORT", "import"
    JOIN = "JOIN", "réunion de fiches"
    RESTORE = "RESTORE", "retour en arrière"
    OPERATOR = "OPERATOR", "administration"


class PairAnswer(TextChoices):
    """What a person says of two place records."""

    SAME = "SAME", "c’est le même lieu"
    DISTINCT = "DISTINCT", "ce sont deux lieux"
    LATER = "LATER", "je ne sais pas"


class QuestionStatus(TextChoices):
    """Where a question about two place records stands. DROPPED: the records no longer look alike, or are one."""

    OPEN = "OPEN", "à trancher"
    LATER = "LATER", "mise de côté"
    SETTLED = "SETTLED", "tranchée"
    DROPPED = "DROPPED", "n’est plus posée"


class BulkStatus(TextChoices):
    """Where a change of many records stands. STOPPED ones can be resumed."""

    TRYING = "TRYING", "essai en cours"
    READY = "READY", "à relire"
    WRITING = "WRITING", "en cours"
    STOPPED = "STOPPED", "arrêtée"
    DONE = "DONE", "terminée"


class BulkOutcome(TextChoices):
    """What becomes of one record of such a change."""

    TO_TRY = "TO_TRY", "pas encore essayée"
    READY = "READY", "à changer"
    SAME = "SAME", "le dit déjà"
    REFUSED = "REFUSED", "refusée"
    LEFT = "LEFT", "laissée de côté"
    CHOSEN = "CHOSEN", "en attente"
    DONE = "DONE", "faite"
    FAILED = "FAILED", "pas faite"


class VerificationChannel(TextChoices):
    """How verification is asked for."""

    EMAIL = "EMAIL", "courriel"
    LETTER = "LETTER", "lettre"


class VerificationOutcome(TextChoices):
    """What somebody answered about one place."""

    CONFIRMED = "CONFIRMED", "tout est juste"
    CORRECTED = "CORRECTED", "corrigé"
    CLOSED = "CLOSED", "n’existe plus"
    EXPIRED = "EXPIRED", "sans réponse"


class InclusionStatus(TextChoices):
    """Where a request to appear stands."""

    NEW = "NEW", "à lire"
    SENT_BACK = "SENT_BACK", "à compléter"
    ACCEPTED = "ACCEPTED", "acceptée"
    REFUSED = "REFUSED", "refusée"


class CampaignLineStatus(TextChoices):
    """How far the contact with a structure went."""

    TO_CONTACT = "TO_CONTACT", "à contacter"
    CONTACTED = "CONTACTED", "contactée"
    CONFIRMED = "CONFIRMED", "confirmée"
    REFUSED = "REFUSED", "ne souhaite pas"


class ContactLogKind(TextChoices):
    """How a structure was met."""

    VISIT = "VISIT", "visite"
    CALL = "CALL", "appel"
    EMAIL = "EMAIL", "courriel"
    LETTER = "LETTER", "lettre"
    MEETING = "MEETING", "réunion"
