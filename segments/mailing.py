"""What *Send e-mails* would do with a segment, asked before it is done."""

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from crm.models import CorrespondenceType, User
from interactions.models import Attachment, TemplateText
from segments.models import Segment


def mails_without_text(segment: Segment, by: User) -> int:
    """How many lines would go out by e-mail with a template that has no text in their language."""
    texts = TemplateText.objects.filter(
        template=OuterRef("effective_template"), language=OuterRef("effective_language")
    ).exclude(body="")
    return _by_email(segment, by).filter(~Exists(texts)).count()


def mails_too_large(segment: Segment, by: User) -> int:
    """How many lines would go out by e-mail with a template whose files no mail may bring."""
    files = Attachment.objects.filter(template__isnull=False, removed_at=None).order_by()
    sizes = files.values("template").annotate(size=Sum("file__size"))
    too_large = sizes.filter(size__gt=settings.MAIL_FILES_MAX_BYTES)
    # There are hardly ever any: then nobody looks at the lines.
    templates = list(too_large.values_list("template", flat=True))
    if not templates:
        return 0
    return _by_email(segment, by).filter(effective_template__in=templates).count()


def _by_email(segment: Segment, by: User) -> QuerySet:
    """The lines that go out by e-mail."""
    lines = segment.lines.kept().with_effective().with_reason(by.scope)
    return lines.filter(reason="", effective_correspondence_type=CorrespondenceType.EMAIL)


def what_mails_lack(segment: Segment, by: User) -> list[str]:
    """Sentences for what keeps the mails of *segment* from being written; empty where nothing."""
    sentences = []
    if n := mails_without_text(segment, by):
        text = _("Lines whose template has no e-mail text in their language: %(n)s")
        sentences.append(text % {"n": n})
    if n := mails_too_large(segment, by):
        text = _("Lines whose template has files too large for a mail: %(n)s")
        sentences.append(text % {"n": n})
    return sentences
