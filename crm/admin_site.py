"""The administration, under the product's own name and behind the product's own sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class RapportAdminSite(AdminSite):
    """The set-up of an installation."""

    site_title = _("Rapport set-up")
    site_header = _("Rapport set-up")
    index_title = _("Set-up")

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
