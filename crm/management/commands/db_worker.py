"""The worker of the background tasks, which first takes up what a killed one left behind."""

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from crm.sockets import interrupted_work


class Command(Worker):
    help = "Runs background tasks, those first that a killed worker has not ended."

    def handle(self, **options: Any) -> None:
        for work in interrupted_work:
            work.take_up()
        super().handle(**options)
