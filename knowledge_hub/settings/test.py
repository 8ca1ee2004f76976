"""The test suite: fast hashes, files and index in a folder of the run's own."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import STORAGES, env

SECRET_KEY = "for-tests-only"  # noqa: S105 (never leaves the test run)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

RUN_DIR = Path(tempfile.mkdtemp(prefix="hub-tests-"))
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{RUN_DIR / 'db.sqlite3'}")
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = RUN_DIR / "media"
STATIC_ROOT = RUN_DIR / "static"
STATIC_ROOT.mkdir()
SEARCH_URL = f"tantivy://{RUN_DIR / 'index'}"
SEARCH_COUNTS_SECONDS = None
SEARCH_EXTRACT_IN_BACKGROUND = False  # tests call what the thread would
# The same results with and without the extra; tests of it say so.
SEARCH_SEMANTIC = "off"
STORAGES = STORAGES | {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }
}
