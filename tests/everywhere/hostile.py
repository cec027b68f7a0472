"""What a browser, a script or a bored person may send where a form wanted something else."""

HOSTILE = {
    "script": '<script>alert("x")</script>',
    "NUL": "a\x00b",
    "lone surrogate": "a\ud800b",
    "bidi control": "abc\u202etxt.exe",
    "line break": "two\r\nlines",
    "too many characters": "x" * 25_000,
    "year 1": "1.1.0001",
    "year 1 as ISO": "0001-01-01",
    "year 9999": "31.12.9999",
    "year 9999 as ISO": "9999-12-31",
    "NaN": "NaN",
    "infinity": "1e999999999",
    "huge": "9" * 40,
    "beyond 64 bits": "9223372036854775808",
    "negative": "-1",
    "formula": '=HYPERLINK("http://evil.example";A1)',
    "digits of another script": "\u0663\u0664",
    "superscript": "\u00b2",
    "template": "{{ 7|add:7 }}{% load i18n %}%s%(x)s{0}",
    "quotes": "'\"; DROP TABLE crm_contact; --",
    "JSON": '{"$ne": [null]}',
    "other host": "//evil.example/",
    "only spaces": " \t\u00a0\u3000 ",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301",
}
# What a free text must take, in one line.
BOUNDARIES = (
    '=1+1 <script>alert("x")</script> {{ 7|add:7 }} %s %(x)s \'; DROP TABLE x; -- \U0001f600'
)
# What may get through the checks of a field and fail behind them.
GETS_THROUGH = (BOUNDARIES, "31.12.9999", "NaN", "9223372036854775808", "x" * 100_000)


def as_received(value: str) -> str:
    """What a server that reads UTF-8 makes of *value*."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
