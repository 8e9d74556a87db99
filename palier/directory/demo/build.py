"""Build the plan in the database, through actions only, one place per transaction."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from palier.core.geo import Point, haversine_km
from palier.directory import actions
from palier.directory.demo.specs import OccupantSpec, PlaceSpec, Plan, ServiceSpec, StructureSpec
from palier.directory.enums import (
    AccessMode,
    Answer,
    CapabilityKind,
    ContactKind,
    GrantStatus,
    Modality,
    PlaceKind,
    RelationKind,
    Visibility,
)
from palier.directory.models import (
    Audience,
    Language,
    Need,
    Place,
    Scheme,
    Service,
    SpecialSupport,
    Structure,
)
from palier.directory.models.codelists import FRAMEWORK_CODE
from palier.territory.models import Commune, Departement

# Who keeps the records of places that nobody of the plan runs: somebody has to be asked whether they are right.
KEEPER = "numerique"
VERIFIED_BY = "l’équipe du lieu (démonstration)"


class Builder:
    """Writes places and structures of a plan; looks codes up once."""

    def __init__(self, plan: Plan, *, now: datetime) -> None:
        self.now, self.today = now, now.date()
        codes = {place.insee for place in plan.places} | {s.insee for s in plan.structures}
        departements = {code[:2] for code in codes}
        self.communes = {
            c.insee_code: c
            for c in Commune.objects.filter(departement__code__in=departements)
            .defer("outline")
            .order_by("insee_code")
        }
        self.departements = {d.code: d for d in Departement.objects.filter(code__in=departements)}
        needs = Need.objects.filter(framework__code=FRAMEWORK_CODE, framework__is_current=True)
        self.needs = {need.code: need for need in needs}
        self.audiences = {row.code: row for row in Audience.objects.all()}
        self.supports = {row.code: row for row in SpecialSupport.objects.all()}
        self.languages = {row.code: row for row in Language.objects.all()}
        self.schemes = {row.code: row for row in Scheme.objects.all()}
        self.structures: dict[str, Structure] = {}

    def build_structures(self, plan: Plan) -> None:
        """Create the structures that are not there yet, and the ties of new ones."""
        stored = {s.name: s for s in Structure.objects.filter(is_demo=True)}
        new = {s.key for s in plan.structures if s.name not in stored}
        for spec in plan.structures:
            self.structures[spec.key] = stored.get(spec.name) or self._structure(spec)
        for relation in plan.relations:
            if relation.source in new:
                actions.relate_structures(
                    source=self.structures[relation.source],
                    kind=RelationKind(relation.kind),
                    target=self.structures[relation.target],
                    starts_on=self._day(relation.days_ago),
                )

    def _structure(self, spec: StructureSpec) -> Structure:
        structure = actions.create_structure(
            name=spec.name,
            legal_form=spec.legal_form,
            sector=spec.sector,
            commune=self.communes[spec.insee],
            description=spec.description,
            is_demo=True,
        )
        actions.add_contact(of=structure, kind=ContactKind.PHONE, value=spec.phone, is_preferred=True)
        actions.add_contact(of=structure, kind=ContactKind.EMAIL, value=spec.email)
        return structure

    def build_place(self, spec: PlaceSpec) -> Place:
        """Create one draft place with everything it holds."""
        place = actions.create_place(
            name=spec.name,
            commune=self.communes[spec.insee],
            point=Point(spec.lat, spec.lon),
            kinds=[PlaceKind(kind) for kind in spec.kinds],
            activities=list(spec.activities),
            public_id=spec.public_id,
            address=spec.address,
            postal_code=spec.postal_code,
            owner=self.structures.get(spec.operator) or self.structures.get(f"{KEEPER}-{spec.insee[:2]}"),
            operator=self.structures.get(spec.operator),
            carrier=self.structures.get(spec.carrier),
            funding_scheme=self.schemes.get(spec.funding_scheme),
            description=spec.description,
            opening_hours=spec.opening_hours,
            hours_note=spec.hours_note,
            access_notes=spec.access_notes,
            internal_notes=spec.internal_notes,
            in_priority_district=spec.in_priority_district,
            is_volunteer_run=spec.is_volunteer_run,
            is_only_public_service=spec.is_only_public_service,
            source_name="Démonstration",
            is_demo=True,
        )
        self._describe(place, spec)
        for service in spec.services:
            self._service(place, service)
        for occupant in spec.occupants:
            self._occupant(place, occupant)
        if spec.verified_days_ago is not None:
            verified_at = self.now - timedelta(days=spec.verified_days_ago)
            actions.verify_place(place=place, by_label=VERIFIED_BY, now=verified_at)
        return place

    def _describe(self, place: Place, spec: PlaceSpec) -> None:
        if spec.phone:
            actions.add_contact(
                of=place, kind=ContactKind.PHONE, value=spec.phone, label="Accueil", is_preferred=True
            )
        if spec.email:
            actions.add_contact(of=place, kind=ContactKind.EMAIL, value=spec.email)
        hidden = [
            (spec.professional_phone, Visibility.PROFESSIONAL, "Ligne directe"),
            (spec.coordinator_phone, Visibility.COORDINATOR, "Responsable"),
        ]
        for value, visibility, label in hidden:
            if value:
                actions.add_contact(
                    of=place, kind=ContactKind.PHONE, value=value, label=label, visibility=visibility
                )
        answers = dict.fromkeys(spec.capabilities_yes, Answer.YES) | dict.fromkeys(
            spec.capabilities_no, Answer.NO
        )
        for kind, answer in answers.items():
            actions.declare_capability(place=place, kind=CapabilityKind(kind), answer=answer, now=self.now)
        for label_spec in spec.labels:
            actions.grant_label(
                place=place,
                scheme=self.schemes[label_spec.code],
                status=GrantStatus(label_spec.status),
                since_on=self._day(label_spec.days_ago),
                until_on=self._day(label_spec.until_days_ago),
                structure=self.structures.get(spec.operator),
                now=self.now,
            )
        for closure in spec.closures:
            actions.add_closure(
                place=place,
                starts_on=self.today + timedelta(days=closure.from_days),
                ends_on=self.today + timedelta(days=closure.to_days),
                reason=closure.reason,
                now=self.now,
            )

    def _service(self, place: Place, spec: ServiceSpec) -> None:
        service = actions.add_service(
            place=place,
            name=spec.name,
            needs=[self.needs[code] for code in spec.needs],
            modalities=[Modality(m) for m in spec.modalities],
            access_modes=[AccessMode(m) for m in spec.access],
            audiences=[self.audiences[code] for code in spec.audiences],
            special_supports=[self.supports[code] for code in spec.supports],
            languages=[self.languages[code] for code in spec.languages],
            partners=[(self.structures[key], role) for key, role in spec.partners],
            description=spec.description,
            not_done="\n".join(spec.not_done),
            price=spec.price,
            price_detail=spec.price_detail,
            entry_conditions=spec.entry_conditions,
            procedures="\n".join(spec.procedures),
            helper_hours=spec.helper_hours,
            helper_name=spec.helper_name,
            helper_agreed_on=self._day(90) if spec.helper_name else None,
            **self._roles(spec, place),
            starts_on=self._day(spec.starts_days_ago),
            ends_on=self._day(spec.ends_days_ago),
        )
        self._reach(service, spec, place)
        if spec.is_full or spec.is_closed_to_new_people:
            actions.state_availability(
                service=service,
                is_full=spec.is_full,
                delay_weeks=spec.full_delay_weeks,
                is_closed_to_new_people=spec.is_closed_to_new_people,
                now=self.now - timedelta(days=spec.availability_days_ago),
            )
        if not spec.is_draft:
            actions.publish_service(service=service, now=self.now)

    def _roles(self, spec: ServiceSpec, place: Place) -> dict[str, Any]:
        """Return who provides, hosts, carries and pays: four things, often not the same."""
        return {
            "provider": self.structures.get(spec.provider) or place.operator,
            "host": self.structures.get(spec.host),
            "carrier": self.structures.get(spec.carrier),
            "funding_scheme": self.schemes.get(spec.funding_scheme),
            "delivery_mode": spec.delivery_mode,
            "delivery_state": spec.delivery_state,
        }

    def _reach(self, service: Service, spec: ServiceSpec, place: Place) -> None:
        """Say how to call the service and which communes it goes to."""
        if spec.phone:
            actions.add_contact(
                of=service,
                kind=ContactKind.PHONE,
                value=spec.phone,
                label=spec.phone_label,
                phone_hours=spec.phone_hours,
                is_preferred=True,
            )
        if spec.covers_km and place.point:
            reached = [
                c for c in self.communes.values() if haversine_km(place.point, c.point) <= spec.covers_km
            ]
            actions.cover(service=service, communes=reached)
        if spec.covers_departement:
            actions.cover(service=service, departements=[self.departements[spec.covers_departement]])

    def _occupant(self, place: Place, spec: OccupantSpec) -> None:
        occupant = actions.add_occupant(
            place=place,
            structure=self.structures[spec.structure],
            opening_hours=spec.hours,
            note=spec.note,
            now=self.now,
        )
        if spec.phone:
            actions.add_contact(of=occupant, kind=ContactKind.PHONE, value=spec.phone, is_preferred=True)

    def _day(self, days_ago: int | None) -> date | None:
        return None if days_ago is None else self.today - timedelta(days=days_ago)


def build_places(plan: Plan, *, now: datetime) -> Iterator[int]:
    """Build what is missing of `plan` as drafts; yield how many places are done after each.

    Each place is one transaction: interrupted and run again, it goes on from there and ends the same.
    """
    builder = Builder(plan, now=now)
    builder.build_structures(plan)
    stored = set(Place.objects.filter(is_demo=True).values_list("public_id", flat=True))
    for done, spec in enumerate(plan.places, start=1):
        if spec.public_id not in stored:
            with transaction.atomic(), actions.postponed_refresh(on=now.date()):
                builder.build_place(spec)
        yield done


def is_built(plan: Plan) -> bool:
    """Tell whether every place of `plan` is there and was published once: nothing is left to do."""
    wanted = {spec.public_id for spec in plan.places if not spec.is_draft}
    return wanted <= set(
        Place.objects.filter(is_demo=True, published_at__isnull=False).values_list("public_id", flat=True)
    )


@transaction.atomic
def publish_built(plan: Plan, *, now: datetime) -> int:
    """Publish what `build_places` built and count the words of the index anew, in one go: the mark of the end.

    Returns how many places were published.
    """
    wanted = [spec.public_id for spec in plan.places if not spec.is_draft]
    drafts = list(Place.objects.filter(public_id__in=wanted, published_at=None).order_by("pk"))
    actions.publish_places(places=drafts, now=now)
    actions.refresh_words()
    return len(drafts)
