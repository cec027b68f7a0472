from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from crm.actions.deliver_mails import deliver_mails


class Command(BaseCommand):
    help = (
        "Send the mails that wait, as the worker does. May be run at any time, also by a timer "
        "and beside a worker: no mail is sent twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        later = deliver_mails(clock=timezone.now)
        self.stdout.write(f"More is due at {later:%Y-%m-%d %H:%M:%S}." if later else "Done.")
