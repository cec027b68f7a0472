"""One row of every kind that an address can name, each one's own, the team's and another's."""

import datetime
import uuid
from operator import attrgetter

from django.urls import reverse

from crm.models import AuditRecord, DocumentKind, SavedView
from interactions.models import ConnectedSystem, Event, InteractionBatch, Meeting, RecordingRule
from segments.models.saved_criteria import SavedCriteria
from tests.factories import (
    NOW,
    AttachmentFactory,
    CampaignFactory,
    CancellationFactory,
    CommentFactory,
    InteractionGroupFactory,
    InteractionTemplateFactory,
    LetterFactory,
    LogEntryFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    OutgoingMailFactory,
    PersonFactory,
    PostponedInteractionFactory,
    SalesDocumentFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    SegmentStepFactory,
    StoredFileFactory,
    TeamFactory,
    UserFactory,
)

WHOSE = ("own", "team", "other")
# Rows that everybody sees, whatever his scope is.
OF_ALL = {"", "salesperson", "campaign", "template", "template_file", "group"}
# Rows that those see who may do something with them.
OF_SOME = {"saved_criteria"}
# What an address names besides the row.
FURTHER = {"segment_criteria": ["add"], "segment_line_value": ["cost"]}
# Rows that an address names by two keys.
BY_TWO_KEYS = {
    "comment": ("entry_id", "pk"),
    "attachment": ("entry_id", "pk"),
    "template_file": ("template_id", "pk"),
    "form_file": ("form_key", "pk"),
    "mail_file": ("outgoingmail_id", "storedfile_id"),
}
# Rows that only their owner sees, whatever his scope is.
PRIVATE = {"saved_view", "form_file", "meeting", "own_deletion", "own_segment_deletion"}


