"""Every address for everybody: strangers and the five roles, with own, the team's and other rows.

What is expected is read from the table of rights and from nothing in the code.
"""

import contextlib
import re

import pytest
from django.db import connection, transaction
from django.urls import reverse

from crm import roles
from tests.everywhere.addresses import (
    ADMIN_PAGES,
    ADMINISTRATION,
    DECISIONS,
    NOT_SO,
    OF_THE_ADMINISTRATION,
    OWN_ACCOUNT,
    READ_AUDIT,
    WITHOUT_SIGN_IN,
    WRITE,
    all_names,
    decided_names,
)
from tests.everywhere.house import OF_ALL, OF_SOME, WHOSE, House, grant, is_seen

pytestmark = pytest.mark.django_db

SCOPES = ("see_all", "see_team", "")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
# Signing in and messages leave their traces; they are no deeds.
NOT_DEEDS = re.compile(r"django_session|django_cache")


def test_somebody_has_decided_about_every_address():
    assert all_names() - decided_names() == set()
    assert decided_names() - all_names() <= {f"admin:{n}_simple_history" for n in ADMINISTRATION}


@pytest.fixture
def house():
    return House()


@contextlib.contextmanager
def undone():
    """Let what is posted inside be as if it had not been; collect the writing statements."""
    written = []

    def listen(execute, sql, params, many, context):
        if WRITES.match(sql) and not NOT_DEEDS.search(sql):
            written.append(sql[:60])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(listen):
        yield written
        transaction.set_rollback(True)


def expected(decision, method, role, scope, whose):
    """What the table of rights says about one request."""
    answer = getattr(decision, method)
    reach = decision.right_to(method).get(role, set())
    if decision.right_first and not reach:
        return 403
    if answer == NOT_SO:
        return NOT_SO
    if decision.row == "postponed" and reach:
        return answer if whose in reach else 404
    if not reach and decision.row in OF_SOME:
        return 404
    by_scope = decision.row not in {"postponed", *OF_SOME}
    if by_scope and not is_seen(decision.row, whose, scope, role in READ_AUDIT):
        return 404
    may = reach if decision.row in OF_ALL else whose in reach
    return answer if may else 403


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", roles.ALL_ROLES)
def test_each_role_opens_what_the_table_says_and_nothing_else(client, house, role, scope):
    grant(house.user, role, scope)
    client.force_login(house.user)
    wrong = []

    for name, decision in DECISIONS.items():
        for whose in WHOSE if decision.row else WHOSE[:1]:
            address = house.address(name, decision.row, whose)
            for method in ("get", "post"):
                wanted = expected(decision, method, role, scope, whose)
                with undone() as written:
                    status = getattr(client, method)(address).status_code
                if status != wanted:
                    wrong.append(f"{method} {name} of {whose}: {status}, expected {wanted}")
                if wanted >= 400 and written:
                    wrong.append(f"{method} {name} of {whose} refused, but wrote {written}")

    assert wrong == []


def test_stranger_is_led_to_the_sign_in(client, house):
    wrong = []

    for name, decision in DECISIONS.items():
        address = house.address(name, decision.row, "own")
        with undone() as written:
            read, sent = client.get(address), client.post(address)
        if read.status_code != 302 or not read.url.startswith("/accounts/login/"):
            wrong.append(f"get {name}: {read.status_code}")
        if sent.status_code != 401 or written:
            wrong.append(f"post {name}: {sent.status_code} {written}")

    assert wrong == []


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("name", WITHOUT_SIGN_IN)
def test_pages_for_everybody(client, house, name, signed_in):
    if signed_in:
        client.force_login(house.user)
    keys = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "calendar_feed": {"secret": "wrong"},
        "opt_out": {"token": "wrong"},
    }

    response = client.get(reverse(name, kwargs=keys.get(name)))

    assert response.status_code == WITHOUT_SIGN_IN[name][signed_in]


@pytest.mark.parametrize("name", OWN_ACCOUNT)
def test_pages_of_ones_own_account(client, house, name):
    stranger = client.get(reverse(name))
    client.force_login(house.user)

    response = client.get(reverse(name))

    assert (stranger.status_code, response.status_code) == (302, OWN_ACCOUNT[name])


# --- The administration -----------------------------------------------------------------------


def admin_address(noun, page, pk):
    name = f"admin:{noun}_{page}"
    if page in {"changelist", "add"}:
        return reverse(name)
    return reverse(name, args=[pk, "1"] if page == "simple_history" else [pk])


def admin_rows(house):
    rows = house.rows["own"]
    return {
        "crm_auditrecord": rows["deletion"],
        "crm_campaign": rows["campaign"],
        "crm_marketingsetup": house.setup,
        "crm_numberseries": house.setup.contact_series,
        "crm_salesperson": rows["salesperson"],
        "crm_team": rows["salesperson"].team,
        "crm_user": house.rows["other"]["comment"].by,
        "interactions_interactiongroup": rows["group"],
        "interactions_interactiontemplate": rows["template"],
        "interactions_connectedsystem": house.system,
        "interactions_recordingrule": house.rule,
    }


ADDED_ONCE = {"crm_auditrecord", "crm_marketingsetup"}
# There is no row of these here, and Django asks for the row before the right.
OF_PACKAGES = {"account_emailaddress", "django_tasks_database_dbtaskresult"}


def admin_expected(noun, page, right):
    """What the administration answers to somebody of the staff with this right to a noun."""
    if page == "simple_history":
        return 404
    if not right:
        # A row that does not exist sends to the start of the administration.
        return 302 if page == "history" and noun in OF_PACKAGES else 403
    no_add = noun in ADDED_ONCE
    no_delete = noun in {*ADDED_ONCE, "crm_user", "interactions_connectedsystem"}
    if page == "add":
        return 200 if right == WRITE and not no_add else 403
    if page == "delete":
        return 200 if right == WRITE and not no_delete else 403
    return 200


@pytest.mark.parametrize("role", roles.ALL_ROLES)
def test_administration_opens_by_right(client, house, role):
    grant(house.user, role, "see_all")
    type(house.user).objects.filter(pk=house.user.pk).update(is_staff=True)
    client.force_login(house.user)
    rows, wrong = admin_rows(house), []

    for noun, rights in ADMINISTRATION.items():
        row = rows.get(noun)
        for page in ADMIN_PAGES:
            if f"admin:{noun}_{page}" not in all_names():
                continue
            status = client.get(admin_address(noun, page, row.pk if row else 1)).status_code
            wanted = admin_expected(noun, page, rights.get(role))
            if status != wanted:
                wrong.append(f"{noun} {page}: {status}, expected {wanted}")

    assert wrong == []


@pytest.mark.parametrize("role", [None, *roles.ALL_ROLES])
def test_administration_is_closed_to_who_is_not_of_the_staff(client, house, role):
    if role:
        grant(house.user, role, "see_all")
        client.force_login(house.user)
    pages = [
        admin_address(noun, page, 1)
        for noun in ADMINISTRATION
        for page in ADMIN_PAGES
        if f"admin:{noun}_{page}" in all_names()
    ]
    more = {"admin:index", "admin:autocomplete", "admin:interactions_interactiontemplate_preview"}
    assert more <= OF_THE_ADMINISTRATION

    for address in [*pages, *map(reverse, sorted(more))]:
        for method in (client.get, client.post):
            assert method(address).status_code in {302, 401, 403}
