"""Objects for tests, as small as the constraints allow."""

import datetime
import decimal
import hashlib
import uuid

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from crm import roles
from crm.file_store import keep_bytes
from crm.models import (
    BusinessRelation,
    Campaign,
    Contact,
    DocumentKind,
    Mailing,
    MarketingSetup,
    NumberSeries,
    NumberSeriesLine,
    OutgoingMail,
    SalesDocument,
    SalesDocumentLine,
    Salesperson,
    StoredFile,
    Team,
    User,
)
from interactions.models import (
    Attachment,
    Cancellation,
    Comment,
    InteractionGroup,
    InteractionLogEntry,
    InteractionTemplate,
    Letter,
    PostponedInteraction,
    RecordingRule,
    TemplateText,
)
from segments.models import Segment, SegmentLine, SegmentStep

NOW = datetime.datetime(2026, 11, 3, 14, 5, tzinfo=datetime.UTC)


class UserFactory(DjangoModelFactory):
    """A user without rights; `role=roles.SALESPERSON` puts him into that group."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    password = factory.django.Password("correct horse battery")

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(self.groups.model.objects.get(name=extracted))


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class SalespersonFactory(DjangoModelFactory):
    class Meta:
        model = Salesperson

    code = factory.Sequence(lambda n: f"SP{n}")
    name = factory.Sequence(lambda n: f"Salesperson {n}")


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    type = Contact.Type.COMPANY
    # Longer than any number that a test names itself: a sequence must never come upon one.
    number = factory.Sequence(lambda n: f"C{n:06d}")
    company_name = factory.Sequence(lambda n: f"Kovo {n}")
    created_at = NOW


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    type = Contact.Type.PERSON
    number = factory.Sequence(lambda n: f"P{n:06d}")
    first_name = "Jana"
    surname = factory.Sequence(lambda n: f"Nováková {n}")
    created_at = NOW


class BusinessRelationFactory(DjangoModelFactory):
    class Meta:
        model = BusinessRelation

    contact = factory.SubFactory(CompanyFactory)
    kind = BusinessRelation.Kind.CUSTOMER


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    number = factory.Sequence(lambda n: f"CP{n:05d}")
    description = factory.Sequence(lambda n: f"Campaign {n}")


class NumberSeriesFactory(DjangoModelFactory):
    class Meta:
        model = NumberSeries

    code = factory.Sequence(lambda n: f"SERIES{n}")


class NumberSeriesLineFactory(DjangoModelFactory):
    class Meta:
        model = NumberSeriesLine

    series = factory.SubFactory(NumberSeriesFactory)
    starts_on = datetime.date(2026, 1, 1)
    prefix = "CT"


class MarketingSetupFactory(DjangoModelFactory):
    """The set-up with a contact series in force since New Year."""

    class Meta:
        model = MarketingSetup
        skip_postgeneration_save = True

    pk = 1
    contact_series = factory.SubFactory(NumberSeriesFactory)

    @factory.post_generation
    def series_line(self, create, extracted, **kwargs):
        NumberSeriesLineFactory(series=self.contact_series)


class InteractionGroupFactory(DjangoModelFactory):
    class Meta:
        model = InteractionGroup

    code = factory.Sequence(lambda n: f"GROUP{n}")


class InteractionTemplateFactory(DjangoModelFactory):
    class Meta:
        model = InteractionTemplate

    code = factory.Sequence(lambda n: f"TPL{n}")
    group = factory.SubFactory(InteractionGroupFactory)
    description = factory.Sequence(lambda n: f"Outgoing call {n}")


class TemplateTextFactory(DjangoModelFactory):
    class Meta:
        model = TemplateText

    template = factory.SubFactory(InteractionTemplateFactory)
    language = "cs"


class RecordingRuleFactory(DjangoModelFactory):
    class Meta:
        model = RecordingRule

    kind = DocumentKind.SALES_INVOICE
    template = factory.SubFactory(InteractionTemplateFactory)


class CancellationFactory(DjangoModelFactory):
    class Meta:
        model = Cancellation

    by = factory.SubFactory(UserFactory)
    at = NOW


class LogEntryFactory(DjangoModelFactory):
    """A recorded entry as the door would have left it."""

    class Meta:
        model = InteractionLogEntry

    contact = factory.SubFactory(PersonFactory)
    company = factory.LazyAttribute(
        lambda entry: entry.contact if entry.contact.is_company else entry.contact.company
    )
    occurred_at = NOW
    template = factory.SubFactory(InteractionTemplateFactory)
    group = factory.SelfAttribute("template.group")
    description = factory.SelfAttribute("template.description")
    salesperson = factory.SubFactory(SalespersonFactory)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = NOW


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    entry = factory.SubFactory(LogEntryFactory)
    text = "Promised an offer"
    by = factory.SubFactory(UserFactory)
    at = NOW


class StoredFileFactory(DjangoModelFactory):
    """A row; `content=b"…"` also puts the bytes where they belong."""

    class Meta:
        model = StoredFile

    place = factory.Sequence(lambda n: f"aa/{n:032x}")
    name = "offer.pdf"
    content_type = "application/pdf"
    size = 5
    digest = "0" * 64
    by = factory.SubFactory(UserFactory)
    at = NOW

    @classmethod
    def _create(cls, model_class, *args, content=b"", **given):
        if content:
            given["place"] = keep_bytes(ContentFile(content, name="x"))
            given["size"] = len(content)
            given["digest"] = hashlib.sha256(content).hexdigest()
        return super()._create(model_class, *args, **given)


class AttachmentFactory(DjangoModelFactory):
    """Of an entry, unless `batch`, `template` or `form_key` is given with `entry=None`."""

    class Meta:
        model = Attachment

    file = factory.SubFactory(StoredFileFactory)
    entry = factory.SubFactory(LogEntryFactory)
    by = factory.SelfAttribute("file.by")
    at = NOW


def seller(role: str = roles.SALESPERSON, **salesperson) -> User:
    """A user in *role* who is tied to a salesperson of his own."""
    user = UserFactory(role=role)
    SalespersonFactory(user=user, **salesperson)
    return user


class PostponedInteractionFactory(DjangoModelFactory):
    """A form that somebody put off: a contact and half a sentence."""

    class Meta:
        model = PostponedInteraction

    owner = factory.LazyFunction(seller)
    contact = factory.SubFactory(PersonFactory)
    description = "Call back about the offer"
    form_key = factory.LazyFunction(uuid.uuid4)
    typed = factory.LazyAttribute(
        lambda row: {"contact": str(row.contact.pk), "description": row.description}
    )
    created_at = NOW
    saved_at = NOW
    postponed_at = NOW


class SegmentFactory(DjangoModelFactory):
    """An active segment with everything a line needs."""

    class Meta:
        model = Segment

    number = factory.Sequence(lambda n: f"SM{n:06d}")
    description = "Spring day"
    template = factory.SubFactory(InteractionTemplateFactory)
    salesperson = factory.SubFactory(SalespersonFactory)
    date = datetime.date(2026, 11, 3)
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW
    published_at = NOW


class SegmentStepFactory(DjangoModelFactory):
    class Meta:
        model = SegmentStep

    segment = factory.SubFactory(SegmentFactory)
    kind = SegmentStep.Kind.SEARCH
    by = factory.SubFactory(UserFactory)
    at = NOW


class SegmentLineFactory(DjangoModelFactory):
    class Meta:
        model = SegmentLine

    segment = factory.SubFactory(SegmentFactory)
    contact = factory.SubFactory(PersonFactory)
    added_in = factory.SubFactory(SegmentStepFactory, segment=factory.SelfAttribute("..segment"))


class SalesDocumentFactory(DjangoModelFactory):
    """A quote without lines; `SalesDocumentLineFactory(document=…)` adds one."""

    class Meta:
        model = SalesDocument

    kind = SalesDocument.Kind.QUOTE
    number = factory.Sequence(lambda n: f"Q{n:06d}")
    contact = factory.SubFactory(PersonFactory)
    bill_to = factory.SelfAttribute("contact.company")
    date = datetime.date(2026, 11, 3)
    currency = "CZK"
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW


class MailingFactory(DjangoModelFactory):
    """A mailing whose mails may leave."""

    class Meta:
        model = Mailing

    title = "Spring day"
    by = factory.SubFactory(UserFactory)
    created_at = NOW
    released_at = NOW


class LetterFactory(DjangoModelFactory):
    """A letter that was printed and not recorded."""

    class Meta:
        model = Letter

    kind = Letter.Kind.LETTER
    contact = factory.SubFactory(PersonFactory)
    language = "en"
    day = datetime.date(2026, 11, 3)
    salutation = "Dear Ms Novak"
    subject = "Our visit"
    body = "Thank you for your time."
    printed_by = factory.SubFactory(UserFactory)
    printed_at = NOW


class OutgoingMailFactory(DjangoModelFactory):
    """A mail that waits."""

    class Meta:
        model = OutgoingMail

    key = factory.LazyFunction(lambda: f"mail:{uuid.uuid4()}")
    contact = factory.SubFactory(PersonFactory)
    address = factory.Sequence(lambda n: f"contact{n}@example.com")
    subject = "Our quote"
    body = "Please find it attached."
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW


class SalesDocumentLineFactory(DjangoModelFactory):
    class Meta:
        model = SalesDocumentLine

    document = factory.SubFactory(SalesDocumentFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "Submersible pump"
    quantity = decimal.Decimal(1)
    unit_price = decimal.Decimal(100)
    vat_rate = decimal.Decimal(21)
