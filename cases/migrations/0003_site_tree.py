"""The home page of each language, the site, and the groups of the whole network.

Wagtail's own first page and its groups Editors and Moderators go: those groups have
rights at the root, which no city's staff may have.
"""

from django.db import migrations

HOME_TITLES = {"en": "CityNet Knowledge Hub", "id": "Pusat Pengetahuan CityNet"}
INTRODUCTIONS = {
    "en": "What works in the cities of Asia and the Pacific, told by those who did it.",
    "id": "Praktik yang berhasil di kota-kota Asia dan Pasifik, "
    "diceritakan oleh pelakunya.",
}
NETWORK_GROUPS = ["Secretariat", "Organizers", "Reviewers"]


def create(apps, schema_editor):
    import uuid

    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    HomePage = apps.get_model("cases", "HomePage")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")

    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    for name in NETWORK_GROUPS:
        Group.objects.get_or_create(name=name)

    content_type, _created = ContentType.objects.get_or_create(
        app_label="cases", model="homepage"
    )
    translation_key = uuid.uuid4()
    homes = []
    for number, (language, title) in enumerate(HOME_TITLES.items(), 1):
        locale, _created = Locale.objects.get_or_create(language_code=language)
        slug = "home" if language == "en" else f"home-{language}"
        homes.append(
            HomePage.objects.create(
                title=title,
                draft_title=title,
                slug=slug,
                content_type=content_type,
                path=f"0001{number:04d}",
                depth=2,
                numchild=0,
                url_path=f"/{slug}/",
                locale=locale,
                translation_key=translation_key,
                introduction=INTRODUCTIONS[language],
                live=True,
            )
        )
    Page.objects.filter(depth=1).update(numchild=len(homes))
    Site.objects.create(
        hostname="localhost",
        port=80,
        root_page=homes[0],
        site_name="CityNet Knowledge Hub",
        is_default_site=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_vocabularies"),
        ("members", "0003_countries"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
