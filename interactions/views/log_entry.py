"""The card of a recorded interaction, and what may be added to it later."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.access import require
from crm.models import OutgoingMail
from crm.ui.addresses import card_address, local_address
from crm.ui.messages import tell
from crm.ui.pages import CardPage
from interactions.badges import badges_of
from interactions.deliveries import deliveries_of
from interactions.models import Evaluation
from interactions.recording import VERB
from interactions.views.access import get_log_entry

RIGHT = gettext_lazy("Create and evaluate interactions")


class LogEntryCard(CardPage):
    """One recorded interaction: every fact, its state, what was said about it later."""

    template_name = "interactions/log_entry.html"
    load = staticmethod(get_log_entry)

    def facts(self) -> dict:
        return {
            "badges": badges_of(self.object, self.reading, deliveries_of([self.object])),
            "mail": self._mail(),
        }

    def _mail(self) -> str:
        """Where the mail is read that this entry tells of; "" for none, or no right to it."""
        key, user = self.object.event_key or "", self.request.user
        if not key.startswith("mail:") or not user.has_perm("crm.view_outgoingmail"):
            return ""
        mail = OutgoingMail.objects.visible_to(user).filter(key=key).values_list("pk", flat=True)
        return card_address("mail", mail.first())


class EvaluationForm(forms.Form):
    """How it went; blank takes it away."""

    evaluation = forms.TypedChoiceField(
        choices=[("", ""), *Evaluation.choices], coerce=int, empty_value=None, required=False
    )


@require_POST
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how the interaction went."""
    entry = get_log_entry(request, pk)
    require(entry.is_within(request.user, VERB), str(RIGHT))
    form = EvaluationForm(request.POST)
    if form.is_valid() and form.cleaned_data["evaluation"] != entry.evaluation:
        entry.evaluate(form.cleaned_data["evaluation"], by=request.user, now=timezone.now())
        facts = {"no": entry.pk, "value": entry.get_evaluation_display() or _("(not specified)")}
        tell(request, _("Interaction %(no)s evaluated: %(value)s") % facts)
    return redirect(local_address(request, request.POST.get("next", ""), entry.get_absolute_url()))
