"""Two hundred clients for the last ten seats, over HTTP, on the served process: exactly ten have one, the rest wait.

Works on the database of DATABASE_URL, which it fills with one place and one session. Fails if the count is wrong.
"""

import argparse
import html
import os
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from bench.serve import serving

SEATS, CLIENTS = 10, 200
HERE = {"Sec-Fetch-Site": "same-origin"}
# All clients share one address here: the limits that stop a robot would stop the measure.
LIMITS = {"RATE_LIMIT_PUBLIC_POSTS_PER_HOUR": "100000", "RATE_LIMIT_CODES_PER_HOUR": "100000"}


@dataclass
class Outcome:
    """What the clients met: answers by status code, and how long each sending took, in milliseconds."""

    answers: list[int] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


def prepare() -> str:
    """Make a session of ten seats at a place of its own; return its public identifier."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from palier.agenda import actions
    from palier.agenda.actions.formats import load_formats
    from palier.agenda.models import EventFormat
    from palier.directory.models import Structure
    from palier.territory.models import Commune

    call_command("migrate", verbosity=0)
    if not Commune.objects.exists():
        call_command("load_territory", write=True, verbosity=0)
    load_formats()
    now = timezone.now()
    session = actions.create_session(
        format=EventFormat.objects.get(code="digital-cafe"),
        organiser=Structure.objects.create(name="Médiathèque de mesure"),
        place=None,
        starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, hours=2),
        values={
            "commune": Commune.objects.get(insee_code="53084"),
            "capacity_preferred": None,
            "capacity_max": SEATS,
        },
        by=None,
        now=now,
    )
    actions.publish_session(session=session, now=now)
    return session.public_id


def forms_of(base: str, public_id: str) -> list[dict[str, str]]:
    """Open the page once for each client; return what each form sends, with a key of its own."""
    forms = []
    with httpx.Client(base_url=base, timeout=30) as client:
        for number in range(CLIENTS):
            page = client.get(f"/seances/{public_id}/inscription/").raise_for_status().text
            hidden = {name: html.unescape(_value_of(name, page)) for name in ("opened", "form_key")}
            forms.append({**hidden, "first_name": f"Personne {number}", "old_enough": "oui", "site": ""})
    return forms


def _value_of(name: str, page: str) -> str:
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    (value,) = re.findall(r'value="([^"]*)"', tag)
    return value


def send_all(base: str, public_id: str, forms: Sequence[dict[str, str]]) -> Outcome:
    """Send every form at the same moment, twice each, as an impatient person presses twice."""
    outcome, barrier = Outcome(), threading.Barrier(len(forms))

    def send(form: dict[str, str]) -> None:
        with httpx.Client(base_url=base, timeout=60, headers=HERE) as client:
            barrier.wait()
            for _ in range(2):
                started = time.perf_counter()
                answer = client.post(f"/seances/{public_id}/inscription/", data=form)
                outcome.took.append((time.perf_counter() - started) * 1000)
                outcome.answers.append(answer.status_code)

    threads = [threading.Thread(target=send, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def check(public_id: str) -> tuple[int, int]:
    """Return how many people have a seat and how many wait. Fails if one seat too many was given."""
    from palier.agenda.models import Registration, Session

    session = Session.objects.get(public_id=public_id)
    rows = list(session.registrations.order_by("queue_rank").values_list("status", flat=True))
    ranks = set(Registration.objects.filter(session=session).values_list("queue_rank", flat=True))
    assert rows == ["CONFIRMED"] * SEATS + ["WAITING"] * (CLIENTS - SEATS), rows
    assert ranks == set(range(1, CLIENTS + 1))
    assert session.seats_taken == SEATS
    return rows.count("CONFIRMED"), rows.count("WAITING")


def main() -> None:
    """Prepare, serve, send, check, print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8156)
    args = parser.parse_args()
    os.environ.update(LIMITS)
    public_id = prepare()
    base = f"http://127.0.0.1:{args.port}"
    with serving(args.port):
        forms = forms_of(base, public_id)
        time.sleep(2.5)  # a form sent in less than two seconds is a robot’s
        started = time.perf_counter()
        outcome = send_all(base, public_id, forms)
        seconds = time.perf_counter() - started
    seated, waiting = check(public_id)
    took = sorted(outcome.took)
    refused = sum(code != 302 for code in outcome.answers)
    print(
        f"\nInscriptions : {CLIENTS} personnes à la fois pour {SEATS} places, chacune envoyant deux fois : "
        f"{seated} inscrites, {waiting} en attente dans l’ordre, {refused} réponses en erreur, en {seconds:.1f} s "
        f"(p50 {took[len(took) // 2]:.0f} ms, p95 {took[int(len(took) * 0.95)]:.0f} ms)",
        flush=True,
    )


if __name__ == "__main__":
    main()
