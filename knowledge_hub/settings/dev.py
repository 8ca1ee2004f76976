"""A workstation: the demo and the development server."""

from .base import *  # noqa: F403
from .base import env

SECRET_KEY = env.str("HUB_SECRET_KEY", default="for-this-workstation-only")
DEBUG = env.bool("HUB_DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
