"""The two arrows that an import linter cannot see: foreign keys and links point down the stairs."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOMS = ("crm", "interactions", "segments")
ROOT = Path(__file__).parent.parent
URL_TAG = re.compile(r"\{%\s*url\s+[\"']([\w-]+)[\"']")


def height(app_label: str) -> int:
    return ROOMS.index(app_label)


def own_relations():
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.get_fields():
                target = field.related_model if field.is_relation and field.concrete else None
                if target is not None and target._meta.app_label in ROOMS:
                    yield model, field, target


def url_rooms(patterns=None) -> dict[str, str]:
    """Each URL name and the room whose view answers it."""
    rooms = {}
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None:
                rooms |= url_rooms(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            rooms[pattern.name] = pattern.callback.__module__.split(".")[0]
    return rooms


def test_foreign_keys_point_down():
    upwards = [
        f"{model.__name__}.{field.name} → {target.__name__}"
        for model, field, target in own_relations()
        if height(target._meta.app_label) > height(model._meta.app_label)
    ]

    assert upwards == []


def test_there_are_foreign_keys_to_watch():
    assert any(target._meta.app_label == "crm" for _model, _field, target in own_relations())


@pytest.mark.parametrize("room", ROOMS)
def test_templates_link_down(room):
    rooms_of_urls = url_rooms()

    upwards = [
        f"{template.relative_to(ROOT)} → {name}"
        for template in (ROOT / "templates" / room).rglob("*.html")
        for name in URL_TAG.findall(template.read_text())
        if rooms_of_urls.get(name) in ROOMS and height(rooms_of_urls[name]) > height(room)
    ]

    assert upwards == []


def test_generic_templates_link_to_the_ground_floor_only():
    rooms_of_urls = url_rooms()

    upwards = [
        f"{template.relative_to(ROOT)} → {name}"
        for folder in ("generic", "ui", "account")
        for template in (ROOT / "templates" / folder).rglob("*.html")
        for name in URL_TAG.findall(template.read_text())
        if rooms_of_urls.get(name) in ("interactions", "segments")
    ]

    assert upwards == []


def test_only_the_door_constructs_a_log_entry():
    constructing = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and constructs_log_entry(node)
    }

    assert constructing == {"interactions/actions/record.py"}


def constructs_log_entry(call: ast.Call) -> bool:
    """`InteractionLogEntry(…)`, or `InteractionLogEntry.objects.create(…)` and its like."""
    source = ast.unparse(call.func)
    return bool(
        re.fullmatch(
            r"InteractionLogEntry(\.(_default_manager|objects)\.(create|bulk_create|get_or_create|"
            r"update_or_create|abulk_create|acreate))?",
            source,
        )
    )
