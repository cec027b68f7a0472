"""Small parts of every page."""

import pytest
from django.template import Context, Template
from django.utils import translation

from crm.templatetags import furniture


class Part:
    """A template that says how often it was rendered, and in which language."""

    times = 0

    def render(self, context):
        self.times += 1
        return f"{translation.get_language()} {self.times}"


@pytest.fixture
def part(monkeypatch):
    part = Part()
    monkeypatch.setattr(furniture, "get_template", lambda name: part)
    furniture._rendered.cache_clear()
    yield part
    furniture._rendered.cache_clear()


def printed(menu=""):
    return Template('{% constant "ui/words.html" menu=menu %}').render(Context({"menu": menu}))


def test_constant_part_is_rendered_once_for_each_language(part):
    assert [printed(), printed()] == ["en 1", "en 1"]
    with translation.override("cs"):
        assert [printed(), printed()] == ["cs 2", "cs 2"]
    assert printed() == "en 1"


def test_constant_part_is_rendered_anew_for_other_props(part):
    assert [printed(menu="a"), printed(menu="b"), printed(menu="a")] == ["en 1", "en 2", "en 1"]


def test_constant_part_follows_its_file_while_it_is_being_written(part, settings):
    settings.DEBUG = True

    assert [printed(), printed()] == ["en 1", "en 2"]
