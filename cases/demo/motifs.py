"""One motif for each sector, standing on the ground line of a cover picture."""

from __future__ import annotations

import math

from cases.demo.pen import GROUND, PAPER, Pen


def tree(pen: Pen, x: float, size: float, y: float = GROUND) -> None:
    if pen.rng.random() < 0.5:
        pen.disc(x, y - size * 0.95, size * 0.42, pen.light)
    else:
        pen.shape([(x, y - size * 1.5), (x - size * 0.4, y - size * 0.4),
                   (x + size * 0.4, y - size * 0.4)], pen.light)  # fmt: skip
    pen.line([(x, y), (x, y - size)])
    pen.line([(x, y - size * 0.6), (x + size * 0.18, y - size * 0.82)], 5)


def house(pen: Pen, x: float, w: float, h: float, y: float = GROUND) -> None:
    pen.box(x, y - h, w, h)
    pen.shape([(x - 20, y - h), (x + w / 2, y - h - w * 0.42), (x + w + 20, y - h)],
              pen.mid)  # fmt: skip
    pen.box(x + w * 0.16, y - h * 0.66, w * 0.24, h * 0.28, pen.light, 5)
    pen.box(x + w * 0.58, y - h * 0.58, w * 0.26, h * 0.58, pen.ink, 0)


def person(pen: Pen, x: float, h: float, y: float = GROUND) -> None:
    pen.shape([(x, y - h * 0.74), (x + h * 0.2, y), (x - h * 0.2, y)],
              pen.rng.choice((pen.mid, pen.light)))  # fmt: skip
    pen.disc(x, y - h * 0.84, h * 0.13)


def hall(pen: Pen, x: float) -> None:
    pen.box(x, GROUND - 250, 520, 250)
    pen.shape([(x - 30, GROUND - 250), (x + 260, GROUND - 380),
               (x + 550, GROUND - 250)], pen.mid)  # fmt: skip
    for i in range(6):
        pen.box(x + 30 + i * 86, GROUND - 225, 28, 190, pen.light, 5)
    pen.box(x - 30, GROUND - 35, 580, 35, pen.light)
    pen.line([(x + 260, GROUND - 380), (x + 260, GROUND - 480)])
    pen.shape([(x + 260, GROUND - 480), (x + 350, GROUND - 455),
               (x + 260, GROUND - 430)], pen.ink)  # fmt: skip


def plan(pen: Pen, x: float) -> None:
    for i in range(5):
        height = pen.rng.randint(150, 430)
        left = x + i * 116
        pen.box(left, GROUND - height, 96, height, pen.rng.choice((PAPER, pen.light)))
        for y in range(GROUND - height + 28, GROUND - 30, 46):
            pen.line([(left + 24, y), (left + 72, y)], 8, pen.mid)
    pen.line([(x - 60, GROUND), (x - 60, 210), (x + 330, 210)])
    pen.line([(x - 130, 210), (x - 60, 210), (x - 60, 160), (x + 330, 210)], 5)
    pen.line([(x + 250, 206), (x + 250, 265)], 5)


def homes(pen: Pen, x: float) -> None:
    for i in range(4):
        house(pen, x - 80 + i * 195, 145, pen.rng.randint(105, 190))


def tram(pen: Pen, x: float) -> None:
    pen.line([(0, GROUND - 330), (1600, GROUND - 330)], 4)
    for pole in (x - 180, x + 800):
        pen.line([(pole, GROUND), (pole, GROUND - 350)])
    pen.line([(x + 250, GROUND - 252), (x + 295, GROUND - 328)], 5)
    for left in (x, x + 330):
        slope = -1 if left == x else 1
        a, b = (left, left + 310) if slope < 0 else (left + 310, left)
        pen.shape([(a + 30 * -slope, GROUND - 250), (b, GROUND - 250), (b, GROUND - 42),
                   (a, GROUND - 42), (a, GROUND - 130)], PAPER)  # fmt: skip
        pen.box(left + 6, GROUND - 110, 298, 34, pen.mid, 0)
        for i in range(4):
            pen.box(left + 42 + i * 60, GROUND - 215, 44, 74, pen.light, 5)
        for wheel in (left + 75, left + 235):
            pen.disc(wheel, GROUND - 24, 24, pen.ink, 0)
    pen.box(x + 310, GROUND - 230, 20, 180, pen.ink, 0)


def bridge(pen: Pen, x: float) -> None:
    deck, span = GROUND - 90, pen.rng.choice((300, 360))
    pen.box(0, deck, 1600, 34, PAPER)
    start = x % span - span
    for i in range(7):
        left = start + i * span
        pen.arc(left + span / 2, deck, span / 2, 190, 180, 360)
        for j in range(1, 6):
            rise = 190 * math.sin(j / 6 * math.pi)
            across = left + span / 2 - span / 2 * math.cos(j / 6 * math.pi)
            pen.line([(across, deck), (across, deck - rise)], 4)
        pen.box(left - 22, deck + 34, 44, 130, pen.mid)


