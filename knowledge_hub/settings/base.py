"""Settings that are safe for production; the other modules only differ.

Everything that an operator may set is read here from the environment, and is listed
in `.env.example` and docs/configuration.md (a test compares the three).
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]

# Where everything lives that is not code: database, search index, uploads.
DATA_DIR = Path(env.str("HUB_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("HUB_SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS = env.list("HUB_ALLOWED_HOSTS", default=[])
BASE_URL = env.str("HUB_BASE_URL", default="http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = env.list("HUB_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "knowledge_hub",
    "members",
    "cases",
    "search",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Pages of 100 kB go out as 17; Django pads them at random against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "knowledge_hub.middleware.keep_private",
    "knowledge_hub.middleware.fit_content_policy",
    "knowledge_hub.middleware.refuse_hostile_input",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "knowledge_hub.urls"
WSGI_APPLICATION = "knowledge_hub.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "knowledge_hub.context.site",
            ],
        },
    },
]

# The widgets of our own forms are templates of ours, too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'hub.sqlite3'}"
    )
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Without these two, half of the writes of eight processes fail as "locked":
    # docs/decisions/0004-sqlite.md has the figures.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files are shared by all processes of one machine; a cluster sets a Redis address.
CACHES = {
    "default": env.cache_url("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}")
}
CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 2_000)

AUTH_USER_MODEL = "members.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("id", _("Indonesian"))]
LOCALE_PATHS = [BASE_DIR / "knowledge_hub" / "locale"]
# British dates, as the English texts are British.
FORMAT_MODULE_PATH = ["knowledge_hub.formats"]
TIME_ZONE = env.str("HUB_TIME_ZONE", default="Asia/Jakarta")
USE_I18N = True
USE_TZ = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "knowledge_hub" / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
SECURE_SSL_REDIRECT = env.bool("HUB_HTTPS", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if env.bool("HUB_BEHIND_PROXY", default=False)
    else None
)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel frames our own pages
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it asks for DENY, see the line above
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a full case posts about 400
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("HUB_FROM_EMAIL", default="hub@localhost")

# Wagtail
WAGTAIL_SITE_NAME = "CityNet Knowledge Hub"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Every autosave writes a log entry: half a second, the default, floods the history.
WAGTAIL_AUTOSAVE_INTERVAL = 10_000
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}
}
WAGTAILIMAGES_IMAGE_MODEL = "cases.HubImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cases.image_forms.HubImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "cases.HubDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_CONTENT_TYPES = {}
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True

# Search: the scheme picks the engine (docs/search.md).
SEARCH_URL = env.str("SEARCH_URL", default=f"tantivy://{DATA_DIR / 'index'}")
# What people look for (search/demand.py). Without months nothing is counted.
SEARCH_COUNTS_MONTHS = env.int("HUB_SEARCH_COUNTS_MONTHS", default=13)
SEARCH_COUNTS_RARE = env.int("HUB_SEARCH_COUNTS_RARE", default=3)
# Counts wait so long in a process before its thread writes them; None: no thread.
SEARCH_COUNTS_SECONDS = 10
# Documents are read by the processes that answer requests, not by search_sync alone.
SEARCH_EXTRACT_IN_BACKGROUND = env.bool("HUB_EXTRACT_IN_BACKGROUND", default=True)
# By meaning, too: "auto" where the extra `semantic` is installed, "off" never.
SEARCH_SEMANTIC = env.str("SEARCH_SEMANTIC", default="auto")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("HUB_LOG_LEVEL", "INFO")},
    # One line for each change of each page, twice, and for each request to a search
    # server: of use to nobody.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "PIL": {"level": "WARNING"},
        "elastic_transport": {"level": "WARNING"},
        # It warns of each answer that is no success, such as "there is no index yet".
        "opensearch": {"level": "ERROR"},
    },
}
