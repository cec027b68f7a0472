"""Postponing and resuming through the pages: nothing typed is lost."""

import datetime
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from crm import roles
from crm.models import FinishedForm
from interactions.actions.discard import delete_postponed
from interactions.actions.hand_over import hand_over_postponed
from interactions.actions.postpone import TypedForm, keep_typed
from interactions.forms.interaction_keeping import data_of, typed_form_of
from interactions.models import Completion, InteractionLogEntry, PostponedInteraction
from interactions.panels.contact import contact_facts
from tests.factories import (
    NOW,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    PostponedInteractionFactory,
    SalespersonFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def visitor(client, user):
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _template():
    InteractionTemplateFactory()


def half_a_form(**fields) -> dict:
    return {
        "key": str(uuid.uuid4()),
        "comment": "She will be back on Mon",
        "date": "32.13.",
    } | fields


def test_finish_later_keeps_every_field_as_typed(visitor, user):
    visitor.post(reverse("interaction_new"), half_a_form(later="1"))

    row = PostponedInteraction.objects.get()
    assert row.owner == user
    assert not row.is_interrupted
    assert row.typed["comment"] == ["She will be back on Mon"]
    assert row.typed["date"] == ["32.13."]


def test_an_empty_form_cannot_be_finished_later_and_says_why(visitor):
    answer = visitor.post(reverse("interaction_new"), {"key": str(uuid.uuid4()), "later": "1"})

    assert answer.status_code == 422
    assert not PostponedInteraction.objects.exists()


def test_resume_opens_the_form_as_it_was_left(visitor):
    visitor.post(reverse("interaction_new"), half_a_form(later="1"))
    row = PostponedInteraction.objects.get()

    text = visitor.get(reverse("postponed_resume", args=[row.pk])).content.decode()

    assert "She will be back on Mon" in text
    assert "32.13." in text


def test_finishing_a_resumed_one_records_it_and_removes_the_row(visitor, user):
    contact, template = PersonFactory(), InteractionTemplateFactory()
    facts = half_a_form(
        contact=contact.pk,
        template=template.pk,
        description="Call",
        date="yesterday",
        time="9:00",
        salesperson=user.salesperson.pk,
        was_successful="on",
    )
    visitor.post(reverse("interaction_new"), facts | {"later": "1"})
    row = PostponedInteraction.objects.get()

    answer = visitor.post(
        reverse("postponed_resume", args=[row.pk]), facts | {"version": row.version}
    )

    assert answer.status_code == 302
    assert InteractionLogEntry.objects.get().contact == contact
    assert not PostponedInteraction.objects.exists()


def test_cancel_on_an_untouched_form_asks_nothing_and_leaves_nothing(visitor):
    answer = visitor.post(reverse("interaction_new"), {"key": str(uuid.uuid4()), "leave": "1"})

    assert answer.status_code == 302
    assert not PostponedInteraction.objects.exists()


def test_cancel_on_a_touched_form_asks_and_carries_the_text(visitor):
    answer = visitor.post(reverse("interaction_new"), half_a_form(leave="1"))

    text = answer.content.decode()
    assert "Finish this interaction later?" in text
    assert "She will be back on Mon" in text


def test_keep_editing_opens_the_form_with_the_text(visitor):
    answer = visitor.post(reverse("interaction_new"), half_a_form(keep="1"))

    assert answer.status_code == 200
    assert "She will be back on Mon" in answer.content.decode()


def test_the_open_form_is_kept_and_its_version_counts(visitor):
    form = half_a_form()

    first = visitor.post(reverse("postponed_keeping"), form).json()
    second = visitor.post(
        reverse("postponed_keeping"), form | {"version": first["version"], "comment": "More"}
    ).json()

    row = PostponedInteraction.objects.get()
    assert (first["kept"], second["version"]) == (True, 2)
    assert row.is_interrupted
    assert row.typed["comment"] == ["More"]


def test_an_untouched_form_is_not_kept(visitor):
    answer = visitor.post(reverse("postponed_keeping"), {"key": str(uuid.uuid4())})

    assert answer.json() == {"kept": False}
    assert not PostponedInteraction.objects.exists()


def test_discard_can_be_taken_back(visitor):
    form = half_a_form()
    kept = visitor.post(reverse("postponed_keeping"), form).json()

    visitor.post(reverse("interaction_new"), form | {"version": kept["version"], "discard": "1"})
    gone = not PostponedInteraction.objects.kept().exists()
    row = PostponedInteraction.objects.get()
    visitor.post(f"{reverse('postponed_undeletion')}?keys={row.pk}")

    assert gone
    assert PostponedInteraction.objects.kept().exists()


@pytest.fixture
def both_shown(visitor, user):
    """The answer to an older window: the form with its own text and the newer one."""
    form = half_a_form()
    kept = visitor.post(reverse("postponed_keeping"), form).json()
    newer = TypedForm(
        key=uuid.UUID(form["key"]), version=kept["version"], fields={"comment": "Newer text"}
    )
    keep_typed(typed=newer, by=user, now=NOW)
    return visitor.post(reverse("interaction_new"), form | {"version": "1", "later": "1"})


def after_both_shown(answer) -> dict[str, str]:
    """What a button of that page sends, besides its own name."""
    fields = answer.context["form"].data.dict()
    del fields["later"]
    [overwrite] = re.findall(r'name="overwrite" value="(\d+)"', answer.content.decode())
    return fields | {"overwrite": overwrite}


def kept_text() -> str:
    return data_of(PostponedInteraction.objects.kept().get())["comment"]


def test_an_older_window_is_shown_both_texts_and_may_go_on_with_either(both_shown):
    text = both_shown.content.decode()
    row = PostponedInteraction.objects.get()

    assert both_shown.status_code == 422
    assert "Newer text" in text
    assert "She will be back on Mon" in text
    assert f'<a href="{row.get_absolute_url()}">Go on with the other text</a>' in text


@pytest.mark.parametrize(
    ("address", "button"), [("postponed_keeping", ""), ("interaction_new", "discard")]
)
def test_neither_typing_on_nor_discard_takes_the_text_of_the_other_window(
    visitor, both_shown, address, button
):
    visitor.post(reverse(address), after_both_shown(both_shown) | {button: "1"})

    assert kept_text() == "Newer text"


def test_a_button_pressed_with_both_texts_in_sight_keeps_the_one_in_the_form(visitor, both_shown):
    visitor.post(reverse("interaction_new"), after_both_shown(both_shown) | {"later": "1"})

    assert kept_text() == "She will be back on Mon"


def test_what_has_no_other_name_is_called_by_how_its_comment_begins(visitor):
    comment = "\n\0She will be back on Monday" + " and then" * 20 + "\nNot this line"
    visitor.post(reverse("interaction_new"), half_a_form(later="1", comment=comment))

    page = visitor.get(reverse("postponed_list")).content.decode()
    home = visitor.get("/").content.decode()

    for each in (page, home):
        assert "She will be back on Monday and then and then and then and t…" in each
        assert "Not this line" not in each


def test_the_list_shows_what_is_missing(visitor, user):
    PostponedInteractionFactory(owner=user)

    text = visitor.get(reverse("postponed_list")).content.decode()

    assert "Call back about the offer" in text
    assert '<td class="labelled" title="Still missing">Interaction Template, ' in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_few_queries(visitor, user, count, django_assert_max_num_queries):
    PostponedInteractionFactory.create_batch(count, owner=user)

    with django_assert_max_num_queries(10):
        visitor.get(reverse("postponed_list"))


def test_deleting_from_the_list_can_be_undone(visitor, user):
    row = PostponedInteractionFactory(owner=user)

    visitor.post(reverse("postponed_deletions"), {"selected": [row.pk]})
    gone = not PostponedInteraction.objects.kept().exists()
    visitor.post(f"{reverse('postponed_undeletion')}?keys={row.pk}")

    assert gone
    assert PostponedInteraction.objects.kept().get() == row


def undoings(visitor) -> list[str]:
    page = visitor.get(reverse("postponed_list")).content.decode()
    return re.findall(r'action="(/postponed/deletions/undo/[^"]+)"', page)


def test_what_was_deleted_is_offered_in_the_list_for_a_day(visitor, user):
    row = PostponedInteractionFactory(owner=user, description="Asked about the offer")
    visitor.post(reverse("postponed_deletion", args=[row.pk]))
    # The message with its own Undo is gone.
    visitor.get("/")

    [address] = undoings(visitor)
    visitor.post(address)

    assert PostponedInteraction.objects.kept().get() == row
    assert undoings(visitor) == []


def test_what_was_deleted_longer_ago_or_by_another_is_not_offered(visitor, user):
    day, now = datetime.timedelta(days=1), timezone.now()
    PostponedInteractionFactory(owner=user, deleted_by=user, deleted_at=now - day)
    PostponedInteractionFactory(deleted_by=user, deleted_at=now)
    PostponedInteractionFactory(owner=user, deleted_by=seller(), deleted_at=now)

    assert undoings(visitor) == []


def test_each_row_can_be_deleted_by_itself(visitor, user):
    row = PostponedInteractionFactory(owner=user)

    page = visitor.get(reverse("postponed_list")).content.decode()

    assert reverse("postponed_deletion", args=[row.pk]) in page


def test_what_others_postponed_is_not_there(visitor):
    row = PostponedInteractionFactory()

    assert visitor.get(reverse("postponed_resume", args=[row.pk])).status_code == 404
    assert visitor.post(reverse("postponed_deletion", args=[row.pk])).status_code == 404


def test_an_auditor_has_nothing_to_resume(client):
    client.force_login(seller(roles.AUDITOR))

    assert client.get(reverse("postponed_list")).status_code == 403


def test_handing_over_makes_the_colleague_the_owner(visitor, user):
    row, colleague = PostponedInteractionFactory(owner=user), seller()

    visitor.post(reverse("postponed_hand_over", args=[row.pk]), {"to": colleague.salesperson.pk})

    row.refresh_from_db()
    assert row.owner == colleague


def test_postponed_rows_appear_in_no_log(visitor, user):
    PostponedInteractionFactory(owner=user)

    assert not InteractionLogEntry.objects.exists()
    assert InteractionLogEntry.objects.totals()["number"] == 0


# The filter of the log is that of exports, of deletions and of criteria, too.
@pytest.mark.parametrize("query", ["", "?contact={contact}", "?format=csv"])
def test_no_list_and_no_file_of_the_log_holds_what_is_postponed(visitor, user, query):
    row = PostponedInteractionFactory(owner=user, description="Half an offer")
    entry = LogEntryFactory(contact=row.contact, description="Half a promise")

    answer = visitor.get("/interactions/" + query.format(contact=row.contact_id))
    shown = b"".join(answer) if answer.streaming else answer.content

    assert entry.description in shown.decode()
    assert "Half an offer" not in shown.decode()


def test_a_contact_has_no_date_and_no_sum_of_what_is_postponed(rf, user):
    row = PostponedInteractionFactory(owner=user)
    request = rf.get("/")
    request.user = user

    facts = dict(contact_facts(request, row.contact))

    assert (facts["Last Interaction"], facts["Last Attempt"]) == ("", "")
    assert facts["Number of interactions"] == "0"


def test_cancel_on_what_was_kept_meanwhile_asks_though_nothing_is_new(visitor):
    form = half_a_form()
    kept = visitor.post(reverse("postponed_keeping"), form).json()

    answer = visitor.post(
        reverse("interaction_new"), form | {"version": kept["version"], "leave": "1"}
    )

    assert "Finish this interaction later?" in answer.content.decode()


def test_cancel_on_a_resumed_one_closes_it_as_it_was(visitor, user):
    row = PostponedInteractionFactory(owner=user)
    address = reverse("postponed_resume", args=[row.pk])
    form = visitor.get(address).context["form"].data

    answer = visitor.post(address, form.dict() | {"leave": "1"})

    assert answer.status_code == 302
    assert PostponedInteraction.objects.kept().get().typed == row.typed


def test_cancel_on_a_resumed_one_that_was_changed_asks(visitor, user):
    row = PostponedInteractionFactory(owner=user)
    address = reverse("postponed_resume", args=[row.pk])
    form = visitor.get(address).context["form"].data

    answer = visitor.post(address, form.dict() | {"comment": "And more", "leave": "1"})

    assert "Finish this interaction later?" in answer.content.decode()


def test_the_list_stands_in_groups_by_how_near_it_is(visitor, user):
    day = datetime.timedelta(days=1)
    now = timezone.now()
    PostponedInteractionFactory(owner=user, description="Some day")
    PostponedInteractionFactory(owner=user, description="In a week", due_at=now + 7 * day)
    PostponedInteractionFactory(owner=user, description="Long ago", due_at=now - 3 * day, moved=2)
    PostponedInteractionFactory(owner=user, description="This day", due_at=now)

    text = visitor.get(reverse("postponed_list")).content.decode()

    said = ["Overdue</th>", "Long ago", "2×", "Today</th>", "This day", "Later</th>", "In a week",
            "Without a date</th>", "Some day"]  # fmt: skip
    places = [text.index(each) for each in said]
    assert places == sorted(places)


def test_a_page_goes_on_where_the_one_before_it_ended(visitor, user):
    PostponedInteractionFactory.create_batch(30, owner=user)
    PostponedInteractionFactory.create_batch(30, owner=user, due_at=timezone.now())
    first = visitor.get(reverse("postponed_list")).context

    second = visitor.get(reverse("postponed_list") + first["pager"]["next"]).context
    again = visitor.get(reverse("postponed_list") + second["pager"]["previous"]).context

    pages = [{row.pk for row in context["rows"]} for context in (first, second, again)]
    assert (len(pages[0]), len(pages[1])) == (50, 10)
    assert pages[0] == pages[2]
    assert not pages[0] & pages[1]


def test_the_list_is_asked_for_what_is_overdue(visitor, user):
    now = timezone.now()
    late = PostponedInteractionFactory(owner=user, due_at=now - datetime.timedelta(days=2))
    PostponedInteractionFactory(owner=user, due_at=now)

    rows = visitor.get(f"{reverse('postponed_list')}?due=overdue").context["rows"]

    assert [row.pk for row in rows] == [late.pk]


@pytest.mark.parametrize("typed", ["+2", "tomorrow", ""])
def test_the_due_date_is_moved_and_counted(visitor, user, typed):
    row = PostponedInteractionFactory(owner=user, due_at=timezone.now())

    answer = visitor.post(reverse("postponed_due", args=[row.pk]), {"due": typed})

    row.refresh_from_db()
    assert answer.status_code == 302
    assert row.moved == 1
    assert (row.due_at is None) == (typed == "")


def test_a_picked_day_wins_over_the_one_in_the_field(visitor, user):
    row = PostponedInteractionFactory(owner=user)

    visitor.post(reverse("postponed_due", args=[row.pk]), {"due": ["today", "tomorrow"]})

    row.refresh_from_db()
    assert timezone.localdate(row.due_at) == timezone.localdate() + datetime.timedelta(days=1)
    assert row.moved == 0


def test_a_day_that_is_over_is_refused_and_kept(visitor, user):
    row = PostponedInteractionFactory(owner=user)

    answer = visitor.post(reverse("postponed_due", args=[row.pk]), {"due": "1.1.2020"})

    assert answer.status_code == 422
    assert "1.1.2020" in answer.content.decode()


def test_somebody_elses_due_date_is_not_there(visitor):
    row = PostponedInteractionFactory()

    assert visitor.post(reverse("postponed_due", args=[row.pk]), {"due": "+2"}).status_code == 404


# What changed while it waited.


def resumed(visitor, row):
    return visitor.get(reverse("postponed_resume", args=[row.pk]))


def sent_again(visitor, row, response, **changes):
    return visitor.post(
        reverse("postponed_resume", args=[row.pk]),
        response.context["form"].data.dict() | changes,
    )


@pytest.fixture
def waiting(user):
    template = InteractionTemplateFactory(description="Outgoing call")
    contact = PersonFactory()
    typed = {
        "contact": str(contact.pk),
        "template": str(template.pk),
        "description": "Call",
        "comment": "Half a sentence",
    }
    return PostponedInteractionFactory(
        owner=user, contact=contact, template=template, typed=typed, own_fields=list(typed)
    )


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("template", lambda row: row.template.block(by=row.owner), "no longer in use"),
        ("contact", lambda row: row.contact.delete(), "deleted or no longer yours to see"),
    ],
)
def test_what_is_gone_is_said_at_once_and_on_ok_and_the_text_stays(
    visitor, waiting, name, change, said
):
    change(waiting)

    opened = resumed(visitor, waiting)
    again = sent_again(visitor, waiting, opened)

    for answer in (opened, again):
        assert said in str(answer.context["form"].errors[name])
        assert "Half a sentence" in answer.content.decode()
    assert (opened.status_code, again.status_code) == (200, 422)
    assert data_of(PostponedInteraction.objects.kept().get())["comment"] == "Half a sentence"


