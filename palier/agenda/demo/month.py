"""The month: the network, its series, what is over and what is to come. Same seed, same month, around today."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from palier.accounts.models import User
from palier.agenda.actions.around import credit_person
from palier.agenda.actions.programme import cancel_session
from palier.agenda.actions.proposing import propose_session
from palier.agenda.actions.series import PUBLISHES, create_series, materialise_series, skip_day
from palier.agenda.actions.sessions import create_session, publish_session
from palier.agenda.demo.evening import Hand, hold_session, register_people
from palier.agenda.enums import CreditRole
from palier.agenda.models import EventFormat, Series, Session
from palier.directory.demo.people import DIGITAL, LIBRARIES
from palier.directory.models import Affiliation, Audience, Place, PlaceNetwork, Structure, Topic

FILE = Path(__file__).resolve().parent.parent / "demo_data" / "month.toml"
LIBRARY_COUNT = 8
PLAYED = timedelta(days=33)  # how far back the month begins
DURATION = timedelta(hours=2)


def is_played() -> bool:
    """Tell whether the month was played already."""
    return PlaceNetwork.objects.filter(is_demo=True).exists()


def play_month(*, seed: int, now: datetime) -> Iterator[int]:
    """Play the month, and yield how many sessions were held so far.

    Needs the invented offer and its people (`palier.directory.demo`). Everything is one transaction: killed in the
    middle, it begins again. Yields nothing if it was played, or if there are no eight libraries.
    """
    with transaction.atomic():
        network = _network()
        if network is None:
            return
        told = tomllib.loads(FILE.read_text(encoding="utf-8"))
        hand = _hand(told, seed=seed)
        libraries = list(network.places.order_by("search_text", "pk"))
        since = now - PLAYED
        for series in _all_series(told, libraries, by=hand.by, now=since):
            materialise_series(series=series, now=now)
        for session in _single_sessions(told, libraries, by=hand.by, since=since, now=now):
            publish_session(session=session, now=since)
        yield from _play(hand, told, since=since, now=now)
        _tomorrow(told, libraries, by=hand.by, now=now)


def _network() -> PlaceNetwork | None:
    carrier = Structure.objects.filter(is_demo=True, name=LIBRARIES).first()
    if carrier is None or is_played():
        return None
    places = Place.objects.filter(
        owner=carrier, status="PUBLISHED", types__kind="LIBRARY", commune__departement__code="53"
    ).exclude(capabilities__kind="INTERNET", capabilities__answer="NO")
    chosen = list(places.order_by("search_text", "pk").distinct()[:LIBRARY_COUNT])
    if len(chosen) < LIBRARY_COUNT:
        return None
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["network"]
    network = PlaceNetwork.objects.create(carrier=carrier, is_demo=True, **told)
    network.places.set(chosen)
    return network


def _hand(told: Mapping[str, Any], *, seed: int) -> Hand:
    lead = Affiliation.objects.filter(structure__name=LIBRARIES, role__code="digital_lead").select_related(
        "user"
    )
    return Hand(
        rng=random.Random(f"palier month {seed}"),
        by=lead.order_by("pk")[0].user,
        first_names=told["first_names"],
        questions=told["questions"],
        topics={topic.code: topic for topic in Topic.objects.all()},
    )


def _all_series(
    told: Mapping[str, Any], libraries: list[Place], *, by: User, now: datetime
) -> Iterator[Series]:
    cafes = [
        {"format": "digital-cafe", "title": "Café numérique", "topics": [], **one} for one in told["cafes"]
    ]
    for one in [*cafes, *told["series"]]:
        place = libraries[one["library"] - 1]
        values = {
            "title": one["title"],
            "thread": one.get("thread", ""),
            "recurrence": one["rule"],
            "starts_on": now.date(),
            "start_time": time.fromisoformat(one["time"]),
            "duration_min": 120,
            "skips_public_holidays": True,
            "defaults": {"is_demo": True, PUBLISHES: True},
        }
        format = EventFormat.objects.get(code=one["format"])
        assert place.owner is not None
        series = create_series(
            format=format, organiser=place.owner, place=place, values=values, by=by, now=now
        )
        Series.objects.filter(pk=series.pk).update(is_demo=True)
        topics = Topic.objects.filter(code__in=one["topics"])
        for session in series.sessions.all():
            session.topics.set(topics)
        yield series


def _single_sessions(
    told: Mapping[str, Any], libraries: list[Place], *, by: User, since: datetime, now: datetime
) -> Iterator[Session]:
    for one in told["once"]:
        place = libraries[one["library"] - 1]
        starts_at = _moment(place, one, now=now)
        values: dict[str, Any] = {
            "title": one["title"],
            "theme": one.get("theme", ""),
            "is_demo": True,
            "topics": Topic.objects.filter(code__in=one["topics"]),
            "audiences": Audience.objects.filter(code__in=one.get("audiences", [])),
        }
        assert place.owner is not None
        session = create_session(
            format=EventFormat.objects.get(code=one["format"]),
            organiser=place.owner,
            place=place,
            starts_at=starts_at,
            ends_at=starts_at + DURATION,
            values=values,
            by=by,
            now=since,
        )
        if speaker := one.get("speaker"):
            credit_person(
                session=session, values={"role": CreditRole.SPEAKER, "name": speaker}, on=since.date()
            )
        yield session


def _moment(place: Place, one: Mapping[str, Any], *, now: datetime) -> datetime:
    """Return the instant of a session, `days` from today at its local hour, never on a Sunday."""
    day = now.date() + timedelta(days=one["days"])
    if day.isoweekday() == 7:
        day += timedelta(days=2)
    session_zone = Session(time_zone=place.commune.departement.time_zone).zone
    return datetime.combine(day, time.fromisoformat(one["time"]), tzinfo=session_zone)


def _play(hand: Hand, told: Mapping[str, Any], *, since: datetime, now: datetime) -> Iterator[int]:
    planned = {one["title"]: one for one in told["once"]}
    soon = now + timedelta(days=25)
    rows = Session.objects.filter(is_demo=True, starts_at__lt=soon, is_staff_only=False)
    for done, session in enumerate(rows.select_related("format", "place", "organiser"), start=1):
        one = planned.get(session.title, {})
        people = one.get("people", hand.rng.randrange(3, 8)) + one.get("waiting", 0)
        opened = max(since, session.starts_at - timedelta(days=14))
        register_people(hand, session, people=people, since=min(opened, now - timedelta(days=6)))
        if session.ends_at < now:
            hold_session(hand, session)
        yield done


def _tomorrow(told: Mapping[str, Any], libraries: list[Place], *, by: User, now: datetime) -> None:
    """What waits for an answer when a visitor arrives: a missing month, a cancelled session, a proposal."""
    for one in told["cafes"]:
        if one.get("skips_next"):
            place = libraries[one["library"] - 1]
            series = Series.objects.get(place=place, format__code="digital-cafe", is_demo=True)
            for session in series.sessions.filter(starts_at__gt=now)[:2]:
                assert session.series_day is not None
                skip_day(series=series, on=session.series_day, reason="Travaux dans la salle.", now=now)
    for one in told["once"]:
        if one.get("cancelled"):
            cancel_session(
                session=Session.objects.get(is_demo=True, title=one["title"]),
                reason=one["cancelled"],
                now=now,
            )
    proposer = Affiliation.objects.filter(structure__name=DIGITAL, role__code="digital_adviser").first()
    if proposer is not None:
        starts_at = _moment(libraries[0], {"days": 30, "time": "14:00"}, now=now)
        propose_session(
            format=EventFormat.objects.get(code="thematic"),
            place=libraries[0],
            proposed_by=proposer.structure,
            starts_at=starts_at,
            ends_at=starts_at + DURATION,
            values={
                "title": "Vendre et acheter d’occasion en ligne",
                "theme": "Sans se faire avoir",
                "is_demo": True,
            },
            by=proposer.user,
            now=now,
        )
