"""A public host: what base leaves out must be set, or the hub does not start."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, SECRET_KEY

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Set HUB_SECRET_KEY to 50 random characters or more.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set HUB_ALLOWED_HOSTS to the names of this site.")
