"""Signing in without losing what was typed before."""

from functools import cached_property

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.forms.sign_in import SignInForm
from crm.ui.addresses import HOME
from crm.ui.reopening import Typed, carried, keep, refused


class SignIn(LoginView):
    """allauth's sign-in; fields of a form that was refused travel along."""

    form_class = SignInForm

    @cached_property
    def typed(self) -> Typed | None:
        return carried(self.request)

    def form_valid(self, form) -> HttpResponse:
        if self.typed and self.typed.typist not in {None, form.user.pk}:
            self.typed = None
            messages.warning(
                self.request, _("What was typed before belongs to another user. It was not opened.")
            )
        return super().form_valid(form)

    def get_success_url(self) -> str | None:
        return keep(self.request, self.typed) if self.typed else super().get_success_url()

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"typed": self.typed}


def sign_in_keeping_text(request: HttpRequest) -> HttpResponse:
    """Answer a POST without a session: the sign-in form, carrying what was typed."""
    typed = carried(request) or refused(request)
    response = render(
        request,
        "account/login.html",
        {"form": SignInForm(request=request), "typed": typed, "redirect_field_value": typed.page},
        status=401,
    )
    # A 401 names how to sign in; browsers do not know this way and show the page.
    response.headers["WWW-Authenticate"] = (
        f'Cookie realm="Rapport", form-action="{reverse("account_login")}", '
        f'cookie-name="{settings.SESSION_COOKIE_NAME}"'
    )
    return response


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Open a form again with the fields that an error page carries. Nothing is submitted."""
    typed = carried(request)
    return redirect(keep(request, typed) if typed else HOME)