class House:
    """A user in a team, a colleague in it and somebody else; rows of each of the three."""

    def __init__(self):
        self.setup = self.set_up()
        team = TeamFactory()
        self.user = UserFactory()
        users = {"own": self.user, "team": UserFactory(), "other": UserFactory()}
        self.salespeople = {
            whose: SalespersonFactory(user=user, team=None if whose == "other" else team)
            for whose, user in users.items()
        }
        self.template = InteractionTemplateFactory(group=InteractionGroupFactory())
        self.campaign = CampaignFactory()
        self.system = ConnectedSystem.objects.create(code="ERP", description="Accounting")
        self.rule, _is_new = RecordingRule.objects.get_or_create(
            kind=DocumentKind.SALES_QUOTE, defaults={"template": self.template}
        )
        self.rows = {whose: self._rows_of(users[whose], whose) for whose in WHOSE}

    def set_up(self):
        """The Marketing Setup, with series for contacts and for segments."""
        series = NumberSeriesLineFactory(prefix="SM").series
        return MarketingSetupFactory(segment_series=series)

    def _rows_of(self, user, whose) -> dict:
        salesperson = self.salespeople[whose]
        contact = PersonFactory(salesperson=salesperson)
        about = {"contact": contact, "salesperson": salesperson, "template": self.template}
        entry = LogEntryFactory(**about, recorded_by=user)
        cancellation = CancellationFactory(by=user, reason="recorded twice")
        LogEntryFactory(**about, recorded_by=user, cancellation=cancellation)
        segment = SegmentFactory(salesperson=salesperson, template=self.template, created_by=user)
        mail = OutgoingMailFactory(
            contact=contact, created_by=user, attachment_name="quote.pdf", attachment=b"%PDF-1.7"
        )
        mail.files.add(StoredFileFactory(by=user, content=b"%PDF-1.7"))
        deletion = AuditRecord.objects.create(deed="purge_entries", by=user, at=NOW, total=7)
        of_segments = AuditRecord.objects.create(
            deed="delete_segments", by=user, at=NOW, total=7, facts={"until": 0}
        )
        return {
            "contact": contact,
            "entry": entry,
            "comment": CommentFactory(entry=entry, by=user),
            "attachment": AttachmentFactory(
                entry=entry, file=StoredFileFactory(by=user, content=b"%PDF-1.7")
            ),
            "form_file": AttachmentFactory(
                entry=None,
                form_key=uuid.uuid4(),
                file=StoredFileFactory(by=user, content=b"%PDF-1.7"),
            ),
            "cancellation": cancellation,
            "postponed": PostponedInteractionFactory(owner=user, contact=contact),
            "segment": segment,
            "line": SegmentLineFactory(segment=segment, contact=contact),
            "step": SegmentStepFactory(segment=segment, by=user),
            "saved_criteria": SavedCriteria.objects.create(name=f"Of {whose}", by=user, at=NOW),
            "document": SalesDocumentFactory(
                contact=contact, salesperson=salesperson, created_by=user
            ),
            "letter": LetterFactory(contact=contact, printed_by=user),
            "mail": mail,
            "mail_file": mail.files.through.objects.get(outgoingmail=mail),
            "logged_segment": self._logged_segment(user, contact, salesperson),
            "deletion": deletion,
            "own_deletion": deletion,
            "segment_deletion": of_segments,
            "own_segment_deletion": of_segments,
            "event": Event.objects.create(
                key=f"test:{whose}",
                kind=DocumentKind.SALES_QUOTE,
                occurred_at=NOW,
                stored_at=NOW,
                stored_by=user,
                contact=contact,
                problem="no_rule",
            ),
            "meeting": Meeting.objects.create(
                key=f"of {whose}",
                uid=f"of {whose}",
                owner=user,
                told_at=NOW,
                starts_at=NOW,
                ends_at=NOW,
                organizer="petr@ours.example",
            ),
            "saved_view": SavedView.objects.create(
                user=user, page="contacts", name="Praha", query="city=Praha"
            ),
            "salesperson": salesperson,
            "campaign": self.campaign,
            "template": self.template,
            "group": self.template.group,
            "template_file": AttachmentFactory(
                entry=None,
                template=self.template,
                file=StoredFileFactory(by=user, content=b"%PDF-1.7"),
            ),
        }

    def _logged_segment(self, user, contact, salesperson):
        batch = InteractionBatch.objects.create(
            title="Spring day", by=user, started_at=NOW, occurred_at=NOW, total=1,
            finished_at=NOW + datetime.timedelta(seconds=1),
        )  # fmt: skip
        segment = SegmentFactory(
            salesperson=salesperson, template=self.template, created_by=user, batch=batch
        )
        SegmentLineFactory(segment=segment, contact=contact)
        LogEntryFactory(
            contact=contact, salesperson=salesperson, template=self.template, recorded_by=user,
            batch=batch,
        )  # fmt: skip
        return segment

    def address(self, name: str, row: str, whose: str) -> str:
        """The address *name* of the *row* that belongs to *whose*."""
        if not row:
            return reverse(name)
        found = self.rows[whose][row]
        if row in BY_TWO_KEYS:
            return reverse(name, args=attrgetter(*BY_TWO_KEYS[row])(found))
        if row in {"line", "step"}:
            return reverse(name, args=[found.segment_id, found.pk, *FURTHER.get(name, [])])
        return reverse(name, args=[found.pk, *FURTHER.get(name, [])])


def is_seen(row: str, whose: str, scope: str, role_reads_audit: bool) -> bool:
    """Whether somebody with *scope* sees the *row* of *whose*."""
    if row in OF_ALL or whose == "own":
        return True
    if row in PRIVATE:
        return False
    if row in {"deletion", "segment_deletion"}:
        return role_reads_audit
    return scope == "see_all" or (scope == "see_team" and whose == "team")


def grant(user, role: str, scope: str) -> None:
    """Give *user* the role; of what the role sees by default only *scope* stays."""
    group = user.groups.model.objects.get(name=role)
    user.groups.add(group)
    permissions = user.user_permissions.model.objects
    group.permissions.remove(permissions.get(codename="see_all"))
    if scope:
        user.user_permissions.add(permissions.get(codename=scope))
