from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.patterns import MOTIFS, draw


@given(st.text(max_size=60), st.sampled_from(["", *MOTIFS]))
def test_a_drawing_is_well_formed_and_small(slug, pillar):
    svg = draw(slug, pillar)
    assert ElementTree.fromstring(svg).tag.endswith("svg")  # noqa: S314 (our own)
    assert len(svg) <= 1_500


def test_the_same_slug_is_drawn_alike_and_another_one_differently():
    assert draw("waste-bank", "living") == draw("waste-bank", "living")
    assert draw("waste-bank", "living") != draw("waste-banks", "living")


def test_each_pillar_has_a_motif_of_its_own():
    assert len({draw("waste-bank", pillar) for pillar in MOTIFS}) == len(MOTIFS) == 6


@pytest.mark.parametrize("slug", ['"><script>alert(1)</script>', "\0", "ünï"])
def test_the_slug_itself_is_never_in_the_drawing(slug):
    assert slug not in draw(slug, "economy")


def test_a_pdf_can_have_the_drawing_in_a_colour():
    assert 'stroke="#143b70"' in draw("waste-bank", "living", "#143b70")
