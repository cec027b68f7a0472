"""Letters and cover sheets: the form, the preview, the PDF, and what they leave in the log."""

import io
import re
import uuid
from html import unescape

import pytest
from pypdf import PdfReader

from crm import pdf, roles
from crm.models import DocumentKind, MarketingSetup
from interactions.models import Event, InteractionLogEntry, Letter
from tests.factories import (
    CompanyFactory,
    InteractionTemplateFactory,
    LetterFactory,
    PersonFactory,
    RecordingRuleFactory,
    SalespersonFactory,
    TemplateTextFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = seller(name="Petr Malý", email="petr@example.com")
    client.force_login(user)
    return user


@pytest.fixture
def setup():
    return MarketingSetup.objects.create(
        pk=1,
        company_name="Severka Trading s.r.o.",
        company_address="Lidická 9\n602 00 Brno",
        registration_number="25596641",
        default_country="CZ",
    )


@pytest.fixture
def jana():
    return PersonFactory(
        title_before="Ing.",
        first_name="Jana",
        surname="Šťastná",
        company=CompanyFactory(company_name="Kovo Dvořák s.r.o."),
        street="Husova 12",
        post_code="602 00",
        city="Brno",
        country="CZ",
        language="cs",
        salutation="Vážená paní inženýrko Šťastná",
    )


@pytest.fixture
def invitation():
    template = InteractionTemplateFactory(description="Invitation")
    TemplateTextFactory(
        template=template,
        language="cs",
        subject="Pozvánka pro {company_name}",
        body="zveme Vás dne {today}.\n\nS pozdravem\n{salesperson_name}",
    )
    TemplateTextFactory(
        template=template, language="en", subject="An invitation", body="{salutation},\n\ncome!"
    )
    return template


@pytest.fixture
def rule():
    template = InteractionTemplateFactory(description="Letters", unit_cost=25)
    return RecordingRuleFactory(kind=DocumentKind.LETTER, template=template)


@pytest.fixture
def no_pdf(monkeypatch):
    monkeypatch.setattr("interactions.views.letter.missing_for_pdf", lambda: pdf.INSTALL)


def fields_of(response):
    """What a browser would send back of the form."""
    page = response.content.decode().partition('class="card edit-form')[2]
    named = {}
    for each in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', each), re.search(r'value="([^"]*)"', each)
        is_box = 'type="checkbox"' in each
        if name and "disabled" not in each and (not is_box or " checked" in each):
            named[name[1]] = unescape(value[1]) if value else "on" if is_box else ""
    for name, options in re.findall(r'<select[^>]*name="(\w+)"(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        named[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', page):
        named[name] = unescape(text).removeprefix("\n")
    return named


def address(contact, kind="letter"):
    return f"/contacts/{contact.pk}/{kind}/"


def printed(client, contact, kind="letter", **typed):
    """Open the form, change what is *typed*, press Print."""
    fields = fields_of(client.get(address(contact, kind)))
    return client.post(address(contact, kind), fields | typed)


def read(response):
    assert response.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def words_of(reader):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


# --- The form --------------------------------------------------------------------------------


def test_form_begins_with_salutation_and_closing_in_the_language_of_the_contact(client, user, jana):
    fields = fields_of(client.get(address(jana)))

    assert fields["salutation"] == "Vážená paní inženýrko Šťastná"
    assert fields["language"] == "cs"
    assert fields["body"].split() == ["S", "pozdravem", "Petr", "Malý"]


@pytest.mark.parametrize(
    ("language", "salutation"),
    [("cs", "Vážená paní, vážený pane"), ("en", "Dear Sir or Madam"),
     ("de", "Sehr geehrte Damen und Herren"), ("", "Dear Sir or Madam")],
)  # fmt: skip
def test_salutation_is_neutral_where_none_was_typed(client, user, language, salutation):
    contact = PersonFactory(language=language, salutation="")

    assert fields_of(client.get(address(contact)))["salutation"] == salutation


