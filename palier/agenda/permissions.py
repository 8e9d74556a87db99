"""Who may do what to a session. The rules are in `accounts/data/permissions.toml`; here is what they reach."""

from django.db.models import Q

from palier.agenda.models import Series, Session
from palier.directory.models import Place, PlaceNetwork
from palier.directory.permissions import may, places_within
from palier.directory.queries.standing import Standing


def may_on(standing: Standing, action: str, of: Session | Series) -> bool:
    """Tell whether somebody may do `action` of the matrix on a session or a series.

    By its place, or by the structure that organises it: a colleague of either may. Raises UnknownAction.
    """
    if of.place is not None and may(standing, action, of.place):
        return True
    return may(standing, action, of.organiser)


def may_run(standing: Standing, session: Session) -> bool:
    """Tell whether somebody may hold the desk and the board of a session: colleagues, and those credited for it."""
    return may_on(standing, "run_sessions", session) or _is_credited(standing, session)


def may_see_names(standing: Standing, session: Session) -> bool:
    """Tell whether somebody may read who is registered: those who register people there, and those credited for it.

    Others who hold the desk, coordinators for one, count people without their names.
    """
    return may_on(standing, "register_people", session) or _is_credited(standing, session)


def _is_credited(standing: Standing, session: Session) -> bool:
    return standing.user_id is not None and session.credits.filter(user_id=standing.user_id).exists()


def sessions_within(standing: Standing, action: str) -> Q:
    """Return the condition on sessions (and series) where `action` is allowed, for lists."""
    if standing.everywhere(action):
        return Q()
    condition = Q(pk__in=[])
    for held in standing.structures_for(action):
        if held.place_id is None:
            condition |= Q(organiser_id=held.structure_id)
    return condition | Q(place__in=Place.objects.filter(places_within(standing, action)).values("pk"))


def may_keep(standing: Standing, network: PlaceNetwork) -> bool:
    """Tell whether somebody may keep a network: those of its carrier, and coordinators where it has a place."""
    if may(standing, "keep_network", network.carrier):
        return True
    return bool(standing.territories_for("keep_network")) and (
        network.places.filter(places_within(standing, "keep_network")).exists()
    )
