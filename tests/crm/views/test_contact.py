"""The pages of contacts: lists, card, new, edit, delete."""

import re

import pytest

from crm import roles
from crm.models import AuditRecord, Contact
from tests.factories import (
    BusinessRelationFactory,
    CompanyFactory,
    MarketingSetupFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

RELATIONS = {"relations-TOTAL_FORMS": "1", "relations-INITIAL_FORMS": "0"}
PERSON = RELATIONS | {"first_name": "Jana", "surname": "Nováková"}
COMPANY = RELATIONS | {"company_name": "Kovo Brno"}


@pytest.fixture
def writer(client, db):
    """Somebody who may create and edit every contact."""
    user = UserFactory(role=roles.MARKETING)
    client.force_login(user)
    return user


@pytest.fixture
def setup(db):
    return MarketingSetupFactory()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def hidden(response, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', text_of(response)).group(1)


def listed_names(response):
    """What stands in the first cell of each row."""
    return re.findall(
        r"<tr[^>]*>(?:<td><input[^>]*></td>)?<td[^>]*><a[^>]*>([^<]*)", text_of(response)
    )


# Lists


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/contacts/", {"Kovo", "Jana Malá", "Dodavatel", "Karel Velký"}),
        ("/companies/", {"Kovo", "Dodavatel"}),
        ("/people/", {"Jana Malá", "Karel Velký"}),
        ("/customers/", {"Kovo", "Jana Malá"}),
        ("/vendors/", {"Dodavatel"}),
    ],
)
def test_each_list_shows_its_own(client, writer, path, shown):
    kovo = CompanyFactory(company_name="Kovo")
    BusinessRelationFactory(contact=kovo, kind="customer")
    PersonFactory(first_name="Jana", surname="Malá", company=kovo)
    PersonFactory(first_name="Karel", surname="Velký")
    BusinessRelationFactory(contact__company_name="Dodavatel", kind="vendor")

    page = client.get(path)

    assert set(listed_names(page)) == shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=dvorak", ["Petr Dvořák"]),
        ("q=kovo", ["Petr Dvořák", "Kovo Brno"]),
        ("type=company", ["Kovo Brno"]),
        ("relation=customer", ["Petr Dvořák", "Kovo Brno"]),
        ("city=br", ["Kovo Brno"]),
        ("country=CZ", ["Kovo Brno"]),
        ("unassigned=true", ["Petr Dvořák"]),
        ("unassigned=false", ["Kovo Brno"]),
        ("privacy_blocked=true", ["Petr Dvořák"]),
        ("exclude_from_segments=true", ["Kovo Brno"]),
        ("sort=-name", ["Kovo Brno", "Petr Dvořák"]),
        ("sort=number", ["Petr Dvořák", "Kovo Brno"]),
    ],
)
def test_list_is_filtered_and_sorted(client, writer, query, shown):
    kovo = CompanyFactory(
        company_name="Kovo Brno",
        city="Brno",
        country="CZ",
        exclude_from_segments=True,
        salesperson=SalespersonFactory(),
        number="C2",
    )
    BusinessRelationFactory(contact=kovo)
    PersonFactory(
        first_name="Petr", surname="Dvořák", company=kovo, privacy_blocked=True, number="C1"
    )

    page = client.get(f"/contacts/?{query}")

    assert listed_names(page) == shown


def test_row_shows_who_it_is_at_a_glance(client, writer):
    kovo = CompanyFactory(company_name="Kovo")
    BusinessRelationFactory(contact=kovo, kind="customer")
    PersonFactory(
        company=kovo,
        phone="+420777123456",
        email="jana@example.com",
        city="Praha",
        privacy_blocked=True,
        salesperson=SalespersonFactory(name="Petr Malý"),
    )

    page = text_of(
        client.get("/people/?columns=name,company,relations,phone,email,city,salesperson")
    )

    for shown in (
        "Kovo</a>",
        "Customer",
        'href="tel:+420777123456"',
        'href="mailto:jana@example.com"',
        "Praha",
        "Petr Malý</a>",
        "Privacy",
    ):
        assert shown in page


def test_empty_list_says_what_it_is_for(client, writer):
    page = text_of(client.get("/contacts/"))

    assert "No contact yet." in page
    assert 'href="/contacts/new/"' in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/contacts/", "/customers/"])
