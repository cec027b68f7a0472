"""The letters of a segment: one PDF, one interaction each, in steps that can be killed."""

import datetime
import gc
import io
import re
import weakref

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from crm import pdf, roles
from crm.models import Contact
from crm.printed_files import path_of
from interactions.actions import print_letters as print_letters_module
from interactions.actions.print_letters import ask_for_letters, print_letters
from interactions.models import InteractionLogEntry, Letter, LetterPart, LetterRun
from interactions.tasks import go_on_printing, remove_letters, take_up_printing
from segments.actions.log_segment import log_segment
from segments.actions.take_back import take_back_logging
from segments.models import Segment
from tests.factories import (
    NOW,
    CancellationFactory,
    InteractionTemplateFactory,
    PersonFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    SegmentStepFactory,
    TemplateTextFactory,
    seller,
)

pytestmark = pytest.mark.django_db

NAMES = ["Adam", "Bára", "Cyril", "Dan"]


@pytest.fixture(autouse=True)
def printed_root(settings, tmp_path):
    settings.PRINTED_ROOT = tmp_path / "printed"
    return settings.PRINTED_ROOT


@pytest.fixture
def user(client):
    user = seller(roles.MARKETING, name="Petr Malý")
    client.force_login(user)
    return user


@pytest.fixture
def template():
    template = InteractionTemplateFactory(
        description="Invitation", correspondence_type="letter", language="en"
    )
    for language, body in (("cs", "Přijďte, {first_name}."), ("en", "Come, {first_name}.")):
        TemplateTextFactory(
            template=template, language=language, subject="{company_name}{city}", body=body
        )
    return template


@pytest.fixture
def segment(user, template):
    return segment_of(user, template, ["Adam", "Bára", "Cyril"])


def segment_of(user, template, names, **facts):
    segment = SegmentFactory(
        template=template, salesperson=user.own_salesperson, created_by=user, **facts
    )
    step = SegmentStepFactory(segment=segment, by=user)
    for number, name in enumerate(names):
        contact = PersonFactory(
            first_name=name,
            surname="Novotná",
            salutation="",
            language="cs" if number % 2 == 0 else "en",
            street=f"Husova {number + 1}",
            city="Brno",
        )
        SegmentLineFactory(segment=segment, contact=contact, added_in=step)
    return segment


def log(client, segment, **options):
    """Open *Log Segment* with *Print letters* and press OK."""
    page = client.get(f"/segments/{segment.pk}/log/").content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    typed = {"seen": seen, "print_letters": "on"} | options
    return client.post(f"/segments/{segment.pk}/log/", typed, follow=True)


def work(most=20):
    """Let the worker do what waits to be printed."""
    for _turn in range(most):
        waiting = DBTaskResult.objects.filter(
            task_path=go_on_printing.module_path, status="READY"
        ).first()
        if waiting is None:
            return
        waiting.delete()
        go_on_printing.func(*waiting.args_kwargs["args"])


