"""My settings: name, language, theme, time zone, keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm import sockets
from crm.forms.preferences import PreferencesForm
from crm.models import User
from crm.ui.addresses import HOME, local_address
from crm.ui.pages import EditPage


class MySettings(EditPage):
    """The settings of the person who is signed in."""

    form_class = PreferencesForm
    heading = gettext_lazy("My settings")
    template_name = "crm/settings.html"

    def load(self, request: HttpRequest, **kwargs) -> User:
        return request.user

    def form_kwargs(self) -> dict:
        # A copy: a form that is refused must not change the name that the frame shows.
        return {"instance": User.objects.get(pk=self.request.user.pk)}

    def perform(self, form: PreferencesForm) -> User:
        return form.save()

    def tell(self, result: User) -> None:
        with translation.override(result.language or translation.get_language()):
            super().tell(result)

    def told(self, result: User) -> str:
        return _("Your settings are saved.")

    def destination(self, result: User) -> str:
        return reverse("settings")

    def cancel_url(self) -> str:
        return HOME

    def get_context(self, form: PreferencesForm) -> dict:
        """With what the upper rooms let a user set for himself: panels about the noun user."""
        about = [panel for panel in sockets.panels if panel.noun == "user"]
        found = [(each.template, each.context(self.request, self.request.user)) for each in about]
        panels = [(template, panel) for template, panel in found if panel is not None]
        return super().get_context(form) | {"panels": panels}


@require_POST
def switch_theme(request: HttpRequest) -> HttpResponse:
    """Change the theme and stay on the page."""
    theme = request.POST.get("theme", "")
    if theme in User.Theme.values:
        User.objects.filter(pk=request.user.pk).update(theme=theme)
    return redirect(local_address(request, request.POST.get("next", "")))