def test_queries_of_a_list_do_not_grow(client, writer, path, rows, django_assert_num_queries):
    for _ in range(rows):
        company = BusinessRelationFactory().contact
        PersonFactory(company=company, salesperson=SalespersonFactory())
    client.get(path)

    # Session, user, rights, the count in the menu, saved views, the rows.
    with django_assert_num_queries(5):
        client.get(path)


@pytest.mark.parametrize("path", ["/contacts/", "/companies/", "/customers/"])
def test_a_full_page_is_small(client, writer, path):
    for number in range(50):
        company = CompanyFactory(
            company_name=f"Strojírny a kovovýroba Severní Morava {number}, spol. s r.o.",
            phone="+420777123456",
            email=f"obchod.{number}@strojirny-morava.example",
            salesperson=SalespersonFactory(),
        )
        BusinessRelationFactory(contact=company)

    page = client.get(path).content

    assert page.count(b'/call/"') == 50
    assert len(page) <= 60 * 1024


def test_company_out_of_scope_is_named_but_not_linked(client, db):
    user = seller(role=None)
    client.force_login(user)
    theirs = CompanyFactory(company_name="Cizí", salesperson=SalespersonFactory())
    mine = PersonFactory(company=theirs, salesperson=user.own_salesperson)

    listed, card = text_of(client.get("/contacts/")), text_of(client.get(f"/contacts/{mine.pk}/"))

    for page in (listed, card):
        assert "Cizí" in page
        assert f"/contacts/{theirs.pk}/" not in page


# Card


def test_card_says_who_it_is_and_how_to_reach(client, writer):
    company = CompanyFactory(company_name="Kovo")
    person = PersonFactory(
        title_before="Ing.",
        title_after="Ph.D.",
        first_name="Jana",
        surname="Nováková",
        company=company,
        job_title="Nákupčí",
        number="CT00007",
        phone="+420777123456",
        email="jana@example.com",
        street="Dlouhá 5",
        city="Praha",
        post_code="110 00",
        country="CZ",
        web_site="https://www.kovo.example/jana",
        registration_number="25596641",
        language="cs",
        notes="Ráda <b>kávu</b>",
        salesperson=SalespersonFactory(name="Petr Malý"),
    )
    BusinessRelationFactory(contact=person, kind="customer", external_number="Z-1")

    page = text_of(client.get(f"/contacts/{person.pk}/"))

    for shown in (
        "Ing. Jana Nováková, Ph.D.",
        "CT00007",
        "Nákupčí",
        f'href="/contacts/{company.pk}/"',
        "Petr Malý",
        "Customer Z-1",
        'href="tel:+420777123456"',
        'href="mailto:jana@example.com"',
        "Dlouhá 5<br>110 00 Praha<br>Czechia",
        'href="https://www.kovo.example/jana"',
        "25596641",
        "Ráda &lt;b&gt;kávu&lt;/b&gt;",
        f'href="/contacts/{person.pk}/edit/"',
    ):
        assert shown in page


def test_card_of_a_company_lists_its_first_people(client, writer):
    company = CompanyFactory()
    for number in range(21):
        PersonFactory(surname=f"Novák {number:02d}", company=company)

    page = text_of(client.get(f"/contacts/{company.pk}/"))

    assert "Novák 19" in page
    assert "Novák 20" not in page
    assert f'href="/people/?company={company.pk}"' in page
    assert f'href="/contacts/new/?type=person&amp;company={company.pk}"' in page


def test_privacy_blocked_is_said_on_the_card(client, writer):
    person = PersonFactory(privacy_blocked=True)

    page = text_of(client.get(f"/contacts/{person.pk}/"))

    assert "No new interactions: the contact is blocked for privacy reasons." in page


@pytest.mark.parametrize("people", [1, 3])
def test_queries_of_a_card_do_not_grow(client, writer, people, django_assert_max_num_queries):
    company = CompanyFactory(salesperson=SalespersonFactory())
    for _ in range(people):
        PersonFactory(company=company)

    with django_assert_max_num_queries(16):
        client.get(f"/contacts/{company.pk}/")


# New


def test_new_person_gets_number_and_card(client, writer, setup):
    response = client.post("/contacts/new/?type=person", PERSON, follow=True)

    contact = Contact.objects.get()
    assert response.redirect_chain == [(f"/contacts/{contact.pk}/", 302)]
    assert (contact.name, contact.number) == ("Jana Nováková", "CT00001")
    assert "Contact CT00001 created: Jana Nováková" in text_of(response)
    assert contact.history.get().history_user == writer


