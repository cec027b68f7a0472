"""Keeping a form: interrupted by itself, postponed on purpose, one row, never an older text."""

import datetime
import uuid

import pytest

from crm import roles
from crm.actions.finish_form import AlreadyFinished
from interactions.actions.discard import (
    delete_postponed,
    discard_typed,
    remove_deleted,
    undelete_postponed,
)
from interactions.actions.finish import finish_interaction
from interactions.actions.hand_over import CannotTakeOver, GoneMeanwhile, hand_over_postponed
from interactions.actions.move_due import move_due
from interactions.actions.postpone import (
    NothingToPostpone,
    TypedElsewhere,
    TypedForm,
    keep_typed,
    postpone_interaction,
)
from interactions.drafts import InteractionDraft
from interactions.models import InteractionLogEntry, PostponedInteraction
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    PostponedInteractionFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)


def typed(version=0, key=None, **fields) -> TypedForm:
    return TypedForm(
        key=key or uuid.uuid4(), version=version, fields=fields or {"comment": "Half a sen"}
    )


def draft(**changes) -> InteractionDraft:
    return InteractionDraft(
        **{
            "contact": PersonFactory(),
            "template": InteractionTemplateFactory(),
            "occurred_at": NOW,
            "description": "Call",
            "salesperson": SalespersonFactory(),
        }
        | changes
    )


def test_a_touched_form_is_kept_as_interrupted():
    user = seller()

    kept = keep_typed(typed=typed(comment="Half a sen"), by=user, now=NOW)

    kept.refresh_from_db()
    assert kept.is_interrupted
    assert kept.typed == {"comment": "Half a sen"}
    assert kept.owner == user


@pytest.mark.parametrize("text", ["nul \x00", "lone \ud83d", "\u202egnp.exe", "x" * 20_000])
def test_what_no_column_could_hold_is_kept_as_typed(text):
    kept = keep_typed(typed=typed(comment=text, description=text), by=seller(), now=NOW)

    assert PostponedInteraction.objects.get(pk=kept.pk).typed["comment"] == text


def test_a_form_saved_again_stays_one_row():
    user, key = seller(), uuid.uuid4()
    first = keep_typed(typed=typed(key=key, comment="Half"), by=user, now=NOW)

    second = keep_typed(
        typed=typed(key=key, version=first.version, comment="Half a sentence"), by=user, now=LATER
    )

    assert second.pk == first.pk
    assert second.typed == {"comment": "Half a sentence"}
    assert PostponedInteraction.objects.count() == 1


def test_an_older_tab_never_overwrites_a_newer_text():
    user, key = seller(), uuid.uuid4()
    seen = keep_typed(typed=typed(key=key, comment="Both saw this"), by=user, now=NOW)
    keep_typed(typed=typed(key=key, version=seen.version, comment="Newer"), by=user, now=NOW)

    with pytest.raises(TypedElsewhere) as told:
        keep_typed(typed=typed(key=key, version=seen.version, comment="Older"), by=user, now=LATER)

    assert told.value.current.typed == {"comment": "Newer"}
    assert PostponedInteraction.objects.get().typed == {"comment": "Newer"}


def test_two_tabs_that_never_heard_of_each_other_are_told():
    user, key = seller(), uuid.uuid4()
    keep_typed(typed=typed(key=key, comment="First"), by=user, now=NOW)

    with pytest.raises(TypedElsewhere):
        keep_typed(typed=typed(key=key, comment="Second"), by=user, now=NOW)


def test_nobody_writes_into_the_form_of_another():
    key = uuid.uuid4()
    kept = keep_typed(typed=typed(key=key), by=seller(), now=NOW)

    with pytest.raises(TypedElsewhere) as told:
        keep_typed(typed=typed(key=key, version=kept.version, comment="Mine"), by=seller(), now=NOW)

    assert told.value.current is None


def test_a_contact_out_of_sight_is_not_linked():
    stranger = PersonFactory(salesperson=SalespersonFactory())
    user = UserFactory()

    kept = keep_typed(typed=typed(contact=str(stranger.pk)), by=user, now=NOW)

    assert kept.contact is None
    assert kept.typed == {"contact": str(stranger.pk)}


@pytest.mark.parametrize("fields", [{"contact": "7"}, {"comment": "x"}, {"description": "x"}])
def test_a_contact_or_any_text_is_enough_to_postpone(fields):
    postponed = postpone_interaction(typed=typed(**fields), by=seller(), now=NOW)

    assert postponed.postponed_at == NOW


def test_nothing_at_all_cannot_be_postponed():
    with pytest.raises(NothingToPostpone):
        postpone_interaction(typed=typed(comment="  ", date="today"), by=seller(), now=NOW)

    assert not PostponedInteraction.objects.exists()


def test_postponing_an_interrupted_form_updates_its_row():
    user, key = seller(), uuid.uuid4()
    kept = keep_typed(typed=typed(key=key), by=user, now=NOW)

    postponed = postpone_interaction(
        typed=typed(key=key, version=kept.version, comment="Later"), by=user, now=LATER
    )

    assert postponed.pk == kept.pk
    assert not postponed.is_interrupted


def test_finishing_records_the_entry_and_removes_the_postponed_row():
    row = PostponedInteractionFactory()

    entries = finish_interaction(
        drafts=[draft()], by=row.owner, now=NOW, form_key=row.form_key, version=row.version
    )

    assert list(InteractionLogEntry.objects.all()) == entries
    assert not PostponedInteraction.objects.exists()


