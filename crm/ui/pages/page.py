from functools import cached_property

from django.views import View

from crm.ui.reading import Reading


class Page(View):
    """What every page of ours knows: who reads, and the one moment it is read at."""

    @cached_property
    def reading(self) -> Reading:
        return Reading.of_request(self.request)

    @property
    def now(self):
        return self.reading.now
