"""The linear auditor: what can be worked out by adding and subtracting published sums. Knows nothing of the publisher.

Published sums are rows of 0 and 1 over classes of people who cannot be told apart by them. Rows are reduced in exact
fractions; a group of people is *derivable* if its row of 0 and 1 lies in the row space. Every such row is fixed by its
entries at the pivots, so trying 0 and 1 there tries all subsets.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

Row = list[Fraction]


def reduced(rows: Iterable[Sequence[int]]) -> list[Row]:
    """Give the reduced row echelon form, without empty rows."""
    matrix = [[Fraction(value) for value in row] for row in rows]
    width = len(matrix[0]) if matrix else 0
    done = 0
    for column in range(width):
        pivot = next((at for at in range(done, len(matrix)) if matrix[at][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        head = matrix[done][column]
        matrix[done] = [value / head for value in matrix[done]]
        for at, row in enumerate(matrix):
            if at != done and row[column]:
                factor = row[column]
                matrix[at] = [value - factor * top for value, top in zip(row, matrix[done], strict=True)]
        done += 1
    return matrix[:done]


def derivable(rows: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """Give every 0/1 row in the row space: each is a group of classes whose sum can be worked out."""
    listed = list(rows)
    if not listed:
        return []
    basis = reduced(listed)
    found = []
    width = range(len(listed[0]))
    for choice in product((0, 1), repeat=len(basis)):
        chosen = [row for row, wanted in zip(basis, choice, strict=True) if wanted]
        sums = [sum((row[at] for row in chosen), Fraction(0)) for at in width]
        if all(value in {0, 1} for value in sums):
            found.append(tuple(int(value) for value in sums))
    return found


def smallest_group(rows: Iterable[Sequence[int]], heads: Sequence[int]) -> int | None:
    """Give the head-count of the smallest derivable group that is not empty, or None where there is none."""
    counts = [sum(h for h, inside in zip(heads, group, strict=True) if inside) for group in derivable(rows)]
    return min((count for count in counts if count > 0), default=None)


def audit[Class](published: Iterable[Iterable[Class]], heads: Mapping[Class, int]) -> int | None:
    """Audit sums published over sets of classes: the smallest non-empty group that can be worked out, in heads.

    Classes that stand in the same sums are one class: no combination tells them apart.
    """
    sums = [frozenset(each) for each in published]
    signatures: dict[tuple[bool, ...], int] = {}
    for name, number in heads.items():
        if number > 0:
            signature = tuple(name in each for each in sums)
            signatures[signature] = signatures.get(signature, 0) + number
    columns = sorted(signatures)
    rows = [[int(column[at]) for column in columns] for at in range(len(sums))]
    return smallest_group(rows, [signatures[column] for column in columns]) if columns else None
