"""What is known of words before they are looked up."""

import pytest

from crm import search_keys
from crm.models import Contact
from crm.search_keys import are_frequent, bounds_of_beginning, is_met_at_once
from tests.factories import CompanyFactory

FIELD = Contact._meta.get_field("search_text")


@pytest.mark.parametrize(
    ("text", "met_at_once"), [("", True), ("a b", True), ("no", False), ("a no", False)]
)
def test_single_letters_are_met_at_once(text, met_at_once):
    assert is_met_at_once(text) is met_at_once


@pytest.fixture
def contacts(db, monkeypatch):
    """Of two hundred newest rows two are as many as one in a hundred."""
    monkeypatch.setattr(search_keys, "NEWEST", 200)
    CompanyFactory.create_batch(2, company_name="Kovo")
    CompanyFactory(company_name="Pekárna")


@pytest.mark.postgres
def test_words_of_many_new_rows_are_frequent(contacts):
    assert are_frequent(FIELD, "kovo")
    assert not are_frequent(FIELD, "pekarna")


@pytest.mark.postgres
def test_old_rows_do_not_make_a_word_frequent(contacts, monkeypatch):
    monkeypatch.setattr(search_keys, "NEWEST", 1)

    assert not are_frequent(FIELD, "kovo")


def test_no_words_are_not_frequent(contacts):
    assert not are_frequent(FIELD, " . ")


@pytest.mark.parametrize(
    ("text", "before"),
    [("no", "np"), ("luz", "lv"), ("novak z9", "noval"), ("4", "5"), ("zz", "")],
)
def test_what_begins_with_a_text_stands_before_the_next_one(text, before):
    assert bounds_of_beginning(text) == (text, before)
