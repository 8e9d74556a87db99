"""Measure the joining of sources on invented sets: figures, processor seconds and memory by number of records."""

import argparse
import resource
import time

from bench.linkage_sets import make_set
from palier.linkage.evaluation import evaluate
from palier.linkage.linking import link
from palier.linkage.national import pairs_within, record_of


def measure(records: int, *, world: str, seed: int) -> str:
    """Return one row of the table of docs/doublons.md."""
    rows, truth = make_set(seed, records, world=world)
    known = [record_of(row) for row in rows]
    members: dict[int, list[str]] = {}
    for identifier, number in truth["cluster"].items():
        members.setdefault(number, []).append(identifier)
    started = time.process_time()
    linkage = link(known)
    seconds = time.process_time() - started
    scores = evaluate(linkage, pairs_within(members.values()), records=len(known))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"| {world} {seed}, {len(known)} | {scores.precision:.4f} | {scores.recall:.4f} | {scores.recall_asked:.4f} "
        f"| {100 * scores.asked:.2f} % | {seconds:.1f} s | {peak_mb:.0f} Mo |"
    )


def main() -> None:
    """Print one row per size, smallest first: the peak of memory only grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[2_000, 20_000, 200_000])
    parser.add_argument("--world", choices=["ouest", "sud"], default="sud")
    parser.add_argument("--seed", type=int, default=9)
    asked = parser.parse_args()
    print("| jeu, fiches | précision | rappel | avec questions | questions | processeur | mémoire |")
    print("|---|---|---|---|---|---|---|")
    for records in sorted(asked.records):
        print(measure(records, world=asked.world, seed=asked.seed), flush=True)


if __name__ == "__main__":
    main()
