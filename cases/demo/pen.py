"""A pen that draws flat shapes with outlines in the colour of a pillar."""

from __future__ import annotations

import hashlib
import math
import random

from PIL import Image, ImageDraw

SIZE = (1600, 1000)
PAPER = (0xF6, 0xF5, 0xF1)
PILLARS = {
    "governance": (0x14, 0x3B, 0x70),
    "branding": (0xA7, 0x06, 0xC6),
    "economy": (0x8D, 0x5F, 0x01),
    "living": (0x29, 0x77, 0x80),
    "society": (0x5A, 0x2C, 0x37),
    "environment": (0x56, 0x77, 0x44),
}
GROUND = 740  # y of the line on which everything stands
# Drawn twice as large and scaled down: Pillow does not smooth edges by itself.
OVERSAMPLING = 2

Point = tuple[float, float]


def mixed(colour: tuple[int, ...], share: float) -> tuple[int, ...]:
    """The colour thinned with paper; a share of 1 leaves it as it is."""
    return tuple(round(p + (c - p) * share) for c, p in zip(colour, PAPER, strict=True))


class Pen:
    """Draws in the pillar's colour on a canvas of 1600 x 1000 units."""

    def __init__(self, key: str, pillar: str) -> None:
        seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
        self.rng = random.Random(seed)  # noqa: S311 - decoration, not secrecy
        ink = PILLARS[pillar]
        self.ink = ink
        self.pale, self.light, self.mid = (mixed(ink, s) for s in (0.1, 0.22, 0.48))
        self.image = Image.new("RGB", [n * OVERSAMPLING for n in SIZE], PAPER)
        self.sheet = ImageDraw.Draw(self.image)

    def _scaled(self, points: list[Point]) -> list[Point]:
        return [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]

    def line(self, points: list[Point], width: int = 6, colour=None) -> None:
        spots, thick = self._scaled(points), width * OVERSAMPLING
        self.sheet.line(spots, colour or self.ink, thick, joint="curve")
        radius = thick / 2 - 0.5
        for x, y in (spots[0], spots[-1]):
            box = (x - radius, y - radius, x + radius, y + radius)
            self.sheet.ellipse(box, colour or self.ink)

    def shape(self, points: list[Point], fill=PAPER, width: int = 6) -> None:
        self.sheet.polygon(self._scaled(points), fill)
        if width:
            self.line([*points, points[0]], width)

    def box(self, x: float, y: float, w: float, h: float, fill=PAPER, width=6) -> None:
        self.shape([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], fill, width)

    def disc(self, x: float, y: float, r: float, fill=PAPER, width: int = 6) -> None:
        angles = [a / 32 * math.pi for a in range(64)]
        circle = [(x + r * math.cos(a), y + r * math.sin(a)) for a in angles]
        self.shape(circle, fill, width)

    def arc(self, x, y, rx, ry, start, end, width: int = 6, colour=None) -> None:
        """Angles in degrees, clockwise from three o'clock."""
        steps = [math.radians(start + (end - start) * i / 40) for i in range(41)]
        curve = [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in steps]
        self.line(curve, width, colour)

    def waves(self, x: float, y: float, length: float, colour=None) -> None:
        curve = [(x + i * 4, y + 7 * math.sin(i / 6)) for i in range(int(length / 4))]
        self.line(curve, 5, colour)
