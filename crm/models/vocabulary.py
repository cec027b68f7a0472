"""Words that several nouns share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CorrespondenceType(models.TextChoices):
    """How something is sent; blank means that nobody decided."""

    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", pgettext_lazy("correspondence type", "Phone")


class Language(models.TextChoices):
    """Languages that a contact may prefer and a template may be written in."""

    CZECH = "cs", _("Czech")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    SLOVAK = "sk", _("Slovak")
    POLISH = "pl", _("Polish")
    FRENCH = "fr", _("French")
    ITALIAN = "it", _("Italian")
    SPANISH = "es", _("Spanish")
    HUNGARIAN = "hu", _("Hungarian")
    UKRAINIAN = "uk", _("Ukrainian")
