"""Choosing by typing, with and without JavaScript."""

import django_filters
import pytest
from django import forms
from django.http import QueryDict

from crm import roles
from crm.models import Contact, Salesperson
from crm.ui.choices import (
    CAMPAIGNS,
    COMPANIES,
    CONTACTS,
    SALESPEOPLE,
    ChoiceField,
    ChoiceFilter,
    offer_choices,
)
from tests.factories import (
    CampaignFactory,
    CompanyFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)


class VisitForm(forms.Form):
    contact = ChoiceField(CONTACTS, label="Contact")
    company = ChoiceField(COMPANIES, label="Company", required=False)
    salesperson = ChoiceField(SALESPEOPLE, label="Salesperson", required=False)
    campaign = ChoiceField(CAMPAIGNS, label="Campaign", required=False)


@pytest.fixture
def reader(db):
    return UserFactory(role=roles.SALESPERSON)


def form_for(user, **data):
    """A form bound to *data*; a list stands for what is typed and what is chosen."""
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    form = VisitForm(query)
    offer_choices(form, user)
    return form


def contact_of(form):
    assert form.is_valid(), form.errors
    return form.cleaned_data["contact"]


def test_chosen_key_is_the_row(reader):
    jana = PersonFactory()

    assert contact_of(form_for(reader, contact=str(jana.pk))) == jana


def test_row_out_of_scope_is_no_choice(db):
    theirs = PersonFactory(salesperson=SalespersonFactory())
    narrow = seller(role=None)

    form = form_for(narrow, contact=str(theirs.pk))

    assert "contact" in form.errors


@pytest.mark.parametrize("key", ["0", "-1", "9" * 30, "1\x00", "x", "½", "²"])
def test_key_that_is_none_is_refused(reader, key):
    form = form_for(reader, contact=key)

    assert "contact" in form.errors
    assert "<select" in form["contact"].as_widget()


def test_nothing_is_offered_before_the_user_is_known(reader):
    jana = PersonFactory()

    assert not VisitForm({"contact": str(jana.pk)}).is_valid()


def test_typed_number_is_the_row(reader):
    PersonFactory(surname="Ct00012")
    jana = PersonFactory(number="CT00012")

    assert contact_of(form_for(reader, contact=["ct00012", ""])) == jana


def test_typed_words_that_match_one_row_are_the_row(reader):
    dvorak = PersonFactory(first_name="Petr", surname="Dvořák")
    PersonFactory(first_name="Petr", surname="Novák")

    assert contact_of(form_for(reader, contact=["dvor petr", ""])) == dvorak


def test_typed_words_that_match_several_rows_offer_them(reader):
    kovo = CompanyFactory(company_name="Kovo Brno", city="Brno")
    first = PersonFactory(surname="Dvořák", company=kovo, number="P1")
    second = PersonFactory(surname="Dvořáková", number="P2")
    PersonFactory(surname="Novák")

    form = form_for(reader, contact=["dvo", ""])

    assert form.errors["contact"] == ["Several match: choose one of them."]
    html = form["contact"].as_widget()
    assert 'value="dvo"' in html
    assert f'<option value="{first.pk}">Jana Dvořák · Kovo Brno · P1</option>' in html
    assert f'<option value="{second.pk}">Jana Dvořáková · P2</option>' in html
    assert html.count("<option") == 3


def test_choice_among_several_matches_is_the_row(reader):
    PersonFactory(surname="Dvořák")
    second = PersonFactory(surname="Dvořáková")

    assert contact_of(form_for(reader, contact=["dvo", str(second.pk)])) == second


def test_what_is_typed_wins_over_another_row_chosen_before(reader):
    novak = PersonFactory(surname="Novák")
    dvorak = PersonFactory(surname="Dvořák")

    assert contact_of(form_for(reader, contact=["dvo", str(novak.pk)])) == dvorak


def test_typed_words_without_a_match_are_kept(reader):
    form = form_for(reader, contact=["Dvořák", ""])

    assert form.errors["contact"] == ["Nothing found for “Dvořák”."]
    assert 'value="Dvořák"' in form["contact"].as_widget()


def test_typed_words_with_too_many_matches_ask_for_more(reader):
    for _ in range(21):
        PersonFactory(surname="Novák")

    form = form_for(reader, contact=["nov", ""])

    assert form.errors["contact"] == ["Too many match: type more of the name."]


def test_select_holds_the_chosen_row_alone(reader, django_assert_num_queries):
    jana = PersonFactory(first_name="Jana", surname="Nováková")
    PersonFactory()
    form = VisitForm(initial={"contact": jana.pk})
    offer_choices(form, reader)

    with django_assert_num_queries(1):
        html = form["contact"].as_widget()

    assert 'data-choices-url="/choices/contacts/"' in html
    assert f'<option value="{jana.pk}" selected>Jana Nováková</option>' in html
    assert html.count("<option") == 2


def test_only_companies_are_offered_as_companies(reader):
    form = form_for(reader, contact="", company=str(PersonFactory().pk))

    assert "company" in form.errors


def test_blocked_salesperson_is_no_choice_unless_kept(reader):
    gone = SalespersonFactory(blocked=True)
    form = form_for(reader, contact="", salesperson=str(gone.pk))
    keeping = form_for(reader, contact="", salesperson=str(gone.pk))
    keeping.fields["salesperson"].keep(gone)

    assert "salesperson" in form.errors
    assert "salesperson" not in keeping.errors
    assert keeping.cleaned_data["salesperson"] == gone


