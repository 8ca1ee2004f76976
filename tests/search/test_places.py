from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.places import EARTH_RADIUS_KM, Box, circle

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
# Cities whose surroundings cross the equator, the date line, or neither.
PLACES = [(-10.18, 123.6), (-18.14, 178.44), (-13.83, -171.76), (35.68, 139.69)]


def holds(boxes, latitude, longitude):
    return any(
        part.south <= latitude <= part.north and part.west <= longitude <= part.east
        for box in boxes
        for part in box.parts()
    )


def distance(one, other):
    (a, b), (c, d) = (map(math.radians, place) for place in (one, other))
    haversine = (
        math.sin((c - a) / 2) ** 2
        + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(haversine)))


def at_bearing(place, bearing, km):
    """The point `km` away in a direction, both on a sphere."""
    latitude, longitude = map(math.radians, place)
    angle = km / EARTH_RADIUS_KM
    there = math.asin(
        math.sin(latitude) * math.cos(angle)
        + math.cos(latitude) * math.sin(angle) * math.cos(bearing)
    )
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(latitude),
        math.cos(angle) - math.sin(latitude) * math.sin(there),
    )
    degrees = math.degrees(longitude + east)
    return math.degrees(there), (degrees + 180) % 360 - 180


def test_a_box_is_read_as_it_is_written():
    box = Box.parse("95,-11,141.5,6")
    assert box == Box(95, -11, 141.5, 6)
    assert Box.parse(str(box)) == box


def test_a_box_across_the_date_line_is_two():
    assert Box(170, -20, -170, 0).parts() == (
        Box(170, -20, 180, 0),
        Box(-180, -20, -170, 0),
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("km", [5, 100, 1_500])
def test_a_circle_holds_what_is_near_and_little_more(place, km):
    boxes = circle(*place, km)
    for step in range(72):
        bearing = math.radians(step * 5)
        assert holds(boxes, *at_bearing(place, bearing, km * 0.999))
        assert not holds(boxes, *at_bearing(place, bearing, km * 1.05))


@settings(max_examples=60)
@given(latitudes, longitudes, st.integers(1, 20_000), latitudes, longitudes)
def test_no_near_place_is_left_out(latitude, longitude, km, there, east):
    if distance((latitude, longitude), (there, east)) < km * 0.999:
        assert holds(circle(latitude, longitude, km), there, east)
