"""Fields that refuse what one of the two databases could not hold."""

import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField
from phonenumber_field.phonenumber import to_python

from crm.text import validate_line, validate_text

# A text this long still lets a whole form be sent while a page is being left (64 KiB).
LONGEST_TEXT = 20_000


class LineField(models.CharField):
    """One line of text, blank by default: no control and no direction characters."""

    default_validators = [validate_line]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)


class ProseField(models.TextField):
    """Text of several lines, at most `LONGEST_TEXT` characters."""

    default_validators = [validate_text]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(*args, **kwargs)

    @cached_property
    def validators(self):
        # Django asks the length of a long text in forms only.
        return [*super().validators, MaxLengthValidator(self.max_length)]


class DayField(models.DateField):
    """A date between 1900 and 2199: outside of that it is a slip of the finger."""

    default_validators = [
        MinValueValidator(datetime.date(1900, 1, 1)),
        MaxValueValidator(datetime.date(2199, 12, 31)),
    ]


class MomentField(models.DateTimeField):
    """A moment in UTC between 1900 and 2199."""

    default_validators = [
        MinValueValidator(datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)),
        MaxValueValidator(datetime.datetime(2199, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)),
    ]


class PhoneField(PhoneNumberField):
    """A phone number, parsed once a process: the numbers of fifty contacts took a millisecond."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return _parsed(value)

    def deconstruct(self) -> Any:
        # To the database it is the field that it extends.
        name, _path, args, kwargs = super().deconstruct()
        return name, "phonenumber_field.modelfields.PhoneNumberField", args, kwargs


_parsed = lru_cache(maxsize=10_000)(to_python)