def test_template_brings_its_text_in_the_language_of_the_contact(client, user, jana, invitation):
    begun = fields_of(client.get(address(jana)))

    fields = fields_of(client.post(address(jana), begun | {"template": invitation.pk, "fill": "1"}))

    assert fields["language"] == "cs"
    assert fields["subject"] == "Pozvánka pro Kovo Dvořák s.r.o."
    assert fields["body"].startswith("zveme Vás dne ")
    assert fields["body"].endswith("Petr Malý")
    assert fields["salutation"] == "Vážená paní inženýrko Šťastná"


def test_text_with_a_salutation_of_its_own_gets_no_second_one(client, user, jana, invitation):
    begun = fields_of(client.get(address(jana)))
    czech = fields_of(client.post(address(jana), begun | {"template": invitation.pk, "fill": "1"}))

    english = fields_of(client.post(address(jana), czech | {"language": "en", "fill": "1"}))

    assert english["salutation"] == ""
    assert english["body"].startswith("Vážená paní inženýrko Šťastná,")


def test_typed_text_is_kept_when_another_template_is_taken(client, user, jana, invitation):
    begun = fields_of(client.get(address(jana)))
    typed = begun | {"body": "My own words.", "template": invitation.pk, "fill": "1"}

    response = client.post(address(jana), typed)

    fields = fields_of(response)
    assert fields["body"] == "My own words."
    assert fields["subject"] == "Pozvánka pro Kovo Dvořák s.r.o."
    assert "Kept as you typed it: Text" in text_of(response)
    taken = fields_of(client.post(address(jana), fields | {"take": "1"}))
    assert taken["body"].startswith("zveme Vás")


def test_language_that_the_template_lacks_is_named_with_those_it_has(
    client, user, jana, invitation
):
    begun = fields_of(client.get(address(jana)))
    filled = fields_of(client.post(address(jana), begun | {"template": invitation.pk, "fill": "1"}))

    response = client.post(address(jana), filled | {"language": "de", "fill": "1"})

    assert response.status_code == 422
    assert "It has: Czech, English." in text_of(response)


def test_text_of_another_template_is_shown_before_it_is_printed(client, user, jana, invitation):
    response = printed(client, jana, template=invitation.pk)

    assert response.status_code == 422
    assert "Nothing was printed: another template" in text_of(response)
    assert fields_of(response)["subject"] == "Pozvánka pro Kovo Dvořák s.r.o."
    assert not Letter.objects.exists()


@pytest.mark.parametrize("body", ["Dear {password}", "{", "{contact.pk}"])
def test_unknown_merge_field_is_refused_and_the_text_kept(client, user, jana, body):
    response = printed(client, jana, body=body)

    assert response.status_code == 422
    assert unescape(fields_of(response)["body"]) == body
    assert "merge field" in text_of(response) or "single brace" in text_of(response)
    assert not Letter.objects.exists()


def test_brace_in_a_value_means_itself(client, user):
    contact = CompanyFactory(company_name="Kovo {surname}", salutation="")
    template = InteractionTemplateFactory()
    TemplateTextFactory(template=template, language="en", body="For {company_name}")
    fields = fields_of(client.get(f"{address(contact)}?template={template.pk}"))

    client.post(address(contact), fields)

    assert Letter.objects.get().body == "For Kovo {surname}"


# --- Printing --------------------------------------------------------------------------------


