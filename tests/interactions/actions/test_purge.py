"""Deleting canceled entries: only those, with their own, counted as they go."""

import datetime
import time
import uuid

import pytest
from django.contrib.auth.models import Permission

from crm import roles
from crm.access import MissingRight
from crm.actions.finish_form import AlreadyFinished
from crm.file_store import all_places
from crm.models import AuditRecord, StoredFile
from interactions.actions.cancel import cancel_entries
from interactions.actions.purge import (
    NothingToDelete,
    Pace,
    Rows,
    deletable,
    last_cancellation,
    preview_purge,
    purge,
    relation_of,
    start_purge,
)
from interactions.actions.restore import restore_entries
from interactions.models import (
    Attachment,
    Cancellation,
    Comment,
    InteractionBatch,
    InteractionLogEntry,
    Restoration,
)
from interactions.sockets import entry_ties
from tests.factories import (
    NOW,
    AttachmentFactory,
    CancellationFactory,
    CommentFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    StoredFileFactory,
    TeamFactory,
    UserFactory,
    seller,
)

LATER = NOW + datetime.timedelta(hours=1)
AT_ONCE = Pace(rows=2, rest=0)


def start(entries=None, by=None, **facts):
    return start_purge(
        entries=InteractionLogEntry.objects.all() if entries is None else entries,
        by=by,
        now=NOW,
        until=last_cancellation(),
        facts=facts,
    )


def carry_out(audit, entries=None, **given):
    entries = InteractionLogEntry.objects.all() if entries is None else entries
    done = purge(entries=entries, audit=audit, pace=AT_ONCE, clock=lambda: LATER, **given)
    audit.refresh_from_db()
    return done


@pytest.fixture
def canceled(db):
    return CancellationFactory()


def test_canceled_entries_go_with_their_comments_and_the_others_stay(canceled):
    standing = LogEntryFactory()
    kept = CommentFactory(entry=standing)
    for entry in LogEntryFactory.create_batch(5, cancellation=canceled):
        CommentFactory.create_batch(2, entry=entry)

    assert carry_out(start())

    assert InteractionLogEntry.objects.get() == standing
    assert Comment.objects.get() == kept


def test_audit_record_tells_who_when_which_and_how_many(canceled):
    administrator = UserFactory(role=roles.SETUP)
    LogEntryFactory.create_batch(3, cancellation=canceled)

    audit = start(by=administrator, filter="campaign=7")
    before = (audit.total, audit.count, audit.finished_at)
    carry_out(audit)

    assert before == (3, 0, None)
    assert (audit.by, audit.at, audit.facts["filter"]) == (administrator, NOW, "campaign=7")
    assert (audit.total, audit.count, audit.finished_at) == (3, 3, LATER)


def test_records_of_who_canceled_and_restored_stay(canceled):
    entry = LogEntryFactory(cancellation=canceled)
    administrator = UserFactory(role=roles.SETUP)
    everything = InteractionLogEntry.objects.all()
    restore_entries(entries=everything, by=administrator, now=NOW)
    cancel_entries(entries=everything, by=administrator, now=NOW)

    carry_out(start())

    assert not InteractionLogEntry.objects.filter(pk=entry.pk).exists()
    assert Cancellation.objects.count() == 2
    assert Restoration.objects.count() == 1


def test_correction_of_a_deleted_entry_stands_and_names_nothing(canceled):
    wrong = LogEntryFactory(cancellation=canceled)
    right = LogEntryFactory(corrects=wrong)

    carry_out(start())

    right.refresh_from_db()
    assert InteractionLogEntry.objects.get() == right
    assert right.corrects is None


def test_a_chain_of_canceled_corrections_goes_as_a_whole(canceled):
    first = LogEntryFactory(cancellation=canceled)
    second = LogEntryFactory(cancellation=canceled, corrects=first)
    LogEntryFactory(cancellation=canceled, corrects=second)

    carry_out(start())

    assert not InteractionLogEntry.objects.exists()


def test_filter_narrows(canceled):
    person = PersonFactory()
    LogEntryFactory(cancellation=canceled, contact=person)
    other = LogEntryFactory(cancellation=canceled)
    of_person = InteractionLogEntry.objects.of_contact(person)

    carry_out(start(entries=of_person), entries=of_person)

    assert InteractionLogEntry.objects.get() == other


