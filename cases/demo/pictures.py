"""Cover pictures for the demonstration cases, drawn by code so that no photograph
needs a licence. The same key, pillar and sector always give the same picture."""

from __future__ import annotations

import io
import math

from PIL import Image

from cases.demo.motifs import SECTORS, tree
from cases.demo.pen import GROUND, SIZE, Pen


def sky(pen: Pen) -> None:
    rng = pen.rng
    pen.disc(rng.randint(250, 1350), rng.randint(190, 300), rng.randint(80, 125),
             pen.light, 0)  # fmt: skip
    for _ in range(rng.randint(2, 4)):
        x, y = rng.randint(80, 1280), rng.randint(90, 330)
        for offset, length in ((0, 210), (26, 130)):
            left = x + offset * 2
            pen.line([(left, y + offset), (left + length, y + offset)], 5, pen.light)


def hills(pen: Pen) -> None:
    for height, colour in ((250, pen.pale), (130, pen.light)):
        shift, waves = pen.rng.uniform(0, 6), pen.rng.uniform(170, 270)
        ridge = [
            (x, GROUND - height * (0.65 + 0.35 * math.sin(x / waves + shift)))
            for x in range(0, 1601, 10)
        ]
        pen.shape([*ridge, (1600, GROUND), (0, GROUND)], colour, 0)


def towers(pen: Pen) -> None:
    x = -20
    while x < 1600:
        width, height = pen.rng.randint(70, 140), pen.rng.randint(120, 380)
        colour = pen.rng.choice((pen.pale, pen.light))
        pen.box(x, GROUND - height, width, height, colour, 0)
        x += width + pen.rng.randint(0, 24)


def land(pen: Pen) -> None:
    pen.box(0, GROUND, 1600, 260, pen.pale, 0)
    pen.line([(0, GROUND), (1600, GROUND)])
    for _ in range(9):
        x, y = pen.rng.randint(20, 1450), pen.rng.randint(GROUND + 50, 960)
        pen.line([(x, y), (x + pen.rng.randint(40, 160), y)], 5, pen.mid)


def water(pen: Pen) -> None:
    pen.box(0, GROUND, 1600, 260, pen.light, 0)
    pen.line([(0, GROUND), (1600, GROUND)])
    for row in range(5):
        x = pen.rng.randint(20, 200)
        while x < 1450:
            length = pen.rng.randint(90, 240)
            pen.waves(x, GROUND + 45 + row * 46, length, pen.mid)
            x += length + pen.rng.randint(80, 260)


def road(pen: Pen) -> None:
    pen.box(0, GROUND, 1600, 260, pen.pale, 0)
    pen.line([(0, GROUND), (1600, GROUND)])
    pen.line([(0, GROUND + 24), (1600, GROUND + 24)], 4)
    for x in range(pen.rng.randint(-100, 0), 1600, 190):
        pen.line([(x, 880), (x + 100, 880)], 10, pen.mid)


def boat(pen: Pen) -> None:
    x, y = pen.rng.randint(120, 1300), GROUND + pen.rng.randint(110, 170)
    pen.line([(x + 70, y), (x + 70, y - 120)])
    pen.shape([(x + 78, y - 118), (x + 150, y - 20), (x + 78, y - 20)])
    pen.shape([(x - 30, y), (x + 190, y), (x + 150, y + 42), (x + 10, y + 42)], pen.mid)


def draw(key: str, pillar: str, sector: str) -> bytes:
    """A PNG of 1600 x 1000 pixels, below 150 kB. KeyError for an unknown code."""
    motif = SECTORS[sector]
    pen = Pen(key, pillar)
    sky(pen)
    pen.rng.choice((hills, hills, towers))(pen)
    on_water = sector in ("water", "climate-adaptation", "disaster", "tourism")
    # The ground is drawn first so that a motif's feet lie over its line.
    front = road if sector == "transport" else water if on_water else land
    front(pen)
    motif(pen, pen.rng.randint(390, 690))
    if front is water:
        boat(pen)
    elif front is land:
        for slot in sorted(pen.rng.sample(range(9), 3)):
            x, foot = 90 + slot * 175, pen.rng.randint(890, 960)
            tree(pen, x + pen.rng.randint(-40, 40), pen.rng.randint(70, 105), foot)
    picture = pen.image.resize(SIZE, Image.Resampling.LANCZOS)
    # A picture has five tints and their blends, so 48 entries keep the edges smooth.
    file = io.BytesIO()
    picture.quantize(48, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()
