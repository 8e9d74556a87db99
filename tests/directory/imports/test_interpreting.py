"""What one row says of a place, with the remarks made while reading it. No database."""

from datetime import date
from typing import Any

from palier.directory.imports.interpreting import Reading, key_of, read_row
from palier.directory.imports.locating import Territory
from palier.directory.imports.mapping import load_mapping, shipped_mapping
from palier.directory.imports.reading import Row
from tests.directory.imports.files import national_row

TODAY = date(2026, 3, 2)


def _read(territory: Territory, cells: dict[str, Any], mapping: str = "") -> Reading:
    path = shipped_mapping("schema-national")
    assert path is not None
    text = mapping or path.read_text(encoding="utf-8")
    return read_row(Row(1, cells), load_mapping(text), territory=territory, today=TODAY)


def _national(territory: Territory, **values: Any) -> Reading:
    return _read(territory, national_row(**values))


def test_a_full_national_row_is_read_whole(territory: Territory) -> None:
    reading = _national(
        territory,
        pivot="13002526500013",
        complement_adresse="Bâtiment B",
        latitude="47.85",
        longitude="-0.95",
        typologie="BIB|MJC",
        telephone="+33261910000",
        courriels="a@lieu.example|b@lieu.example",
        site_web="https://lieu.example",
        horaires="Mo-Fr 09:00-12:00",
        presentation_resume="Une aide pour tous.",
        presentation_detail="Un lieu chaleureux.",
        source="Hubik",
        itinerance="Itinérant",
        structure_parente="Ville",
        services="Aide aux démarches administratives|Utilisation sécurisée du numérique",
        publics_specifiquement_adresses="Jeunes|Seniors",
        prise_en_charge_specifique="Illettrisme",
        frais_a_charge="Payant|Gratuit sous condition",
        dispositif_programmes_nationaux="Aidants Connect",
        formations_labels="ORDI 3.0",
        autres_formations_labels="Label local",
        modalites_acces="Se présenter|Ce lieu n'accueille pas de public",
        modalites_accompagnement="En autonomie|À distance",
        fiche_acces_libre="https://acceslibre.example/x",
        prise_rdv="https://rdv.example",
    )

    assert reading.problem == ""
    assert reading.notes == ()
    assert (reading.key, reading.stated_on) == ("lieu-1", date(2026, 1, 15))
    assert reading.says == {
        "name": "Espace numérique",
        "commune": "53084",
        "postal_code": "53400",
        "point": [47.85, -0.95],
        "address": "1 rue du Mûrier",
        "address_extra": "Bâtiment B",
        "siret": "13002526500013",
        "parent_structure": "Ville",
        "collector": "Hubik",
        "phones": ["+33261910000"],
        "emails": ["a@lieu.example", "b@lieu.example"],
        "sites": ["https://lieu.example"],
        "bookings": ["https://rdv.example"],
        "acceslibre_url": "https://acceslibre.example/x",
        "summary": "Une aide pour tous.",
        "description": "Une aide pour tous.\nUn lieu chaleureux.",
        "other_labels": ["Label local"],
        "types": [["LIBRARY", "BIB"], ["OTHER", "MJC"]],
        "labels": ["aidants-connect", "ordi-3-0"],
        "itinerancy": "MOBILE",
        "opening_hours": "Mo-Fr 09:00-12:00",
        "service": {
            "needs": ["demarches-administratives", "utilisation-securisee"],
            "audiences": ["jeunes", "seniors"],
            "special_supports": ["illettrisme"],
            "prices": ["FREE_WITH_CONDITIONS", "PAID"],
            "access_modes": ["WALK_IN", "NO_PUBLIC"],
            "modalities": ["SELF_SERVICE", "REMOTE"],
        },
        "published": True,
    }


def test_what_the_row_does_not_say_is_absent(territory: Territory) -> None:
    reading = _national(territory, services="")

    assert set(reading.says) == {"name", "commune", "postal_code", "address", "published"}


def test_an_unknown_word_is_said_and_never_guessed(territory: Territory) -> None:
    reading = _national(territory, services="Jardinage|Aide aux démarches administratives")

    assert reading.says["service"] == {"needs": ["demarches-administratives"]}
    assert reading.notes == (
        "« Jardinage » (services) n’est pas une valeur connue de services, laissé de côté.",
    )


def test_a_point_far_from_the_commune_is_dropped_and_said(territory: Territory) -> None:
    far = _national(territory, latitude="43.45", longitude="5.41")
    abroad = _national(territory, latitude="40.0", longitude="-73.0")

    assert "point" not in far.says
    assert far.notes == ("Position : à 695 km de la commune, laissée de côté.",)
    assert abroad.notes == ("Position : hors de France, laissée de côté.",)


def test_a_swapped_pair_and_decimal_commas_are_put_right(territory: Territory) -> None:
    swapped = _national(territory, latitude="-0,95", longitude="47,85")

    assert swapped.says["point"] == [47.85, -0.95]
    assert swapped.notes == ("Position : latitude et longitude échangées, remises dans l’ordre.",)


