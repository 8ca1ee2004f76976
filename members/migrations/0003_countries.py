import csv
from pathlib import Path

from django.db import migrations

COUNTRIES = Path(__file__).parents[1] / "data" / "countries.csv"


def load(apps, schema_editor):
    Country = apps.get_model("members", "Country")
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        Country.objects.bulk_create(
            Country(
                code=row["code"],
                region=row["region"],
                names={"en": row["en"], "id": row["id"]},
            )
            for row in csv.DictReader(file)
        )


class Migration(migrations.Migration):
    dependencies = [("members", "0002_city_collection")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
