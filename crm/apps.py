from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = _("Contacts and Marketing Setup")

    def ready(self):
        from crm import checks, plugs  # noqa: F401 - registering is what importing them does
        from crm.search_index import ensure_search_indexes

        post_migrate.connect(ensure_search_indexes, dispatch_uid="search_indexes")


class RapportAdminConfig(AdminConfig):
    default_site = "crm.admin_site.RapportAdminSite"
