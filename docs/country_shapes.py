"""Make the shapes of the countries for the map of results.

    npm pack world-atlas@2.0.2 && tar -xzf world-atlas-2.0.2.tgz
    .venv/bin/python -m docs.country_shapes package/countries-50m.json

Reads Natural Earth's countries at 1:50 million as TopoJSON and writes GeoJSON to
knowledge_hub/static/vendor/natural-earth/. Borders are simplified before shapes are
put together, so that neighbours still fit.
"""

from __future__ import annotations

import heapq
import json
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = (
    Path(__file__).resolve().parents[1]
    / "knowledge_hub/static/vendor/natural-earth/countries.json"
)
# Square degrees: a corner whose triangle is smaller is cut off. Chosen so that the file
# stays under 90 kB compressed.
CORNER = 0.028
# Square degrees: smaller islands are left out where CityNet has no members.
ISLAND = 0.5
# Where every island stays: west, south, east, north.
ASIA_PACIFIC = (60.0, -50.0, 240.0, 50.0)
# The map begins here, in the Atlantic, so that the Pacific is in one piece.
WEST_END = -30.0
ANTARCTICA = "010"

Point = tuple[float, float]
Ring = list[Point]


def main(source: str) -> None:
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = [simplified(arc) for arc in decoded(topology)]
    features = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = list(kept(shape, arcs))
        if polygons and shape.get("id") != ANTARCTICA:
            geometry = {"type": "MultiPolygon", "coordinates": polygons}
            features.append({"type": "Feature", "properties": {}, "geometry": geometry})
    collection = {"type": "FeatureCollection", "features": features}
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(collection, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{len(features)} countries, {len(text):,} bytes in {TARGET.name}")


def decoded(topology: dict) -> Iterator[Ring]:
    """The arcs in degrees: each is steps on a grid from its first point."""
    (scale_x, scale_y), (left, low) = (
        topology["transform"]["scale"], topology["transform"]["translate"],
    )  # fmt: skip
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + low))
        yield unrolled(points)


def simplified(points: Ring) -> Ring:
    """Without the corners that matter least (Visvalingam and Whyatt, 1993). The ends
    stay; so do two corners of an arc that is a whole island."""
    fewest = 4 if points[0] == points[-1] else 2
    before = {n: n - 1 for n in range(1, len(points))}
    after = {n: n + 1 for n in range(len(points) - 1)}

    def size(n: int) -> float:
        return abs(area([points[before[n]], points[n], points[after[n]]]))

    heap = [(size(n), n) for n in range(1, len(points) - 1)]
    heapq.heapify(heap)
    left = set(range(len(points)))
    while heap and len(left) > fewest:
        corner, n = heapq.heappop(heap)
        if n not in left or corner < size(n):
            continue
        if corner > CORNER:
            break
        left.remove(n)
        before[after[n]], after[before[n]] = before[n], after[n]
        for beside in (before[n], after[n]):
            if beside in before and beside in after:
                # Never less than what was cut off beside it.
                heapq.heappush(heap, (max(size(beside), corner), beside))
    return [points[n] for n in sorted(left)]


def kept(shape: dict, arcs: list[Ring]) -> Iterator[list[Ring]]:
    """The polygons of a country that can be seen, with their holes."""
    many = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}
    for polygon in many.get(shape["type"], []):
        rings = [joined(indexes, arcs) for indexes in polygon]
        outer = rings[0]
        if len(outer) < 4 or (abs(area(outer)) < ISLAND and not near(outer)):
            continue
        holes = [ring for ring in rings[1:] if abs(area(ring)) > CORNER]
        yield [[(round(x, 2), round(y, 2)) for x, y in r] for r in (outer, *holes)]


def joined(indexes: list[int], arcs: list[Ring]) -> Ring:
    """A ring of arcs; a negative number is an arc backwards (its complement)."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    ring = unrolled(ring)
    middle = sum(x for x, _y in ring) / len(ring)
    return [(x + 360, y) for x, y in ring] if middle < WEST_END else ring


def unrolled(points: Ring) -> Ring:
    """Without the jump from 180 to -180 of what crosses the date line."""
    found: Ring = []
    for x, y in points:
        turns = round((found[-1][0] - x) / 360) if found else 0
        found.append((x + 360 * turns, y))
    return found


def area(ring: Ring) -> float:
    """Square degrees, negative for a ring that runs clockwise."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x * b - a * y for (x, y), (a, b) in pairs) / 2


def near(ring: Ring) -> bool:
    west, south, east, north = ASIA_PACIFIC
    return any(west <= x <= east and south <= y <= north for x, y in ring)


if __name__ == "__main__":
    main(*sys.argv[1:])
