from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cases.uploads import validate_image


class CheckedImageField(WagtailImageField):
    """Looks at the content before Wagtail's field unpacks it: that one answers a
    damaged picture with an error 500."""

    def to_python(self, data):
        if data:
            validate_image(data)
        return super().to_python(data)


class HubImageForm(BaseImageForm):
    """A page shows no picture without these three: who uploads it is told now."""

    file = CheckedImageField(label=_("File"), widget=BaseImageForm.Meta.widgets["file"])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("alt_text", "credit", "licence"):
            self.fields[name].required = True
