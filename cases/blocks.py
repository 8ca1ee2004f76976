from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cases.fields import validate_partial_date


class StepBlock(blocks.StructBlock):
    what = blocks.TextBlock(label=_("What was done"), max_length=1000)
    who = blocks.CharBlock(label=_("Who"), max_length=200, required=False)
    when = blocks.CharBlock(label=_("When"), max_length=60, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class BarrierBlock(blocks.StructBlock):
    barrier = blocks.TextBlock(label=_("Barrier"), max_length=1500)
    response = blocks.TextBlock(
        label=_("How it was overcome"), max_length=1500, required=False
    )

    class Meta:
        icon = "warning"
        label = _("Barrier")


class TechnologyBlock(blocks.StructBlock):
    system = blocks.CharBlock(label=_("System"), max_length=200)
    licence = blocks.CharBlock(label=_("Licence"), max_length=100, required=False)
    hosting = blocks.CharBlock(label=_("Hosting"), max_length=100, required=False)
    url = blocks.URLBlock(label=_("Link"), required=False)

    class Meta:
        icon = "cogs"
        label = _("Technology")


class AwardBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Award"), max_length=200)
    giver = blocks.CharBlock(label=_("Given by"), max_length=200, required=False)
    year = blocks.CharBlock(
        label=_("Year"),
        max_length=10,
        required=False,
        validators=[validate_partial_date],
    )
    url = blocks.URLBlock(label=_("Link"), required=False)

    class Meta:
        icon = "pick"
        label = _("Award")


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    url = blocks.URLBlock(label=_("Link"))

    class Meta:
        icon = "link"
        label = _("Link")


class AuthorBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=150)
    affiliation = blocks.CharBlock(
        label=_("Organisation"), max_length=200, required=False
    )

    class Meta:
        icon = "user"
        label = _("Author")
