"""Hostile text into every field of every form: a message, the text kept, nothing half done.

The forms are found by reading the pages, so a new form is tried as soon as it has an address.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from zeal import zeal_ignore

from tests.everywhere.addresses import ADMINISTRATION, DECISIONS, NOT_SO, all_names
from tests.everywhere.hostile import BOUNDARIES, GETS_THROUGH, HOSTILE, as_received
from tests.everywhere.house import House
from tests.everywhere.html_forms import forms_in
from tests.everywhere.thorough import ThoroughClient

pytestmark = pytest.mark.django_db

READABLE = [name for name, decision in DECISIONS.items() if decision.get != NOT_SO]
ADMIN_FORMS = [
    f"admin:{noun}_{page}"
    for noun, rights in ADMINISTRATION.items()
    if rights
    for page in ("add", "change")
]
FOR_STRANGERS = ["account_login", "account_reset_password"]
# Forms that are stored as a question, not in a column of its own, and those of what is printed: its
# merge fields are filled in, and two braces write one.
NO_COLUMN = {"segment_criteria", "letter_print", "cover_sheet_print"}
# What a form asks for and nothing fills in.
FILLED = {"surname": "Nová", "code": "XX1", "name": "Karel Malý", "description": "Spring day"}
SHORT = 12
# Forms of the frame stand on every page; here they are tried once, on the settings.
SIGN_OUT = "account_logout"
FRAME = {"search", "language", "theme", SIGN_OUT}
# Answers that say something to whoever sent this.
ANSWERS = {200, 302, 403, 404, 409, 422, 429}
# Typed fields that are not stored as they are typed, or not at all.
SAID_ANOTHER_WAY = {
    "phone", "mobile", "fax", "registration_number", "vat_number", "email", "second_email",
    "website", "web_site", "login", "password", "list", "q", "who", "currency",
}  # fmt: skip


@pytest.fixture
def house():
    # What a form that is refused asks the database is not the question here.
    with zeal_ignore():
        yield House()


@pytest.fixture
def administrator(house):
    """A browser of somebody who may do everything; an error is an answer, not an exception."""
    type(house.user).objects.filter(pk=house.user.pk).update(is_staff=True, is_superuser=True)
    client = ThoroughClient(raise_request_exception=False)
    client.force_login(house.user)
    return client


def address_of(house, name):
    if name.startswith("admin:"):
        _room, noun, page = re.split(r"[:_](?=[^_]+_)|_", name.removeprefix("admin:"))[-3:]
        return reverse(name) if page == "add" else reverse(name, args=[admin_row(house, noun).pk])
    if name == "interaction_new":
        row = house.rows["own"]
        return f"{reverse(name)}?contact={row['contact'].pk}&template={row['template'].pk}"
    if name == "segment_lines":
        return f"{house.address(name, 'segment', 'own')}?selected={house.rows['own']['line'].pk}"
    return house.address(name, DECISIONS[name].row, "own")


def admin_row(house, noun):
    rows = house.rows["own"]
    return {
        "auditrecord": rows["deletion"],
        "campaign": rows["campaign"],
        "connectedsystem": house.system,
        "interactiongroup": rows["group"],
        "interactiontemplate": rows["template"],
        "marketingsetup": house.setup,
        "numberseries": house.setup.contact_series,
        "recordingrule": house.rule,
        "salesperson": rows["salesperson"],
        "team": rows["salesperson"].team,
        "user": rows["comment"].by,
    }[noun]


def posts_on(client, name, address):
    """The forms that the page *name* posts, those of the frame left out."""
    response = client.get(address)
    if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
        return []
    found = [form for form in forms_in(response.text, address) if form.method == "post"]
    frame = {SIGN_OUT} if name == "settings" else FRAME
    return [form for form in found if route(form.action) not in frame]


def route(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def everything_stored():
    """Every row of the product, as it stands."""
    rooms = ("crm", "interactions", "segments")
    return {
        model.__name__: sorted(map(repr, model._base_manager.values_list()))
        for room in rooms
        for model in apps.get_app_config(room).get_models()
    }


def is_stored(text):
    """Whether some row holds exactly this text."""
    rooms = ("crm", "interactions", "segments")
    return any(
        model._base_manager.filter(**{field.name: text}).exists()
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, (models.CharField, models.TextField)) and not field.choices
    )


def send(client, form, **changes):
    return client.post(
        form.action, form.sent(**changes), content_type="application/x-www-form-urlencoded"
    )


def kept(response, form, name):
    """What stands in the field *name* of the form that came back; None where there is none."""
    for again in forms_in(response.text, form.action):
        if again.method == "post" and name in again.fields:
            return "".join(again.fields[name].values)
    return None


def wrongs(response, form, sent, what):
    """What is wrong about the answer to *sent* (field → hostile text)."""
    if response.status_code not in ANSWERS:
        yield f"{form.action} {what}: {response.status_code} {problem(response)}"
    if not response.get("Content-Type", "text/").startswith("text/"):
        return
    if '<script>alert("x")' in response.text or "<script>alert(&quot;" in response.text:
        yield f"{form.action} {what}: the script came back as one"
    if response.status_code == 422:
        for name, text in sent.items():
            if "password" in name:
                continue
            stands = kept(response, form, name)
            if stands is not None and one_break(stands) != one_break(text):
                yield f"{form.action} {what}: {name} came back as {stands[:60]!r}"


def problem(response):
    """What was raised, where the answer is an error page."""
    return repr(response.exc_info[1])[:150] if response.exc_info else ""


def one_break(text):
    """*text* with one kind of line break, and a blank one for all blanks of an empty field."""
    return text.replace("\r\n", "\n") if text.strip() else ""


def flood(client, form):
    """Each hostile text into all fields at once: every field is checked with each of them."""
    before = everything_stored()
    for what, text in HOSTILE.items():
        hostile = dict.fromkeys(form.fields, text)
        with transaction.atomic():
            response = send(client, form, **hostile)
            typed = {name: as_received(text) for name in form.typed}
            yield from wrongs(response, form, typed, what)
            if response.status_code >= 400 and everything_stored() != before:
                yield f"{form.action} {what}: {response.status_code}, and something was changed"
            transaction.set_rollback(True)


def needle(client, form):
    """One field at a time, the others as they are: what gets through must be stored as it is."""
    for name, text in FILLED.items():
        if name in form.fields and form.fields[name].values == [""]:
            form.fields[name].values = [text]
    # Long forms take long, and their fields are names and addresses: the flood has tried them.
    texts = GETS_THROUGH if len(form.typed) <= SHORT else GETS_THROUGH[:1]
    for name in form.typed:
        for text in texts:
            with transaction.atomic():
                response = send(client, form, **{name: text})
                yield from wrongs(response, form, {name: text}, f"{text[:30]} in {name}")
                if response.status_code == 302 and text == BOUNDARIES:
                    another_way = name in SAID_ANOTHER_WAY or route(form.action) in NO_COLUMN
                    if not another_way and not is_stored(text):
                        yield f"{form.action}: {name} took the text and did not store it as it is"
                    following = client.get(response.url)
                    yield from wrongs(following, form, {}, f"after {name}")
                transaction.set_rollback(True)


@pytest.mark.parametrize("name", [*READABLE, *ADMIN_FORMS])
def test_every_field_of_every_form_takes_anything(house, administrator, name):
    if name not in all_names():
        pytest.fail(f"{name} is no address")
    forms = posts_on(administrator, name, address_of(house, name))

    wrong = []
    for form in forms:
        wrong += [*flood(administrator, form), *needle(administrator, form)]

    assert wrong == []


@pytest.mark.parametrize("name", FOR_STRANGERS)
def test_pages_before_the_sign_in_take_anything(house, name):
    stranger = Client(raise_request_exception=False)
    forms = posts_on(stranger, name, reverse(name))

    assert forms
    wrong = []
    for form in forms:
        wrong += [*flood(stranger, form), *needle(stranger, form)]
    assert wrong == []
