import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.territory import typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("Craon", {"name": "craon"}),
        ("53400", {"postal_code": "53400"}),
        ("53 400", {"postal_code": "53400"}),
        ("Craon (53400)", {"name": "craon", "postal_code": "53400"}),
        ("53400 Craon", {"name": "craon", "postal_code": "53400"}),
        ("1400 Neuville", {"name": "neuville", "postal_code": "01400", "lost_zero": True}),
        ("2a004", {"insee_code": "2A004"}),
        ("Laval Cedex 9", {"name": "laval", "is_cedex": True}),
        ("53013 LAVAL CEDEX 9", {"name": "laval", "postal_code": "53013", "is_cedex": True}),
        ("Craon (53)", {"name": "craon", "departement": "53"}),
        ("Craon, Mayenne", {"name": "craon", "departement": "mayenne"}),
        ("Saint-Denis 974", {"name": "saint denis", "departement": "974"}),
        ("Ajaccio (2a)", {"name": "ajaccio", "departement": "2A"}),
        ("Paris 11e", {"name": "paris", "arrondissement": "75111"}),
        ("Paris XI", {"name": "paris", "arrondissement": "75111"}),
        ("paris XIXe arr.", {"name": "paris", "arrondissement": "75119"}),
        ("Paris XIV", {"name": "paris", "arrondissement": "75114"}),
        ("Lyon 03", {"name": "lyon", "arrondissement": "69383"}),
        ("Marseille 1er arrondissement", {"name": "marseille", "arrondissement": "13201"}),
        ("Varennes s/ Loire", {"name": "varennes sur loire"}),
        ("Varennes /s Loire", {"name": "varennes sur loire"}),
        ("Bois s/s Roche", {"name": "bois sous roche"}),
    ],
)
def test_one_field_is_taken_apart(text, expected):
    found = typed.from_text(text)

    assert {key: value for key, value in vars(found).items() if value and key != "said"} == expected


def test_separate_fields_are_cleaned_one_by_one():
    found = typed.from_parts(name="Craon Cedex", postal_code=" F-53401 CEDEX", insee_code="1053")

    assert found == typed.Typed(
        name="craon", said="Craon Cedex", postal_code="53401", insee_code="01053", is_cedex=True
    )


@given(st.text(max_size=300))
def test_no_text_raises(text):
    found = typed.from_text(text)

    assert found.postal_code == "" or (len(found.postal_code) == 5 and found.postal_code.isdigit())
