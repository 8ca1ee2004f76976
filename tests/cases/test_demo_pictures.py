import io

import pytest
from PIL import Image

from cases.demo.motifs import SECTORS
from cases.demo.pen import PAPER, PILLARS
from cases.demo.pictures import draw


@pytest.mark.parametrize("sector", SECTORS)
def test_every_sector_draws_a_small_png_of_the_cover_size(sector):
    data = draw("demo-somewhere", "living", sector)
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.size) == ("PNG", (1600, 1000))
    assert len(data) < 150_000


@pytest.mark.parametrize("pillar", PILLARS)
def test_the_ink_is_the_colour_of_the_pillar_on_paper(pillar):
    data = draw("demo-somewhere", pillar, "governance")
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(100_000)}
    for wanted in (PILLARS[pillar], PAPER):
        assert any(
            max(abs(a - b) for a, b in zip(wanted, colour, strict=True)) <= 4
            for colour in colours
        )


def test_the_same_key_draws_the_same_picture():
    assert draw("demo-a", "economy", "waste") == draw("demo-a", "economy", "waste")


def test_another_key_draws_another_picture():
    assert draw("demo-a", "economy", "waste") != draw("demo-b", "economy", "waste")


def test_an_unknown_sector_is_refused():
    with pytest.raises(KeyError):
        draw("demo-a", "economy", "astrology")
