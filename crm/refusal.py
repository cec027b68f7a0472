"""The anticipated no: an exception that already is a sentence for the user."""


class Refusal(Exception):
    """A deed was refused and nothing was changed.

    *message* is translated and says what to do; *field* names the form field it belongs to,
    or is blank where it concerns the whole form. Verbs define their own subclasses beside
    them; doors turn any of them into a form error or a message.
    """

    def __init__(self, message: str, *, field: str = ""):
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
