"""Where automatic recording is set up and looked after."""

from django.utils.translation import gettext_lazy as _

from crm.models import User
from crm.sockets import Page, Recorder
from interactions.models import RecordingRule

READ_RULES = _("Read the rules of automatic recording")


def may_read_rules(user: User) -> bool:
    """Whether the page *Automatic Recording* opens for *user*."""
    return user.has_perm("interactions.view_recordingrule")


def has_rule(kind: str) -> bool:
    return RecordingRule.objects.filter(kind=kind).exists()


RECORDER = Recorder(order=10, will_record=has_rule)
PAGES = (
    Page(
        order=520,
        name=_("Automatic Recording"),
        url_name="automatic_recording",
        group="setup",
        icon="wand",
        synonyms=(
            "recording rules",
            "interaction template setup",
            "log interaction",
            "automatické zaznamenání interakcí",
            "pravidla zaznamenání",
            "nastavení šablon interakcí",
        ),
        allowed=may_read_rules,
        right=READ_RULES,
    ),
)
