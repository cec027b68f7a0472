"""Hostile query strings to every page that can be read: it opens, or says what is wrong."""

from urllib.parse import urlencode

import pytest
from zeal import zeal_ignore

from tests.everywhere.addresses import DECISIONS, NOT_SO
from tests.everywhere.hostile import HOSTILE
from tests.everywhere.house import House
from tests.everywhere.html_forms import forms_in
from tests.everywhere.thorough import ThoroughClient

pytestmark = pytest.mark.django_db

READABLE = [name for name, decision in DECISIONS.items() if decision.get != NOT_SO]
# What pages ask of their address besides the filters that stand in a form.
ASKED = (
    "after", "again", "all", "before", "campaign", "columns", "contact", "corrects", "filters",
    "format", "from", "keys", "last", "list", "mark", "next", "older", "page", "q", "query",
    "reopen", "salesperson", "selected", "show", "sort", "template", "total", "totals", "type",
)  # fmt: skip
# How a page answers what it cannot make sense of.
ANSWERS = {200, 302, 400, 403, 404}
LONGEST = 3_000


@pytest.fixture
def house():
    with zeal_ignore():
        yield House()


@pytest.fixture
def reader(house):
    type(house.user).objects.filter(pk=house.user.pk).update(is_superuser=True)
    client = ThoroughClient(raise_request_exception=False)
    client.force_login(house.user)
    return client


def body_of(response):
    return b"".join(response) if response.streaming else response.content


def parameters_of(reader, address):
    """What the page asks of its address: the fields of its forms, and what every page may ask."""
    response = reader.get(address, {"filters": "1"})
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    text = response.text if is_page else ""
    in_forms = {
        name for form in forms_in(text, address) if form.method == "get" for name in form.fields
    }
    return sorted(in_forms.union(ASKED))


def questions(names):
    """Query strings in which every name meets every hostile text once, all names at a time."""
    texts = [text[:LONGEST] for text in HOSTILE.values()]
    for turn in range(len(texts)):
        pairs = [(name, texts[(turn + i) % len(texts)]) for i, name in enumerate(names)]
        yield urlencode(pairs, errors="surrogatepass")
    for name in ("sort", "columns", "format", "after", "last"):
        yield from (
            f"{name}={value}" for value in ("password", "csv", "1~", "-1~x", "7~0001-01-01")
        )


@pytest.mark.parametrize("name", READABLE)
def test_every_page_answers_any_question(house, reader, name):
    address = house.address(name, DECISIONS[name].row, "own")
    wrong = []

    for turn, question in enumerate(questions(parameters_of(reader, address))):
        # The whole page and a part of it, in turns.
        headers = {"HX-Request": "true"} if turn % 2 else {}
        response = reader.get(f"{address}?{question}", headers=headers)
        if response.status_code not in ANSWERS:
            wrong.append(f"{address}?{question[:200]}: {response.status_code} {response.exc_info}")
        if b'<script>alert("x")' in body_of(response):
            wrong.append(f"{address}?{question[:200]}: the script came back as one")

    assert wrong == []
