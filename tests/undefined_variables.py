"""Undefined variables in our own templates are errors; other packages' templates may have them.

Django asks `string_if_invalid` what to show. The value here is the empty string that Django
shows by default, except that it looks up the stack for the template being rendered: if that is
one of ours, it raises. (pytest-django's `--fail-on-template-vars` cannot make that difference,
and the templates of the admin, crispy-forms and allauth rely on undefined variables.)
"""

import inspect
import os
from pathlib import Path

from django.template.base import FilterExpression, Node

OWN_TEMPLATES = str(Path(__file__).resolve().parent.parent / "templates") + os.sep


class UndefinedTemplateVariable(Exception):
    """One of our templates used a name that its context does not have."""


class UndefinedVariable(str):
    """The value of an undefined variable."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Be empty, as Django's default is; but in an own template be an error."""
        return _refuse_in_own_template()

    def __contains__(self, placeholder: object) -> bool:
        """Hold no placeholder; `{% blocktranslate %}` asks this and nothing else."""
        return _refuse_in_own_template()


def _refuse_in_own_template() -> bool:
    origin, name = _variable_being_rendered()
    if origin.startswith(OWN_TEMPLATES):
        raise UndefinedTemplateVariable(f"{name} is undefined in {origin}")
    return False


def _variable_being_rendered() -> tuple[str, str]:
    """Return the origin of the innermost template node on the stack, and the expression in it."""
    name = "a variable"
    frame = inspect.currentframe()
    while frame := frame.f_back:
        subject = frame.f_locals.get("self")
        if isinstance(subject, FilterExpression):
            name = f"{{{{ {subject.token} }}}}"
        elif isinstance(subject, Node) and subject.origin is not None:
            return subject.origin.name, name
    return "", name
