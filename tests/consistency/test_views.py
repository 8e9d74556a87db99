"""Who may open which page, and what pages may not do (house rules on views)."""

import ast
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.consistency import python_rules
from tests.consistency.repository import PALIER, modules, named, refuse, tree_of

# A page is behind the login wall unless its name is here. Opening one to everybody is a one-line change.
PUBLIC_PAGES = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_proconnect",
    "account_proconnect_return",
    "account_signup",
    "account_use_key",
    "agenda:format",
    "agenda:format-ics",
    "agenda:format-rss",
    "agenda:home",
    "agenda:network",
    "agenda:network-ics",
    "agenda:network-rss",
    "agenda:place",
    "agenda:place-ics",
    "agenda:place-rss",
    "agenda:screen",
    "agenda:session",
    "agenda:session-ics",
    "agenda:territory",
    "agenda:territory-ics",
    "agenda:territory-rss",
    "api:api-root",
    "api:needs",
    "api:openapi-json",
    "api:place",
    "api:places",
    "api:session",
    "api:sessions",
    "api:territories",
    "communes:commune",
    "data:about",
    "data:data-inclusion",
    "data:geojson",
    "data:list-csv",
    "data:list-ods",
    "data:list-xlsx",
    "data:national-csv",
    "data:national-json",
    "data:refused",
    "directory:place",
    "directory:report-error",
    "directory:report-error-thanks",
    "directory:sheet",
    "doors:home",
    "feedback:new",
    "feedback:thanks",
    "gallery:ui",
    "guide:public-edition",
    "guide:public-pdf",
    "guide:public-structures",
    "inclusion:follow",
    "inclusion:new",
    "mails:outbox",  # open on a demonstration site only: see tests/web/jobs
    "map:outlines",
    "orientation:search",
    "orientation:stuck",
    "orientation:where-suggestions",
    "pages:about",
    "pages:accessibility",
    "pages:health",
    "pages:privacy",
    "pages:robots",
    "sessions-desk:answer",
    "sessions-desk:answered",
    "sessions-desk:ask",
    "sessions-desk:asked",
    "registration:accept",
    "registration:calendar",
    "registration:cancel",
    "registration:code",
    "registration:mine",
    "registration:new",
    "texts:outbox",  # open on a demonstration site only: see tests/web/jobs
    "posters:flyers",
    "posters:handout",
    "posters:invitation",
    "posters:place",
    "posters:press",
    "posters:press-format",
    "posters:press-network",
    "posters:press-place",
    "posters:press-territory",
    "posters:programme-format",
    "posters:programme-network",
    "posters:programme-place",
    "posters:programme-territory",
    "posters:series",
    "posters:service",
    "posters:session",
    "verification:code",
    "verification:confirm",
    "verification:correct",
    "verification:places",
    "widget:about",
    "widget:dates",
    "widget:frame",
}
# Anonymous people may write here, and nowhere else: everything else that is public only reads.
PUBLIC_POSTS = {
    "account_login",
    "account_proconnect",
    "account_signup",
    "account_use_key",
    "directory:report-error",
    "feedback:new",
    "inclusion:follow",
    "inclusion:new",
    "sessions-desk:answer",
    "sessions-desk:ask",
    "registration:accept",
    "registration:cancel",
    "registration:code",
    "registration:new",
    "verification:code",
    "verification:confirm",
    "verification:correct",
}
# The API only reads: it answers « method not allowed » to anything else, which the CSRF check would hide.
READ_ONLY_API = {"api:needs", "api:place", "api:places", "api:session", "api:sessions", "api:territories"}


def iter_views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry.callback
        else:
            yield from iter_views(entry, f"{entry.namespace}:" if entry.namespace else prefix)


def our_views() -> dict[str, object]:
    return {name: view for name, view in iter_views(get_resolver()) if not name.startswith("admin:")}


def test_only_listed_pages_are_open_to_everybody() -> None:
    is_open = {name for name, view in our_views().items() if not getattr(view, "login_required", True)}

    assert is_open == PUBLIC_PAGES


def test_only_listed_pages_do_without_the_csrf_cookie() -> None:
    exempt = {name for name, view in our_views().items() if getattr(view, "csrf_exempt", False)}

    assert exempt == PUBLIC_POSTS | READ_ONLY_API


def test_pages_never_touch_persistence() -> None:
    files = [f for room in ("web", "api") for f in modules(under=PALIER / room)]

    refuse(f"{named(f)}:{x}" for f in files for x in python_rules.persistence(tree_of(f)))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("Place.objects.get(pk=1)", ["1: .objects"]),
        ("place._meta.model._default_manager.get(pk=1)", ["1: ._default_manager"]),
        ("rows.filter(name='x')", ["1: .filter()"]),
        ("rows.annotate(n=Count('x'))", ["1: .annotate()"]),
        ("rows.update(name='x')", ["1: .update()"]),
        ("place.save()", ["1: .save()"]),
        ("place.save(update_fields=['name'])", ["1: .save()"]),
        ("place.delete()", ["1: .delete()"]),
        ("place.services.create(name='x')", ["1: .create()"]),
    ],
)
def test_the_persistence_rule_names_each_way_to_touch_the_database(code: str, found: list[str]) -> None:
    assert list(python_rules.persistence(ast.parse(code))) == found


@pytest.mark.parametrize(
    "code",
    [
        "counts.update(other)",
        "digest.update(b'x')",
        "@register.filter\ndef hour(moment): pass",
        "@register.filter(name='hour')\ndef hour(moment): pass",
        "storage.save(name, content)",
        "cache.delete(key)",
        "[a.label for a in service.audiences.all()]",
        "actions.publish_place(place=place, now=now)",
    ],
)
def test_the_persistence_rule_leaves_alone_what_only_shares_a_name(code: str) -> None:
    assert list(python_rules.persistence(ast.parse(code))) == []
