from django.conf import settings
from django.utils.translation import gettext, gettext_noop

# The name that settings give, so that the catalogues know it.
gettext_noop("CityNet Knowledge Hub")


def site(request) -> dict:
    return {
        "site_name": gettext(settings.WAGTAIL_SITE_NAME),
        "base_url": settings.BASE_URL.rstrip("/"),
    }
