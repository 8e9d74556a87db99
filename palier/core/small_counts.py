"""Counts of people too small to be shown: in a village, « one person over 75 » is somebody. Pure."""

from collections.abc import Collection, Mapping


def masked(count: int, *, below: int) -> int | None:
    """Return `count`, or None when it is at least 1 and under `below`."""
    return None if 0 < count < below else count


def masked_counts(
    counts: Mapping[str, int], *, below: int, hide: Collection[str] = ()
) -> dict[str, int | None]:
    """Return the counts of parts that do not overlap, in the same order, small ones as None.

    The total is often known. One part masked alone, or parts whose sum is small, would be found by subtraction: the
    smallest of the others are then masked too. `hide`: parts to mask in any case, found by subtraction elsewhere.
    """
    hidden = {name for name, count in counts.items() if 0 < count < below or name in hide}
    others = sorted(
        (name for name, count in counts.items() if count and name not in hidden), key=lambda n: counts[n]
    )
    while hidden and others and (len(hidden) == 1 or sum(counts[name] for name in hidden) < below):
        hidden.add(others.pop(0))
    return {name: None if name in hidden else count for name, count in counts.items()}
