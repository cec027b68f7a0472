"""What *Send e-mails* would do with a segment, asked before it is done."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from crm.models import CorrespondenceType, User
from interactions.models import TemplateText
from segments.models import Segment


def mails_without_text(segment: Segment, by: User) -> int:
    """How many lines would go out by e-mail with a template that has no text in their language."""
    texts = TemplateText.objects.filter(
        template=OuterRef("effective_template"), language=OuterRef("effective_language")
    ).exclude(body="")
    lines = segment.lines.kept().with_effective().with_reason(by.scope)
    by_email = lines.filter(reason="", effective_correspondence_type=CorrespondenceType.EMAIL)
    return by_email.filter(~Exists(texts)).count()


def what_mails_lack(segment: Segment, by: User) -> list[str]:
    """Sentences for what keeps the mails of *segment* from being written; empty where nothing."""
    lacking = mails_without_text(segment, by)
    if not lacking:
        return []
    return [_("Lines whose template has no e-mail text in their language: %(n)s") % {"n": lacking}]
