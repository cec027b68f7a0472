"""Who may open what: every page of the ground floor for each role and each owner."""

import pytest
from django.urls import reverse

from crm import roles
from crm.models import Contact
from tests.factories import (
    CampaignFactory,
    MarketingSetupFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
)

LISTS = (
    "contact_list",
    "company_list",
    "person_list",
    "customer_list",
    "vendor_list",
    "salesperson_list",
    "campaign_list",
)
FORM = {"relations-TOTAL_FORMS": "0", "relations-INITIAL_FORMS": "0", "surname": "Nová"}


@pytest.fixture
def house(db):
    """A user in a team, and a contact each of his own, of the team, of others, of nobody."""
    team = TeamFactory()
    user = UserFactory()
    own = SalespersonFactory(user=user, team=team)
    owners = {
        "own": own,
        "team": SalespersonFactory(team=team),
        "other": SalespersonFactory(),
        "nobody": None,
    }
    contacts = {
        whose: PersonFactory(salesperson=owner, surname=f"Of {whose}")
        for whose, owner in owners.items()
    }
    return user, contacts


def grant(user, role, *, see):
    """Give *user* the role; of what the role sees by default only *see* stays."""
    group = user.groups.model.objects.get(name=role)
    user.groups.add(group)
    permissions = user.user_permissions.model.objects
    group.permissions.remove(permissions.get(codename="see_all"))
    if see:
        user.user_permissions.add(permissions.get(codename=see))


def seen(scope, whose):
    return {
        "see_all": True,
        "see_team": whose in {"own", "team", "nobody"},
        "": whose in {"own", "nobody"},
    }[scope]


EDITS = {
    roles.SALESPERSON: {"own", "nobody"},
    roles.MANAGER: {"own", "team", "nobody"},
    roles.MARKETING: {"own", "team", "other", "nobody"},
    roles.SETUP: {"own", "team", "other", "nobody"},
    roles.AUDITOR: set(),
}


@pytest.mark.parametrize("scope", ["see_all", "see_team", ""])
@pytest.mark.parametrize("role", roles.ALL_ROLES)
def test_contacts_open_for_those_who_see_and_change_for_those_who_may(client, house, role, scope):
    user, contacts = house
    grant(user, role, see=scope)
    client.force_login(user)

    for whose, contact in contacts.items():
        sees = seen(scope, whose)
        may = whose in EDITS[role]
        expected = 404 if not sees else 200 if may else 403
        assert client.get(f"/contacts/{contact.pk}/").status_code == (200 if sees else 404)
        for page in ("edit", "delete"):
            assert client.get(f"/contacts/{contact.pk}/{page}/").status_code == expected
            if expected != 200:
                assert client.post(f"/contacts/{contact.pk}/{page}/", FORM).status_code == expected

    assert Contact.objects.count() == 4
    assert not Contact.objects.filter(surname="Nová").exists()


@pytest.mark.parametrize("scope", ["see_all", "see_team", ""])
def test_lists_and_choices_show_what_is_in_scope(client, house, scope):
    user, contacts = house
    grant(user, roles.SALESPERSON, see=scope)
    client.force_login(user)

    listed = client.get("/contacts/").content.decode()
    searched = client.get("/contacts/?q=of").content.decode()
    offered = {r["id"] for r in client.get("/choices/contacts/?q=of").json()["results"]}

    for whose, contact in contacts.items():
        assert (f"/contacts/{contact.pk}/" in listed) is seen(scope, whose)
        assert (f"/contacts/{contact.pk}/" in searched) is seen(scope, whose)
        assert (contact.pk in offered) is seen(scope, whose)


@pytest.mark.parametrize("role", roles.ALL_ROLES)
def test_right_to_create_is_asked_before_anything_is_written(client, house, role):
    MarketingSetupFactory()
    user, _contacts = house
    grant(user, role, see="see_all")
    client.force_login(user)
    may = role != roles.AUDITOR

    assert client.get("/contacts/new/").status_code == (200 if may else 403)
    assert client.post("/contacts/new/", FORM).status_code == (302 if may else 403)
    assert Contact.objects.filter(surname="Nová").exists() is may


@pytest.mark.parametrize("role", roles.ALL_ROLES)
def test_set_up_pages_open_by_right(client, house, role):
    user, _contacts = house
    grant(user, role, see="see_all")
    client.force_login(user)
    salesperson = SalespersonFactory()

    def status(name, *args):
        return client.get(reverse(name, args=args)).status_code

    reads = role in {roles.MARKETING, roles.SETUP, roles.AUDITOR}
    writes = role == roles.SETUP
    assert status("marketing_setup") == (200 if reads else 403)
    assert status("marketing_setup_edit") == (200 if writes else 403)
    assert status("salesperson_new") == (200 if writes else 403)
    assert status("salesperson_edit", salesperson.pk) == (200 if writes else 403)
    assert status("salesperson", salesperson.pk) == 200
    assert status("campaign", CampaignFactory().pk) == 200
    for name in LISTS:
        assert status(name) == 200


def test_refusal_names_the_right_and_whom_to_ask(client, house):
    user, contacts = house
    grant(user, roles.SALESPERSON, see="see_all")
    UserFactory(first_name="Radek", last_name="Pešek", role=roles.SETUP)
    client.force_login(user)

    page = client.get(f"/contacts/{contacts['other'].pk}/edit/").content.decode()

    assert "Edit the contacts of this salesperson" in page
    assert "Radek Pešek" in page


@pytest.mark.parametrize(
    "path",
    [
        *(f"/{name}/" for name in ("contacts", "companies", "people", "customers", "vendors")),
        "/salespeople/",
        "/campaigns/",
        "/contacts/new/",
        "/contacts/1/",
        "/contacts/1/edit/",
        "/contacts/1/delete/",
        "/salespeople/new/",
        "/salespeople/1/",
        "/salespeople/1/edit/",
        "/campaigns/1/",
        "/setup/marketing/",
        "/setup/marketing/edit/",
        "/choices/contacts/",
    ],
)
def test_nothing_opens_without_signing_in(client, db, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("pk", ["0", "9" * 30])
@pytest.mark.parametrize("noun", ["contacts", "salespeople", "campaigns"])
def test_keys_that_lead_nowhere_are_404(client, house, noun, pk):
    user, _contacts = house
    grant(user, roles.SETUP, see="see_all")
    client.force_login(user)

    assert client.get(f"/{noun}/{pk}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "sort=password",
        "salesperson=x",
        "salesperson=" + "9" * 40,
        "company=%00",
        "country=XX",
        "type=%F0%9F%98%80",
        "q=%00%ff",
        "after=1~%00",
        "after=" + "9" * 50 + "~x",
        "columns=nothing",
        "unassigned=maybe",
        "nonsense=1",
        "relation=pirate",
        "city=" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("name", ["contact_list", "salesperson_list", "campaign_list"])
def test_odd_questions_leave_the_list_standing(client, house, name, query):
    user, _contacts = house
    grant(user, roles.SETUP, see="see_all")
    client.force_login(user)

    assert client.get(f"{reverse(name)}?{query}").status_code == 200
