import tomllib
from pathlib import Path

from django.db import migrations

VOCABULARIES = Path(__file__).parents[1] / "data" / "vocabularies.toml"
FLAT = {
    "pillars": "Pillar",
    "clusters": "Cluster",
    "sectors": "Sector",
    "target_groups": "TargetGroup",
    "sdgs": "SDG",
}


def terms(entries):
    for position, (code, (english, indonesian)) in enumerate(entries.items(), 1):
        yield {
            "code": code.replace(".", "-"),
            "position": position,
            "names": {"en": english, "id": indonesian},
        }


def load(apps, schema_editor):
    data = tomllib.loads(VOCABULARIES.read_text(encoding="utf-8"))
    for key, name in FLAT.items():
        model = apps.get_model("cases", name)
        model.objects.bulk_create(model(**term) for term in terms(data[key]))
    Pillar = apps.get_model("cases", "Pillar")
    SubDimension = apps.get_model("cases", "SubDimension")
    for code, entries in data["sub_dimensions"].items():
        pillar = Pillar.objects.get(code=code)
        SubDimension.objects.bulk_create(
            SubDimension(pillar=pillar, **term) for term in terms(entries)
        )
    SDG = apps.get_model("cases", "SDG")
    SDGTarget = apps.get_model("cases", "SDGTarget")
    for code, entries in data["sdg_targets"].items():
        sdg = SDG.objects.get(code=code)
        SDGTarget.objects.bulk_create(
            SDGTarget(sdg=sdg, number=number, **term)
            for number, term in zip(entries, terms(entries), strict=True)
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
