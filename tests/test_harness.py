"""The harness itself: what it promises to every other test."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.template import Context, Origin, Template

from tests.undefined_variables import OWN_TEMPLATES, UndefinedTemplateVariable

OWN = Origin(name=f"{OWN_TEMPLATES}page.html")
FOREIGN = Origin(name="/elsewhere/package/templates/page.html")


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{{ somebody.unknown }}",
        "{{ nobody|default:'x' }}",
        "{% include nobody %}",
        "{% load i18n %}{% blocktranslate %}Dear {{ nobody }}{% endblocktranslate %}",
    ],
)
def test_undefined_variable_in_own_template_is_an_error(source):
    with pytest.raises(UndefinedTemplateVariable, match=r"undefined in .*page\.html"):
        Template(source, origin=OWN).render(Context({"somebody": object()}))


def test_asking_whether_a_variable_is_defined_is_no_error():
    template = Template("{% if nobody %}yes{% else %}no{% endif %}", origin=OWN)

    assert template.render(Context()) == "no"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[{{ nobody }}]", "[]"),
        ("{{ nobody|default:'x' }}", "x"),
        ("{% load i18n %}{% blocktranslate %}Dear {{ nobody }}{% endblocktranslate %}", "Dear "),
    ],
)
def test_undefined_variable_in_a_package_is_as_django_shows_it(source, shown):
    assert Template(source, origin=FOREIGN).render(Context()) == shown


@pytest.mark.parametrize("turn", ["first", "after a flush"])
@pytest.mark.django_db(transaction=True)
def test_roles_of_the_migrations_are_there(turn):
    assert Group.objects.exists()


@pytest.mark.postgres
def test_marked_tests_run_on_postgresql_only():
    assert connection.vendor == "postgresql"
