"""The glossary of the secretariat, with the entries that it starts with."""

import csv
from pathlib import Path

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

GLOSSARY = Path(__file__).parents[1] / "glossary.csv"


def load(apps, schema_editor):
    """Adds what is missing: entries that are there stay as they are."""
    GlossaryEntry = apps.get_model("search", "GlossaryEntry")
    present = set(GlossaryEntry.objects.values_list("english", "indonesian"))
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        rows = [
            row | {name: row[name].replace("|", "\n") for name in row if name != "note"}
            for row in csv.DictReader(file)
        ]
    GlossaryEntry.objects.bulk_create(
        GlossaryEntry(**row)
        for row in rows
        if (row["english"], row["indonesian"]) not in present
    )


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='GlossaryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('english', models.TextField(blank=True, help_text='One a line, the usual one first.', max_length=810, verbose_name='English terms')),
                ('indonesian', models.TextField(blank=True, help_text='One a line, the usual one first.', max_length=810, verbose_name='Indonesian terms')),
                ('abbreviations', models.TextField(blank=True, help_text='One a line, of either language. Leave out what also means more.', max_length=810, verbose_name='abbreviations')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('live', models.BooleanField(default=True, help_text='Searches take only these.', verbose_name='in use')),
            ],
            options={
                'verbose_name': 'glossary entry',
                'verbose_name_plural': 'glossary',
                'ordering': ['english', 'indonesian', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('english', ''), ('indonesian', ''), _negated=True), name='glossary_entry_has_a_full_name'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('english'), models.Value(810)), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('indonesian'), models.Value(810)), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('abbreviations'), models.Value(810))), name='glossary_entry_is_short')],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