def printed_pages(client, segment):
    response = client.get(f"/segments/{segment.pk}/letters/pdf/")
    assert response.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    # As a server does; the client would close the connection to the database as well.
    for close in response._resource_closers:
        close()
    words = [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
    return reader, words


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_letters_are_printed_by_logging_and_recorded_once_each(client, user, segment):
    response = log(client, segment)
    work()

    assert response.redirect_chain[-1][0] == f"/segments/{segment.pk}/letters/"
    _reader, words = printed_pages(client, segment)
    assert len(words) == 3
    for name, page in zip(("Adam", "Bára", "Cyril"), words, strict=True):
        assert f"{name} Nov" in page
    assert "Vážená paní, vážený pane," in words[0]
    assert "Přijďte, Adam." in words[0]
    assert "Dear Sir or Madam," in words[1]
    assert "Come, Bára." in words[1]
    assert "Strana 1 z 1" in words[2]
    assert "Page 1 of 1" in words[1]
    assert "Petr Malý" in words[0]
    assert InteractionLogEntry.objects.count() == Letter.objects.count() == 3
    assert "3 letters were printed." in text_of(client.get(f"/segments/{segment.pk}/letters/"))


def test_entry_of_a_segment_opens_its_letter_as_it_was_printed(client, user, segment, template):
    log(client, segment)
    work()
    template.texts.update(body="Something else")
    letter = Letter.objects.get(contact__first_name="Bára")

    assert f'href="/letters/{letter.pk}/"' in text_of(
        client.get(f"/interactions/{letter.entry_id}/")
    )
    assert "Come, Bára." in text_of(client.get(f"/letters/{letter.pk}/"))


def test_steps_are_joined_into_one_tagged_pdf(client, user, segment):
    batch = log_segment(segment=segment, by=user, now=NOW)
    run = ask_for_letters(batch=batch, by=user, now=NOW)

    assert print_letters(run=run, clock=lambda: NOW, size=1)

    reader, words = printed_pages(client, segment)
    assert ["Adam" in words[0], "Bára" in words[1], "Cyril" in words[2]] == [True] * 3
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    [whole] = root["/StructTreeRoot"]["/K"]
    parts = [part.get_object() for part in whole.get_object()["/K"]]
    assert [part["/Lang"] for part in parts] == ["cs", "en", "cs"]
    nodes = [node.get_object() for node in root["/StructTreeRoot"]["/ParentTree"]["/Kids"]]
    for page, node in zip(reader.pages, nodes, strict=True):
        tags = dict(zip(node["/Nums"][::2], node["/Nums"][1::2], strict=True))
        tag = tags[page["/StructParents"]].get_object()[0].get_object()
        assert tag["/Pg"].get_object() == page.get_object()
    assert not LetterPart.objects.exists()
    assert [each.name for each in path_of("").iterdir()] == [LetterRun.objects.get().file]


def test_pages_of_one_step_say_their_language(client, user, segment):
    log(client, segment)
    work()

    reader, _words = printed_pages(client, segment)

    [whole] = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    [part] = whole.get_object()["/K"]
    articles = [each.get_object() for each in part.get_object()["/K"]]
    assert [each["/Lang"] for each in articles] == ["cs", "en", "cs"]


def test_killed_between_file_and_commit_goes_on_without_doubling(
    client, user, segment, monkeypatch
):
    batch = log_segment(segment=segment, by=user, now=NOW)
    run = ask_for_letters(batch=batch, by=user, now=NOW)

    class Killed(BaseException):
        pass

    kept = LetterPart.objects.create
    calls = iter([False, True, False, False, False])

    def create(**values):
        if next(calls):
            raise Killed
        return kept(**values)

    monkeypatch.setattr(LetterPart.objects, "create", create)
    with pytest.raises(Killed):
        print_letters(run=run, clock=lambda: NOW, size=1)
    assert Letter.objects.count() == 1
    assert print_letters(run=run, clock=lambda: NOW, size=1)

    _reader, words = printed_pages(client, segment)
    assert len(words) == Letter.objects.count() == InteractionLogEntry.objects.count() == 3


def test_two_workers_at_once_print_each_letter_once(client, user, segment, monkeypatch):
    batch = log_segment(segment=segment, by=user, now=NOW)
    run = ask_for_letters(batch=batch, by=user, now=NOW)
    made = print_letters_module._part
    raced = iter([True])

    def part(current, letters):
        found = made(current, letters)
        if next(raced, False):
            # While the first still makes its file, another one does all of the work.
            assert print_letters(run=run, clock=lambda: NOW, size=2)
        return found

    monkeypatch.setattr(print_letters_module, "_part", part)
    assert print_letters(run=run, clock=lambda: NOW, size=2)

    _reader, words = printed_pages(client, segment)
    assert len(words) == Letter.objects.count() == 3
    assert [each.name for each in path_of("").iterdir()] == [LetterRun.objects.get().file]


def test_part_that_is_gone_lets_everything_be_printed_once_more(client, user, segment):
    batch = log_segment(segment=segment, by=user, now=NOW)
    run = ask_for_letters(batch=batch, by=user, now=NOW)
    turns = iter([False, True])
    print_letters(run=run, clock=lambda: NOW, size=2, stop=lambda: next(turns))
    path_of(LetterPart.objects.get().file).unlink()

    assert print_letters(run=run, clock=lambda: NOW, size=2)

    _reader, words = printed_pages(client, segment)
    assert len(words) == Letter.objects.count() == 3


def test_a_worker_that_starts_takes_up_what_a_killed_one_left(client, user, segment):
    log(client, segment)
    DBTaskResult.objects.all().delete()

    take_up_printing()
    work()

    assert LetterRun.objects.get().finished_at is not None


def test_queries_of_a_step_do_not_grow_with_its_letters(user, template):
    assert statements(user, template, ["Adam"]) == statements(user, template, NAMES)


def test_each_step_asks_the_same_however_many_there_are(user, template):
    one, two, four = (statements(user, template, NAMES[:number], size=1) for number in (1, 2, 4))

    assert two - one == 11
    assert four - two == 2 * 11


def statements(user, template, names, **options):
    """How many the letters of a segment of *names* take, from the first to the one PDF."""
    batch = log_segment(segment=segment_of(user, template, names), by=user, now=NOW)
    run = ask_for_letters(batch=batch, by=user, now=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert print_letters(run=run, clock=lambda: NOW, **options)
    return len(queries)


def test_a_step_holds_its_own_letters_and_no_others(user, template, monkeypatch):
    batch = log_segment(segment=segment_of(user, template, NAMES), by=user, now=NOW)
    run = ask_for_letters(batch=batch, by=user, now=NOW)
    made, held, alive = print_letters_module._part, [], []

    def part(current, letters):
        gc.collect()
        alive.append(sum(reference() is not None for reference in held))
        held.extend(weakref.ref(letter) for letter in letters)
        return made(current, letters)

    monkeypatch.setattr(print_letters_module, "_part", part)
    print_letters(run=run, clock=lambda: NOW, size=1)

    assert alive == [0, 0, 0, 0]


def test_printing_again_says_the_same_and_records_nothing(client, user, segment, template):
    log(client, segment)
    work()
    template.texts.update(body="Something else")

    client.post(f"/segments/{segment.pk}/letters/")
    work()

    _reader, words = printed_pages(client, segment)
    assert "Přijďte, Adam." in words[0]
    assert LetterRun.objects.count() == 2
    assert InteractionLogEntry.objects.count() == Letter.objects.count() == 3


def test_asking_twice_while_it_is_printed_prints_once(client, user, segment):
    log(client, segment)

    client.post(f"/segments/{segment.pk}/letters/")

    assert LetterRun.objects.count() == 1
    assert DBTaskResult.objects.filter(task_path=go_on_printing.module_path).count() == 1


def test_whoever_must_not_get_a_letter_gets_none_and_is_counted(client, user, segment, template):
    log(client, segment)
    entries = InteractionLogEntry.objects.order_by("pk")
    Contact.objects.filter(pk=entries[0].contact_id).update(privacy_blocked=True)
    template.texts.filter(language="en").delete()

    work()

    assert LetterRun.objects.get().left_out == {"privacy": 1, "no_text": 1}
    page = text_of(client.get(f"/segments/{segment.pk}/letters/"))
    assert "1 letter was printed." in page
    assert "Not printed: blocked for privacy reasons" in page
    assert "Not printed: the template has no text in the language" in page


def test_canceled_interactions_are_not_printed(client, user, segment):
    log(client, segment)
    adam = InteractionLogEntry.objects.filter(contact__first_name="Adam")
    adam.update(cancellation=CancellationFactory(by=user))
    work()

    assert LetterRun.objects.get().left_out == {"canceled": 1}


def test_long_logging_is_printed_when_it_ends(client, user, segment, monkeypatch):
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})

    response = log(client, segment)
    run = LetterRun.objects.get()

    assert response.redirect_chain[-1][0] == f"/segments/{segment.pk}/log/progress/"
    assert not print_letters(run=run, clock=lambda: NOW)
    assert "as soon as the segment is logged" in text_of(
        client.get(f"/segments/{segment.pk}/letters/")
    )
    segment.refresh_from_db()
    take_back_logging(segment=segment, by=user, now=timezone.now())
    work()
    assert not LetterRun.objects.exists()