class ContactsOfSomebody(django_filters.FilterSet):
    salesperson = ChoiceFilter(SALESPEOPLE, label="Salesperson")

    class Meta:
        model = Contact
        fields = ()


def test_filter_finds_the_rows_of_a_blocked_salesperson_too(reader, rf):
    gone = SalespersonFactory(blocked=True)
    theirs = PersonFactory(salesperson=gone)
    PersonFactory()
    request = rf.get("/")
    request.user = reader

    found = ContactsOfSomebody(
        {"salesperson": str(gone.pk)}, queryset=Contact.objects.all(), request=request
    )

    assert list(found.qs) == [theirs]
    assert 'data-choices-url="/choices/salespeople/?all=1"' in str(found.form["salesperson"])


def ask(client, what, **query):
    response = client.get(f"/choices/{what}/", query)
    assert response.status_code == 200
    return response.json()["results"]


@pytest.fixture
def reading_client(client, reader):
    client.force_login(reader)
    return client


def test_contacts_are_found_by_word_starts_without_accents(reading_client):
    kovo = CompanyFactory(company_name="Kovo Brno")
    dvorak = PersonFactory(surname="Dvořák", company=kovo, city="Praha", number="P1")
    PersonFactory(surname="Novák")

    assert ask(reading_client, "contacts", q="dvorak") == [
        {"id": dvorak.pk, "text": "Jana Dvořák", "hint": "Kovo Brno · Praha · P1"}
    ]


def test_results_are_sorted_by_name_and_limited(reading_client):
    for number in range(25, 0, -1):
        PersonFactory(surname=f"Novák {number:02d}")

    texts = [result["text"] for result in ask(reading_client, "contacts", q="nov")]

    assert texts == [f"Jana Novák {number:02d}" for number in range(1, 21)]


def test_nothing_typed_shows_the_first_rows(reading_client):
    SalespersonFactory(name="Petr Malý", code="PM")

    assert ask(reading_client, "salespeople") == [
        {"id": Salesperson.objects.get().pk, "text": "Petr Malý", "hint": "PM"}
    ]


def test_companies_alone_are_found_as_companies(reading_client):
    kovo = CompanyFactory(company_name="Dvořák a syn")
    PersonFactory(surname="Dvořák")

    assert [result["id"] for result in ask(reading_client, "companies", q="dvo")] == [kovo.pk]


def test_campaigns_are_found_by_description(reading_client):
    fair = CampaignFactory(description="Jarní veletrh")

    results = ask(reading_client, "campaigns", q="veletrh")

    assert results == [{"id": fair.pk, "text": str(fair), "hint": "Planned"}]


def test_blocked_salespeople_are_found_for_filters_alone(reading_client):
    SalespersonFactory(name="Petr Malý", blocked=True)

    assert ask(reading_client, "salespeople", q="petr") == []
    assert len(ask(reading_client, "salespeople", q="petr", all="1")) == 1


def test_contacts_out_of_scope_are_not_found(client, db):
    PersonFactory(surname="Dvořák", salesperson=SalespersonFactory())
    client.force_login(seller(role=None))

    assert ask(client, "contacts", q="dvo") == []


def test_anonymous_gets_nothing(client, db):
    assert client.get("/choices/contacts/").status_code == 302


@pytest.mark.parametrize("q", ["%", "'", '"', "*", "\x00", "a" * 5000, "\ud800", "-", "NEAR("])
def test_odd_text_finds_nothing_quietly(reading_client, q):
    PersonFactory()

    assert ask(reading_client, "contacts", q=q.encode("utf-8", "surrogatepass")) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(reading_client, rows, django_assert_num_queries):
    for _ in range(rows):
        PersonFactory(surname="Dvořák", company=CompanyFactory())

    # Session, user, rights, the number and those who begin with it, the words, the rows.
    with django_assert_num_queries(6):
        ask(reading_client, "contacts", q="dvo")


def test_frequent_words_find_what_the_reader_may_see_behind_the_hits_looked_at(db, monkeypatch):
    monkeypatch.setattr("crm.ui.choices.MOST_SORTED", 2)
    for _ in range(4):
        PersonFactory(surname="Novák", salesperson=SalespersonFactory())
    mine = PersonFactory(surname="Novák")
    narrow = seller(role=None)

    assert CONTACTS.find(CONTACTS.offered_to(narrow), "nov") == [mine]


def test_frequent_words_find_as_many_as_are_shown(reader, monkeypatch):
    monkeypatch.setattr("crm.ui.choices.MOST_SORTED", 2)
    people = [PersonFactory(surname=f"Novák {n}") for n in range(5)]

    assert CONTACTS.find(CONTACTS.offered_to(reader), "nov") == people
    assert len(CONTACTS.find(CONTACTS.offered_to(reader), "nov", most=2)) == 2


def test_of_many_those_are_shown_whose_name_begins_with_what_is_typed(reader):
    behind = CompanyFactory(company_name="Alfa Novum")
    people = [PersonFactory(surname=f"Novák {n}") for n in range(3)]
    offered = CONTACTS.offered_to(reader)

    assert CONTACTS.find(offered, "nov", most=3) == people
    assert CONTACTS.find(offered, "nov", most=4) == [behind, *people]


def test_names_that_begin_with_what_is_typed_are_the_readers_own(db):
    for _ in range(2):
        PersonFactory(surname="Novák", salesperson=SalespersonFactory())
    mine = PersonFactory(surname="Novotný")

    assert CONTACTS.find(CONTACTS.offered_to(seller(role=None)), "nov", most=2) == [mine]