def test_what_is_canceled_after_the_start_is_left_alone(canceled):
    LogEntryFactory(cancellation=canceled)
    later = LogEntryFactory()
    audit = start()
    later.cancellation = CancellationFactory()
    later.save()

    carry_out(audit)

    assert InteractionLogEntry.objects.get() == later
    assert audit.count == 1


def test_what_is_restored_before_its_batch_is_left_alone(canceled):
    entries = LogEntryFactory.create_batch(4, cancellation=canceled)
    administrator = UserFactory(role=roles.SETUP)
    last = InteractionLogEntry.objects.filter(pk=entries[-1].pk)
    audit = start()

    def restore_the_last_one():
        restore_entries(entries=last, by=administrator, now=NOW)
        return False

    carry_out(audit, stop=restore_the_last_one)

    assert InteractionLogEntry.objects.get() == entries[-1]
    assert (audit.total, audit.count) == (4, 3)


def test_batch_of_which_nothing_is_left_is_passed_over(canceled):
    entries = LogEntryFactory.create_batch(4, cancellation=canceled)
    rest = InteractionLogEntry.objects.filter(pk__in=[entry.pk for entry in entries[2:]])
    gone = Rows()
    audit = start()

    def restore_the_second_batch():
        rest.update(cancellation=None)
        return False

    carry_out(audit, stop=restore_the_second_batch, progress=gone.update)

    assert InteractionLogEntry.objects.count() == 2
    assert (audit.count, audit.is_finished) == (2, True)
    assert gone["Interaction Log Entries"] == 2


def test_run_that_was_stopped_counts_what_it_did_and_can_go_on(canceled):
    LogEntryFactory.create_batch(5, cancellation=canceled)
    audit = start()
    answers = iter([False, True])

    stopped = carry_out(audit, stop=lambda: next(answers))
    after_the_stop = (audit.count, audit.finished_at, InteractionLogEntry.objects.count())
    done = carry_out(audit)

    assert (stopped, done) == (False, True)
    assert after_the_stop == (2, None, 3)
    assert (audit.count, audit.finished_at) == (5, LATER)


def test_rest_between_two_batches_ends_where_somebody_wants_to_stop(canceled):
    LogEntryFactory.create_batch(2, cancellation=canceled)
    asked = iter([False, True, True])
    patient = Pace(rows=1, rest=60)
    began = time.monotonic()

    done = purge(
        entries=InteractionLogEntry.objects.all(),
        audit=start(),
        pace=patient,
        clock=lambda: LATER,
        stop=lambda: next(asked),
    )

    assert not done
    assert time.monotonic() - began < 30
    assert InteractionLogEntry.objects.count() == 1


def test_repeating_a_finished_run_changes_nothing(canceled):
    LogEntryFactory(cancellation=canceled)
    audit = start()
    carry_out(audit)
    later = LATER + datetime.timedelta(days=1)

    purge(entries=InteractionLogEntry.objects.all(), audit=audit, pace=AT_ONCE, clock=lambda: later)

    audit.refresh_from_db()
    assert (audit.count, audit.finished_at) == (1, LATER)


def test_user_without_the_right_is_refused_before_anything_is_written(canceled):
    LogEntryFactory(cancellation=canceled)

    with pytest.raises(MissingRight):
        start(by=UserFactory(role=roles.SALESPERSON))

    assert not AuditRecord.objects.exists()


def test_manager_deletes_what_his_team_canceled_and_no_filter_widens_that(canceled):
    team = TeamFactory()
    manager = seller(roles.MANAGER, team=team)
    LogEntryFactory(cancellation=canceled, salesperson=SalespersonFactory(team=team))
    others = LogEntryFactory(cancellation=canceled)

    audit = start(by=manager)
    carry_out(audit)

    assert (audit.total, audit.count) == (1, 1)
    assert InteractionLogEntry.objects.get() == others


def test_what_is_out_of_sight_is_not_deleted(canceled):
    administrator = UserFactory(role=roles.SETUP)
    administrator.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    unseen = PersonFactory(salesperson=SalespersonFactory())
    entry = LogEntryFactory(cancellation=canceled, contact=unseen)

    with pytest.raises(NothingToDelete):
        start(by=administrator)

    assert InteractionLogEntry.objects.get() == entry
    assert not AuditRecord.objects.exists()


def test_without_a_canceled_entry_no_record_is_begun(db):
    LogEntryFactory()

    with pytest.raises(NothingToDelete):
        start()

    assert not AuditRecord.objects.exists()


