"""Yearly average rates, for cost bands of amounts in other currencies. Years and
currencies that are missing are added in the admin."""

import csv
from pathlib import Path

from django.db import migrations

RATES = Path(__file__).parents[1] / "data" / "exchange_rates.csv"


def load(apps, schema_editor):
    ExchangeRate = apps.get_model("cases", "ExchangeRate")
    with RATES.open(encoding="utf-8", newline="") as file:
        rates = [ExchangeRate(**row) for row in csv.DictReader(file)]
    ExchangeRate.objects.bulk_create(rates, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_site_tree")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
