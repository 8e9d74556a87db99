"""The weights: for each level of each comparison, how often it is met among pairs that are one place (m) and among
candidate pairs that are two (u). They are data, written by `palier train-linkage`, never typed in.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from palier.linkage.comparisons import COMPARISONS, Comparison
from palier.linkage.records import Evidence

DATA_FILE = Path(str(files("palier.linkage") / "data" / "weights.toml"))


class BadWeights(Exception):
    """The weights file does not fit the comparisons; the message is a French sentence."""


@dataclass(frozen=True)
class Weights:
    """`m_u`: (field, level) → (m, u), both in ]0, 1[. Thresholds are sums of weights, in bits.

    A pair at `join_bits` or more is joined, at `ask_bits` or more asked. Two members of a cluster under
    `refuse_bits` contradict it.
    """

    m_u: dict[tuple[str, str], tuple[float, float]]
    join_bits: float
    ask_bits: float
    refuse_bits: float

    def bits(self, field: str, level: str) -> float:
        """Return log2(m / u)."""
        m, u = self.m_u[field, level]
        return math.log2(m / u)

    def evidence(self, comparison: Comparison, gamma: int) -> Evidence | None:
        """Return what a level says, None if the field is missing."""
        level = comparison.level(gamma)
        if level is None:
            return None
        bits = self.bits(comparison.field, level.name)
        return Evidence(comparison.field, level.name, bits, f"{level.words} {signed(bits)}")


def signed(bits: float) -> str:
    """Return a rounded weight as people read it: « +8 », « −5 », « 0 »."""
    whole = round(bits)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def read_weights(text: str) -> Weights:
    """Read the TOML of data/weights.toml. Raises BadWeights if a level is missing or a share is not in ]0, 1[."""
    said = tomllib.loads(text)
    m_u: dict[tuple[str, str], tuple[float, float]] = {}
    for comparison in COMPARISONS:
        for level in comparison.levels:
            shares = said.get("levels", {}).get(comparison.field, {}).get(level.name, {})
            m, u = float(shares.get("m", 0)), float(shares.get("u", 0))
            if not (0 < m < 1 and 0 < u < 1):
                raise BadWeights(
                    f"Le niveau « {level.name} » de « {comparison.field} » n’a pas ses deux proportions m et u, "
                    "entre 0 et 1 : relancez « palier train-linkage »."
                )
            m_u[comparison.field, level.name] = (m, u)
    bounds = said.get("thresholds", {})
    try:
        join, ask, refuse = (float(bounds[name]) for name in ("join_bits", "ask_bits", "refuse_bits"))
    except KeyError as missing:
        raise BadWeights(f"Le seuil {missing} manque : relancez « palier train-linkage ».") from None
    if not refuse <= ask <= join:
        raise BadWeights("Les seuils doivent croître : refuse_bits, ask_bits, join_bits.")
    return Weights(m_u, join, ask, refuse)


def write_weights(weights: Weights, *, told: str) -> str:
    """Return the TOML of the weights; `told` says from what they were estimated."""
    lines = [f"# Written by « palier train-linkage »: do not edit. {told}", "", "[thresholds]"]
    lines += [f"{name} = {getattr(weights, name):.3f}" for name in ("join_bits", "ask_bits", "refuse_bits")]
    for comparison in COMPARISONS:
        lines += ["", f"[levels.{comparison.field}]"]
        for level in comparison.levels:
            m, u = weights.m_u[comparison.field, level.name]
            bits = weights.bits(comparison.field, level.name)
            lines.append(f'"{level.name}" = {{ m = {m:.6f}, u = {u:.6f} }} # {bits:+.2f} bits')
    return "\n".join(lines) + "\n"


@cache
def shipped_weights() -> Weights:
    """Return the weights of data/weights.toml."""
    return read_weights(DATA_FILE.read_text(encoding="utf-8"))