def test_a_row_without_name_takes_its_address_and_says_so(territory: Territory) -> None:
    reading = _national(territory, nom="#N/D")

    assert reading.says["name"] == "1 rue du Mûrier"
    assert "Nom : absent ; le lieu porte son adresse pour nom, à corriger." in reading.notes


def test_a_row_that_cannot_be_a_place_says_why(territory: Territory) -> None:
    nameless = _national(territory, nom="", adresse="..")
    nowhere = _national(territory, commune="Nulle-Part-sur-Rien", code_postal="", code_insee="")

    assert nameless.problem.startswith("Ni nom ni adresse")
    assert nowhere.problem.startswith("Sans commune sûre")


def test_two_clues_that_agree_settle_a_commune_against_a_third(territory: Territory) -> None:
    reading = _national(territory, commune="Craon", code_postal="53000", code_insee="53084")

    assert reading.says["commune"] == "53084"
    assert reading.notes == ("Commune : Le code postal 53000 n’est pas celui de Craon.",)


def test_a_name_that_exists_is_no_slip_for_the_name_that_the_postal_code_suggests(
    territory: Territory,
) -> None:
    reading = _national(territory, commune="Beuvron", code_postal="53500", code_insee="")

    assert reading.says["commune"] == "53036"
    assert reading.notes == ("Commune : Le code postal 53500 n’est pas le sien : le nom a été suivi.",)


def test_a_misspelt_name_is_understood_with_its_postal_code(territory: Territory) -> None:
    reading = _national(territory, commune="Crao", code_postal="53400", code_insee="")

    assert reading.says["commune"] == "53084"
    assert reading.notes == ("Commune : « Crao » a été compris comme Craon (53400).",)


def test_a_postal_code_of_another_departement_is_left_out_and_said(territory: Territory) -> None:
    reading = _national(territory, code_postal="5340")

    assert reading.says["commune"] == "53084"
    assert "postal_code" not in reading.says
    assert reading.notes[-1] == "Code postal : 05340 n’est pas de ce département, laissé de côté."


def test_lost_zeros_and_numbers_are_read(territory: Territory) -> None:
    reading = _national(territory, telephone=261910000, code_postal=53400.0, id=12.0)

    assert (reading.key, reading.says["phones"]) == ("12", ["+33261910000"])
    assert reading.notes == ("Téléphone : le zéro du début, perdu, est remis.",)


def test_a_row_without_identifier_is_known_by_name_and_address(territory: Territory) -> None:
    first = _national(territory, id="")
    again = _national(territory, id="", telephone="0261910000")

    assert first.key == again.key
    assert first.notes[0].startswith("La ligne n’a pas d’identifiant")


def test_several_columns_make_one_key(territory: Territory) -> None:
    mapping = load_mapping('[identifiant]\ncolonnes = ["source", "id"]')

    assert key_of({"source": "a", "id": 1}, mapping) == "a|1"
    assert key_of({"source": "", "id": None}, mapping) == ""


MAPPING = """
[identifiant]
colonnes = ["N"]
[colonnes]
nom = "Nom"
adresse = { joindre = ["No", "Voie"], avec = " " }
commune = "Ville"
[position]
projection = "Lambert-93"
latitude = "Y"
longitude = "X"
[ferme]
colonne = "État"
mots = ["INACTIF"]
[fixe]
itinerance = "Fixe"
[ignorer]
mots = ["peut-être"]
[horaires]
texte = "Heures"
jours = "Jours"
semaines = "Semaine"
[[termes]]
champ = "services"
colonnes = ["Aide"]
mots = ["oui"]
donne = "Aide aux démarches administratives"
[[termes]]
champ = "equipements"
colonnes = ["Wifi"]
mots = ["oui"]
donne = "wifi"
[[termes]]
champ = "equipements"
colonnes = ["Wifi"]
mots = ["non"]
donne = "non wifi"
[[termes]]
champ = "modalites_accompagnement"
colonnes = ["Texte"]
compare = "contient"
mots = ["ateliers"]
donne = "Dans un atelier collectif"
[[termes]]
champ = "acces"
colonnes = ["PMR"]
mots = ["oui"]
donne = "Accessible en fauteuil"
"""
CELLS = {"N": 1, "Nom": "Café", "No": 3, "Voie": "rue Haute", "Ville": "CRAON"}


def test_a_mapping_joins_columns_and_gives_fixed_values(territory: Territory) -> None:
    reading = _read(territory, CELLS, MAPPING)

    assert reading.says == {
        "name": "Café",
        "address": "3 rue Haute",
        "commune": "53084",
        "itinerancy": "FIXED",
        "published": True,
    }


def test_lambert_coordinates_with_decimal_commas_are_converted(territory: Territory) -> None:
    reading = _read(territory, CELLS | {"X": "404 850,5", "Y": "6757500,25"}, MAPPING)

    lat, lon = reading.says["point"]
    assert (round(lat, 2), round(lon, 2)) == (47.85, -0.95)


