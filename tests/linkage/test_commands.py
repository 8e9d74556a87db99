"""`palier evaluate-linkage` and `palier train-linkage`: files in, files out, no database."""

import json
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bench.linkage_sets import make_set
from palier.linkage.weights import read_weights


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("sets")
    rows, truth = make_set(31, 500)
    (folder / "fiches.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "verite.json").write_text(json.dumps(truth), encoding="utf-8")
    return str(folder / "fiches.json"), str(folder / "verite.json")


SHARE = r"(0\.\d{4}|1\.0000)"
LINE = re.compile(rf"precision={SHARE} recall={SHARE} asked={SHARE} seconds=(\d+\.\d) recall_asked={SHARE}\n")


def test_evaluating_prints_one_line(files):
    assert LINE.fullmatch(run("evaluate_linkage", *files))


def test_training_shows_the_weights_and_writes_them_only_when_asked(files, tmp_path):
    target = tmp_path / "weights.toml"

    shown = run("train_linkage", *files, "--to", str(target))
    assert not target.exists()
    run("train_linkage", *files, "--to", str(target), "--write")

    assert target.read_text(encoding="utf-8") == shown
    assert read_weights(shown).join_bits >= read_weights(shown).ask_bits
    assert "Learnt from fiches.json." in shown


def test_files_that_are_not_sets_are_refused_with_a_sentence(files, tmp_path):
    empty = tmp_path / "vide.json"
    empty.write_text("[]")
    nothing = tmp_path / "rien.json"
    nothing.write_text('{"pairs": []}')

    with pytest.raises(CommandError, match="vide"):
        run("evaluate_linkage", files[0], str(empty))
    with pytest.raises(CommandError, match="vide"):
        run("train_linkage", files[0], str(empty))
    with pytest.raises(CommandError, match="deux par deux"):
        run("train_linkage", files[0])
    with pytest.raises(CommandError, match="deux lieux"):
        run("train_linkage", str(empty), str(nothing))


@pytest.mark.parametrize("name", ["hard_2000", "dense_2000", "spread_2000"])
def test_the_given_sets_are_joined_as_promised(name):
    """PALIER_SOURCES is the folder of the real files; the sets with a truth are beside it."""
    sources = os.environ.get("PALIER_SOURCES", "")
    if not sources:
        pytest.skip("PALIER_SOURCES ne donne aucun dossier de fichiers réels")
    folder = Path(sources).parent / "synthetic"

    line = run("evaluate_linkage", str(folder / f"{name}.json"), str(folder / f"{name}.truth.json"))

    precision, recall, asked, _, recall_asked = map(float, LINE.fullmatch(line).groups())
    assert precision >= 0.99
    assert recall >= 0.93
    assert asked <= 0.03
    assert recall_asked >= 0.98
