"""Who decides of the programme of a structure."""

from datetime import date

from palier.accounts.enums import Profile, Reach
from palier.accounts.matrix import reach_of
from palier.accounts.models import User
from palier.accounts.queries import in_force
from palier.agenda.models import Session
from palier.directory.models import Affiliation


def deciders_of(session: Session, *, on: date) -> list[User]:
    """Return those who may accept a session at its organiser, by mail address: those in charge, else any colleague."""
    may_plan = [profile for profile in Profile if reach_of(profile, "plan_sessions") == Reach.OWN]
    held = Affiliation.objects.filter(
        in_force(on),
        structure_id=session.organiser_id,
        role__profile__in=may_plan,
        user__is_active=True,
    ).select_related("user", "role")
    there = [row for row in held if row.place_id in (None, session.place_id)]
    in_charge = [row for row in there if row.role.profile == Profile.MANAGER]
    people = {row.user.email: row.user for row in in_charge or there}
    return [people[email] for email in sorted(people)]
