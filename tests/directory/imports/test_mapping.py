"""The TOML file that a coordinator writes: what it says, and what is refused with a sentence."""

from pathlib import Path

import pytest

from palier.directory.imports.mapping import MAPPINGS_DIR, BadMapping, load_mapping, shipped_mapping
from palier.directory.imports.preparing import NoMapping, detect_format, prepare
from palier.directory.imports.reading import UnreadableFile, read_table
from palier.directory.imports.suggesting import suggest_mapping
from tests.directory.imports.files import national_row, write_csv, write_json

SOURCES = (
    "aix-en-provence",
    "angers",
    "bus-france-services-charente",
    "data-inclusion",
    "etapes-numerique",
    "hub-lo",
    "maine-et-loire",
    "schema-national",
)


def test_every_shipped_mapping_is_valid_and_known_here() -> None:
    assert tuple(sorted(path.stem for path in MAPPINGS_DIR.glob("*.toml"))) == SOURCES
    for name in SOURCES:
        path = shipped_mapping(name)
        assert path is not None
        assert load_mapping(path.read_text(encoding="utf-8")).key


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nom = [", "pas du TOML valide"),
        ("[colones]", "Partie inconnue : [colones]"),
        ("[colonnes]\nprix = 'x'", "« prix » n’est pas un champ connu"),
        ("[colonnes]\nnom = 3", "un texte entre guillemets"),
        ("colonnes = 3", "doit être une partie"),
        ("[position]\nprojection = 'UTM'", "« UTM » inconnue : WGS84 ou Lambert-93"),
        (
            "[[termes]]\nchamp = 'services'\nmots = ['oui']\ncolonnes = ['A']\ndonne = 'Jardinage'",
            "n’est pas une valeur",
        ),
        ("[[termes]]\nchamp = 'services'", "il faut « colonnes », « mots » et « donne »"),
        ("[[termes]]\nchamp = 'rien'", "doit nommer un champ connu"),
        ("[[termes]]\nchamp = 'services'\ncompare = 'à peu près'", "« égal » ou « contient »"),
        ("[termes]\nchamp = 'services'", "deux crochets"),
        ("[fixe]\nservices = ['Jardinage']", "n’est pas une valeur de services"),
        ("[fixe]\nrien = 'x'", "« rien » n’est pas un champ connu"),
        ("[source]\nrang = 'un'", "un nombre entier"),
        ("[horaires.par_jour]\nmonday = 'x'", "écrivez lundi"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_place_to_correct(text: str, sentence: str) -> None:
    with pytest.raises(BadMapping) as refused:
        load_mapping(text)

    assert sentence in str(refused.value)


def test_a_source_name_never_leads_out_of_the_shipped_mappings() -> None:
    assert shipped_mapping("../mappings/angers") is None
    assert shipped_mapping("") is None


def test_the_national_schema_and_data_inclusion_are_known_by_their_columns(tmp_path: Path) -> None:
    national = write_csv(tmp_path / "a.csv", [national_row()])
    structure = {"id": "1", "source": "s", "nom": "n", "date_maj": "2026-01-01", "lien_source": None}
    inclusion = write_json(tmp_path / "b.json", {"structures": [structure], "services": []})

    assert detect_format(read_table(national)) == "schema-national"
    assert detect_format(read_table(inclusion)) == "data-inclusion"


def test_unknown_columns_ask_for_a_mapping(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"Titre": "Café", "Où": "Craon"}])

    with pytest.raises(NoMapping, match="palier suggest-mapping"):
        prepare(path, source_code="territoire")


def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{"Titre": "Café", "Où": "Craon"}])

    with pytest.raises(UnreadableFile, match="« marsien » n’existe pas"):
        prepare(path, source_code="t", mapping_text="[lecture]\nencodage = 'marsien'")


def test_a_suggestion_names_the_columns_that_it_recognised(tmp_path: Path) -> None:
    rows = [
        {
            "N° lieu": f"L{n}",
            "Nom de la structure": f"Espace {n}",
            "Rue": f"{n} rue du Mûrier",
            "CP": "53400",
            "Ville": "Craon",
            "Contact": f"lieu{n}@lieu.example",
            "x": f"{390_000 + n},5",
            "y": f"{6_690_000 + n},5",
            "Tarif": "Gratuit",
            "Couleur": "bleu",
        }
        for n in range(3)
    ]

    text = suggest_mapping(read_table(write_csv(tmp_path / "a.csv", rows)))

    mapping = load_mapping(text)
    assert mapping.key == ("N° lieu",)
    assert {field: columns.names for field, columns in mapping.columns.items()} == {
        "nom": ("Nom de la structure",),
        "adresse": ("Rue",),
        "code_postal": ("CP",),
        "commune": ("Ville",),
        "courriels": ("Contact",),
        "latitude": ("y",),
        "longitude": ("x",),
    }
    assert mapping.projection == "Lambert-93"
    assert [(term.field, term.gives) for term in mapping.terms] == [("frais_a_charge", "FREE")]
    assert text.endswith("# Colonnes laissées de côté : Couleur\n")
