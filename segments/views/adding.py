"""Contacts are put on a segment: by typing a name, by pasting, from a list, from a card."""

from functools import cached_property

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.models import Contact
from crm.refusal import Refusal
from crm.text import is_key
from crm.ui.addresses import local_address
from crm.ui.choices import CONTACTS, ChoiceField, offer_choices
from crm.ui.messages import tell
from crm.ui.pages import EditPage
from segments.actions.build import add_contacts
from segments.choices import OPEN_SEGMENTS
from segments.criteria import Criteria, criteria_of
from segments.forms.segment import PasteForm
from segments.models import Segment, SegmentStep
from segments.pasted import find_pasted
from segments.views.access import BUILD_SEGMENTS, get_segment_to_build, may_build
from segments.views.telling import counted, step_in_words, tell_step

Kind = SegmentStep.Kind
MOST_SELECTED = 1_000
MOST_NAMED = 20


class AddContactForm(forms.Form):
    """One contact, chosen by typing."""

    contact = ChoiceField(CONTACTS, label=gettext_lazy("Contact"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].widget.attrs["autofocus"] = True
        offer_choices(self, user)


class AddContact(EditPage):
    """Add one contact by typing its name."""

    form_class = AddContactForm
    submit_label = gettext_lazy("Add contact")
    template_name = "segments/of_segment.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Add contact: segment %(no)s") % {"no": self.object.number}

    def form_kwargs(self) -> dict:
        return {"user": self.request.user}

    def perform(self, form: AddContactForm) -> SegmentStep:
        return add_contacts(
            segment=self.object,
            contacts=[form.cleaned_data["contact"].pk],
            kind=Kind.SEARCH,
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result: SegmentStep) -> None:
        tell_step(self.request, result, asked=1)

    def destination(self, result: SegmentStep) -> str:
        return self.object.get_absolute_url()


class PasteContacts(EditPage):
    """Add contacts by numbers or e-mail addresses; what was not found is listed."""

    form_class = PasteForm
    submit_label = gettext_lazy("Add Contacts")
    template_name = "segments/of_segment.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Add pasted contacts: segment %(no)s") % {"no": self.object.number}

    def perform(self, form: PasteForm) -> SegmentStep:
        found = find_pasted(form.cleaned_data["text"], self.request.user)
        self.found, self.unknown = len(found.keys), found.unknown
        return add_contacts(
            segment=self.object,
            contacts=found.keys,
            kind=Kind.PASTE,
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result: SegmentStep) -> None:
        tell_step(self.request, result, asked=self.found)
        if not self.unknown:
            return
        text = _("Not found: %(names)s")
        # A word may be as long as the paste: the message names what a reader can read.
        said = {"names": ", ".join(word[:60] for word in self.unknown[:MOST_NAMED])}
        if len(self.unknown) > MOST_NAMED:
            text = _("Not found: %(names)s and %(n)d more")
            said["n"] = len(self.unknown) - MOST_NAMED
        messages.warning(self.request, text % said)

    def destination(self, result: SegmentStep) -> str:
        return self.object.get_absolute_url()


class ToSegmentForm(forms.Form):
    """Which segment contacts are put on."""

    segment = ChoiceField(OPEN_SEGMENTS, label=gettext_lazy("Segment"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["segment"].widget.attrs["autofocus"] = True
        offer_choices(self, user)


class ChosenContacts:
    """What a list of contacts sends: selected rows, or all that match its filter now."""

    def __init__(self, request: HttpRequest, now):
        sent = request.POST if request.method == "POST" else request.GET
        self.user, self.now = request.user, now
        self.everything = sent.get("all") == "1"
        self.query = sent.get("query", "")
        self.selected = sent.getlist("selected")
        self.back = local_address(request, sent.get("next", ""), reverse("contact_list"))

    @cached_property
    def criteria(self) -> Criteria:
        return criteria_of(self.query, "", self.user, self.now)

    @cached_property
    def step(self) -> dict:
        """What `add_contacts` takes of it; a `Refusal` where it makes no sense."""
        if self.everything:
            return self._matching()
        keys = [key for key in self.selected if is_key(key)]
        if not keys or len(keys) > MOST_SELECTED:
            raise Refusal(_("Select at least one contact."))
        return {"kind": Kind.SELECTION, "contacts": Contact.objects.filter(pk__in=keys)}

    @property
    def named(self) -> int:
        """How many are named one by one; 0 where a filter asks for them."""
        return 0 if self.everything else self.step["contacts"].visible_to(self.user).count()

    def _matching(self) -> dict:
        asked = QueryDict(self.query)
        if not asked:
            return {"kind": Kind.ADD, "contacts": Contact.objects.all()}
        if any(len(asked.getlist(name)) > 1 for name in asked):
            raise Refusal(_("The filter contradicts the list: filter the list Contacts instead."))
        contacts = self.criteria.contacts()
        return {"kind": Kind.ADD, "contacts": contacts, "query": self.criteria.query}

    def hidden_fields(self) -> list[tuple[str, str]]:
        """The choice again, for the form that asks for the segment."""
        if self.everything:
            chosen = [("all", "1"), ("query", self.query)]
        else:
            chosen = [("selected", key) for key in self.selected[: MOST_SELECTED + 1]]
        return [*chosen, ("next", self.back)]


class AddToSegment(EditPage):
    """Contacts of a list or of a card are put on a segment that is chosen by typing."""

    form_class = ToSegmentForm
    heading = gettext_lazy("Add to segment")
    submit_label = gettext_lazy("Add to segment")
    template_name = "segments/add_to_segment.html"

    def load(self, request: HttpRequest, **kwargs) -> None:
        require(may_build(request.user), str(BUILD_SEGMENTS))
        self.chosen = ChosenContacts(request, self.now)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        # A list sends what was chosen; the segment is asked for next.
        if "segment" not in request.POST:
            return self.show(self.form_class(**self.form_kwargs()))
        return super().post(request, **kwargs)

    def form_kwargs(self) -> dict:
        return {"user": self.request.user}

    def perform(self, form: ToSegmentForm) -> SegmentStep:
        return add_contacts(
            segment=form.cleaned_data["segment"],
            by=self.request.user,
            now=self.now,
            **self.chosen.step,
        )

    def tell(self, result: SegmentStep) -> None:
        text = _("Segment %(no)s: %(step)s") % {
            "no": result.segment.number,
            "step": step_in_words(result, self.chosen.named),
        }
        tell(self.request, text, link=(_("Show"), result.segment.get_absolute_url()))

    def destination(self, result: SegmentStep) -> str:
        return self.chosen.back

    def cancel_url(self) -> str:
        return self.chosen.back

    def get_context(self, form: ToSegmentForm) -> dict:
        try:
            contacts, refusal = self.chosen.step["contacts"], ""
        except Refusal as refused:
            contacts, refusal = Contact.objects.none(), refused.message
        visible = contacts.visible_to(self.request.user)
        return super().get_context(form) | {
            "chosen": self.chosen,
            "count": counted(visible, self.reading),
            "first": list(visible[:MOST_NAMED]) if not self.chosen.everything else [],
            "refusal": refusal,
        }
