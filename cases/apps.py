from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self):
        from cases import signals  # connects the receivers

        # Permissions exist only once the migrations of all apps are through.
        post_migrate.connect(signals.grant_rights_after_migrate, sender=self)