def test_open_segment_is_logged_first(client, user, segment):
    response = client.get(f"/segments/{segment.pk}/letters/", follow=True)

    assert response.redirect_chain[-1][0] == f"/segments/{segment.pk}/log/?print_letters=1"
    assert re.search(r'name="print_letters"[^>]* checked', text_of(response))


def test_segment_without_letters_offers_none(client, user, segment, template):
    template.correspondence_type = "phone"
    template.save()

    assert "print_letters" not in text_of(client.get(f"/segments/{segment.pk}/log/"))


def test_file_is_removed_after_a_while(client, user, segment, settings):
    log(client, segment)
    work()
    run = LetterRun.objects.get()
    removal = DBTaskResult.objects.get(task_path=remove_letters.module_path)
    kept = datetime.timedelta(days=settings.PRINTED_KEPT_DAYS)
    assert removal.run_after - run.finished_at >= kept

    remove_letters.func(run.pk)

    assert not list(path_of("").iterdir())
    assert client.get(f"/segments/{segment.pk}/letters/pdf/").status_code == 404
    assert "removed after a while" in text_of(client.get(f"/segments/{segment.pk}/letters/"))


def test_file_is_for_those_who_see_everybody_in_it(client, user, segment):
    log(client, segment)
    work()
    colleague = seller(roles.MARKETING)
    group = colleague.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="see_all"))
    Segment.objects.update(salesperson=colleague.own_salesperson)
    Contact.objects.update(salesperson=colleague.own_salesperson)
    client.force_login(colleague)
    assert len(printed_pages(client, segment)[1]) == 3

    Contact.objects.filter(first_name="Adam").update(salesperson=SalespersonFactory())

    assert client.get(f"/segments/{segment.pk}/letters/pdf/").status_code == 404
    assert client.get(f"/segments/{segment.pk}/letters/sheet/").status_code == 404
    assert "whoever printed the letters" in text_of(client.get(f"/segments/{segment.pk}/letters/"))


def test_without_the_library_the_browser_prints_all(client, user, segment, monkeypatch):
    for module in ("interactions.actions.print_letters", "segments.views.letters"):
        monkeypatch.setattr(f"{module}.missing_for_pdf", lambda: pdf.INSTALL)
    monkeypatch.setattr("segments.views.letters.ON_A_SHEET", 2)
    log(client, segment)
    work()

    page = text_of(client.get(f"/segments/{segment.pk}/letters/"))
    assert pdf.INSTALL in page
    assert f"/segments/{segment.pk}/letters/sheet/" in page
    sheet = text_of(client.get(f"/segments/{segment.pk}/letters/sheet/"))
    assert "Přijďte, Adam." in sheet
    assert "Cyril" not in sheet
    more = re.search(r'href="(\?after=\d+)"', sheet)[1]
    assert "Přijďte, Cyril." in text_of(client.get(f"/segments/{segment.pk}/letters/sheet/{more}"))
