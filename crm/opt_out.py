"""The way out of mailings: an address in each mail, for the one who got it and nobody else.

The address names the mail, and nothing about the contact; nobody can make one up or count on to
the next, because it is signed.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from crm.models import OutgoingMail
from crm.text import is_key

_SALT = "crm.opt_out"


def opt_out_address(mail: OutgoingMail) -> str:
    """Where whoever got *mail* says that he wants no more."""
    path = reverse("opt_out", args=[signing.Signer(salt=_SALT).sign(str(mail.pk))])
    return f"{settings.BASE_URL}{path}"


def mail_of(token: str) -> OutgoingMail | None:
    """The mail that *token* came with, None where it came with none that is still known."""
    try:
        key = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    if not is_key(key):
        return None
    return OutgoingMail.objects.defer("attachment").filter(pk=int(key)).first()


def invitation(mail: OutgoingMail) -> str:
    """The last lines of a mail to many, in its language."""
    # In a language that the product does not speak the words are English.
    with translation.override(mail.language or None):
        words = _("To get no more of these e-mails:")
    return f"\n\n-- \n{words}\n{opt_out_address(mail)}\n"
