"""What the search engine keeps of a place. Reads only; `actions.refresh_search_docs` writes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet

from palier.core.text import stems
from palier.directory import facets
from palier.directory.enums import Answer, GrantStatus, PlaceStatus, ServiceStatus
from palier.directory.index import MAX_TOKEN_CHARS
from palier.directory.models import Need, Place, SearchDoc, Service
from palier.directory.models.codelists import FRAMEWORK_CODE
from palier.directory.models.places import hours_with_closures


def published_services(*, on: date) -> QuerySet[Service]:
    """Services that can be had on that day: published, begun or to come, not ended."""
    return Service.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), status=ServiceStatus.PUBLISHED)


def places_to_index(place_ids: Iterable[int], *, on: date) -> QuerySet[Place]:
    """Published places among `place_ids` with all that their document needs, in a constant number of queries."""
    services = (
        published_services(on=on)
        .select_related("provider", "host", "carrier")
        .prefetch_related(
            Prefetch(
                "needs",
                queryset=Need.objects.select_related("parent", "framework").prefetch_related("synonyms"),
            ),
            "audiences",
            "special_supports",
            "languages",
            "modalities",
            "access_modes",
            "partners__structure",
        )
    )
    return (
        Place.objects.filter(pk__in=list(place_ids), status=PlaceStatus.PUBLISHED)
        .select_related("commune__departement", "commune__epci", "operator", "carrier")
        .defer("commune__outline")
        .prefetch_related(
            Prefetch("services", queryset=services, to_attr="indexed_services"),
            "types",
            "capabilities",
            "activities",
            "closures",
            "occupants__structure",
            "label_grants__scheme__aliases",
        )
    )


def build_search_doc(place: Place, *, on: date) -> SearchDoc:
    """Return the unsaved document of one place got from `places_to_index`."""
    services: list[Service] = place.indexed_services  # type: ignore[attr-defined]
    # `on` is a day of Greenwich: in Tahiti the day before may not be over.
    closures = [c for c in place.closures.all() if c.ends_on >= on - timedelta(days=1)]
    of_place = [c for c in closures if c.service_id is None]
    place_tokens = _place_tokens(place, on=on)
    rows = []
    for service in services:
        own = [c for c in closures if c.service_id in (None, service.pk)]
        rows.append(
            [service.pk, " ".join(service_tokens(service)), hours_with_closures(service.helper_hours, own)]
        )
    every_token = dict.fromkeys([*place_tokens, *(t for row in rows for t in str(row[1]).split())])
    commune = place.commune
    return SearchDoc(
        place=place,
        name=_words([place.name, place.other_names]),
        commune=_words(
            [
                commune.name,
                place.postal_code,
                commune.departement.name,
                commune.epci.name if commune.epci else "",
            ]
        ),
        body=_words(_place_words(place, services)),
        facets=_padded(every_token),
        # A place without coordinates is looked for at the centre of its commune rather than nowhere.
        lat=commune.lat if place.lat is None else place.lat,
        lon=commune.lon if place.lon is None else place.lon,
        departement_code=commune.departement.code,
        time_zone=commune.departement.time_zone,
        hours=hours_with_closures(place.opening_hours, of_place),
        services=rows,
        verified_on=place.verified_on,
    )


def service_tokens(service: Service) -> list[str]:
    """Return the facet tokens of one service."""
    needs = service.needs.all()
    return list(
        dict.fromkeys(
            [
                *facets.tokens(facets.NEED, (n.code for n in needs if n.framework.code == FRAMEWORK_CODE)),
                *facets.tokens(facets.FAMILY, (n.parent.code for n in needs if n.parent)),
                *facets.tokens(
                    facets.NATIONAL, (n.code for n in needs if n.framework.code != FRAMEWORK_CODE)
                ),
                *facets.tokens(facets.AUDIENCE, (a.code for a in service.audiences.all())),
                *facets.tokens(facets.SUPPORT, (s.code for s in service.special_supports.all())),
                *facets.tokens(facets.LANGUAGE, (x.code for x in service.languages.all())),
                *facets.tokens(facets.MODALITY, (m.modality for m in service.modalities.all())),
                *facets.tokens(facets.ACCESS, (a.mode for a in service.access_modes.all())),
                facets.token(facets.PRICE, service.price),
            ]
        )
    )


def _place_tokens(place: Place, *, on: date) -> list[str]:
    commune = place.commune
    found = [
        *facets.tokens(
            facets.PLACE_KIND, (t.kind for t in place.types.all() if t.ends_on is None or t.ends_on >= on)
        ),
        *facets.tokens(
            facets.CAPABILITY, (c.kind for c in place.capabilities.all() if c.answer == Answer.YES)
        ),
        *facets.tokens(
            facets.LABEL, (g.scheme.code for g in place.label_grants.all() if g.status == GrantStatus.GRANTED)
        ),
        facets.token(facets.COMMUNE, commune.insee_code),
        facets.token(facets.DEPARTEMENT, commune.departement.code),
    ]
    return found + ([facets.token(facets.EPCI, commune.epci.siren)] if commune.epci else [])


def _place_words(place: Place, services: list[Service]) -> list[str]:
    words = [
        place.public_text("description"),
        *(a.name for a in place.activities.all()),
        *(str(t.get_kind_display()) for t in place.types.all()),
    ]
    words += [o.structure.name for o in place.occupants.all()]
    for grant in place.label_grants.all():
        if grant.status == GrantStatus.GRANTED:
            words += [grant.scheme.name, *(alias.name for alias in grant.scheme.aliases.all())]
    for body in (place.operator, place.carrier):
        if body is not None:
            words += [body.name, body.other_names]
    for service in services:
        words += [service.name, service.description, service.procedures, service.entry_conditions]
        words += [s.name for s in (service.provider, service.host, service.carrier) if s is not None]
        words += [p.structure.name for p in service.partners.all()]
        for need in service.needs.all():
            words += [need.label, *(s.text for s in need.synonyms.all())]
    return words


def _words(texts: Iterable[str]) -> str:
    """Each stem once, in order: the index ranks places, not long texts."""
    return _padded(dict.fromkeys(stem[:MAX_TOKEN_CHARS] for text in texts for stem in stems(text)))


def _padded(words: Iterable[str]) -> str:
    """Put each word between two spaces, so that LIKE finds whole words."""
    return f" {' '.join(words)} "
