"""The forms of a page, read out of its HTML as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

# Inputs that people type into; what stands in them must still stand there after a refusal.
TYPED = {"text", "search", "email", "tel", "url", "number", "date", "time", "textarea"}
NOT_SENT = {"submit", "button", "image", "reset", "file"}


@dataclass
class Field:
    """One control: its kind (an input's type, textarea, select, button) and its values."""

    kind: str
    values: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form: how and where it is sent, and what a browser would send untouched."""

    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    # Where its buttons send it; a form without a button is sent by nobody.
    targets: dict[str, None] = field(default_factory=dict)

    @property
    def typed(self) -> list[str]:
        """Names of the fields that people type into."""
        return [name for name, control in self.fields.items() if control.kind in TYPED]

    def sent(self, **changes: str) -> str:
        """The body of a request that sends the form with *changes*."""
        pairs = [
            (name, value)
            for name, control in self.fields.items()
            if name not in changes and control.kind != "button"
            for value in control.values
        ]
        # Lone surrogates go out as the bytes that a broken client would send.
        return urlencode([*pairs, *changes.items()], errors="surrogatepass")


def forms_in(html: str, address: str) -> list[Form]:
    """Every form of *html*, the page at *address*; once for each place its buttons send it to."""
    reader = _Reader(address)
    reader.feed(html)
    return [
        Form(form.method, target, form.fields) for form in reader.forms for target in form.targets
    ]


class _Reader(HTMLParser):
    def __init__(self, address: str):
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area = self._select = ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, given.get("action", ""))
            self._form = Form(given.get("method", "get").lower(), action)
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in given:
            self._control(tag, given)

    def _control(self, tag, given):
        name = given.get("name", "")
        kind = given.get("type", "submit" if tag == "button" else "text").lower()
        if tag in {"button", "input"} and kind in {"submit", "image"}:
            target = given.get("formaction") or self._form.action
            self._form.targets[urljoin(self.address, target)] = None
        if tag == "option" and self._select and "selected" in given:
            self._form.fields[self._select].values.append(given.get("value", ""))
        if not name or name == "csrfmiddlewaretoken" or "__prefix__" in name:
            return
        if tag == "textarea":
            self._area = name
            self._form.fields[name] = Field("textarea", [""])
        elif tag == "select":
            self._select = name
            self._form.fields[name] = Field("select")
        elif tag == "button":
            self._form.fields.setdefault(name, Field("button", [given.get("value", "")]))
        elif tag == "input":
            self._input(name, kind, given)

    def _input(self, name, kind, given):
        if kind in NOT_SENT:
            return
        control = self._form.fields.setdefault(name, Field(kind))
        if kind not in {"checkbox", "radio"} or "checked" in given:
            control.values.append(given.get("value", ""))

    def handle_data(self, data):
        if self._area:
            self._form.fields[self._area].values[0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area:
            # A browser drops the line break that follows the opening tag.
            control = self._form.fields[self._area]
            control.values[0] = control.values[0].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