def test_preview_counts_what_goes(canceled):
    for entry in LogEntryFactory.create_batch(2, cancellation=canceled):
        CommentFactory.create_batch(3, entry=entry)
    CommentFactory(entry=LogEntryFactory())

    everything = InteractionLogEntry.objects.all()
    gone = Rows()

    rows = preview_purge(entries=everything, by=None, until=last_cancellation())
    carry_out(start(), progress=gone.update)

    assert rows == gone == {"Interaction Log Entries": 2, "Comments": 6}


def test_form_that_arrives_twice_begins_one_deletion(canceled):
    administrator = UserFactory(role=roles.SETUP)
    LogEntryFactory(cancellation=canceled)
    form = {
        "entries": InteractionLogEntry.objects.all(),
        "by": administrator,
        "now": NOW,
        "until": last_cancellation(),
        "facts": {},
        "form_key": uuid.uuid4(),
        "result_path": lambda audit: f"/deletion/{audit.pk}/",
    }
    audit = start_purge(**form)

    with pytest.raises(AlreadyFinished) as refused:
        start_purge(**form)

    assert refused.value.path == f"/deletion/{audit.pk}/"
    assert AuditRecord.objects.get() == audit


def test_command_line_reaches_everything(canceled):
    LogEntryFactory(cancellation=canceled)

    entries = deletable(InteractionLogEntry.objects.all(), by=None, until=last_cancellation())

    assert entries.count() == 1


def test_every_relation_to_an_entry_is_decided():
    decided = {relation_of(tie) for tie in entry_ties}

    relations = {
        (relation.related_model, relation.field.name)
        for relation in InteractionLogEntry._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }

    assert decided == relations


@pytest.mark.parametrize("number", [2, 40])
def test_a_batch_takes_as_many_statements_for_two_rows_as_for_many(
    canceled, number, django_assert_max_num_queries
):
    for entry in LogEntryFactory.create_batch(number, cancellation=canceled):
        CommentFactory(entry=entry)
    audit = start()
    everything = InteractionLogEntry.objects.all()

    with django_assert_max_num_queries(18):
        purge(entries=everything, audit=audit, pace=Pace(100, rest=0), clock=lambda: LATER)

    assert not everything.exists()


# Files.


def shared_batch():
    return InteractionBatch.objects.create(
        title="Fair", by=UserFactory(), started_at=NOW, occurred_at=NOW, finished_at=NOW
    )


def test_files_go_with_the_entry_that_alone_has_them(canceled, django_capture_on_commit_callbacks):
    doomed = AttachmentFactory(
        entry=LogEntryFactory(cancellation=canceled), file=StoredFileFactory(content=b"bytes")
    )
    kept = AttachmentFactory()

    with django_capture_on_commit_callbacks(execute=True):
        carry_out(start())

    assert Attachment.objects.get() == kept
    assert StoredFile.objects.get() == kept.file
    assert doomed.file.place not in dict(all_places())


def test_file_that_two_entries_have_goes_with_the_second(canceled):
    doomed = AttachmentFactory(entry=LogEntryFactory(cancellation=canceled))
    other = AttachmentFactory(file=doomed.file)

    carry_out(start())
    assert StoredFile.objects.get() == doomed.file

    InteractionLogEntry.objects.filter(pk=other.entry_id).update(cancellation=canceled)
    carry_out(start())
    assert not StoredFile.objects.exists()


def test_files_of_a_batch_go_with_its_last_entry(canceled):
    batch = shared_batch()
    doomed, last = LogEntryFactory.create_batch(2, batch=batch)
    shared = AttachmentFactory(entry=None, batch=batch)

    InteractionLogEntry.objects.filter(pk=doomed.pk).update(cancellation=canceled)
    carry_out(start())
    assert Attachment.objects.get() == shared

    InteractionLogEntry.objects.filter(pk=last.pk).update(cancellation=canceled)
    carry_out(start())
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()


def test_file_that_a_template_has_lost_goes_with_the_last_entry_that_shares_it(canceled):
    doomed, last = LogEntryFactory.create_batch(2, template=InteractionTemplateFactory())
    facts = {"template": last.template, "at": NOW, "removed_at": LATER, "removed_by": UserFactory()}
    former = AttachmentFactory(entry=None, **facts)

    InteractionLogEntry.objects.filter(pk=doomed.pk).update(cancellation=canceled)
    carry_out(start())
    assert Attachment.objects.get() == former

    InteractionLogEntry.objects.filter(pk=last.pk).update(cancellation=canceled)
    carry_out(start())
    assert not StoredFile.objects.exists()
