"""Tell Me: what leads where, in which order, and what nobody is told."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from crm import roles, sockets
from crm.search import AKIN, BEGINS, ELSEWHERE, EXACT, MOST_HITS, TOGETHER, WORDS, Asked, Spelling
from crm.search import answer as answer_to
from crm.sockets import Page
from tests.factories import (
    BusinessRelationFactory,
    CampaignFactory,
    CompanyFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager(client, db):
    user = UserFactory(role=roles.MANAGER)
    client.force_login(user)
    return user


def hits(user, text):
    return [hit for group in answer_to(Asked(user, text)) for hit in group.hits]


def labels(user, text):
    return [hit.label for hit in hits(user, text)]


# Pages and jobs


@pytest.mark.parametrize("language", ["en", "cs"])
@pytest.mark.parametrize(
    ("typed", "url_name"),
    [
        ("Kontakty", "contact_list"),
        ("Společnosti", "company_list"),
        ("spolecnosti", "company_list"),
        ("Osoby", "person_list"),
        ("Dodavatelé", "vendor_list"),
        ("vendors", "vendor_list"),
        ("Prodejci", "salesperson_list"),
        ("Kampaně", "campaign_list"),
        ("Nastavení marketingu", "marketing_setup"),
        ("marketing setup", "marketing_setup"),
        ("setup marketing", "marketing_setup"),
        ("číselné řady", "marketing_setup"),
        ("Vytvořit interakci", "interaction_new"),
        ("vytvorit interakci", "interaction_new"),
        ("create inter", "interaction_new"),
        ("Položky protokolu interakce", "log_entry_list"),
        ("polozky protokolu", "log_entry_list"),
        ("položku protokolu interakcí", "log_entry_list"),
        ("Interaction Log Entries", "log_entry_list"),
        ("log entries", "log_entry_list"),
        ("Šablony interakce", "interaction_template_list"),
        ("Šablony interakcí", "interaction_template_list"),
        ("Odložit interakce", "postponed_list"),
        ("odložená interakce", "postponed_list"),
        ("Postponed Interactions", "postponed_list"),
        ("Odstranit položky protokolu stornovaných interakcí", "delete_canceled"),
        ("stornovaných interakcí", "delete_canceled"),
        ("Delete Canceled Interaction Log Entries", "delete_canceled"),
        ("delete canceled", "delete_canceled"),
        ("Segmenty", "segment_list"),
        ("Aktivní segmenty", "segment_list"),
        ("Protokolovaný segment", "logged_segment_list"),
        ("Protokolované segmenty", "logged_segment_list"),
        ("Domovská stránka", "home"),
        ("Moje předvolby", "settings"),
        ("Tell Me", "search"),
        ("Řekněte mi", "search"),
    ],
)
def test_page_is_found_by_what_people_call_it(db, typed, url_name, language):
    user = UserFactory(role=roles.SETUP)
    user.groups.add(user.groups.model.objects.get(name=roles.MANAGER))

    with translation.override(language):
        first = hits(user, typed)[0]

    assert first.href.partition("?")[0] == reverse(url_name)


@pytest.mark.parametrize(
    ("typed", "rank"),
    [
        ("interaction log entries", EXACT),
        ("POLOŽKY PROTOKOLU INTERAKCE", EXACT),
        ("storno", EXACT),
        ("inter", BEGINS),
        ("entr", WORDS),
        ("log inter", WORDS),
        ("stor", ELSEWHERE),
        ("log storno", TOGETHER),
        ("položku", AKIN),
        ("intervals", None),
        ("xylophone", None),
        ("log xylophone", None),
    ],
)
def test_names_before_words_before_synonyms_before_kin(typed, rank):
    spelling = Spelling(
        names=("interaction log entries", "polozky protokolu interakce"), synonyms=("storno",)
    )

    assert spelling.rank(Asked(None, typed)) == rank


def test_page_without_the_right_is_shown_with_the_reason(client, db):
    user = seller(roles.SALESPERSON)
    client.force_login(user)

    response = client.get("/search/", {"q": "Marketing Setup"})

    (hit,) = [hit for hit in hits(user, "Marketing Setup") if hit.kind == "Pages and jobs"]
    assert hit.href == ""
    assert "You may not open this page. Required: Read the Marketing Setup." in response.text
    assert 'href="/setup/marketing/"' not in response.text


def test_page_that_may_be_opened_comes_first(db, monkeypatch):
    closed = Page(order=1, name="Alpha", url_name="home", allowed=lambda user: False, right="R")
    opened = Page(order=2, name="Alpha", url_name="search")
    monkeypatch.setattr(sockets, "pages", [closed, opened])
    monkeypatch.setattr(sockets, "search_sources", [])

    found = hits(UserFactory(), "alpha")

    assert [bool(hit.refused) for hit in found] == [False, True]


def test_without_a_question_every_open_page_is_listed(client, db):
    client.force_login(seller(roles.SALESPERSON))

    response = client.get("/search/")

    assert 'href="/vendors/"' in response.text
    assert 'href="/setup/marketing/"' not in response.text


# Contacts


def test_contact_is_found_without_accents_by_any_part_of_his_name(db):
    user = seller()
    PersonFactory(first_name="Petr", surname="Dvořák")

    for typed in ("dvorak", "Dvořák", "petr", "dvo pe", "PETR DVORAK"):
        assert labels(user, typed)[0] == "Petr Dvořák"


def test_surname_comes_before_longer_names_and_before_colleagues(db):
    user = seller()
    company = CompanyFactory(company_name="Stavby Dvořák")
    PersonFactory(first_name="Alena", surname="Malá", company=company)
    PersonFactory(first_name="Anna", surname="Dvořáková")
    PersonFactory(first_name="Zdeněk", surname="Dvořák")

    contacts = [hit.label for hit in hits(user, "dvorak") if hit.kind == "Contacts"]

    assert contacts == ["Zdeněk Dvořák", "Anna Dvořáková", "Stavby Dvořák", "Alena Malá"]


@pytest.mark.parametrize(
    "typed", ["P00077", "p00077", "jana.mala@example.com", "D-4711", "777123456", "777 123 456"]
)
def test_contact_is_found_by_number_address_and_phone(db, typed):
    user = seller()
    PersonFactory(first_name="Karel", surname="Jiný")
    jana = PersonFactory(
        number="P00077",
        first_name="Jana",
        surname="Malá",
        email="jana.mala@example.com",
        mobile="+420777123456",
    )
    BusinessRelationFactory(contact=jana, external_number="D-4711")
    jana.save()

    assert labels(user, typed)[0] == "Jana Malá"


def test_best_contacts_are_few_and_the_others_a_link_away(db):
    user = seller()
    for number in range(9):
        PersonFactory(first_name="Jan", surname=f"Novák {number}")

    found = [hit for hit in hits(user, "novak") if hit.kind == "Contacts"]

    assert len(found) == 7
    assert found[-1].href == "/contacts/?q=novak"


def test_there_are_never_more_than_twelve(db):
    user = seller()
    for number in range(9):
        PersonFactory(first_name="In", surname=f"Interlude {number}")
        SalespersonFactory(name=f"Interlude {number}")
        CampaignFactory(description=f"Interlude {number}")

    assert len(hits(user, "in")) == MOST_HITS
    assert len(hits(user, "inter")) == MOST_HITS


def test_one_letter_asks_for_pages_alone(db, django_assert_num_queries):
    user = seller()
    PersonFactory(first_name="Karel", surname="Kos")

    assert [hit for hit in hits(user, "k") if hit.kind == "Contacts"] == []


@pytest.mark.parametrize(
    ("rights", "seen"),
    [
        (("see_all",), {"Anna Mine", "Beata Team", "Cyril Other", "Dana Nobody"}),
        (("see_team",), {"Anna Mine", "Beata Team", "Dana Nobody"}),
        ((), {"Anna Mine", "Dana Nobody"}),
    ],
)
def test_contact_out_of_scope_is_not_found(db, rights, seen):
    user, names = reader_with(rights), ("Mine", "Team", "Other", "Nobody")
    mine = user.own_salesperson
    owners = (mine, SalespersonFactory(team=mine.team), SalespersonFactory(), None)
    company = CompanyFactory(company_name="Kovo Hradiště")
    for first_name, surname, owner in zip(
        ("Anna", "Beata", "Cyril", "Dana"), names, owners, strict=True
    ):
        PersonFactory(first_name=first_name, surname=surname, company=company, salesperson=owner)

    everybody = {"Anna Mine", "Beata Team", "Cyril Other", "Dana Nobody"}
    by_company = everybody.intersection(labels(user, "hradiste"))
    by_name = everybody & {label for name in names for label in labels(user, name)}

    assert by_company == by_name == seen


def reader_with(rights):
    """A salesperson in a team of two who has no role but these rights to see."""
    from django.contrib.auth.models import Permission

    from tests.factories import TeamFactory

    user = UserFactory()
    SalespersonFactory(user=user, team=TeamFactory())
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def test_salespeople_and_campaigns_are_found(db):
    user = seller()
    SalespersonFactory(name="Hana Marešová", code="HM")
    CampaignFactory(description="Jarní veletrh", number="CP0042")

    assert "Hana Marešová" in labels(user, "maresova")
    assert "Hana Marešová" in labels(user, "hm")
    assert "Jarní veletrh" in labels(user, "veletrh")
    assert "Jarní veletrh" in labels(user, "cp0042")


# The page and the list that drops down


def test_page_keeps_the_question_and_groups_the_answers(client, manager):
    PersonFactory(first_name="Petr", surname="Dvořák")

    response = client.get("/search/", {"q": "dvorak"})

    assert 'value="dvorak"' in response.text
    assert re.search(r"<h2[^>]*>Contacts</h2>", response.text)
    assert "<html" in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_palette_is_a_listbox_without_the_frame(client, manager):
    PersonFactory(first_name="Petr", surname="Dvořák")

    response = client.get("/search/", {"q": "dvorak"}, headers=HTMX)

    assert "<html" not in response.text
    assert response.text.count('role="option"') == response.text.count('aria-selected="false"') >= 1
    assert re.search(r'<a role="option"[^>]*href="/contacts/\d+/"', response.text)


def test_nothing_found_is_said(client, manager):
    for headers in ({}, HTMX):
        response = client.get("/search/", {"q": "xylophone"}, headers=headers)

        assert "Nothing found for “xylophone”." in response.text


@pytest.mark.parametrize(
    "typed",
    ["\0", "a\0b", "\ud800".encode("utf-8", "surrogatepass"), "%_\\", "'\"; --", "*", '"',
     "a" * 5000, "9" * 40, "-1", "<script>alert(1)</script>", "\u202egnp", "NEAR(", "a OR b", "٣٤"],
)  # fmt: skip
def test_hostile_questions_get_an_answer(client, manager, typed):
    PersonFactory()

    response = client.get("/search/", {"q": typed})

    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_search_wants_a_sign_in(client, db):
    assert client.get("/search/", {"q": "dvorak"}).status_code == 302


def test_search_is_read_only(client, manager):
    assert client.post("/search/", {"q": "dvorak"}).status_code == 405


@pytest.mark.parametrize("contacts", [1, 9])
def test_number_of_queries_is_the_same_for_one_hit_and_for_many(
    client, manager, contacts, django_assert_num_queries
):
    for number in range(contacts):
        PersonFactory(first_name="Petr", surname=f"Dvořák {number}")
    client.get("/search/", {"q": "x"}, headers=HTMX)

    with django_assert_num_queries(11):
        client.get("/search/", {"q": "dvorak"}, headers=HTMX)