def taken_away(row, how, by):
    """What *by* does to *row* in another window or as a manager, and what is told of it."""
    if how == "deleted":
        delete_postponed(
            postponed=PostponedInteraction.objects.filter(pk=row.pk), by=by, now=timezone.now()
        )
        return f"was deleted by {by}, "
    colleague = seller()
    hand_over_postponed(postponed=row, to=colleague, by=by, now=timezone.now())
    return f"was handed over to {colleague}, "


@pytest.mark.parametrize("button", ["ok", "later"])
@pytest.mark.parametrize("how", ["deleted", "handed over"])
def test_what_was_taken_away_while_its_form_was_open_is_said_and_goes_on_as_another(
    visitor, user, waiting, how, button
):
    opened = resumed(visitor, waiting)
    said = taken_away(waiting, how, user)

    answer = sent_again(visitor, waiting, opened, comment="Newest words", **{button: "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Newest words" in page
    # Kept under a key of its own, and what was taken away is as it was.
    kept = PostponedInteraction.objects.kept().exclude(pk=waiting.pk).get()
    assert (data_of(kept)["comment"], kept.owner) == ("Newest words", user)
    assert data_of(PostponedInteraction.objects.get(pk=waiting.pk))["comment"] == "Half a sentence"

    sent = answer.context["form"].data.dict()
    del sent[button]
    again = visitor.post(answer.context["form_url"], sent)

    assert again.status_code == 302
    assert InteractionLogEntry.objects.get().comments.get().text == "Newest words"
    assert not PostponedInteraction.objects.kept().filter(pk=kept.pk).exists()


@pytest.mark.parametrize("how", ["deleted", "handed over"])
def test_a_form_that_is_not_complete_is_told_too_and_kept(visitor, user, waiting, how):
    opened = resumed(visitor, waiting)
    said = taken_away(waiting, how, user)

    answer = sent_again(visitor, waiting, opened, template="", comment="Newest words")

    assert said in answer.content.decode()
    kept = PostponedInteraction.objects.kept().exclude(pk=waiting.pk).get()
    assert data_of(kept)["comment"] == "Newest words"


def test_the_form_of_somebody_else_is_not_found_by_another_key(visitor):
    others = PostponedInteractionFactory()

    answer = visitor.post(reverse("postponed_resume", args=[others.pk]), half_a_form())

    assert answer.status_code == 404


@pytest.mark.parametrize("how", ["saved elsewhere", "finished", "deleted", "handed over"])
def test_what_an_older_window_says_when_it_is_left_is_kept_beside(visitor, user, waiting, how):
    form = data_of(waiting).dict()
    typed = TypedForm(key=waiting.form_key, version=1, fields={"comment": "Newer text"})
    if how == "saved elsewhere":
        keep_typed(typed=typed, by=user, now=NOW)
    elif how == "finished":
        FinishedForm.objects.create(key=waiting.form_key, by=user, at=NOW, path="/")
    else:
        taken_away(waiting, how, user)

    while_open = visitor.post(reverse("postponed_keeping"), form | {"comment": "Older window"})
    still_one = PostponedInteraction.objects.count() == 1
    left = {"comment": "Older window", "left": "1"}
    visitor.post(reverse("postponed_keeping"), form | left)

    assert (while_open.status_code, still_one) == (409, True)
    beside = PostponedInteraction.objects.kept().exclude(pk=waiting.pk).get()
    assert data_of(beside)["comment"] == "Older window"
    assert "Older window" not in str(PostponedInteraction.objects.get(pk=waiting.pk).typed)


def test_an_older_window_that_says_nothing_else_leaves_nothing_beside(visitor, user, waiting):
    form = data_of(waiting).dict() | {"own_fields": "comment"}
    keep_typed(typed=typed_form_of(QueryDict(urlencode(form))), by=user, now=NOW)

    visitor.post(reverse("postponed_keeping"), form | {"left": "1"})

    assert PostponedInteraction.objects.count() == 1


def test_a_contact_that_wants_no_more_interactions_is_said_and_the_text_stays(visitor, waiting):
    waiting.contact.privacy_blocked = True
    waiting.contact.save()

    opened = resumed(visitor, waiting)
    again = sent_again(visitor, waiting, opened)

    for answer in (opened, again):
        page = answer.content.decode()
        assert "the contact is blocked for privacy reasons" in page
        assert "Half a sentence" in page
    assert again.status_code == 422
    assert not InteractionLogEntry.objects.exists()


def test_a_contact_that_left_the_scope_is_said(visitor, user, waiting):
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    waiting.contact.salesperson = SalespersonFactory()
    waiting.contact.save()

    assert "contact" in resumed(visitor, waiting).context["form"].errors


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("lost", "right"), [("record_", "Create interactions"), ("resume_", "Postpone")]
)
def test_who_lost_a_right_is_told_which_and_can_read_his_text(
    visitor, user, waiting, method, lost, right
):
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename__startswith=lost))

    address = reverse("postponed_resume", args=[waiting.pk])
    answer = getattr(visitor, method)(address, {"comment": "Half a sentence"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert right in page
    assert "Half a sentence" in page
    assert PostponedInteraction.objects.kept().exists()


def test_a_refused_form_shows_what_was_typed_into_it(client):
    client.force_login(seller(roles.AUDITOR))

    answer = client.post(reverse("interaction_new"), {"comment": "Half a sentence"})

    assert answer.status_code == 403
    assert "Half a sentence" in answer.content.decode()


# Handing over is told.


def test_home_tells_the_new_owner_who_gave_it(visitor, user, client):
    row, colleague = PostponedInteractionFactory(owner=user), seller(name="Eva Tichá")
    visitor.post(reverse("postponed_hand_over", args=[row.pk]), {"to": colleague.salesperson.pk})
    client.force_login(colleague)

    page = client.get("/").content.decode()

    assert "Handed over to you" in page
    assert f"from {user}" in page


def test_home_tells_the_former_owner_where_it_went(visitor, user):
    row, colleague = PostponedInteractionFactory(owner=user), seller()

    visitor.post(reverse("postponed_hand_over", args=[row.pk]), {"to": colleague.salesperson.pk})

    page = visitor.get("/").content.decode()
    assert "Handed over by you" in page
    assert f"to {colleague}" in page


def test_what_was_finished_is_brought_back_by_nothing_that_arrives_later(visitor, user):
    row = PostponedInteractionFactory(owner=user)
    FinishedForm.objects.create(key=row.form_key, by=user, at=NOW, path="/")

    assert not PostponedInteraction.objects.kept().exists()
    assert resumed(visitor, row).status_code == 404
    assert "Call back" not in visitor.get(reverse("postponed_list")).content.decode()


# Finishing by somebody else is told.


@pytest.mark.parametrize("address", ["/", "/postponed/"])
def test_the_owner_is_told_what_colleagues_have_finished(visitor, user, address):
    entry, colleague = LogEntryFactory(description="Asked about the offer"), seller()
    Completion.objects.create(owner=user, by=colleague, at=timezone.now(), entry=entry)

    page = visitor.get(address).content.decode()

    assert "Finished by colleagues" in page
    assert f"finished by {colleague}, with: {entry.contact}" in page
    assert f'href="{entry.get_absolute_url()}">Asked about the offer</a>' in page


def test_of_an_entry_out_of_sight_the_owner_is_told_its_number_alone(visitor, user):
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    entry = LogEntryFactory(description="Secret", contact__salesperson=SalespersonFactory())
    Completion.objects.create(owner=user, by=seller(), at=timezone.now(), entry=entry)

    page = visitor.get(reverse("postponed_list")).content.decode()

    assert f"Interaction {entry.pk}" in page
    assert "Secret" not in page
    assert entry.get_absolute_url() not in page


def test_the_list_tells_what_was_handed_over(visitor, user):
    giver = seller()
    PostponedInteractionFactory(owner=user, handed_over_by=giver, handed_over_at=timezone.now())

    assert f"from {giver}" in visitor.get(reverse("postponed_list")).content.decode()


# While it is open.


def opening(visitor, row, **facts):
    return visitor.post(reverse("postponed_opening"), {"key": str(row.form_key)} | facts).json()


def test_an_open_form_shows_in_the_list_and_at_home_until_it_is_left(visitor, user):
    row = PostponedInteractionFactory(owner=user)

    opened = opening(visitor, row)["opened"]
    while_open = [visitor.get(each).content.decode() for each in ("/", "/postponed/")]
    opening(visitor, row, opened=opened)
    afterwards = [visitor.get(each).content.decode() for each in ("/", "/postponed/")]

    assert all("open now" in page for page in while_open)
    assert not any("open now" in page for page in afterwards)
    assert all("Call back about the offer" in page for page in (*while_open, *afterwards))


@pytest.mark.parametrize("told", ["nonsense", "2026-11-03T14:05:00", "9" * 5_000])
def test_a_mark_that_nobody_made_takes_nothing_away(visitor, user, told):
    row = PostponedInteractionFactory(owner=user, open_at=timezone.now())

    answer = visitor.post(reverse("postponed_opening"), {"key": str(row.form_key), "opened": told})

    row.refresh_from_db()
    assert answer.status_code == 200
    assert row.open_at is not None


def test_what_is_kept_by_a_page_that_is_left_is_not_open(visitor):
    visitor.post(reverse("postponed_keeping"), half_a_form(left="1"))

    row = PostponedInteraction.objects.get()
    assert row.open_at is None
    assert "left" not in row.typed


# The time of what is resumed.


def test_the_time_stays_what_was_entered_and_now_is_one_click_away(visitor, user, time_machine):
    row = PostponedInteractionFactory(
        owner=user, typed={"date": "3.1.2026", "time": "9:00", "comment": "Half a sentence"}
    )
    time_machine.move_to(NOW, tick=False)

    opened = resumed(visitor, row)
    answer = sent_again(visitor, row, opened, now="1")

    moments = [
        [page.context["form"].data[n] for n in ("date", "time")] for page in (opened, answer)
    ]
    assert moments == [["3.1.2026", "9:00"], ["3 Nov 2026", "15:05"]]
    assert answer.context["form"].data["comment"] == "Half a sentence"
    assert not answer.context["form"].errors


def test_a_page_with_scripts_asks_for_the_time_that_is_now(visitor, time_machine):
    time_machine.move_to(NOW, tick=False)

    answer = visitor.post(reverse("interaction_values"), half_a_form(now="1", time="9:00")).json()

    assert (answer["values"]["date"], answer["values"]["time"]) == ("3 Nov 2026", "15:05")
    assert answer["origins"]["date"] == "now"


# From where it is opened.


@pytest.mark.parametrize("name", ["contact", "company", "salesperson", "template", "entry"])
def test_cards_lead_to_what_waits_for_them_and_the_filter_is_a_chip(visitor, user, name):
    company = CompanyFactory()
    person = PersonFactory(company=company)
    entry = LogEntryFactory(contact=person)
    row = PostponedInteractionFactory(
        owner=user, contact=person, salesperson=user.salesperson, template=entry.template
    )
    PostponedInteractionFactory(owner=user)
    cards = {"company": company, "contact": person, "salesperson": user.salesperson}
    card = (cards | {"template": entry.template, "entry": entry})[name]

    page = visitor.get(card.get_absolute_url()).content.decode()
    [address] = set(re.findall(r'href="(/postponed/\?[^"]+)"', page))
    answer = visitor.get(address)

    assert [each.pk for each in answer.context["rows"]] == [row.pk]
    assert 'class="chip"' in answer.content.decode()


def test_tell_me_finds_what_waits_for_me_and_nobody_elses(visitor, user):
    mine = PostponedInteractionFactory(owner=user, description="Nabídka pro Kováře")
    others = PostponedInteractionFactory(description="Nabídka pro Kováře")

    page = visitor.get("/search/", {"q": "kovar nab"}).content.decode()

    assert f"/postponed/{mine.pk}/resume/" in page
    assert f"/postponed/{others.pk}/resume/" not in page


# What nobody came back to.


def test_what_was_interrupted_long_ago_is_listed_for_its_owner(visitor, user):
    old = timezone.now() - datetime.timedelta(days=91)
    forgotten = PostponedInteractionFactory(owner=user, postponed_at=None, saved_at=old)
    PostponedInteractionFactory(owner=user, saved_at=old)

    page = visitor.get(reverse("postponed_list")).content.decode()
    answer = visitor.get(reverse("postponed_list") + "?state=forgotten")

    assert "1 interaction was interrupted more than 90 days ago" in page
    assert [row.pk for row in answer.context["rows"]] == [forgotten.pk]
    assert "Interrupted long ago" in answer.content.decode()


def test_a_form_that_was_refused_is_kept_before_anything_else_is_typed(visitor, user):
    visitor.post(reverse("interaction_new"), half_a_form())

    row = PostponedInteraction.objects.kept().get()
    assert data_of(row)["comment"] == "She will be back on Mon"
    assert row.is_interrupted
