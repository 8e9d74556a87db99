"""Numbers in French: none and one are singular."""

import pytest

from palier.web.templatetags.words import plural


@pytest.mark.parametrize(
    ("count", "ending", "verb"),
    [(0, "", "a"), (1, "", "a"), (2, "s", "ont"), (250, "s", "ont"), (None, "", "a")],
)
def test_a_number_is_followed_by_its_french_ending(count: int | None, ending: str, verb: str) -> None:
    assert (plural(count), plural(count, "a,ont")) == (ending, verb)
