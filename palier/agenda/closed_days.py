"""Days without a session: public holidays of the département, school holidays of its zone. Pure but for two lists."""

from datetime import date

from palier.directory.hours import public_holidays, school_holidays
from palier.territory.models import Commune


def closed_reason(
    on: date, *, commune: Commune | None, public_holidays_too: bool, school_holidays_too: bool
) -> str:
    """Return why there is no session that day: « jour férié : Toussaint », « vacances scolaires »; "" if there is one.

    Without a commune (online) the national list of public holidays counts, and no school holidays. A département whose
    school calendar is not known (Corsica, overseas) has none either: `knows_school_holidays` says so.
    """
    departement = commune.departement if commune is not None else None
    if public_holidays_too:
        name = public_holidays(departement.code if departement else "", on.year).get(on)
        if name:
            return f"jour férié : {name}"
    if school_holidays_too and departement is not None:
        periods = school_holidays(departement.school_zone, on)
        if any(first <= on <= last for first, last in periods):
            return "vacances scolaires"
    return ""


def knows_school_holidays(commune: Commune | None) -> bool:
    """Tell whether the school calendar of a commune is known."""
    return commune is not None and bool(commune.departement.school_zone)
