"""Public addresses are promises: they are printed, bookmarked and painted on QR codes."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation

# Every address of ours, as Django writes it. Changing one means adding a redirection from the old one.
ADDRESSES = {
    "": "doors:home",
    "-/courriels/": "mails:outbox",
    "-/courriels/<int:pk>/reessayer/": "mails:retry",
    "-/health": "pages:health",
    "-/imports/": "imports:deposits",
    "-/imports/<int:pk>/": "imports:deposit",
    "-/imports/<int:pk>/compte-rendu.json": "imports:report",
    "-/imports/<int:pk>/essayer/": "imports:try",
    "-/imports/<int:pk>/importer/": "imports:import",
    "-/travaux/": "jobs:jobs",
    "-/travaux/relancer/": "jobs:ask",
    "-/travaux/taches/relancer/": "jobs:retry-task",
    "-/ui/": "gallery:ui",
    "a-propos/": "pages:about",
    "accessibilite/": "pages:accessibility",
    "accueil/": "homes:front-desk",
    "agenda/": "agenda:home",
    "agenda/<slug:reference>/agenda.ics": "agenda:territory-ics",
    "agenda/<slug:reference>/nouvelles.rss": "agenda:territory-rss",
    "agenda/<slug:territory>/": "agenda:territory",
    "agenda/format/<slug:reference>/": "agenda:format",
    "agenda/format/<slug:reference>/agenda.ics": "agenda:format-ics",
    "agenda/format/<slug:reference>/nouvelles.rss": "agenda:format-rss",
    "agenda/lieu/<slug:reference>/": "agenda:place",
    "agenda/lieu/<slug:reference>/agenda.ics": "agenda:place-ics",
    "agenda/lieu/<slug:reference>/nouvelles.rss": "agenda:place-rss",
    "agenda/reseau/<slug:reference>/": "agenda:network",
    "agenda/reseau/<slug:reference>/agenda.ics": "agenda:network-ics",
    "agenda/reseau/<slug:reference>/nouvelles.rss": "agenda:network-rss",
    "ecran/<slug:public_id>/": "agenda:screen",
    "seances/<slug:public_id>/": "agenda:session",
    "seances/<slug:public_id>/seance.ics": "agenda:session-ics",
    "api/v1/": "api:api-root",
    "api/v1/needs": "api:needs",
    "api/v1/openapi.json": "api:openapi-json",
    "api/v1/places": "api:places",
    "api/v1/places/<public_id>": "api:place",
    "api/v1/territories": "api:territories",
    "avis/": "feedback:new",
    "avis/merci/": "feedback:thanks",
    "bibliotheque/": "homes:library",
    "carte/contours/<slug:code>.json": "map:outlines",
    "chercher/": "orientation:search",
    "communes/^(?P<insee_code>[0-9][0-9AB][0-9]{3})(?:-(?P<slug>[a-z0-9-]*))?/$": "communes:commune",
    "compte/": "account_home",
    "compte/appareil/": "account_share",
    "compte/cles/<int:pk>/renommer/": "account_rename_key",
    "compte/cles/<int:pk>/retirer/": "account_remove_key",
    "compte/cles/ajouter/": "account_add_key",
    "compte/mes-donnees/": "members:my-data",
    "compte/roles/": "members:mine",
    "compte/roles/<str:kind>/<int:pk>/accepter/": "members:accept",
    "compte/roles/<str:kind>/<int:pk>/decliner/": "members:decline",
    "compte/roles/<str:kind>/<int:pk>/quitter/": "members:leave",
    "compte/roles/demander/": "members:ask",
    "compte/roles/demander/territoire/": "members:ask-territory",
    "compte/sessions/<int:pk>/fermer/": "account_end_session",
    "compte/sessions/fermer-les-autres/": "account_end_others",
    "compte/supprimer/": "members:delete-account",
    "concertation/": "homes:contributor",
    "confidentialite/": "pages:privacy",
    "connexion/": "account_login",
    "connexion/cle/": "account_use_key",
    "connexion/code/": "account_confirm_login_code",
    "connexion/compte-ferme/": "account_inactive",
    "connexion/proconnect/": "account_proconnect",
    "connexion/proconnect/retour/": "account_proconnect_return",
    "coordination/": "coordination:home",
    "coordination/acteurs-cles/": "coordination:key-actors",
    "coordination/acteurs-cles/<int:pk>/retirer/": "coordination:key-actor-unmark",
    "coordination/avis/": "coordination:opinions",
    "coordination/avis/<int:pk>/": "coordination:opinion",
    "coordination/besoins/": "coordination:needs",
    "coordination/besoins/<slug:code>/": "coordination:need",
    "coordination/besoins/<slug:code>/mots/": "coordination:need-add-words",
    "coordination/besoins/<slug:code>/mots/enlever/": "coordination:need-remove-words",
    "coordination/guide/": "coordination:guides",
    "coordination/guide/<int:pk>/": "coordination:guide",
    "coordination/guide/<int:pk>/epreuve.pdf": "coordination:guide-proof",
    "coordination/guide/<int:pk>/figer/": "coordination:guide-freeze",
    "coordination/guide/<int:pk>/interroger/": "coordination:guide-ask",
    "coordination/campagnes/": "coordination:campaigns",
    "coordination/campagnes/<int:pk>/": "coordination:campaign",
    "coordination/campagnes/<int:pk>/ajouter/": "coordination:campaign-add",
    "coordination/campagnes/<int:pk>/liste.csv": "coordination:campaign-csv",
    "coordination/campagnes/lignes/<int:pk>/": "coordination:campaign-mark",
    "coordination/communes/sans-ccas/": "coordination:communes-without-ccas",
    "coordination/communes/sans-lieu/": "coordination:communes-without-place",
    "coordination/demandes/": "coordination:requests",
    "coordination/demandes/<slug:public_id>/": "coordination:request",
    "coordination/demandes/<slug:public_id>/repondre/": "coordination:request-answer",
    "coordination/doublons/": "coordination:duplicates",
    "coordination/doublons/<int:pk>/": "coordination:duplicate",
    "coordination/doublons/<int:pk>/repondre/": "coordination:duplicate-answer",
    "coordination/doublons/mises-de-cote/": "coordination:duplicates-aside",
    "coordination/doublons/reponses/<int:pk>/reprendre/": "coordination:duplicates-take-back",
    "coordination/doublons/reunies/": "coordination:duplicates-joined",
    "coordination/doublons/reunies/<int:pk>/defaire/": "coordination:duplicates-part",
    "coordination/fiches/<slug:which>/": "coordination:records",
    "coordination/lettres/": "verification:letters",
    "coordination/lettres/<slug:public_id>/imprimer/": "verification:print-letter",
    "coordination/lettres/imprimer/": "verification:print-letters",
    "coordination/mandats/": "coordination:mandates",
    "coordination/mandats/<int:pk>/finir/": "coordination:mandate-end",
    "coordination/mon-role/<int:pk>/": "coordination:my-part",
    "coordination/roles/": "members:territorial",
    "coordination/roles/<int:pk>/confirmer/": "members:vouch-territorial",
    "coordination/roles/<int:pk>/fin/": "members:end-territorial",
    "coordination/roles/<int:pk>/refuser/": "members:refuse-territorial",
    "coordination/structures/": "coordination:structures",
    "coordination/structures/<slug:public_id>/": "coordination:structure",
    "coordination/structures/<slug:public_id>/acteur-cle/": "coordination:structure-key-actor",
    "coordination/structures/<slug:public_id>/journal/": "coordination:structure-log",
    "coordination/structures/<slug:public_id>/mandater/": "coordination:structure-mandate",
    "deconnexion/": "account_logout",
    "donnees/": "data:about",
    "donnees/data-inclusion.json": "data:data-inclusion",
    "donnees/lieux-non-valides.json": "data:refused",
    "donnees/lieux.csv": "data:national-csv",
    "donnees/lieux.geojson": "data:geojson",
    "donnees/lieux.json": "data:national-json",
    "donnees/liste.csv": "data:list-csv",
    "donnees/liste.ods": "data:list-ods",
    "donnees/liste.xlsx": "data:list-xlsx",
    "fiches/": "records:home",
    "fiches/brouillons/": "records:save-draft",
    "fiches/brouillons/oublier/": "records:forget-draft",
    "fiches/changements/<int:pk>/remettre/": "records:restore",
    "fiches/lieux/<slug:public_id>/": "records:place",
    "fiches/lieux/<slug:public_id>/fermer/": "records:close-place",
    "fiches/lieux/<slug:public_id>/gestes/": "records:gestures",
    "fiches/lieux/<slug:public_id>/historique/": "records:place-history",
    "fiches/lieux/<slug:public_id>/modifier/": "records:edit-place",
    "fiches/lieux/<slug:public_id>/provenance/": "records:provenance",
    "fiches/lieux/<slug:public_id>/publier/": "records:show-place",
    "fiches/lieux/<slug:public_id>/services/nouveau/": "records:new-service",
    "fiches/lieux/<slug:public_id>/tout-est-juste/": "records:confirm-place",
    "fiches/lieux/nouveau/": "records:new-place",
    "fiches/services/<slug:public_id>/modifier/": "records:edit-service",
    "fiches/liste/": "lists:records",
    "fiches/modifier-en-nombre/": "lists:bulk",
    "fiches/modifier-en-nombre/<int:pk>/": "lists:work",
    "fiches/modifier-en-nombre/<int:pk>/appliquer/": "lists:write",
    "fiches/modifier-en-nombre/<int:pk>/arreter/": "lists:stop",
    "fiches/modifier-en-nombre/<int:pk>/essayer/": "lists:try",
    "fiches/tableur/": "lists:sheets",
    "fiches/tableur/fiches.xlsx": "lists:download",
    "fiches/structures/<slug:public_id>/": "records:structure",
    "fiches/structures/<slug:public_id>/historique/": "records:structure-history",
    "fiches/structures/<slug:public_id>/modifier/": "records:edit-structure",
    "fiches/structures/nouvelle/": "records:new-structure",
    "fiches/liste/fiches.pdf": "lists:print",
    "guide/": "guide:home",
    "guide/<slug:territory>/<int:year>/": "guide:edition",
    "guide/<slug:territory>/<int:year>/guide.pdf": "guide:pdf",
    "guide/<slug:territory>/<int:year>/public/": "guide:public-edition",
    "guide/<slug:territory>/<int:year>/public/guide.pdf": "guide:public-pdf",
    "guide/<slug:territory>/<int:year>/public/structures/": "guide:public-structures",
    "guide/<slug:territory>/<int:year>/structures/": "guide:structures",
    "guide/annuaire/<slug:territory>/": "guide:directory",
    "inscription/": "account_signup",
    "inscription/code/": "account_email_verification_sent",
    "inscrire-un-lieu/": "inclusion:new",
    "inscrire-un-lieu/suivi/<str:token>/": "inclusion:follow",
    "je-suis-bloque/": "orientation:stuck",
    "lieux/<slug:public_id>/fiche.pdf": "directory:sheet",
    "lieux/<slug:public_id>/signaler/": "directory:report-error",
    "lieux/<slug:public_id>/signaler/merci/": "directory:report-error-thanks",
    "lieux/^(?P<public_id>[0123456789abcdefghjkmnpqrstvwxyz]{8})(?:-(?P<slug>[a-z0-9-]*))?/$": "directory:place",
    "ou/": "orientation:where-suggestions",
    "portes/": "homes:all",
    "prescrire/": "homes:prescriber",
    "pro/": "homes:mediator",
    "propositions/": "proposals:proposals",
    "propositions/<int:pk>/": "proposals:proposal",
    "propositions/lieux/<slug:public_id>/": "proposals:publication",
    "robots.txt": "pages:robots",
    "structures/<str:public_id>/equipe/": "members:team",
    "structures/equipe/<int:pk>/confirmer/": "members:vouch",
    "structures/equipe/<int:pk>/fin/": "members:end",
    "structures/equipe/<int:pk>/refuser/": "members:refuse",
    "territoire/": "homes:governance",
    "verifier/": "verification:code",
    "verifier/<str:token>/": "verification:places",
    "verifier/<str:token>/<slug:public_id>/corriger/": "verification:correct",
    "verifier/<str:token>/<slug:public_id>/juste/": "verification:confirm",
    "agenda/series/<slug:public_id>/affiche.pdf": "posters:series",
    "lieux/<slug:public_id>/affiche.pdf": "posters:place",
    "lieux/<slug:public_id>/services/<slug:service_id>/affiche.pdf": "posters:service",
    "seances/<slug:public_id>/affiche.pdf": "posters:session",
    "widget/": "widget:about",
    "widget/lieux/": "widget:frame",
}
# Pages that also exist in other languages, under `/<language>/`.
TRANSLATED = {"doors:home": "/", "orientation:search": "/chercher/", "orientation:stuck": "/je-suis-bloque/"}


def iter_addresses(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{route}{entry.pattern}", f"{space}{entry.name}"
        else:
            inner = f"{entry.namespace}:" if entry.namespace else space
            yield from iter_addresses(entry, f"{route}{entry.pattern}", inner)


def test_public_addresses_are_those_that_were_promised() -> None:
    addresses = {a: name for a, name in iter_addresses(get_resolver()) if not name.startswith("admin:")}

    assert {a: n for a, n in addresses.items() if not a.startswith("-/admin/")} == ADDRESSES


def test_the_administration_is_where_operators_were_told() -> None:
    assert reverse("admin:index") == "/-/admin/"


@pytest.mark.parametrize(
    ("address", "name", "kwargs"),
    [
        (
            "/lieux/7k3m9q2x-mairie-de-craon/",
            "directory:place",
            {"public_id": "7k3m9q2x", "slug": "mairie-de-craon"},
        ),
        ("/lieux/7k3m9q2x/", "directory:place", {"public_id": "7k3m9q2x"}),
        ("/lieux/7k3m9q2x/signaler/", "directory:report-error", {"public_id": "7k3m9q2x"}),
        ("/communes/53084-craon/", "communes:commune", {"insee_code": "53084", "slug": "craon"}),
        ("/communes/2A004-ajaccio/", "communes:commune", {"insee_code": "2A004", "slug": "ajaccio"}),
        ("/communes/97411/", "communes:commune", {"insee_code": "97411"}),
        ("/carte/contours/53.json", "map:outlines", {"code": "53"}),
    ],
)
def test_addresses_with_an_identifier_still_open(address: str, name: str, kwargs: dict[str, str]) -> None:
    found = resolve(address)

    assert (found.view_name, {k: v for k, v in found.kwargs.items() if v is not None}) == (name, kwargs)


@pytest.mark.parametrize(("name", "address"), TRANSLATED.items())
def test_the_language_is_in_the_path_and_french_has_no_prefix(name: str, address: str) -> None:
    with translation.override("fr"):
        in_french = reverse(name)
    with translation.override("ar"):
        in_arabic = reverse(name)

    assert (in_french, in_arabic) == (address, f"/ar{address}")
