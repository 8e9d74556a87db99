"""Files of the national schema and files of truth."""

import gzip
import json

import pytest

from palier.linkage.national import UnreadableSet, read_records, read_truth, record_of

ROW = {
    "id": 7, "nom": " Médiathèque ", "adresse": "1 rue A", "commune": "Laval", "code_postal": "53000",
    "code_insee": "53130", "latitude": "48,07", "longitude": -0.77, "pivot": "73282932000074",
    "telephone": "0261910001", "courriels": "a@b.example|c@d.example",
    "site_web": None, "typologie": ["BIB", "EPN"],
}  # fmt: skip


def test_a_place_of_the_schema_is_a_record():
    record = record_of(ROW)

    assert (record.id, record.name, record.lat, record.lon) == ("7", "Médiathèque", 48.07, -0.77)
    assert (record.mails, record.sites, record.types) == (("a@b.example", "c@d.example"), (), ("BIB", "EPN"))


def test_what_is_not_readable_is_unknown():
    record = record_of({"id": "x", "latitude": "nord", "nom": {"fr": "?"}, "adresse": ["?"]})

    assert (record.lat, record.name, record.address) == (None, "", "")


def test_a_file_may_be_compressed(tmp_path):
    path = tmp_path / "fiches.json.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump([ROW], file)

    assert read_records(path) == [record_of(ROW)]


def test_the_pairs_that_clusters_imply_are_true(tmp_path):
    path = tmp_path / "truth.json"
    path.write_text('{"pairs": [["b", "a"], ["x", "w"]], "cluster": {"a": 1, "b": 1, "c": 1, "d": 2}}')

    assert read_truth(path) == {("a", "b"), ("a", "c"), ("b", "c"), ("w", "x")}


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "[1]", '[{"nom": "sans id"}]', '[{"id": 1}, {"id": "1"}]', "pas du JSON"]
)
def test_a_file_of_records_that_is_not_one_is_refused(tmp_path, text):
    path = tmp_path / "fiches.json"
    path.write_text(text)

    with pytest.raises(UnreadableSet, match="fiches"):
        read_records(path)


@pytest.mark.parametrize("text", ["[]", '{"x": 1}'])
def test_a_truth_that_is_not_one_is_refused(tmp_path, text):
    path = tmp_path / "truth.json"
    path.write_text(text)

    with pytest.raises(UnreadableSet, match="truth"):
        read_truth(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableSet, match="absent"):
        read_truth(tmp_path / "absent.json")
