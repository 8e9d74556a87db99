"""A ridge logistic regression on cases told by which columns they have. Plain Python: the cases are few and sparse."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS, _ENOUGH = 40, 1e-8
_FARTHEST = 30.0  # e^30: a probability no float tells from 1


@dataclass(frozen=True)
class Case:
    """Pairs that have the same columns: how many (fractions allowed) are two places, how many are one."""

    columns: tuple[int, ...]
    twos: float
    ones: float


def fit(cases: Sequence[Case], *, width: int, ridge: float) -> list[float]:
    """Return one weight per column, in natural log odds; a free intercept is fitted and left out.

    Newton’s method on the penalised likelihood, which has one maximum. `ridge` > 0 keeps rare columns near 0.
    """
    beta = [0.0] * (width + 1)
    for _ in range(_STEPS):
        gradient = [-ridge * b for b in beta]
        gradient[width] = 0.0
        hessian = [[0.0] * (width + 1) for _ in beta]
        for i in range(width):
            hessian[i][i] = ridge
        hessian[width][width] = 1e-9
        for case in cases:
            _add(case, (*case.columns, width), beta, gradient, hessian)
        step = solve(hessian, gradient)
        beta = [b + s for b, s in zip(beta, step, strict=True)]
        if max(map(abs, step)) < _ENOUGH:
            break
    return beta[:width]


def _add(
    case: Case, columns: tuple[int, ...], beta: list[float], gradient: list[float], hessian: list[list[float]]
) -> None:
    odds = sum(beta[column] for column in columns)
    p = 1 / (1 + math.exp(-max(-_FARTHEST, min(_FARTHEST, odds))))
    count = case.ones + case.twos
    slope, curve = case.ones - count * p, count * p * (1 - p)
    for column in columns:
        gradient[column] += slope
        line = hessian[column]
        for other in columns:
            line[other] += curve


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve matrix · x = right by Gaussian elimination with pivots. Raises ZeroDivisionError if there is no one x."""
    size = len(right)
    lines = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(size):
        best = max(range(i, size), key=lambda k: abs(lines[k][i]))
        lines[i], lines[best] = lines[best], lines[i]
        for k in range(i + 1, size):
            share = lines[k][i] / lines[i][i]
            if share:
                lines[k] = [a - share * b for a, b in zip(lines[k], lines[i], strict=True)]
    x = [0.0] * size
    for i in reversed(range(size)):
        x[i] = (lines[i][size] - sum(lines[i][k] * x[k] for k in range(i + 1, size))) / lines[i][i]
    return x