def loop(pen: Pen, x: float) -> None:
    cx, cy, turn = x + 260, GROUND - 290, pen.rng.randint(0, 119)
    for start in (turn, turn + 120, turn + 240):
        pen.arc(cx, cy, 180, 180, start, start + 82, 34, pen.mid)
        a, tip = math.radians(start + 82), math.radians(start + 112)
        pen.shape([(cx + 240 * math.cos(a), cy + 240 * math.sin(a)),
                   (cx + 180 * math.cos(tip), cy + 180 * math.sin(tip)),
                   (cx + 120 * math.cos(a), cy + 120 * math.sin(a))],
                  pen.ink)  # fmt: skip
    for i, colour in enumerate((pen.light, PAPER, pen.mid)):
        left = x - 330 + i * 130
        pen.shape([(left, GROUND - 130), (left + 100, GROUND - 130),
                   (left + 86, GROUND), (left + 14, GROUND)], colour)  # fmt: skip
        pen.box(left - 10, GROUND - 156, 120, 26, PAPER)


def panels(pen: Pen, x: float) -> None:
    for i in range(3):
        left, top = x - 150 + i * 290, GROUND - 210
        pen.line([(left + 130, GROUND), (left + 130, GROUND - 90)], 10)
        pen.shape([(left + 60, top), (left + 270, top), (left + 210, top + 140),
                   (left, top + 140)], pen.mid)  # fmt: skip
        for j in range(1, 4):
            pen.line([(left + 60 + j * 52, top), (left + j * 52, top + 140)], 4, PAPER)
        pen.line([(left + 30, top + 70), (left + 240, top + 70)], 4, PAPER)


def turbines(pen: Pen, x: float) -> None:
    for i in range(3):
        cx, top = x - 60 + i * 300, GROUND - pen.rng.randint(330, 500)
        pen.shape([(cx - 6, top), (cx + 6, top), (cx + 14, GROUND), (cx - 14, GROUND)])
        turn = pen.rng.uniform(0, 2)
        for blade in range(3):
            a = turn + blade * 2 * math.pi / 3
            pen.shape([(cx, top),
                       (cx + 70 * math.cos(a + 0.2), top + 70 * math.sin(a + 0.2)),
                       (cx + 170 * math.cos(a), top + 170 * math.sin(a))],
                      pen.light, 5)  # fmt: skip
        pen.disc(cx, top, 15, pen.ink, 0)


def grove(pen: Pen, x: float) -> None:
    for i in range(7):
        tree(pen, x - 250 + i * 165, pen.rng.randint(130, 300))


def levee(pen: Pen, x: float) -> None:
    pen.shape([(x - 330, GROUND), (x - 190, GROUND - 110), (x - 70, GROUND - 110),
               (x + 70, GROUND)], pen.mid)  # fmt: skip
    for i in range(2):
        left = x + 130 + i * 260
        for stilt in (left + 15, left + 95, left + 175):
            pen.line([(stilt, GROUND), (stilt, GROUND - 110)], 8)
        house(pen, left, 190, 130, GROUND - 105)
    mast = x - 130
    pen.line([(mast, GROUND - 110), (mast, GROUND - 400)], 8)
    pen.shape([(mast, GROUND - 390), (mast + 75, GROUND - 425),
               (mast + 75, GROUND - 325), (mast, GROUND - 360)], pen.light)  # fmt: skip
    for radius in (55, 95, 135):
        pen.arc(mast + 75, GROUND - 375, radius, radius, -35, 35, 5)


def clinic(pen: Pen, x: float) -> None:
    pen.box(x - 180, GROUND - 170, 880, 170)
    pen.box(x + 110, GROUND - 360, 300, 360)
    for arm in ((x + 235, GROUND - 325, 50, 150), (x + 185, GROUND - 275, 150, 50)):
        pen.box(*arm, pen.ink, 0)
    pen.box(x + 215, GROUND - 110, 90, 110, pen.mid)
    for left in (x - 140, x - 40, x + 460, x + 560):
        pen.box(left, GROUND - 125, 70, 60, pen.light, 5)
    tree(pen, x - 260, 180)
    tree(pen, x + 780, 210)


def book(pen: Pen, x: float) -> None:
    cx, top = x + 260, GROUND - 330
    for side in (-1, 1):
        pen.shape([(cx, top + 40), (cx + side * 330, top), (cx + side * 330, top + 270),
                   (cx, top + 310)], PAPER if side < 0 else pen.light)  # fmt: skip
        for i in range(5):
            inner, outer = cx + side * 45, cx + side * pen.rng.randint(200, 285)
            y = top + 88 + i * 42
            slope = abs(outer - inner) * 0.12
            pen.line([(inner, y), (outer, y - slope)], 6, pen.mid)
    pen.line([(cx, top + 40), (cx, top + 310)], 8)
    house(pen, x - 330, 190, 150)
    person(pen, x + 690, 170)
    person(pen, x + 770, 130)


