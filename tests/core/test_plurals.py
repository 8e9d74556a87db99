import pytest

from palier.core.plurals import counted


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 place libre"), (1, "1 place libre"), (2, "2 places libres")]
)
def test_zero_and_one_are_singular_in_french(count: int, said: str) -> None:
    assert counted(count, "place libre") == said
