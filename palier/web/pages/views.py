"""The small pages that every site owes its readers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palier.core import retention
from palier.web.pages.cookies import COOKIE_REGISTER

RETENTION = (
    (
        "Avis et erreurs signalées",
        "améliorer le site et les fiches",
        "le texte : deux ans ; votre contact : six mois",
    ),
    (
        "Nombre d’envois par connexion",
        "arrêter les robots",
        "une journée, sous une forme qui ne permet pas de retrouver l’adresse",
    ),
    (
        "Journaux techniques",
        "réparer les pannes",
        "la page demandée et la durée ; ni adresse, ni mots cherchés",
    ),
    ("Comptes : adresse, nom, clés d’accès", "se connecter", "tant que le compte sert"),
    (
        "Navigateurs où un compte est connecté",
        "vous montrer vos sessions ouvertes et les fermer",
        "le nom du navigateur, douze heures au plus ; jamais votre adresse de connexion",
    ),
    (
        "Questions, « je cherche », « je peux aider » : le texte, sans nom",
        "chercher ensemble, retrouver les réponses",
        "tant qu’ils servent ; dites à l’équipe ce qu’il faut masquer",
    ),
    (
        "Récits de séance, sans nom, avec l’accord de la personne",
        "montrer des exemples",
        "jusqu’à ce que la personne change d’avis",
    ),
    (
        "Prénom des personnes qui aident à une séance, avec leur accord",
        "dire qui anime",
        "tant que la séance est sur le site, ou jusqu’à ce que la personne le demande",
    ),
)
DOES = (
    "montrer qui peut aider, où, quand, et à quel numéro",
    "dire quand quelqu’un est vraiment là, pas seulement quand la porte est ouverte",
    "proposer l’aide à domicile, par téléphone ou itinérante quand tout est loin",
)
DOES_NOT = (
    "réparer un ordinateur : nous donnons des adresses de réparateurs",
    "faire vos démarches à votre place",
    "garder ce que vous cherchez",
)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, written from what the tests check."""
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, how long, and the register of cookies."""
    return render(
        request,
        "pages/privacy.html",
        {
            "kept_headers": ("Quoi", "Pourquoi", "Combien de temps"),
            "kept_rows": RETENTION,
            "forgotten": retention.sentences(),
            "cookie_headers": ("Nom", "À quoi il sert", "Catégorie", "Durée", "Quand"),
            "cookie_rows": [(c.name, c.purpose, c.category, c.lifetime, c.when) for c in COOKIE_REGISTER],
        },
    )


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the site does and does not do, where its data come from, how to reach the team."""
    return render(
        request,
        "pages/about.html",
        {"licence_url": "https://www.gnu.org/licenses/agpl-3.0.html", "does": DOES, "does_not": DOES_NOT},
    )


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read places and communes, not the internal addresses."""
    lines = ["User-agent: *", "Disallow: /-/", "Disallow: /avis/", f"# {settings.SITE_URL}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