def test_new_customer_begins_as_a_company_with_its_relation(client, writer, setup):
    page = client.get("/contacts/new/?type=company&relation=customer")
    form = page.context["form"]
    assert form.relations.forms[0]["kind"].value() == "customer"

    client.post(
        "/contacts/new/?type=company&relation=customer",
        COMPANY
        | {
            "relations-TOTAL_FORMS": "2",
            "relations-INITIAL_FORMS": "1",
            "relations-0-kind": "customer",
            "relations-0-external_number": "Z1",
        },
    )

    contact = Contact.objects.get()
    assert contact.is_company
    assert contact.relations.get().external_number == "Z1"


def test_new_person_of_a_company_begins_with_what_it_passes_on(client, writer, setup):
    owner = SalespersonFactory()
    company = CompanyFactory(city="Brno", salesperson=owner)
    url = f"/contacts/new/?type=person&company={company.pk}"

    form = client.get(url).context["form"]
    client.post(url, PERSON | {"company": company.pk, "city": "Brno", "salesperson": owner.pk})

    assert (form["city"].value(), form["salesperson"].value()) == ("Brno", owner.pk)
    person = Contact.objects.people().get()
    assert (person.company, person.city, person.salesperson) == (company, "Brno", owner)


def test_own_salesperson_is_offered_and_may_be_emptied(client, setup):
    user = seller()
    client.force_login(user)

    form = client.get("/contacts/new/").context["form"]
    client.post("/contacts/new/", PERSON | {"salesperson": ""})

    assert form["salesperson"].value() == user.own_salesperson.pk
    assert Contact.objects.get().salesperson is None


def test_company_chosen_in_the_form_passes_on_its_owner(client, setup):
    """Who types a colleague's company did not choose himself as the owner."""
    user, colleague = seller(), SalespersonFactory()
    client.force_login(user)
    company = CompanyFactory(salesperson=colleague)

    client.post(
        "/contacts/new/",
        PERSON | {"company": company.pk, "salesperson": user.own_salesperson.pk},
    )

    assert Contact.objects.people().get().salesperson == colleague


def test_without_a_series_the_number_is_asked_for(client, writer):
    asked = client.get("/contacts/new/")
    refused = client.post("/contacts/new/", PERSON)
    client.post("/contacts/new/", PERSON | {"number": "K1"})

    assert "No number series for contacts is set" in text_of(asked)
    assert refused.status_code == 422
    assert "This field is required." in text_of(refused)
    assert Contact.objects.get().number == "K1"


def test_missing_series_names_whom_to_ask_or_links_to_the_set_up(client, writer):
    administrator = UserFactory(first_name="Radek", last_name="Pešek", role=roles.SETUP)
    asked = text_of(client.get("/contacts/new/"))
    client.force_login(administrator)
    linked = text_of(client.get("/contacts/new/"))

    assert "Ask: Radek Pešek" in asked
    assert 'href="/setup/marketing/">Marketing Setup' in linked


def test_number_is_not_asked_for_where_the_series_gives_it(client, writer, setup):
    assert 'name="number"' not in text_of(client.get("/contacts/new/"))


def test_manual_number_may_be_typed(client, writer, setup):
    setup.contact_series.manual_numbers = True
    setup.contact_series.save()
    PersonFactory(number="K1")

    refused = client.post("/contacts/new/", PERSON | {"number": "K1"})
    client.post("/contacts/new/", PERSON | {"number": "K2"})

    assert "This number is used already: K1." in text_of(refused)
    assert Contact.objects.filter(number="K2").exists()


def test_exhausted_series_is_a_sentence_and_keeps_the_text(client, writer, setup):
    setup.contact_series.lines.update(last_used=9, last_allowed=9)

    page = client.post("/contacts/new/", PERSON)

    assert page.status_code == 422
    assert "is used up" in text_of(page)
    assert 'value="Nováková"' in text_of(page)


