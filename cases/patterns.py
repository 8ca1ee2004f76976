"""A line drawing for a case without a picture: the motif says the pillar, the lines
are drawn from the slug, so the same case looks the same in every place.

Only numbers go into the drawing, and at most 1.5 kB. It has no size of its own: it
fills the element around it and loses its left and right ends where that is narrow.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 160, 80


def _random(seed: str) -> random.Random:
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    return random.Random(digest)  # noqa: S311 (a drawing, not a secret)


def _cuts(rng: random.Random, length: int, least: int, most: int) -> list[int]:
    """Positions inside `length` whose distances are between `least` and `most`."""
    cuts, position = [], rng.randint(least // 2, most)
    while position < length:
        cuts.append(position)
        position += rng.randint(least, most)
    return cuts


def grid(rng: random.Random) -> list[tuple[str, float]]:
    """Streets and blocks, as on a plan of a town."""
    columns = _cuts(rng, WIDTH, 7, 18)
    rows = _cuts(rng, HEIGHT, 7, 15)
    streets = "".join(f"M{x} 0v{HEIGHT}" for x in columns)
    streets += "".join(f"M0 {y}h{WIDTH}" for y in rows)
    blocks = []
    for left, right in pairwise(columns):
        for top, bottom in pairwise(rows):
            if rng.random() < 0.22:
                middle = (top + bottom) / 2
                blocks.append((right - left, f"M{left} {middle:g}h{right - left}"))
                for y in range(top + 2, bottom, 2):
                    blocks.append((0, f"M{left} {y}h{right - left}"))
    hatch = "".join(path for _width, path in blocks)[:900].rpartition("M")[0]
    return [(streets, 1.2), (hatch, 0.6)]


def weave(rng: random.Random) -> list[tuple[str, float]]:
    """Strands that go over and under each other."""
    cell = 20
    strands = ""
    for row in range(HEIGHT // cell):
        for column in range(WIDTH // cell):
            across = (row + column) % 2 == 0
            if rng.random() < 0.18:
                across = not across
            x, y = column * cell, row * cell
            if across:
                strands += f"M{x} {y + 4}h20m-20 6h20m-20 6h20"
            else:
                strands += f"M{x + 4} {y}v20m6-20v20m6-20v20"
    return [(strands, 1.1)]


def steps(rng: random.Random) -> list[tuple[str, float]]:
    """Stairs that rise to the right."""
    stairs = ""
    tread, rise = rng.randint(13, 22), rng.randint(5, 9)
    for start in range(-10, HEIGHT + 90, rng.randint(9, 13)):
        path, x = f"M0 {start + 40}", 0
        while x < WIDTH:
            width = tread + rng.randint(-4, 4)
            path += f"h{width}v-{rise}"
            x += width
        stairs += path
    return [(stairs[:1150].rpartition("M")[0] or stairs, 1.2)]


def waves(rng: random.Random) -> list[tuple[str, float]]:
    """Water, calmer from line to line."""
    lines = ""
    length = rng.randint(16, 26)
    gap = rng.randint(7, 10)
    for number, y in enumerate(range(0, HEIGHT + gap, gap)):
        swing = max(2, rng.randint(3, 9) - number // 3)
        lines += f"M-{rng.randint(0, length)} {y}q{length // 2}-{swing} {length} 0"
        lines += f"t{length} 0" * (WIDTH // length + 1)
    return [(lines, 1.2)]


def dots(rng: random.Random) -> list[tuple[str, float]]:
    """People in a square: small and large, some apart."""
    sizes: dict[float, str] = {1.6: "", 3.4: "", 5.6: ""}
    phase, turn = rng.uniform(0, 6), rng.uniform(0.25, 0.6)
    for row in range(8):
        for column in range(16):
            x, y = column * 10 + 5 * (row % 2), row * 10 + 5
            swell = math.sin(phase + column * turn) + math.cos(phase + row * turn * 1.7)
            size = 1.6 if swell < -0.3 else 3.4 if swell < 0.8 else 5.6
            if rng.random() < 0.9:
                sizes[size] += f"M{x} {y}h0"
    return [(path, size) for size, path in sizes.items()]


def contour(rng: random.Random) -> list[tuple[str, float]]:
    """Height lines around a hill."""
    x, y = rng.randint(55, 105), rng.randint(25, 55)
    corners = 9
    shape = [rng.uniform(0.72, 1.28) for _corner in range(corners)]
    lines = ""
    for ring in range(1, 9):
        radius = 5 + ring * 10.5
        points = []
        for corner in range(corners):
            angle = 2 * math.pi * corner / corners
            reach = radius * (1 + (shape[corner] - 1) * min(1.0, ring / 4))
            points.append(
                (x + reach * math.cos(angle) * 1.2, y + reach * math.sin(angle))
            )
        middles = [
            ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            for a, b in zip(points, points[1:] + points[:1], strict=True)
        ]
        lines += f"M{middles[-1][0]:.0f} {middles[-1][1]:.0f}"
        for point, middle in zip(points, middles, strict=True):
            lines += f"Q{point[0]:.0f} {point[1]:.0f} {middle[0]:.0f} {middle[1]:.0f}"
    return [(lines, 1.2)]


MOTIFS: dict[str, Callable[[random.Random], list[tuple[str, float]]]] = {
    "governance": grid,
    "branding": weave,
    "economy": steps,
    "living": waves,
    "society": dots,
    "environment": contour,
}


def draw(slug: str, pillar: str = "", colour: str = "currentColor") -> SafeString:
    """The drawing as an SVG element. A case without a pillar gets a motif by chance."""
    rng = _random(slug)
    motif = MOTIFS.get(pillar) or rng.choice(list(MOTIFS.values()))
    paths = [
        format_html('<path stroke-width="{}" d="{}"/>', width, path)
        for path, width in motif(rng)
        if path
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" fill="none" '
        'stroke="{}" stroke-linecap="{}" preserveAspectRatio="xMidYMid slice" '
        'aria-hidden="true">{}</svg>',
        WIDTH,
        HEIGHT,
        colour,
        "round" if motif is dots else "butt",
        SafeString("".join(paths)),
    )
