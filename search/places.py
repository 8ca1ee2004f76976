"""Parts of the globe that cases are looked for in, in degrees."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

EARTH_RADIUS_KM = 6371.0
# A circle is searched as so many boxes one above the other. They hold all of it, and
# at most 5 % of its radius more (measured in tests/search/test_places.py).
_STRIPS = 48


@dataclass(frozen=True, slots=True)
class Box:
    """All borders included. West of a box across the date line is above its east."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Box | None:
        """From "west,south,east,north"; None where that is no part of the globe."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            return None
        box = cls(west, south, east, north)
        in_range = abs(west) <= 180 >= abs(east) and -90 <= south <= north <= 90
        return box if in_range else None

    def __str__(self) -> str:
        return ",".join(f"{side:g}" for side in self.sides)

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north

    def parts(self) -> tuple[Box, ...]:
        """This box as one or two that do not cross the date line."""
        if self.west <= self.east:
            return (self,)
        return (
            Box(self.west, self.south, 180.0, self.north),
            Box(-180.0, self.south, self.east, self.north),
        )


def circle(latitude: float, longitude: float, km: float) -> tuple[Box, ...]:
    """Boxes that cover what is at most `km` away along the earth's surface."""
    reach = math.degrees(km / EARTH_RADIUS_KM)
    if reach >= 90:
        return (Box(-180.0, -90.0, 180.0, 90.0),)
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    height = (north - south) / _STRIPS
    # Each strip begins where the one below it ends, to the last bit.
    edges = [*(south + n * height for n in range(_STRIPS)), north]
    boxes = []
    for low, high in pairwise(edges):
        around = (low, (low + high) / 2, high)
        half = max(_half_width(latitude, at, reach) for at in around)
        if half >= 180:
            boxes.append(Box(-180.0, low, 180.0, high))
            continue
        west, east = _wrapped(longitude - half), _wrapped(longitude + half)
        boxes += Box(west, low, east, high).parts()
    return tuple(boxes)


def _half_width(latitude: float, at: float, reach: float) -> float:
    """Degrees of longitude from the centre to the rim, at another latitude: the
    spherical law of cosines."""
    centre, other, angle = map(math.radians, (latitude, at, reach))
    across = math.cos(centre) * math.cos(other)
    if across < 1e-9:
        return 180.0
    cosine = (math.cos(angle) - math.sin(centre) * math.sin(other)) / across
    return math.degrees(math.acos(min(1.0, max(-1.0, cosine))))


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
