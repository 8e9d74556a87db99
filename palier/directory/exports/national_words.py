"""Words of the national schema « lieux de médiation numérique » v1.0.2, and what ours become in it.

Source: https://github.com/LaMednum/standard-mediation-num (Licence Ouverte). The schema writes « Étapes
numériques(La Poste) » without the space; it is written so in a file that must be valid.
"""

from palier.directory.enums import AccessMode, Itinerancy, Modality, PlaceKind, Price

COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
    "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
    "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
UNKNOWN_PIVOT = "0" * 14
MAX_SUMMARY_CHARS = 280

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
AUDIENCES = ("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
SUPPORTS = (
    "Surdité",
    "Handicaps moteurs",
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
)
PROGRAMMES = (
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
)
TRAININGS = (
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    "Étapes numériques(La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
)
SPELLINGS = {"Étapes numériques (La Poste)": "Étapes numériques(La Poste)"}

PRICES = {
    Price.FREE: "Gratuit",
    Price.FREE_WITH_CONDITIONS: "Gratuit sous condition",
    Price.PAID: "Payant",
}
ITINERANCIES = {
    Itinerancy.UNKNOWN: (),
    Itinerancy.FIXED: ("Fixe",),
    Itinerancy.MOBILE: ("Itinérant",),
    Itinerancy.BOTH: ("Itinérant", "Fixe"),
}
# « Sur rendez-vous » and « sur inscription » have no word of their own in the schema.
ACCESS_MODES = {
    AccessMode.WALK_IN: "Se présenter",
    AccessMode.CALL_FIRST: "Téléphoner",
    AccessMode.EMAIL_FIRST: "Contacter par mail",
    AccessMode.ONLINE_BOOKING: "Prendre un RDV en ligne",
    AccessMode.NO_PUBLIC: "Ce lieu n'accueille pas de public",
    AccessMode.REFERRAL_ONLY: "Envoyer un mail avec une fiche de prescription",
}
# « Sur place », « à domicile » and « en itinérance » have none either.
MODALITIES = {
    Modality.SELF_SERVICE: "En autonomie",
    Modality.INDIVIDUAL: "Accompagnement individuel",
    Modality.WORKSHOP: "Dans un atelier collectif",
    Modality.PHONE: "À distance",
    Modality.REMOTE: "À distance",
}
# Used when the source gave no code of its own. A kind wider than any national one is « Autre ».
TYPES = {
    PlaceKind.LIBRARY: "BIB",
    PlaceKind.TOWN_HALL: "MUNI",
    PlaceKind.FRANCE_SERVICES: "RFS",
    PlaceKind.SOCIAL_CENTRE: "CS",
    PlaceKind.CCAS: "CCAS",
    PlaceKind.PUBLIC_DIGITAL_SPACE: "EPN",
    PlaceKind.THIRD_PLACE: "TIERS_LIEUX",
    PlaceKind.FABLAB: "FABLAB",
    PlaceKind.ASSOCIATION: "ASSO",
    PlaceKind.YOUTH_INFORMATION: "PIJ_BIJ",
    PlaceKind.SOLIDARITY_CENTRE: "MDS",
    PlaceKind.TRAINING_CENTRE: "OF",
    PlaceKind.SCHOOL: "Autre",
    PlaceKind.EMPLOYMENT_OFFICE: "Autre",
    PlaceKind.REFURBISHING_PLACE: "RESSOURCERIE",
    PlaceKind.REPAIR_PLACE: "Autre",
    PlaceKind.POST_OFFICE: "LA_POSTE",
    PlaceKind.MOBILE_STOP: "ENM",
    PlaceKind.OTHER: "Autre",
}
