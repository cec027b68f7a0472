"""Why a row of the set-up is kept: somebody points at it."""

from django.db.models import PROTECT, Model
from django.utils.translation import gettext as _


def why_used(obj: Model) -> str:
    """A sentence naming the nouns that point at *obj*; "" where none does.

    One question a noun, answered by its first row: a salesperson may have a million entries.
    """
    nouns = [
        str(relation.related_model._meta.verbose_name_plural)
        for relation in obj._meta.get_fields(include_hidden=True)
        if relation.one_to_many
        and getattr(relation, "on_delete", None) is PROTECT
        and relation.related_model._base_manager.filter(**{relation.field.name: obj}).exists()
    ]
    if not nouns:
        return ""
    return _("%(name)s is still used: %(nouns)s.") % {"name": obj, "nouns": ", ".join(nouns)}