def test_finishing_a_form_that_was_never_kept_records_it():
    finish_interaction(drafts=[draft()], by=seller(), now=NOW, form_key=uuid.uuid4(), version=0)

    assert InteractionLogEntry.objects.count() == 1


def test_finishing_with_an_older_text_than_the_stored_one_records_nothing():
    row = PostponedInteractionFactory(version=3)

    with pytest.raises(TypedElsewhere):
        finish_interaction(
            drafts=[draft()], by=row.owner, now=NOW, form_key=row.form_key, version=2
        )

    assert not InteractionLogEntry.objects.exists()
    assert PostponedInteraction.objects.get() == row


def test_a_finished_form_is_not_kept_again():
    user, key = seller(), uuid.uuid4()
    finish_interaction(drafts=[draft()], by=user, now=NOW, form_key=key, version=0)

    with pytest.raises(AlreadyFinished):
        keep_typed(typed=typed(key=key), by=user, now=LATER)

    assert not PostponedInteraction.objects.exists()


def test_finishing_twice_records_once():
    row = PostponedInteractionFactory()
    finish_interaction(
        drafts=[draft()], by=row.owner, now=NOW, form_key=row.form_key, version=row.version
    )

    with pytest.raises(AlreadyFinished):
        finish_interaction(
            drafts=[draft()], by=row.owner, now=LATER, form_key=row.form_key, version=row.version
        )

    assert InteractionLogEntry.objects.count() == 1


def test_discard_can_be_taken_back():
    row = PostponedInteractionFactory()

    discarded = discard_typed(form_key=row.form_key, version=row.version, by=row.owner, now=NOW)
    undelete_postponed(keys=[discarded.pk], by=row.owner, now=LATER)

    assert PostponedInteraction.objects.kept().get() == row


def test_discard_leaves_what_another_tab_has_saved():
    row = PostponedInteractionFactory(version=2)

    assert discard_typed(form_key=row.form_key, version=1, by=row.owner, now=NOW) is None
    assert PostponedInteraction.objects.kept().exists()


def test_deleting_reaches_own_rows_only():
    mine, others = PostponedInteractionFactory(), PostponedInteractionFactory()

    keys = delete_postponed(postponed=PostponedInteraction.objects.all(), by=mine.owner, now=NOW)

    assert keys == [mine.pk]
    assert list(PostponedInteraction.objects.kept()) == [others]


def test_a_deletion_can_be_undone_for_a_day_and_no_longer():
    row = PostponedInteractionFactory()
    delete_postponed(postponed=PostponedInteraction.objects.all(), by=row.owner, now=NOW)

    too_late = undelete_postponed(keys=[row.pk], by=row.owner, now=NOW + datetime.timedelta(days=1))
    in_time = undelete_postponed(
        keys=[row.pk], by=row.owner, now=NOW + datetime.timedelta(hours=23)
    )

    assert (too_late, in_time) == (0, 1)


def test_what_was_deleted_a_day_ago_is_removed():
    old = PostponedInteractionFactory()
    delete_postponed(postponed=PostponedInteraction.objects.all(), by=old.owner, now=NOW)
    kept = PostponedInteractionFactory()

    removed = remove_deleted(now=NOW + datetime.timedelta(days=1))

    assert removed == 1
    assert PostponedInteraction.objects.get() == kept


def test_handing_over_changes_the_owner_and_says_who_gave_it():
    row, colleague = PostponedInteractionFactory(), seller()
    giver = row.owner

    hand_over_postponed(postponed=row, to=colleague, by=giver, now=LATER)

    row.refresh_from_db()
    assert (row.owner, row.handed_over_by, row.handed_over_at) == (colleague, giver, LATER)


def test_handing_over_to_who_may_not_see_the_contact_is_refused():
    row = PostponedInteractionFactory(contact__salesperson=SalespersonFactory())
    colleague = seller()
    colleague.groups.get().permissions.filter(codename="see_all")
    colleague.groups.get().permissions.remove(
        colleague.groups.get().permissions.get(codename="see_all")
    )

    with pytest.raises(CannotTakeOver):
        hand_over_postponed(postponed=row, to=colleague, by=row.owner, now=NOW)


def test_handing_over_to_who_may_not_resume_is_refused():
    row = PostponedInteractionFactory()

    with pytest.raises(CannotTakeOver):
        hand_over_postponed(
            postponed=row, to=UserFactory(role=roles.AUDITOR), by=row.owner, now=NOW
        )


def test_handing_over_what_changed_meanwhile_is_refused():
    row = PostponedInteractionFactory()
    PostponedInteraction.objects.update(version=2)

    with pytest.raises(GoneMeanwhile):
        hand_over_postponed(postponed=row, to=seller(), by=row.owner, now=NOW)


def test_a_manager_sees_what_his_team_postponed_and_nobody_elses():
    team = TeamFactory()
    manager = seller(roles.MANAGER, team=team)
    of_the_team = PostponedInteractionFactory(owner=seller(team=team))
    PostponedInteractionFactory()

    assert list(PostponedInteraction.objects.visible_to(manager)) == [of_the_team]


def test_moving_the_due_date_is_counted():
    row = PostponedInteractionFactory(due_at=NOW)

    move_due(postponed=row, due_at=LATER, by=row.owner)

    row.refresh_from_db()
    assert (row.due_at, row.moved) == (LATER, 1)
