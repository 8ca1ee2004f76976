"""The demonstration's cities, pictures and pages around the cases."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from cases.cities import set_up_city
from cases.demo.pictures import draw
from cases.models import HomePage, InfoPage
from members.models import City, CityYear

NOTICES = {
    "en": "This is demonstration content. The cases were described from public "
    "sources, which each case names; they are not statements of the cities. "
    "The pictures are drawings.",
    "id": "Ini isi peragaan. Praktik di sini ditulis berdasarkan sumber publik yang "
    "disebut pada setiap praktik, dan bukan pernyataan resmi kota. "
    "Semua gambar adalah ilustrasi.",
}
ABOUT = {
    "en": (
        "About",
        "<p>CityNet Knowledge Hub is where cities of Asia and the Pacific tell what "
        "works, so that others can find and reuse it.</p>"
        "<h2>This demonstration</h2>"
        "<p>The cases shown here were written for a demonstration from public sources. "
        "Each case names its source. Figures that could not be confirmed were left "
        "out. No city has confirmed or approved these texts.</p>"
        "<p>The cover pictures are drawings made for this purpose; they do not show "
        "real places.</p>",
    ),
    "id": (
        "Tentang",
        "<p>Pusat Pengetahuan CityNet adalah tempat kota-kota di Asia dan Pasifik "
        "menceritakan praktik yang berhasil, supaya kota lain dapat menemukan dan "
        "memakainya.</p>"
        "<h2>Peragaan ini</h2>"
        "<p>Praktik yang ditampilkan di sini ditulis untuk peragaan berdasarkan sumber "
        "publik. Setiap praktik menyebut sumbernya. Angka yang tidak dapat dipastikan "
        "tidak dimuat. Belum ada kota yang mengesahkan teks ini.</p>"
        "<p>Gambar sampul dibuat khusus untuk peragaan dan tidak menggambarkan tempat "
        "yang sebenarnya.</p>",
    ),
}


def create_cities(paths: Iterable[Path]) -> int:
    """Cities that are not there yet, with the figures of a year where the file has
    any; gives how many were created."""
    present = set(City.objects.values_list("slug", flat=True))
    created = 0
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["slug"] not in present:
                    _create_city(row)
                    present.add(row["slug"])
                    created += 1
    return created


@transaction.atomic
def _create_city(row: dict[str, str]) -> None:
    names = {"en": row["name"], "id": row["name_id"]}
    city = City.objects.create(
        slug=row["slug"],
        names={language: name for language, name in names.items() if name},
        country_id=row["country"],
        level=row["level"],
        latitude=row["latitude"] or None,
        longitude=row["longitude"] or None,
        area_km2=row["area_km2"] or None,
        income_group=row["income_group"],
        geography=row["geography"],
        citynet_member=row["citynet_member"] == "true",
        website=row["website"],
    )
    set_up_city(city)
    if row["population"] and row["population_year"]:
        CityYear.objects.create(
            city=city, year=row["population_year"], population=row["population"]
        )


def draw_pictures(path: Path, folder: Path) -> None:
    """Draw the covers that the cases of the file name and the folder lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        name = case.get("cover")
        if name and not (folder / name).exists():
            picture = draw(case["key"], case.get("pillar", ""), case.get("sector", ""))
            (folder / name).write_bytes(picture)


def write_pages() -> None:
    """The notice on every home page and the page About, once."""
    for home in HomePage.objects.select_related("locale"):
        language = home.locale.language_code
        if not home.notice:
            home.notice = NOTICES[language]
            home.save_revision().publish()
    _write_about()


def _write_about() -> None:
    key = None
    for home in HomePage.objects.select_related("locale").order_by("path"):
        title, body = ABOUT[home.locale.language_code]
        page = InfoPage.objects.child_of(home).filter(slug="about").first()
        if page is None:
            page = InfoPage(
                title=title,
                slug="about",
                body=body,
                locale=home.locale,
                show_in_menus=True,
            )
            if key is not None:
                page.translation_key = key
            home.add_child(instance=page)
            page.save_revision().publish()
        key = page.translation_key
