"""No real person, no real number, no one’s machine in the repository."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.consistency import fiction_rules
from tests.consistency.repository import PALIER, ROOT, named, refuse, text_files

Rule = Callable[[str], Iterator[str]]
# Public data as their publishers wrote them, and texts that are not ours.
NOT_OURS = (PALIER / "territory" / "data", ROOT / "LICENSE", ROOT / "package-lock.json")


def _is_ours(path: Path) -> bool:
    return not any(path == other or other in path.parents for other in NOT_OURS)


def _check(rule: Rule) -> None:
    ours = [(path, text) for path, text in text_files() if _is_ours(path) and path != Path(__file__)]

    assert len(ours) > 100  # the repository was found
    refuse(f"{named(path)}:{x}" for path, text in ours for x in rule(text))


def test_telephones_are_in_the_ranges_kept_for_fiction() -> None:
    _check(fiction_rules.real_phones)


def test_mail_addresses_have_domains_that_no_one_can_own() -> None:
    _check(fiction_rules.real_mails)


def test_no_file_names_a_folder_of_somebody() -> None:
    _check(fiction_rules.machine_paths)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "==" in text
    assert "://" not in text
    assert "--index-url" not in text


def test_the_lock_of_the_browser_packages_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert len(packages) > 5
    assert [name for name, package in packages.items() if "resolved" in package] == []


# --- The rules themselves ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        (fiction_rules.real_phones, "a\nTél. 06 12 34 56 78.", ["2: telephone 06 12 34 56 78"]),
        (fiction_rules.real_phones, "'0241234567'", ["1: telephone 0241234567"]),
        (fiction_rules.real_phones, "tel:+33241234567", ["1: telephone +33241234567"]),
        (fiction_rules.real_phones, "+33 (0)2 41 23 45 67", ["1: telephone +33 (0)2 41 23 45 67"]),
        (fiction_rules.real_phones, "02.41.23.45.67", ["1: telephone 02.41.23.45.67"]),
        (fiction_rules.real_mails, "<claire@mairie-ici.fr>", ["1: address claire@mairie-ici.fr"]),
        (fiction_rules.real_mails, "mailto:a.b@example.fr", ["1: address a.b@example.fr"]),
        (fiction_rules.machine_paths, "see /home/claire/notes", ["1: path /home/claire"]),
    ],
)
def test_a_rule_finds_what_breaks_it(rule: Rule, text: str, found: list[str]) -> None:
    assert list(rule(text)) == found


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (fiction_rules.real_phones, "02 61 91 00 12, 06 39 98 00 12, +33 1 99 00 00 12"),
        (fiction_rules.real_phones, "01 03 07 15 16 27 28"),  # codes of départements
        (fiction_rules.real_phones, "sha256:0241234567ab, 0.0241234567, 3646, 0 805 00 00 00"),
        (fiction_rules.real_mails, "contact@palier.example, a@example.org, b@c.test, htmx.org@4.0.1"),
        (fiction_rules.machine_paths, "docs/work/plan, https://x.example/home/page"),
    ],
)
def test_a_rule_accepts_what_follows_it(rule: Rule, text: str) -> None:
    assert list(rule(text)) == []
