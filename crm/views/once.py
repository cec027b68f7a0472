from typing import Any

from django.contrib import messages

from crm.actions.finish_form import AlreadyFinished
from crm.ui.pages import EditPage


class OncePage(EditPage):
    """A form with one effect, however often it arrives: a double click, a retry, two tabs.

    A subclass hands the one-time key of its form to the verb, in `perform_once`. Who comes
    second is told so and sent to the result.
    """

    def perform(self, form: Any) -> Any:
        try:
            return self.perform_once(form)
        except AlreadyFinished as finished:
            return finished

    def perform_once(self, form: Any) -> Any:
        """The one call into the verbs."""
        raise NotImplementedError

    def tell(self, result: Any) -> None:
        if isinstance(result, AlreadyFinished):
            messages.info(self.request, str(result))
        else:
            super().tell(result)

    def destination(self, result: Any) -> str:
        if isinstance(result, AlreadyFinished):
            return result.path
        return super().destination(result)