def test_series_near_its_end_is_told(client, writer, setup):
    setup.contact_series.lines.update(warn_at=1)

    page = client.post("/contacts/new/", PERSON, follow=True)

    assert "nears its end: CT00001 was used." in text_of(page)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("surname", "x\x00", "Null characters are not allowed."),
        ("surname", "x\u202e", "changes the direction of writing"),
        ("surname", "x" * 81, "at most 80 characters"),
        ("email", "a@example.com, b@example.com", "Type one e-mail address."),
        ("email", "a@example.com; b@example.com", "Type one e-mail address."),
        ("second_email", "nobody", "Type one e-mail address."),
        ("phone", "12", "Enter a valid phone number"),
        ("web_site", "javascript:alert(1)", "Enter a valid URL."),
        ("registration_number", "25596642", "its check digit does not fit"),
        ("registration_number", "255966", "its check digit does not fit"),
        ("registration_number", "HRB 1234", "A registration number has eight digits."),
        ("vat_number", "25596641", "begins with the country"),
        ("country", "XX", "Select a valid choice."),
        ("company", "999999", "Select a valid choice."),
        ("notes", "x" * 20_001, "at most 20000 characters"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(client, writer, setup, field, typed, told):
    page = client.post("/contacts/new/", PERSON | {"country": "CZ", field: typed})

    assert page.status_code == 422
    assert told in " ".join(page.context["form"].errors[field])
    assert not Contact.objects.exists()


def test_foreign_registration_number_is_taken_as_it_is(client, writer, setup):
    client.post("/contacts/new/", PERSON | {"country": "DE", "registration_number": "hrb 1234"})

    assert Contact.objects.get().registration_number == "HRB 1234"


def test_web_address_needs_no_scheme(client, writer, setup):
    client.post("/contacts/new/", PERSON | {"web_site": "kovo.example"})

    assert Contact.objects.get().web_site == "https://kovo.example"


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "JANA@example.com"},
        {"second_email": "jana@example.com"},
        {"registration_number": "255 96 641", "country": "CZ"},
        {"first_name": "Jana", "surname": "Novakova"},
    ],
)
def test_contact_that_may_be_there_already_wants_a_tick(client, writer, setup, typed):
    PersonFactory(
        first_name="Jana",
        surname="Nováková",
        email="jana@example.com",
        registration_number="25596641",
        number="CT99",
    )
    other = PERSON | {"first_name": "Karel", "surname": "Jiný"} | typed

    warned = client.post("/contacts/new/", other)
    assert Contact.objects.count() == 1
    client.post("/contacts/new/", other | {"is_another": "on"})

    assert "This contact may be there already:" in text_of(warned)
    assert "CT99" in text_of(warned)
    assert Contact.objects.count() == 2


def test_no_warning_shows_a_contact_out_of_scope(client, setup):
    user = seller()
    user.groups.clear()
    for codename in ("create_contact", "edit_contact_own"):
        user.user_permissions.add(_permission(codename))
    PersonFactory(first_name="Jana", surname="Nováková", salesperson=SalespersonFactory())
    client.force_login(user)

    client.post("/contacts/new/", PERSON)

    assert Contact.objects.count() == 2


def _permission(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename=codename)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"kind": "", "external_number": "Z1"}, "Choose the relation, or empty the row."),
        ({"kind": "other"}, "Fill in: code."),
        ({"kind": "customer", "other_code": "x"}, "A code is given for other relations"),
        ({"kind": "pirate"}, "Select a valid choice."),
        ({"kind": "customer", "external_number": "x" * 31}, "at most 30 characters"),
    ],
)
def test_wrong_relation_is_told_beside_its_row(client, writer, setup, row, told):
    data = PERSON | {f"relations-0-{name}": value for name, value in row.items()}

    page = client.post("/contacts/new/", data)

    assert page.status_code == 422
    assert told in text_of(page)
    assert not Contact.objects.exists()


def test_same_relation_twice_is_told(client, writer, setup):
    data = PERSON | {
        "relations-TOTAL_FORMS": "2",
        "relations-0-kind": "customer",
        "relations-1-kind": "customer",
    }

    page = client.post("/contacts/new/", data)

    assert "The contact already has this relation." in text_of(page)


@pytest.mark.parametrize(
    "management",
    [
        {"relations-TOTAL_FORMS": "x", "relations-INITIAL_FORMS": "0"},
        {"relations-TOTAL_FORMS": "100000", "relations-INITIAL_FORMS": "0"},
        {"relations-TOTAL_FORMS": "", "relations-INITIAL_FORMS": ""},
    ],
)
def test_tampered_rows_are_refused_quietly(client, writer, setup, management):
    page = client.post("/contacts/new/", PERSON | management)

    assert page.status_code == 422
    assert not Contact.objects.exists()


@pytest.mark.parametrize("query", ["type=x&company=x", "company=²", "company=" + "9" * 40, "type="])
def test_odd_beginnings_are_left_out(client, writer, setup, query):
    assert client.get(f"/contacts/new/?{query}").status_code == 200


# Edit


def edit_url(contact):
    return f"/contacts/{contact.pk}/edit/"


