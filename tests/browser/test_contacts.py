"""Contacts in a browser: the story of one person, and every page in both themes."""

import pytest
from playwright.sync_api import expect

from crm import roles
from crm.models import BusinessRelation, Contact, User
from tests.factories import (
    BusinessRelationFactory,
    CompanyFactory,
    LogEntryFactory,
    MarketingSetupFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
)

THEMES = ("light", "dark")


@pytest.fixture
def user(live_server):
    user = UserFactory(
        username="jana", first_name="Jana", last_name="Veselá", is_staff=True, role=roles.SETUP
    )
    user.groups.add(user.groups.model.objects.get(name=roles.MARKETING))
    return user


@pytest.fixture
def at(new_context, sign_in, user):
    """Open a page as somebody signed in: `at("/contacts/", theme="dark")`."""

    def open_page(address, *, theme="light", **options):
        User.objects.filter(pk=user.pk).update(theme=theme)
        context = new_context(color_scheme=theme, **options)
        sign_in(user, context)
        page = context.new_page()
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def company(user):
    owner = SalespersonFactory(name="Petr Malý", team=TeamFactory(name="North"))
    company = CompanyFactory(
        company_name="Železárny Brno",
        city="Brno",
        country="CZ",
        phone="+420541212428",
        email="info@zelezarny.example",
        salesperson=owner,
        notes="Platí včas",
    )
    BusinessRelationFactory(contact=company, external_number="10011")
    PersonFactory(first_name="Petr", surname="Dvořák", company=company, privacy_blocked=True)
    return company


def choose(page, label, typed, name):
    """Type the first letters into a choice and take the row with *name*."""
    page.get_by_role("combobox", name=label).fill(typed)
    page.get_by_role("option", name=name).click()


def test_person_is_created_found_changed_and_kept(at, company):
    MarketingSetupFactory()
    page = at("/contacts/new/?type=person")
    page.get_by_label("First name").fill("Karel")
    page.get_by_label("Surname").fill("Dvořák")
    choose(page, "Company", "zelez", "Železárny Brno")
    page.get_by_label("Phone").fill("777 123 456")
    page.get_by_label("Relation", exact=True).select_option("vendor")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Karel Dvořák")
    expect(page.get_by_text("Contact CT00001 created: Karel Dvořák")).to_be_visible()
    expect(page.get_by_role("link", name="Železárny Brno")).to_be_visible()
    expect(page.get_by_role("link", name="+420 777 123 456")).to_be_visible()
    expect(page.get_by_text("Petr Malý")).to_be_visible()

    page.goto("/people/")
    page.get_by_role("searchbox", name="Name, number, e-mail or phone").fill("dvorak ka")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Karel Dvořák").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Surname").fill("Dvořáček")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Karel Dvořáček")
    karel = Contact.objects.get(number="CT00001")
    assert karel.relations.get().kind == BusinessRelation.Kind.VENDOR

    LogEntryFactory(contact=karel)
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_text("This contact cannot be deleted:")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)


def test_contact_that_may_be_there_is_shown_before_it_is_saved(at, company, axe, complaints):
    MarketingSetupFactory()
    page = at("/contacts/new/?type=person")
    page.get_by_label("First name").fill("Petr")
    page.get_by_label("Surname").fill("Dvorak")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("This contact may be there already:")).to_be_visible()
    axe(page)
    page.get_by_label("This is another contact").check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Petr Dvorak")
    # The browser tells in its console that the first answer was a 422.
    complaints.clear()


def test_without_javascript_words_choose_the_company(at, company, complaints):
    MarketingSetupFactory()
    CompanyFactory(company_name="Železnice")
    page = at("/contacts/new/?type=person", java_script_enabled=False)
    page.locator('input[name="surname"]').fill("Malá")
    page.locator('input[name="company"]').fill("zelez")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Several match: choose one of them.")).to_be_visible()
    page.locator('select[name="company"]').select_option(str(company.pk))
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Malá")
    assert Contact.objects.get(surname="Malá").company == company
    complaints.clear()


# A company's pages, and what a filter leaves: the house of `tests/everywhere` has a person.
PAGES = (
    "/contacts/?type=company&filters=1",
    "/contacts/?q=nobody",
    "/contacts/{company}/",
    "/contacts/new/?type=company",
    "/contacts/{company}/edit/",
    "/contacts/{company}/delete/",
)


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_pages_are_clean(at, axe, company, theme):
    page = at("/contacts/", theme=theme)

    for address in PAGES:
        page.goto(address.format(company=company.pk))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)
