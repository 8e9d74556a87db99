"""Prepare changes of many records: `python -m tests.e2e.lists_pages`, with `DATABASE_URL` set.

After `tests.e2e.records_pages`: its coordinator prepares them. Prints, as JSON, the path of each page.
"""

import json
import sys

import django


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.utils import timezone

    from palier.directory.actions import bulk
    from palier.directory.editable import places_to_read, read_place
    from palier.directory.enums import ChangeVia
    from tests.cast import person

    now, carole = timezone.now(), person("Carole")
    wanted: list[bulk.Wanted] = []
    for place in places_to_read().filter(commune__departement__code="53").order_by("pk")[:6]:
        said = read_place(place)
        values = {"itinerancy": "MOBILE", "postal_code": "53" if not wanted else said["postal_code"]}
        wanted.append(bulk.Wanted(place, None, values, said))
    paths = {
        "list": "/fiches/liste/",
        "filtered list": "/fiches/liste/?etat=incompletes&tri=commune&q=mairie",
        "empty list": "/fiches/liste/?q=xylophone",
        "choose a field": "/fiches/modifier-en-nombre/?tout=1&q=mairie",
        "choose a value": "/fiches/modifier-en-nombre/?tout=1&q=mairie&champ=equipement",
        "sheets": "/fiches/tableur/",
    }
    for name in ("ready", "stopped"):
        work = bulk.prepare_work(
            title="Fixe ou itinérant : itinérant", via=ChangeVia.BULK, wanted=wanted, by=carole, now=now
        )
        while bulk.try_some(work_id=work.pk, now=now):
            pass
        if name == "stopped":
            bulk.start_writing(work_id=work.pk, chosen=None, now=now)
            bulk.stop_work(work_id=work.pk, now=now)
        paths[f"work, {name}"] = f"/fiches/modifier-en-nombre/{work.pk}/"
    assert wanted
    sys.stdout.write(json.dumps(paths) + "\n")


if __name__ == "__main__":
    main()