def test_printed_letter_says_everything_it_should(client, user, setup, jana, invitation):
    fields = fields_of(client.get(f"{address(jana)}?template={invitation.pk}"))

    response = client.post(address(jana), fields, follow=True)

    letter = Letter.objects.get()
    assert response.redirect_chain == [(f"/letters/{letter.pk}/?printed=1", 302)]
    assert f'href="/letters/{letter.pk}/pdf/"' in text_of(response)
    reader = read(client.get(f"/letters/{letter.pk}/pdf/"))
    words = words_of(reader)
    for said in (
        "Severka Trading s.r.o.", "Lidická 9", "IČO 25596641", "Kovo Dvořák s.r.o.",
        "Ing. Jana Šťastná", "Husova 12", "602 00 Brno", "Vyřizuje Petr Malý", "petr@example.com",
        "Pozvánka pro Kovo Dvořák s.r.o.", "Vážená paní inženýrko Šťastná,", "zveme Vás dne",
        "S pozdravem", "Strana 1 z 1",
    ):  # fmt: skip
        assert said in words
    assert "Česko" not in words
    assert words.count("Šťastná,") == 1
    root = reader.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("cs", True)
    assert root["/StructTreeRoot"]["/K"]
    assert reader.metadata.title == "Dopis: Pozvánka pro Kovo Dvořák s.r.o."
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_letter_in_english_and_abroad_names_the_country(client, user, setup):
    john = PersonFactory(
        surname="Smith", language="en", street="1 High St", country="GB", city="York"
    )

    printed(client, john, body="Hello there.", subject="Greetings")

    words = words_of(read(client.get(f"/letters/{Letter.objects.get().pk}/pdf/")))
    assert "York United Kingdom" in words
    assert "Handled by Petr Malý" in words
    assert re.search(r"Date \d+ \w+ 20\d\d", words)
    assert "Page 1 of 1" in words


def test_letter_in_a_third_language_numbers_pages_without_words(client, user):
    hans = PersonFactory(language="de")

    printed(client, hans, body="Guten Tag!")

    reader = read(client.get(f"/letters/{Letter.objects.get().pk}/pdf/"))
    assert "1 / 1" in words_of(reader)
    assert reader.trailer["/Root"]["/Lang"] == "de"


def test_long_letter_has_numbered_pages(client, user, jana):
    printed(client, jana, body="\n\n".join(["Slovo za slovem. " * 30] * 12))

    pages = read(client.get(f"/letters/{Letter.objects.get().pk}/pdf/")).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Strana {number} z {len(pages)}" in page.extract_text()


def test_post_of_a_person_without_address_goes_to_the_company(client, user):
    company = CompanyFactory(
        company_name="Kovo", street="Lidická 9", city="Brno", post_code="602 00"
    )

    printed(client, PersonFactory(surname="Nováková", company=company), body="Text")

    recipient = Letter.objects.get().recipient
    assert recipient == "Kovo\nJana Nováková\nLidická 9\n602 00 Brno"


def test_contact_without_address_is_named_but_can_be_written_to(client, user):
    contact = PersonFactory(street="", city="")

    assert "No postal address is known:" in text_of(client.get(address(contact)))
    assert printed(client, contact, body="Text").status_code == 302


def test_cover_sheet_says_to_whom_from_whom_and_how_many_pages(client, user, setup, jana):
    response = printed(
        client, jana, "cover-sheet", pages="3", subject="Ceník", body="Posíláme ceník."
    )

    letter = Letter.objects.get()
    assert response.status_code == 302
    assert letter.kind == DocumentKind.COVER_SHEET
    words = words_of(read(client.get(f"/letters/{letter.pk}/pdf/")))
    for said in (
        "Titulní list", "Komu Kovo Dvořák s.r.o.", "K rukám Ing. Jana Šťastná",
        "Od Petr Malý Severka Trading s.r.o.", "Počet stran 3", "Datum", "Předmět Ceník",
        "Posíláme ceník.",
    ):  # fmt: skip
        assert said in words


@pytest.mark.parametrize("pages", ["0", "1000", "two", ""])
def test_cover_sheet_refuses_a_number_of_pages_that_makes_no_sense(client, user, jana, pages):
    assert printed(client, jana, "cover-sheet", pages=pages).status_code == 422
    assert not Letter.objects.exists()


def test_preview_is_the_pdf_and_keeps_nothing(client, user, jana, rule):
    fields = fields_of(client.get(address(jana)))

    response = client.post(f"{address(jana)}preview/", fields | {"body": "Zatím jen na zkoušku."})

    assert "Zatím jen na zkoušku." in words_of(read(response))
    assert not Letter.objects.exists()
    assert not Event.objects.exists()


