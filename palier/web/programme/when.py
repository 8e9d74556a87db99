"""When and where, typed as people say them: a day, two hours, one of our places or somewhere else."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from palier.agenda.clock import clock_remark, end_of, instant_of
from palier.agenda.models import Session
from palier.agenda.queries.series_days import PARIS
from palier.directory.models import Place
from palier.territory import queries as territory
from palier.territory.models import Commune
from palier.web.days import day_field

CHOOSE = ("", "Choisissez un lieu")
ELSEWHERE = ("ailleurs", "Ailleurs, ou en ligne")


def hour_field(label: str, **options: Any) -> forms.TimeField:
    """Return a field for an hour of the wall."""
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options
    )


class WhenForm(forms.Form):
    """A day and two hours, read on the clock of `zone`: `starts_at`, `ends_at` and `remark` once valid."""

    on = day_field("Le jour")
    start = hour_field("Début")
    end = hour_field("Fin")

    starts_at: datetime
    ends_at: datetime
    remark = ""

    def zone(self) -> ZoneInfo:
        """Return the clock on which the hours are read."""
        return PARIS

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"on", "start", "end"} <= set(data):
            zone = self.zone()
            self.starts_at = instant_of(data["on"], at=data["start"], zone=zone)
            self.ends_at = end_of(data["on"], start=data["start"], end=data["end"], zone=zone)
            self.remark = clock_remark(data["on"], at=data["start"], zone=zone)
            if data["start"] == data["end"]:
                self.add_error("end", "La fin doit venir après le début.")
        return data


class WhereForm(WhenForm):
    """When, and where: one of `places`, a commune and an address, or online."""

    place = forms.ChoiceField(label="Le lieu")
    room = forms.CharField(label="La salle", required=False, max_length=100)
    commune = forms.CharField(
        label="La commune",
        required=False,
        max_length=120,
        help_text="Seulement si ce n’est pas un de vos lieux.",
    )
    address = forms.CharField(label="L’adresse", required=False, max_length=250)
    online_url = forms.URLField(
        label="L’adresse de la visioconférence", required=False, max_length=500, assume_scheme="https"
    )
    field_order = ["place", "on", "start", "end", "room", "commune", "address", "online_url"]

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.public_id: place for place in places}
        names = [(p.public_id, f"{p.name}, {p.commune.name}") for p in places]
        field = self.fields["place"]
        before = [] if len(names) == 1 else [CHOOSE]
        field.choices = [*before, *names, ELSEWHERE]  # type: ignore[attr-defined]

    def clean_commune(self) -> Commune | None:
        typed = str(self.cleaned_data["commune"]).strip()
        if not typed:
            return None
        match = territory.parse_where(typed)
        if match.commune is None or len(match.candidates) > 1:
            raise ValidationError("Cette commune n’est pas reconnue : donnez son nom et son code postal.")
        return match.commune

    def zone(self) -> ZoneInfo:
        """Return the clock of the place, else of the commune, else of Paris."""
        commune = self.chosen_place.commune if self.chosen_place else self.cleaned_data.get("commune")
        return territory.time_zone_of(commune) if commune is not None else PARIS

    @property
    def chosen_place(self) -> Place | None:
        """The place that was chosen, None for anywhere else."""
        return self.places.get(self.cleaned_data.get("place", ""))

    def where(self) -> dict[str, Any]:
        """Return where, as the actions take it."""
        data = self.cleaned_data
        place = self.chosen_place
        return {
            "place": place,
            "commune": place.commune if place else data.get("commune"),
            "address": "" if place else data.get("address", ""),
            "room": data.get("room", ""),
            "online_url": data.get("online_url", ""),
        }


def initial_when(session: Session) -> dict[str, Any]:
    """Return what the form shows of when and where a session is, on its own clock."""
    start, end = (moment.astimezone(session.zone) for moment in (session.starts_at, session.ends_at))
    commune = session.commune
    return {
        "on": start.date(),
        "start": start.time(),
        "end": end.time(),
        "place": session.place.public_id if session.place else ELSEWHERE[0],
        "room": session.room,
        "commune": f"{commune.name} ({commune.departement.code})" if commune and not session.place else "",
        "address": session.address,
        "online_url": session.online_url,
    }
