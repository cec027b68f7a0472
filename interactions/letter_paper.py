"""A letter as a sheet of paper, for the browser and for the PDF."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from crm.paper import day_in_words
from interactions.letters import SENDER, paper_language
from interactions.models import Letter

ARTICLES = {
    Letter.Kind.LETTER: "interactions/paper/_letter.html",
    Letter.Kind.COVER_SHEET: "interactions/paper/_cover_sheet.html",
}

# Envelopes have their window on the right there.
WINDOW_RIGHT = ("cs", "sk", "pl", "fr")


def sheet_of(letter: Letter, *, style_href: str = "") -> str:
    """*letter* as a page to print; *style_href* is for a browser that prints it."""
    around = paper_language(letter.language)
    context = {
        "letter": letter,
        "article": article_of(letter),
        "language": letter.language,
        "around": around,
        "style_href": style_href,
    }
    with translation.override(around):
        return render_to_string("interactions/paper/letter.html", context)


def sheet_of_many(letters: Sequence[Letter], *, style_href: str, more: str = "") -> str:
    """*letters* as one page for a browser to print; *more* is where the next ones are."""
    context = {
        "articles": [(letter.language, article_of(letter)) for letter in letters],
        "language": translation.get_language(),
        "style_href": style_href,
        "more": more,
    }
    return render_to_string("interactions/paper/letters.html", context)


def article_of(letter: Letter) -> str:
    """What stands on the paper of *letter*, as markup."""
    with translation.override(paper_language(letter.language)):
        return render_to_string(
            ARTICLES[Letter.Kind(letter.kind)],
            {
                "letter": letter,
                "sender": dict.fromkeys(SENDER, "") | letter.sender,
                "recipient": letter.recipient.splitlines(),
                "day": day_in_words(letter.day, letter.language),
                "window_right": letter.language in WINDOW_RIGHT,
            },
        )


def name_of_file(letter: Letter) -> str:
    """What the PDF of *letter* is called: plain letters, so that every program shows it."""
    return f"{letter.kind}-{letter.pk or 0}.pdf".replace("_", "-")
