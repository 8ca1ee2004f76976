from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from search import checks, permissions, signals  # noqa: F401 (registers checks)

        signals.connect()
        post_migrate.connect(permissions.grant_search_rights, sender=self)
