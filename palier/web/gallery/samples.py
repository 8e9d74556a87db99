"""What the gallery shows: invented people and places, in the words real pages use."""

from datetime import date

from django import forms
from django.utils.html import format_html

from palier.web.templatetags.ui_values import DatedEvent, Link, PlaceCard, TimetableRow

ANSWER_ICONS = {"paper": "document", "mail": "mail", "phone": "smartphone"}
ANSWER_HINTS = {"paper": "impôts, carte grise, retraite…"}
ANSWERS = [("paper", "Faire une démarche"), ("mail", "Ma boîte mail"), ("phone", "Mon téléphone")]


class SampleForm(forms.Form):
    """One field of each kind."""

    need = forms.CharField(
        label="Votre besoin, avec vos mots", help_text="Par exemple : « scanner mes photos »"
    )
    where = forms.RegexField(
        label="Où ?",
        help_text="Commune ou code postal",
        regex=r"\d{5}",
        error_messages={"invalid": "Nous ne trouvons pas cette commune. Vérifiez le nom ou le code postal."},
    )
    day = forms.ChoiceField(
        label="Quel jour ?", choices=[("", "Peu importe"), ("2", "mardi")], required=False
    )
    message = forms.CharField(label="Votre message", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(
        label="Je veux qu’on me rappelle",
        help_text="Nous n’utilisons votre numéro que pour cela.",
        required=False,
    )
    kind = forms.ChoiceField(
        label="De quoi avez-vous besoin ?",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez une réponse de la liste."},
    )
    tools = forms.MultipleChoiceField(
        label="Qu’avez-vous chez vous ?",
        help_text="Plusieurs réponses possibles.",
        choices=[("phone", "Un téléphone"), ("computer", "Un ordinateur"), ("none", "Rien de tout cela")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


CARDS = [
    PlaceCard(
        name="Médiathèque du Pays de Craon",
        url="#lieu-1",
        number=1,
        badge_label="quelqu’un est là",
        badge_tone="present",
        who="Samira, médiatrice numérique",
        phone_display="02 61 91 00 01",
        phone_e164="+33261910001",
        travel_label="6 min à pied, 500 m",
        when_label="Jusqu’à 18 h aujourd’hui · demain 9 h – 12 h",
        summary=["Aide à la boîte mail", "ordinateurs en accès libre", "gratuit", "sans rendez-vous"],
        reasons=["fait ce que vous cherchez", "le plus proche", "ouvert"],
        address="12 place du Pilori, 53400 Craon",
        is_demo=True,
        lat=47.8487,
        lon=-0.9512,
    ),
    PlaceCard(
        name="Maison France Services de Craon",
        url="#lieu-2",
        number=2,
        badge_label="ouvert, sur rendez-vous",
        badge_tone="wait",
        who="Deux agents",
        phone_display="02 61 91 00 02",
        phone_e164="+33261910002",
        travel_label="9 min à pied, 700 m",
        when_label="Prochain rendez-vous : jeudi 26 novembre, 10 h",
        summary=["Démarches en ligne (impôts, retraite, carte grise)", "gratuit"],
        reasons=["vos démarches", "tout près"],
        lat=47.8470,
        lon=-0.9470,
        stale=True,
    ),
    PlaceCard(
        name="Centre social de Cossé-le-Vivien, espace numérique intercommunal",
        url="#lieu-3",
        number=3,
        badge_label="fermé, ouvre jeudi à 9 h",
        travel_label="14 min en voiture (estimation)",
        when_label="Atelier « premiers pas » jeudi 10 h, 3 places",
        place_kind="centre social",
        lat=47.9453,
        lon=-0.9120,
    ),
]
ARABIC_CARD = PlaceCard(
    name="مكتبة كراون",
    url="#lieu-4",
    number=4,
    badge_label="يوجد شخص الآن",
    badge_tone="present",
    who="سميرة، وسيطة رقمية",
    phone_display="02 61 91 00 01",
    phone_e164="+33261910001",
    travel_label="6 دقائق مشيا",
    when_label="مفتوح حتى الساعة 18",
)
WEEK = [
    TimetableRow(day="lundi", hours="fermé", is_closed=True),
    TimetableRow(day="mardi", hours="10 h – 12 h, 14 h – 18 h", who="Samira : 14 h – 18 h", is_today=True),
    TimetableRow(day="mercredi", hours="9 h – 12 h, 14 h – 18 h", who="Samira : 9 h – 12 h"),
    TimetableRow(day="jeudi", hours="14 h – 18 h", who="Conciliateur : premier jeudi du mois"),
    TimetableRow(day="vendredi", hours="14 h – 18 h 30", who="sur rendez-vous"),
    TimetableRow(day="samedi", hours="9 h 30 – 12 h 30"),
]
EVENTS = [
    DatedEvent(
        title="Café numérique", day=date(2026, 11, 24), when="Médiathèque, 14 h – 16 h.", url="#dates"
    ),
    DatedEvent(title="Le triporteur", day=date(2026, 11, 26), when="Place du marché, 9 h – 12 h 30"),
]
FACTS = [
    ("Prix", "gratuit"),
    ("Langues", "français, arabe"),
    ("Sur place", "6 ordinateurs, imprimante, wifi"),
    ("Vérifié", "le 3 novembre 2026 par la médiathèque"),
]
DONE = ["à ouvrir, lire et trier votre boîte mail", "à faire vos démarches avec vous, jamais à votre place"]
NOT_DONE = [
    format_html('Réparer un ordinateur : <a href="{}">{}</a>', "#listes", "qui peut le faire près d’ici")
]
TABLE_HEADERS = ["Commune", "Lieux", "Prochaine date"]
TABLE_ROWS = [
    ["Craon", "14", "mardi 24 novembre, 14 h"],
    ["Cossé-le-Vivien", "6", "jeudi 26 novembre, 10 h"],
]
NEEDS = [
    Link(label="Faire une démarche", url="#cartes", icon="document", hint="impôts, carte grise, retraite…"),
    Link(label="Ma boîte mail", url="#cartes", icon="mail"),
    Link(label="Me servir d’un téléphone ou d’une tablette", url="#cartes", icon="smartphone"),
    Link(label="Reconnaître une arnaque", url="#cartes", icon="shield"),
]
URGENT = [
    Link(
        label="Je suis bloqué",
        url="#cartes",
        icon="hand",
        hint="Un numéro de téléphone et une adresse, en trois étapes",
    ),
    Link(
        label="J’ai été victime d’une arnaque",
        url="#cartes",
        icon="shield",
        hint="Ce n’est pas votre faute. Que faire, dans l’ordre",
    ),
]
FILTERS = [
    Link(label="Tout", url="#chemins", count=14, current=True),
    Link(label="Quelqu’un est là maintenant", url="#chemins", count=2),
    Link(label="Sans rendez-vous", url="#chemins", count=9),
    Link(label="Accessible en fauteuil", url="#chemins", icon="wheelchair", count=5),
]
TABS = [Link(label="Le lieu", url="#chemins", current=True), Link(label="Les dates", url="#dates")]
WAY = [Link(label="Accueil", url="#haut"), Link(label="Craon", url="#lieux"), Link(label="Médiathèque")]
SECTIONS = [
    ("pictogrammes", "Pictogrammes"),
    ("actions", "Agir"),
    ("formulaires", "Demander"),
    ("remarques", "Dire"),
    ("lieux", "Un lieu"),
    ("dates", "Dates et horaires"),
    ("listes", "Listes et tableaux"),
    ("chemins", "Se repérer"),
]