def test_closed_rows_are_kept_unpublished(territory: Territory) -> None:
    reading = _read(territory, CELLS | {"État": "Inactif"}, MAPPING)

    assert reading.says["published"] is False
    assert reading.notes == ("« État = Inactif » : gardé, non publié.",)


def test_terms_give_values_and_what_they_do_not_know_is_said(territory: Territory) -> None:
    cells = CELLS | {"Aide": "OUI", "Wifi": "non", "Texte": "Des ateliers le lundi", "PMR": "oui"}
    reading = _read(territory, cells, MAPPING)
    unsure = _read(territory, CELLS | {"Aide": "peut-être", "Wifi": "bof"}, MAPPING)

    assert reading.says["service"] == {"needs": ["demarches-administratives"], "modalities": ["WORKSHOP"]}
    assert reading.says["capabilities"] == [["WIFI", "NO"]]
    assert reading.says["access_notes"] == "Accessible en fauteuil"
    assert unsure.notes == ("« bof » (Wifi) n’est pas dans les correspondances, laissé de côté.",)


def test_days_hours_and_weeks_of_three_columns_make_hours(territory: Territory) -> None:
    cells = CELLS | {"Heures": "9h-12h", "Jours": "{Lundi,Jeudi}", "Semaine": "Semaine impaire"}

    assert _read(territory, cells, MAPPING).says["opening_hours"] == "week 01-53/2 Mo,Th 09:00-12:00"


def test_days_without_hours_stay_text(territory: Territory) -> None:
    reading = _read(territory, CELLS | {"Jours": "{Lundi,Jeudi}"}, MAPPING)

    assert reading.says["hours_note"] == "Jours d’ouverture : Lundi, Jeudi"
    assert reading.notes == ("Horaires : les jours sont donnés sans heures, montrés en texte.",)


def test_a_column_per_day_makes_hours(territory: Territory) -> None:
    mapping = MAPPING.split("[horaires]")[0] + (
        '[horaires.par_jour]\nlundi = "Lun"\nmardi = "Mar"\n[identite]\n'.replace("[identite]\n", "")
    )
    reading = _read(territory, CELLS | {"Lun": "9h-12h", "Mar": "14h à 17h"}, mapping)

    assert reading.says["opening_hours"] == "Mo 09:00-12:00; Tu 14:00-17:00"


def test_hours_not_understood_are_shown_as_text(territory: Territory) -> None:
    reading = _national(territory, horaires="Un mercredi sur deux")

    assert "opening_hours" not in reading.says
    assert reading.says["hours_note"] == "Un mercredi sur deux"
    assert reading.notes == ("Horaires : pas compris, montrés en texte.",)


def test_services_of_data_inclusion_are_read_from_inside_the_structure(territory: Territory) -> None:
    path = shipped_mapping("data-inclusion")
    assert path is not None
    cells = {
        "id": "s1", "source": "dora", "nom": "Café", "commune": "Craon", "code_insee": "53084",
        "adresse": "1 rue Haute",
        "date_maj": "2026-01-01", "reseaux_porteurs": ["france-service"],
        "services": [
            {
                "id": "w", "nom": "Wifi", "thematiques": ["numerique--acceder-a-une-connexion-internet"],
                "frais": "gratuit", "type": None, "publics": ["personnes-exilees"],
            },
            {
                "nom": "Démarches", "thematiques": ["numerique--acceder-a-des-services-en-ligne"],
                "publics": ["seniors", "tous-publics"], "horaires_accueil": "lundi 9h-12h",
            },
            {"id": "p", "nom": "Permis", "thematiques": ["mobilite--passer-le-permis"], "frais": "payant"},
        ],
    }  # fmt: skip

    reading = _read(territory, cells, path.read_text(encoding="utf-8"))

    assert reading.key == "dora|s1"
    assert reading.says["labels"] == ["france-services"]
    assert "service" not in reading.says
    assert list(reading.says["services"].values()) == [
        {
            "name": "Wifi", "needs": ["acces-internet-materiel"], "prices": ["FREE"],
            "entry_conditions": "Pour les personnes exilées.",
        },
        {
            "name": "Démarches", "needs": ["demarches-administratives"], "audiences": ["seniors"],
            "helper_hours": "Mo 09:00-12:00",
        },
        {"name": "Permis", "prices": ["PAID"]},
    ]  # fmt: skip
    assert [key for key in reading.says["services"] if not key.startswith("sans-id-")] == ["w", "p"]
    assert reading.notes[-2:] == (
        "Service « Permis » : « mobilite--passer-le-permis » (services.thematiques) n’est pas dans les "
        "correspondances, laissé de côté.",
        "Service « Permis » : aucune de ses thématiques n’est dans nos listes ; gardé dans la ligne, non montré.",
    )
    assert reading.raw["services"] == cells["services"]