def test_hostile_text_is_text(client, user, jana, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    hostile = f"<script>alert(1)</script><a rel=attachment href='file://{secret}'>x</a> {{{{7*7}}}}"

    printed(client, jana, body=hostile, subject="<b>bold</b>")

    letter = Letter.objects.get()
    response = client.get(f"/letters/{letter.pk}/pdf/")
    assert "<script>alert(1)</script>" in words_of(read(response))
    assert "{7*7}" in words_of(read(response))
    assert b"the secret" not in response.content
    page = client.get(f"/letters/{letter.pk}/").content.decode()
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(("field", "value"), [("subject", "a\x00b"), ("body", "a\x00b"),
    ("subject", "a\u202eb"), ("subject", "x" * 201), ("body", "x" * 20_001), ("key", "no"),
    ("template", "999999"), ("language", "xx")])  # fmt: skip
def test_what_cannot_be_kept_is_refused(client, user, jana, field, value):
    assert printed(client, jana, **{field: value}).status_code == 422
    assert not Letter.objects.exists()


def test_merged_subject_that_grows_too_long_is_refused(client, user, jana):
    response = printed(client, jana, subject="{company_name}" * 12)

    assert response.status_code == 422
    assert not Letter.objects.exists()


# --- The log ---------------------------------------------------------------------------------


def test_printed_letter_is_recorded_and_the_entry_opens_it(client, user, jana, rule):
    page = client.get(address(jana))
    assert 'name="log_interaction"' in text_of(page)

    response = client.post(
        address(jana), fields_of(page) | {"subject": "Pozvánka", "body": "Přijďte."}, follow=True
    )

    entry, letter = InteractionLogEntry.objects.get(), Letter.objects.get()
    assert (entry.contact, entry.template, entry.description) == (jana, rule.template, "Pozvánka")
    assert (entry.subject, entry.document_kind) == ("Pozvánka", DocumentKind.LETTER)
    assert (entry.salesperson, entry.occurred_at) == (user.own_salesperson, letter.printed_at)
    assert letter.recorded_as == entry
    assert f"Interaction {entry.pk} recorded" in text_of(response)
    assert f'href="/letters/{letter.pk}/"' in text_of(client.get(f"/interactions/{entry.pk}/"))


def test_entry_opens_the_text_as_it_was_printed(client, user, jana, rule, invitation):
    fields = fields_of(client.get(f"{address(jana)}?template={invitation.pk}"))
    client.post(address(jana), fields)
    invitation.texts.update(subject="Jinak", body="Něco jiného")
    jana.surname, jana.salutation = "Veselá", ""
    jana.save()

    words = words_of(read(client.get(f"/letters/{Letter.objects.get().pk}/pdf/")))

    assert "zveme Vás dne" in words
    assert "Ing. Jana Šťastná" in words


def test_printing_without_a_rule_says_that_nothing_is_recorded(client, user, jana):
    page = text_of(client.get(address(jana)))
    assert "Nothing will be recorded: no template is set for Letter" in page

    fields = fields_of(client.get(address(jana))) | {"body": "Text", "log_interaction": "on"}
    response = client.post(address(jana), fields, follow=True)

    assert "Interaction not recorded: no template is set for Letter." in text_of(response)
    assert Letter.objects.count() == 1
    assert not Event.objects.exists()


def test_logging_can_be_switched_off(client, user, jana, rule):
    fields = fields_of(client.get(address(jana))) | {"body": "Text"}
    del fields["log_interaction"]

    response = client.post(address(jana), fields, follow=True)

    assert "Interaction not recorded: it was switched off." in text_of(response)
    assert not InteractionLogEntry.objects.exists()


def test_printing_twice_records_twice_and_the_same_form_once(client, user, jana, rule):
    fields = fields_of(client.get(address(jana))) | {"body": "Text"}

    first = client.post(address(jana), fields)
    again = client.post(address(jana), fields, follow=True)
    client.post(address(jana), fields | {"key": str(uuid.uuid4())})

    assert again.redirect_chain[0][0] == first["Location"].removesuffix("?printed=1")
    assert "Already finished by" in text_of(again)
    assert Letter.objects.count() == InteractionLogEntry.objects.count() == 2


def test_blocked_template_of_the_rule_does_not_stop_the_print(client, user, jana, rule):
    rule.template.blocked = True
    rule.template.save()

    response = printed(client, jana, body="Text")

    letter = Letter.objects.get()
    assert response.status_code == 302
    assert letter.event.problem == "template_blocked"
    assert letter.recorded_as is None
    assert "The template is blocked" in text_of(client.get(f"/letters/{letter.pk}/"))


def test_letter_goes_with_its_entry(client, user, jana, rule):
    printed(client, jana, body="Text")

    InteractionLogEntry.objects.get().delete()

    assert not Letter.objects.exists()


# --- Who may ---------------------------------------------------------------------------------


def test_privacy_blocked_contact_gets_no_letter(client, user, jana):
    fields = fields_of(client.get(address(jana))) | {"body": "Můj text"}
    jana.privacy_blocked = True
    jana.save()

    posted = client.post(address(jana), fields)
    previewed = client.post(f"{address(jana)}preview/", fields)

    for response in (posted, previewed):
        assert response.status_code == 422
        assert "blocked for privacy reasons" in text_of(response)
        assert fields_of(response)["body"] == "Můj text"
    assert client.get(address(jana))["Location"] == f"/contacts/{jana.pk}/"
    assert not Letter.objects.exists()
    assert address(jana) not in text_of(client.get(f"/contacts/{jana.pk}/"))


def test_lost_right_refuses_before_anything_is_written(client, user, jana, rule):
    fields = fields_of(client.get(address(jana))) | {"body": "Text"}
    user.groups.clear()

    assert client.post(address(jana), fields).status_code == 403
    assert not Letter.objects.exists()
    assert address(jana) not in text_of(client.get(f"/contacts/{jana.pk}/"))


def test_letter_out_of_scope_is_not_there(client):
    own = SalespersonFactory()
    user = UserFactory(role=roles.SALESPERSON)
    own.user = user
    own.save()
    user.groups.get().permissions.remove(
        *user.groups.get().permissions.filter(codename__in=("see_all", "see_team"))
    )
    client.force_login(user)
    other = PersonFactory(salesperson=SalespersonFactory())
    letter = LetterFactory(contact=other)

    for path in (address(other), f"/letters/{letter.pk}/", f"/letters/{letter.pk}/pdf/",
                 f"/letters/{letter.pk}/sheet/"):  # fmt: skip
        assert client.get(path).status_code == 404


def test_letters_are_offered_on_the_card(client, user, jana):
    text = text_of(client.get(f"/contacts/{jana.pk}/"))

    assert address(jana) in text
    assert address(jana, "cover-sheet") in text


def test_contact_with_letters_is_not_deleted(client, user, jana):
    LetterFactory(contact=jana)

    assert "Letters to this contact were printed." in text_of(
        client.get(f"/contacts/{jana.pk}/delete/")
    )


# --- Without the library ---------------------------------------------------------------------


def test_without_the_library_the_browser_prints(client, user, jana, rule, no_pdf):
    page = text_of(client.get(address(jana)))
    assert pdf.INSTALL in page

    printed(client, jana, body="Text pro prohlížeč")

    letter = Letter.objects.get()
    assert InteractionLogEntry.objects.count() == 1
    sheet = client.get(f"/letters/{letter.pk}/pdf/", follow=True)
    assert sheet.redirect_chain == [(f"/letters/{letter.pk}/sheet/", 302)]
    assert "Text pro prohlížeč" in text_of(sheet)
    assert "css/paper.css" in text_of(sheet)
    assert "style=" not in text_of(sheet)
    fields = fields_of(client.get(address(jana))) | {"body": "Náhled"}
    assert "Náhled" in text_of(client.post(f"{address(jana)}preview/", fields))
