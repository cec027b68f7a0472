from django.contrib import admin
from django.utils.text import capfirst


class TitledAdmin(admin.ModelAdmin):
    """Pages that bear the name of their noun, where Django's say "Select … to change"."""

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name)}
        return super().changeform_view(request, object_id, form_url, title | (extra_context or {}))
