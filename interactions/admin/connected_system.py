from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.admin.set_up import SetUpAdmin
from crm.admin.uses import why_used
from interactions.models import ConnectedSystem


@admin.register(ConnectedSystem)
class ConnectedSystemAdmin(SetUpAdmin):
    list_display = ("code", "description", "token_made_at", "state")
    fields = ("code", "description", "token_made_at", "revoked_at")
    readonly_fields = ("token_made_at", "revoked_at")
    actions = ("make_token", "revoke")

    def why_kept(self, obj):
        return why_used(obj)

    @admin.display(description=gettext_lazy("Status"))
    def state(self, system):
        if system.revoked_at:
            return _("Revoked")
        return _("Active") if system.token_hash else _("Without a token")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            self._tell_token(request, obj)

    @admin.action(description=gettext_lazy("Make a new token"), permissions=["change"])
    def make_token(self, request, queryset):
        for system in queryset:
            self._tell_token(request, system)

    @admin.action(description=gettext_lazy("Revoke the token"), permissions=["change"])
    def revoke(self, request, queryset):
        for system in queryset:
            system._history_user = request.user
            system.revoke(now=timezone.now())
        self.message_user(request, _("Nobody gets in with these tokens any more."))

    def _tell_token(self, request, system):
        system._history_user = request.user
        facts = {"name": system, "token": system.make_token(now=timezone.now())}
        text = _("Token of %(name)s, shown only now: %(token)s") % facts
        self.message_user(request, text, messages.WARNING)