def test_edited_contact_is_saved_with_its_relations(client, writer):
    person = BusinessRelationFactory(contact=PersonFactory(), kind="customer").contact
    page = client.get(edit_url(person))

    response = client.post(
        edit_url(person),
        {
            "surname": "Dvořáková",
            "seen": hidden(page, "seen"),
            "relations-TOTAL_FORMS": "2",
            "relations-INITIAL_FORMS": "1",
            "relations-0-kind": "customer",
            "relations-0-DELETE": "on",
            "relations-1-kind": "vendor",
        },
        follow=True,
    )

    person.refresh_from_db()
    assert (person.surname, person.first_name) == ("Dvořáková", "")
    assert [relation.kind for relation in person.relations.all()] == ["vendor"]
    assert "Contact saved: Dvořáková" in text_of(response)


def test_blocked_salesperson_stays_with_the_contact(client, writer):
    person = PersonFactory(salesperson=SalespersonFactory(blocked=True))

    client.post(edit_url(person), PERSON | {"salesperson": person.salesperson_id})

    person.refresh_from_db()
    assert person.salesperson.blocked


def test_change_by_two_shows_both_and_keeps_the_text(client, writer):
    person = PersonFactory(city="Brno", surname="Nováková")
    seen = hidden(client.get(edit_url(person)), "seen")
    data = PERSON | {"seen": seen, "city": "Zlín"}
    colleague = UserFactory(first_name="Petr", last_name="Malý", role=roles.MARKETING)
    client.force_login(colleague)
    client.post(edit_url(person), PERSON | {"seen": seen, "city": "Praha"})
    client.force_login(writer)

    shown = client.post(edit_url(person), data)
    agreed = client.post(edit_url(person), data | {"agreed": hidden(shown, "agreed")})

    assert shown.status_code == 422
    assert "Petr Malý" in text_of(shown)
    assert "<dt>city</dt><dd>Praha</dd>" in text_of(shown)
    assert 'value="Zlín"' in text_of(shown)
    assert agreed.status_code == 302
    person.refresh_from_db()
    assert person.city == "Zlín"


def test_refused_change_leaves_the_old_name_in_the_heading(client, writer):
    person = PersonFactory(first_name="Jana", surname="Nováková")

    page = client.post(edit_url(person), RELATIONS | {"first_name": "", "surname": ""})

    assert "Fill in: surname." in text_of(page)
    assert "<h1>Edit: Jana Nováková</h1>" in text_of(page)


def test_opting_out_keeps_its_first_moment(client, writer):
    person = PersonFactory()

    client.post(edit_url(person), PERSON | {"opted_out": "on"})
    person.refresh_from_db()
    first = person.email_opt_out_at
    client.post(edit_url(person), PERSON | {"opted_out": "on", "is_another": "on"})
    person.refresh_from_db()

    assert first is not None
    assert person.email_opt_out_at == first


def test_person_becomes_a_company(client, writer):
    person = PersonFactory(first_name="Jana", surname="Nováková")
    url = f"{edit_url(person)}?type=company"

    form = client.get(url).context["form"]
    client.post(url, COMPANY)

    assert form["company_name"].value() == "Jana Nováková"
    person.refresh_from_db()
    assert (person.type, person.name, person.surname) == ("company", "Kovo Brno", "")


def test_company_with_people_stays_one(client, writer):
    company = PersonFactory(company=CompanyFactory()).company

    page = client.post(f"{edit_url(company)}?type=person", PERSON)

    assert "Company or person cannot be changed any more." in text_of(page)
    company.refresh_from_db()
    assert company.is_company


# Delete


def test_contact_is_deleted_after_a_question(client, writer):
    person = PersonFactory(number="CT00007")

    asked = client.get(f"/contacts/{person.pk}/delete/")
    assert Contact.objects.exists()
    told = client.post(f"/contacts/{person.pk}/delete/", follow=True)

    assert "Deletion cannot be undone." in text_of(asked)
    assert "Contact deleted: CT00007" in text_of(told)
    assert not Contact.objects.exists()
    assert AuditRecord.objects.get().by == writer


def test_contact_that_is_needed_says_why_it_stays(client, writer):
    company = PersonFactory(company=CompanyFactory()).company

    asked = text_of(client.get(f"/contacts/{company.pk}/delete/"))
    refused = client.post(f"/contacts/{company.pk}/delete/")

    assert "1 person belongs to this company." in asked
    assert "btn-danger" not in asked
    assert refused.status_code == 422
    assert Contact.objects.filter(pk=company.pk).exists()
