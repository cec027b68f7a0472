"""One interaction: recorded, and marked as canceled, through the whole site."""

import datetime
import uuid
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from benchmarks.bench import PAGE_PAIRS, Bench
from benchmarks.dataset.build import GROUPS
from benchmarks.measure import Side
from benchmarks.site import Answer
from crm.models import User
from crm.text import search_text

GOAL = 4
TEMPLATE = 5
# Ten o'clock in Prague.
MOMENT = datetime.datetime(2026, 10, 5, 8, 0, tzinfo=datetime.UTC)
DESCRIPTION = "Telefonát ohledně nabídky"


def create_one(bench: Bench) -> None:
    """The form is sent; the floor inserts key and entry and passes through an empty page."""
    [(contact, company, _language)] = bench.driver.rows("create_one", "contact")
    by = User.objects.select_related("salesperson").get(username="seller5")
    values = {
        "by": by.pk,
        "contact": contact,
        "company": company,
        "template": TEMPLATE,
        "group": (TEMPLATE - 1) % GROUPS + 1,
        "salesperson": by.salesperson.pk,
        "description": DESCRIPTION,
        "search_text": search_text(DESCRIPTION),
    }

    def insert_and_empty_page() -> None:
        now = timezone.now()
        row = values | {"key": uuid.uuid4(), "path": "/", "at": now, "occurred_at": MOMENT}
        bench.driver.run("create_one", "finished_form", "entry", values=for_driver(bench, row))
        bench.chief.empty()

    bench.compare(
        "create one",
        floor=Side(insert_and_empty_page, lambda _done: last_entry(bench)),
        candidate=Side(lambda: _send(bench, values), lambda _answer: last_entry(bench)),
        goal=GOAL,
        pairs=PAGE_PAIRS,
    )


def _send(bench: Bench, values: dict) -> Answer:
    return redirected(
        bench.visitor("seller5").post(
            reverse("interaction_new"),
            {
                "contact": values["contact"],
                "template": values["template"],
                "description": values["description"],
                "date": "2026-10-05",
                "time": "10:00",
                "salesperson": values["salesperson"],
                "language": "cs",
                "cost": "0",
                "duration": "15",
                "was_successful": "on",
                "key": uuid.uuid4(),
                "own_fields": "description date time salesperson language cost duration",
            },
        )
    )


def last_entry(bench: Bench) -> list[tuple]:
    """The entry recorded last, without its number and the moment of recording."""
    return bench.driver.rows("create_one", "last_entry")


def cancel_one(bench: Bench) -> None:
    """The button is pressed; the floor inserts who and when and marks the entry."""
    standing = iter([key for (key,) in bench.driver.rows("cancel_one", "standing")])
    by = User.objects.get(username="chief")

    def mark_and_empty_page() -> int:
        values = {"entry": next(standing), "by": by.pk, "at": timezone.now()}
        row = for_driver(bench, values)
        bench.driver.run("cancel_one", "cancellation", "mark", values=row)
        bench.chief.empty()
        return values["entry"]

    def press() -> int:
        entry = next(standing)
        redirected(
            bench.chief.post(reverse("log_entry_cancellation", args=[entry]), {"reason": ""})
        )
        return entry

    def marked(entry: int) -> list[tuple]:
        return bench.driver.rows("cancel_one", "marked", {"entry": entry})

    bench.compare(
        "cancel one",
        floor=Side(mark_and_empty_page, marked),
        candidate=Side(press, marked),
        goal=GOAL,
        pairs=PAGE_PAIRS,
    )


def redirected(answer: Answer) -> Answer:
    """*answer* if the deed was done; a refusal is fast, and proves nothing."""
    if answer.status != 302:
        raise RuntimeError(f"a form answers {answer.status}: {answer.text[:2000]}")
    return answer


def for_driver(bench: Bench, values: dict) -> dict:
    """*values* as the bare driver stores them: SQLite keeps moments and keys as text."""
    if bench.database.name == "PostgreSQL":
        return values
    return dict(_as_text(values))


def _as_text(values: dict) -> Iterator[tuple]:
    for name, value in values.items():
        if isinstance(value, datetime.datetime):
            yield name, value.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(" ")
        elif isinstance(value, uuid.UUID):
            yield name, value.hex
        else:
            yield name, value
