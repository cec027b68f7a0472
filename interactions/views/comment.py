"""Comments on a recorded interaction."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.access import require
from crm.actions.finish_form import AlreadyFinished
from crm.models.fields import LONGEST_TEXT
from crm.text import validate_text
from crm.ui.messages import tell
from crm.ui.pages import EditPage
from interactions.actions.comment import CommentStays, add_comment, remove_comment
from interactions.models import Comment, InteractionLogEntry
from interactions.recording import VERB
from interactions.views.access import get_log_entry

RIGHT = gettext_lazy("Create and evaluate interactions")


class CommentForm(forms.Form):
    """One more remark."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=LONGEST_TEXT,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AddComment(EditPage):
    """A comment; the card posts here, and here it is mended where it was refused."""

    form_class = CommentForm
    submit_label = gettext_lazy("Add comment")

    def load(self, request: HttpRequest, pk: int) -> InteractionLogEntry:
        entry = get_log_entry(request, pk)
        require(entry.is_within(request.user, VERB), str(RIGHT))
        return entry

    def get_heading(self) -> str:
        return _("Comment on interaction %(no)s") % {"no": self.object.pk}

    def perform(self, form: CommentForm) -> Comment | None:
        try:
            return add_comment(
                entry=self.object,
                text=form.cleaned_data["text"],
                by=self.request.user,
                now=self.now,
                form_key=form.cleaned_data["key"],
            )
        except AlreadyFinished as finished:
            messages.info(self.request, str(finished))
            return None

    def told(self, result: Comment | None) -> str:
        return _("Comment added.") if result else ""

    def destination(self, result: Comment | None) -> str:
        return f"{self.object.get_absolute_url()}#comments"


@require_POST
def remove(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Take away a comment that one has just written."""
    entry = get_log_entry(request, pk)
    comment = get_object_or_404(entry.comments, pk=comment_pk)
    try:
        remove_comment(comment=comment, by=request.user, now=timezone.now())
    except CommentStays as refusal:
        tell(request, str(refusal), level=messages.WARNING)
    else:
        messages.success(request, _("Comment removed."))
    return redirect(f"{entry.get_absolute_url()}#comments")
