"""From many places to few dots: what falls into one cell of a fine grid is one dot, sized by how many."""

from dataclasses import dataclass

import numpy as np

from scibridge.engines.mapping.projection import Numbers

# A dot of class n stands for at least so many places.
SIZES = (1, 3, 10, 40)


@dataclass(frozen=True, slots=True)
class Dots:
    """Cells of the grid that hold something, row by row: column, row, and how many places each holds."""

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    numbers: tuple[int, ...]
    cell: float

    def __len__(self) -> int:
        return len(self.numbers)

    def of_size(self, size: int) -> list[tuple[int, int]]:
        """Columns and rows of the dots of one class of :data:`SIZES`, in reading order."""
        least = SIZES[size]
        most = SIZES[size + 1] if size + 1 < len(SIZES) else None
        return [
            (column, row)
            for column, row, number in zip(self.columns, self.rows, self.numbers, strict=True)
            if number >= least and (most is None or number < most)
        ]


def bin_dots(x: Numbers, y: Numbers, cell: float) -> Dots:
    """One dot per cell of ``cell`` units that holds a point. Points that are no numbers are left out."""
    if cell <= 0:
        raise ValueError("a cell has a size above nothing")
    known = np.isfinite(x) & np.isfinite(y)
    columns = np.floor(x[known] / cell).astype(np.int64)
    rows = np.floor(y[known] / cell).astype(np.int64)
    cells, numbers = np.unique(np.stack([rows, columns], axis=1), axis=0, return_counts=True)
    return Dots(
        tuple(int(one) for one in cells[:, 1]),
        tuple(int(one) for one in cells[:, 0]),
        tuple(int(one) for one in numbers),
        cell,
    )