def crowd(pen: Pen, x: float) -> None:
    for i in range(8):
        person(pen, x - 270 + i * 150, pen.rng.randint(150, 320))


def shield(pen: Pen, x: float) -> None:
    cx, top = x + 260, GROUND - 440
    left = [(cx, top), (cx - 150, top + 50), (cx - 150, top + 190),
            (cx - 90, top + 300), (cx, top + 370)]  # fmt: skip
    pen.shape([*left, *((2 * cx - px, py) for px, py in reversed(left))], pen.mid, 9)
    pen.shape(left, pen.light, 0)
    pen.line([(cx - 62, top + 170), (cx - 12, top + 225), (cx + 74, top + 115)], 22)
    for lamp in (x - 270, x - 60, x + 580, x + 790):
        pen.shape([(lamp, GROUND - 330), (lamp + 95, GROUND), (lamp - 95, GROUND)],
                  pen.light, 0)  # fmt: skip
        pen.line([(lamp, GROUND), (lamp, GROUND - 330)], 8)
        pen.disc(lamp, GROUND - 345, 26)
    person(pen, x + 680, 150)


def market(pen: Pen, x: float) -> None:
    for i in range(3):
        left, top = x - 290 + i * 380, GROUND - 300
        for post in (left + 12, left + 288):
            pen.line([(post, GROUND), (post, top)], 8)
        for j in range(6):
            pen.shape([(left + j * 50, top), (left + 50 + j * 50, top),
                       (left + 40 + j * 54, top + 90), (left - 12 + j * 54, top + 90)],
                      (pen.mid, PAPER)[j % 2])  # fmt: skip
        pen.box(left - 6, GROUND - 120, 312, 120, pen.light)
        for j in range(5):
            pen.disc(
                left + 36 + j * 57, GROUND - 138, 20, pen.rng.choice((PAPER, pen.mid))
            )


def pagoda(pen: Pen, x: float) -> None:
    cx, y = x + 260, GROUND
    for width in (330, 270, 210, 150)[: pen.rng.randint(3, 4)]:
        pen.box(cx - width / 2, y - 82, width, 82)
        for door in range(int(-width / 2) + 30, int(width / 2) - 24, 60):
            pen.box(cx + door, y - 60, 24, 60, pen.light, 4)
        pen.shape([(cx - width * 0.72, y - 68), (cx - width * 0.4, y - 112),
                   (cx + width * 0.4, y - 112), (cx + width * 0.72, y - 68)],
                  pen.mid)  # fmt: skip
        y -= 112
    pen.line([(cx, y), (cx, y - 75)], 8)
    for left in (x - 330, x - 150, x + 560, x + 740):
        house(pen, left, 140, pen.rng.randint(95, 150))


def network(pen: Pen, x: float) -> None:
    spots = [(x - 260 + i * 165 + pen.rng.randint(-25, 25),
              GROUND - pen.rng.randint(180, 480)) for i in range(7)]  # fmt: skip
    for i, spot in enumerate(spots):
        for other in spots[i + 1 : i + 3]:
            pen.line([spot, other], 5, pen.mid)
    for i, (cx, cy) in enumerate(spots):
        pen.line([(cx, cy), (cx, GROUND)], 4, pen.mid)
        pen.disc(cx, cy, pen.rng.randint(22, 44), (PAPER, pen.light, pen.ink)[i % 3])
    for left in range(int(x) - 320, int(x) + 800, 165):
        height = pen.rng.randint(60, 130)
        pen.box(left, GROUND - height, 110, height, PAPER)
        pen.box(left + 22, GROUND - height + 22, 24, 24, pen.light, 4)
        pen.box(left + 64, GROUND - height + 22, 24, 24, pen.light, 4)


def terraces(pen: Pen, x: float) -> None:
    for i in range(6):
        top, shift = GROUND - 330 + i * 58, pen.rng.uniform(0, 6)
        ridge = [
            (px, top + 26 * math.sin(px / 190 + shift)) for px in range(-10, 1611, 10)
        ]
        fill = (pen.pale, pen.light, PAPER)[i % 3]
        pen.shape([*ridge, (1610, GROUND), (-10, GROUND)], fill, 5)
        for px in range(pen.rng.randint(0, 60), 1600, 90):
            y = top + 26 * math.sin(px / 190 + shift) + 30
            pen.line([(px, y), (px - 8, y - 16)], 4, pen.mid)
            pen.line([(px, y), (px + 8, y - 16)], 4, pen.mid)
    house(pen, x + 60, 150, 110, GROUND - 250)
    person(pen, x + 420, 120, GROUND - 120)


SECTORS = {
    "governance": hall,
    "planning": plan,
    "housing": homes,
    "transport": tram,
    "water": bridge,
    "waste": loop,
    "energy": panels,
    "climate-mitigation": turbines,
    "climate-adaptation": grove,
    "disaster": levee,
    "health": clinic,
    "education": book,
    "inclusion": crowd,
    "safety": shield,
    "economy": market,
    "tourism": pagoda,
    "digital": network,
    "food": terraces,
}
