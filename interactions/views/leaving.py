"""Leaving the interaction form without recording it: later, not at all, or not yet."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.finish_form import AlreadyFinished
from crm.refusal import Refusal
from crm.ui.messages import tell
from interactions.actions.discard import discard_typed
from interactions.actions.postpone import (
    TypedElsewhere,
    TypedForm,
    keep_typed,
    postpone_interaction,
)
from interactions.forms.interaction import InteractionForm
from interactions.forms.interaction_filling import Filled
from interactions.forms.interaction_keeping import (
    data_of,
    is_as_stored,
    is_touched,
    typed_form_of,
    version_in,
)
from interactions.models import PostponedInteraction
from interactions.postponing import RIGHT, may_resume
from interactions.views.way_back import local_path


class WaysToLeave:
    """The buttons *Finish later*, *Cancel* and *Discard* of a page with the form.

    The page has `now`, `show(filled, status)` and `already(finished)`.
    """

    request: HttpRequest
    # What another window has saved of the same form, where the two met.
    elsewhere: QueryDict | None = None
    # Of the row that this very request has made before anything else, to keep its files.
    made_version = 0
    # The kept row is not one's own any more: the form goes on as another one.
    has_begun_anew = False

    def typed(self) -> TypedForm | None:
        """The form as it was sent, with the version that is stored of it by now."""
        typed = typed_form_of(self.request.POST)
        return replace(typed, version=self.made_version) if typed and self.made_version else typed

    def typed_over(self, form: InteractionForm) -> TypedForm | None:
        """*form*, which replaces what another window has saved where its author has seen that."""
        typed, over = typed_form_of(form.data), version_in(form.data.get("overwrite", ""))
        return replace(typed, version=over) if typed and over else typed

    def way_to_leave(self) -> Callable[[Filled], HttpResponse] | None:
        """The way that was chosen, None where none was."""
        ways = {"later": self._later, "leave": self._leave, "discard": self._discard}
        return next((way for name, way in ways.items() if name in self.request.POST), None)

    def _later(self, filled: Filled) -> HttpResponse:
        """Put the form off as it is, valid or not."""
        require(may_resume(self.request.user), str(RIGHT))
        typed = self.typed_over(filled.form)
        try:
            if typed is None:
                raise Refusal(filled.form.fields["key"].error_messages["required"])
            row = postpone_interaction(typed=typed, by=self.request.user, now=self.now)
        except AlreadyFinished as finished:
            return self.already(finished)
        except Refusal as refusal:
            filled.form.forgive()
            self.refuse(filled, refusal)
            return self.show(filled, status=422)
        text = _("Interaction postponed: %(name)s") % {"name": row.contact or row}
        tell(self.request, text, link=(_("Resume"), row.get_absolute_url()))
        return redirect(self.cancel_url(filled.form))

    def _leave(self, filled: Filled) -> HttpResponse:
        """Cancel: a form that somebody has touched asks what is to become of it."""
        back = self.cancel_url(filled.form)
        if self._is_left_as_it_was(filled.form):
            return redirect(back)
        context = {"data": list(filled.form.data.lists()), "form_url": self.request.get_full_path()}
        return render(self.request, "interactions/leave_question.html", context)

    def _is_left_as_it_was(self, form: InteractionForm) -> bool:
        """Nothing typed and nothing kept; or resumed, and neither changed nor saved since."""
        typed = self.typed()
        if typed is None or not typed.version:
            return not is_touched(form.data)
        stored = PostponedInteraction.objects.visible_to(self.request.user).kept()
        row = stored.filter(form_key=typed.key, version=typed.version).first()
        unsaved = form.data.get("resumed") == str(typed.version)
        return unsaved and row is not None and is_as_stored(row, typed)

    def _discard(self, filled: Filled) -> HttpResponse:
        """Throw the form away; what was kept of it can be taken back for a day."""
        typed = self.typed()
        row = typed and discard_typed(
            form_key=typed.key, version=typed.version, by=self.request.user, now=self.now
        )
        if row:
            address = f"{reverse('postponed_undeletion')}?keys={row.pk}"
            tell(self.request, _("Discarded."), undo=(_("Undo"), address))
        return redirect(self.cancel_url(filled.form))

    def keep_refused(self, filled: Filled) -> None:
        """Keep a form that was refused: its page may be closed before anything else is typed.

        Where its row went another way meanwhile, that is said besides.
        """
        typed = typed_form_of(filled.form.data) if self.has_begun_anew else self.typed()
        if typed is None or not self.may_keep():
            return
        try:
            row = keep_typed(typed=typed, by=self.request.user, now=self.now)
        except TypedElsewhere as refusal:
            if self.elsewhere is None:
                self.refuse(filled, refusal)
        except Refusal:
            return
        else:
            filled.form.data["version"] = str(row.version)

    def cancel_url(self, form: InteractionForm) -> str:
        """Where the form was opened."""
        return local_path(self.request, form.data.get("next", "")) or "/"

    def refuse(self, filled: Filled, refusal: Refusal) -> None:
        """Show a refusal; where another window has saved meanwhile, its text too."""
        filled.form.refuse(refusal)
        if not isinstance(refusal, TypedElsewhere):
            return
        if refusal.current:
            # What is kept while somebody types on knows the old version, and overwrites nothing;
            # a button that is pressed now sends this one.
            self.elsewhere = data_of(refusal.current)
            self.elsewhere["resume"] = refusal.current.get_absolute_url()
        else:
            self.has_begun_anew = True
            filled.form.begin_anew()
            kept = _("Your text stands below. OK records it as an interaction of its own.")
            filled.form.add_error(None, kept)
            self.keep_refused(filled)
