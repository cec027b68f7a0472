"""`manage.py demo`: make the demo company on an empty database, and say how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.demo.cast import COMPANY, reset_passwords, sign_ins_of
from crm.demo.story import Story
from crm.demo.telling import DatabaseInUse, tell_story

IN_USE = 3


class Command(BaseCommand):
    """Exit codes: 0 the demo stands, 1 an error, 2 wrong arguments, 3 the database is in use."""

    requires_system_checks = []
    help = (
        "Make the demo company on an empty database; where it stands, say how to sign in. "
        "A database that holds anything else is left alone (exit code 3)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale", type=_natural, default=1, help="tell it N times as large", metavar="N"
        )
        parser.add_argument("--seed", default=Story.seed, help="another word, another story")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="in which the company writes its templates and its set-up",
        )
        parser.add_argument(
            "--reset-passwords",
            action="store_true",
            help="give everybody in the demo the first password again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        story = Story(
            now=timezone.now(),
            seed=options["seed"],
            language=options["language"],
            scale=options["scale"],
        )
        try:
            is_new = tell_story(story)
        except DatabaseInUse as refusal:
            raise CommandError(str(refusal), returncode=IN_USE) from refusal
        if options["reset_passwords"]:
            reset_passwords()
        self._say(is_new)

    def _say(self, is_new: bool) -> None:
        told = _("The demo company was made: %(name)s") if is_new else _("Demo company: %(name)s")
        self.stdout.write("\n" + self.style.MIGRATE_HEADING(told % {"name": COMPANY}))
        head = (_("User name"), _("Password"), _("Role"), _("Name"))
        rows = [
            (each.user_name, each.password or _("(changed)"), each.role, each.name)
            for each in sign_ins_of()
        ]
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        self.stdout.write(self._line(head, widths))
        for row in rows:
            self.stdout.write(self._line(row, widths))

    @staticmethod
    def _line(cells: tuple[str, ...], widths: list[int]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"  {'   '.join(padded).rstrip()}"


def _natural(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
