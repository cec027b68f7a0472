"""A letter begins with the text of its template, and never writes over what somebody typed.

The browser sends back for which template and language the text was filled in (`filled_for`) and
a digest of each text that was offered (`offered`): a text that differs from its offer is the
person's own, with JavaScript or without.
"""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.models import Contact, Language, User
from crm.paper import language_for
from interactions.forms.letter import LetterForm
from interactions.letters import (
    Sender,
    begun_with,
    paper_language,
    text_to_begin_with,
    values_of,
)
from interactions.models import InteractionTemplate, Letter
from interactions.salutations import formal_salutation

TEXTS = ("salutation", "subject", "body")


@dataclass(frozen=True)
class FilledLetter:
    """A form with its texts, and the labels of those that are the person's own and stay."""

    form: LetterForm
    own: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LetterFilling:
    """Fills in the form of a letter of *kind* to *contact* that *user* writes."""

    contact: Contact
    user: User
    kind: str
    now: datetime.datetime

    def form(self, data: Any = None, **kwargs: Any) -> LetterForm:
        return LetterForm(data, contact=self.contact, user=self.user, kind=self.kind, **kwargs)

    def opened(self, template: InteractionTemplate | None = None) -> FilledLetter:
        """A form that nobody has touched yet."""
        language, texts = self._texts(template, "")
        return FilledLetter(self._with(template, language, texts, texts, {"pages": 1}))

    def is_stale(self, form: LetterForm) -> bool:
        """Whether the text of *form*, which is valid, was filled in for something else."""
        filled_for = form.cleaned_data["filled_for"]
        said = form.cleaned_data
        return bool(filled_for) and filled_for != _basis(said["template"], said["language"])

    def filled(self, form: LetterForm, *, anew: bool = False) -> FilledLetter:
        """*form*, as it was sent, with the text of what is chosen in it now.

        Own texts stay, unless *anew* says that they are given up. A template or a language that
        cannot be taken is said beside it; what else is wrong is said when it is printed.
        """
        if "template" in form.errors:
            return FilledLetter(_with_errors_of_choice(form))
        template = form.cleaned_data["template"]
        language = form.cleaned_data.get("language", "")
        if not form.data.get("filled_for", "").startswith(_basis(template, "")):
            # Another template: the language that suits the contact, among those it has.
            language = ""
        if template and language and not template.has_language(language):
            form.add_error("language", self._not_written_in(template))
            return FilledLetter(_with_errors_of_choice(form))
        language, texts = self._texts(template, language)
        return self._merged(form, template, language, texts, anew)

    def _merged(
        self,
        form: LetterForm,
        template: InteractionTemplate | None,
        language: str,
        texts: dict[str, str],
        anew: bool,
    ) -> FilledLetter:
        offered = dict(zip(TEXTS, form.data.get("offered", "").split("."), strict=False))
        typed = {name: form.data.get(name, "") for name in TEXTS if name in form.fields}
        own = {
            name
            for name, text in typed.items()
            if text.strip() and _digest(text) != offered.get(name) and not anew
        }
        shown = texts | {name: typed[name] for name in own if texts.get(name) != typed[name]}
        kept = {name: form.data.get(name, "") for name in ("key", "attention", "pages")}
        kept["log_interaction"] = "log_interaction" in form.data
        labels = [str(form.fields[name].label) for name in TEXTS if name in own]
        return FilledLetter(self._with(template, language, texts, shown, kept), labels)

    def _texts(
        self, template: InteractionTemplate | None, language: str
    ) -> tuple[str, dict[str, str]]:
        """The language of the letter, and its texts as the template or nobody begins them."""
        sender = Sender.of(self.contact, self.user)
        greeting = self.kind == Letter.Kind.LETTER
        text = text_to_begin_with(template, self.contact, language) if template else None
        if text is not None:
            campaign = template.campaign if template else None
            values = values_of(self.contact, sender, campaign, self.now, text.language)
            return text.language, begun_with(text, values, greeting=greeting)
        language = language or self.contact.language or language_for(self.contact)
        free = {
            "salutation": formal_salutation(self.contact, language) if greeting else "",
            "subject": "",
            "body": _closing(sender, language) if greeting else "",
        }
        return language, free

    def _with(
        self,
        template: InteractionTemplate | None,
        language: str,
        offered: dict[str, str],
        shown: dict[str, str],
        kept: dict[str, Any],
    ) -> LetterForm:
        begun = {"attention": "" if self.contact.is_company else self.contact.titled_name}
        state = {
            "template": template.pk if template else None,
            "language": language,
            "filled_for": _basis(template, language),
            "offered": ".".join(_digest(offered[name]) for name in TEXTS),
        }
        return self.form(initial=begun | kept | shown | state)

    @staticmethod
    def _not_written_in(template: InteractionTemplate) -> str:
        names = [str(Language(text.language).label) for text in template.texts.all()]
        return _("The template is not written in this language. It has: %(languages)s.") % {
            "languages": ", ".join(names)
        }


def _with_errors_of_choice(form: LetterForm) -> LetterForm:
    """*form* with what is wrong with the template or the language, and nothing else."""
    for name in form.errors.keys() - {"template", "language"}:
        del form.errors[name]
    return form


def _closing(sender: Sender, language: str) -> str:
    """The end of a free text, below the lines that are to be written."""
    if paper_language(language) != language:
        return ""
    with translation.override(language):
        closing = pgettext("end of a letter", "Kind regards")
    return "\n".join(filter(None, ("\n\n\n" + closing, sender.facts().get("name", ""))))


def _basis(template: InteractionTemplate | None, language: str) -> str:
    """What the texts of a form were filled in for."""
    return f"{template.pk if template else 'free'}:{language}"


def _digest(text: str) -> str:
    """A short mark of *text*, as a browser sends it back or as it was offered."""
    plain = text.replace("\r\n", "\n").strip()
    return hashlib.blake2s(plain.encode("utf-8", "replace"), digest_size=6).hexdigest()
