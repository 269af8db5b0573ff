"""Equal Earth: a projection of the whole world on which equal areas stay equal.

The polynomial of Šavrič, Patterson and Jenny, "The Equal Earth map projection", International Journal of
Geographical Information Science 33(3), 2019, doi:10.1080/13658816.2018.1504949. Chosen because the
picture shows density: on a projection that swells the north, the south would look empty for no reason.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = np.sqrt(3.0) / 2.0


def wrapped(longitudes: Numbers, centre: float) -> Numbers:
    """Degrees east of ``centre``, from -180 up to but not including 180."""
    turned: Numbers = np.mod(np.asarray(longitudes, dtype=np.float64) - centre + 180.0, 360.0) - 180.0
    return turned


def equal_earth(east: Numbers, latitudes: Numbers) -> tuple[Numbers, Numbers]:
    """Plane coordinates on a sphere of radius one; ``east`` is degrees east of the central meridian."""
    theta = np.arcsin(_M * np.sin(np.radians(latitudes)))
    square = theta * theta
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x: Numbers = np.radians(east) * np.cos(theta) / (_M * slope)
    y: Numbers = theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return x, y


_EDGE = float(equal_earth(np.array([180.0]), np.array([0.0]))[0][0])


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of the world: ``width`` units wide, ``centre`` degrees east in the middle, north up.

    ``south`` and ``north`` cut off what nobody inhabits; the height follows.
    """

    width: float = 1000.0
    centre: float = 0.0
    south: float = -90.0
    north: float = 90.0

    @property
    def scale(self) -> float:
        """Units of the picture to a radius of the Earth."""
        return self.width / (2 * _EDGE)

    @property
    def top(self) -> float:
        """The plane's height at the upper edge, in radii."""
        return float(equal_earth(np.array([0.0]), np.array([self.north]))[1][0])

    @property
    def height(self) -> float:
        """The picture's height in its units."""
        bottom = float(equal_earth(np.array([0.0]), np.array([self.south]))[1][0])
        return (self.top - bottom) * self.scale

    def place(self, longitudes: Numbers, latitudes: Numbers) -> tuple[Numbers, Numbers]:
        """Picture coordinates, origin at the upper left."""
        x, y = equal_earth(wrapped(longitudes, self.centre), np.asarray(latitudes, dtype=np.float64))
        return self.width / 2 + x * self.scale, (self.top - y) * self.scale
