"""Moments of a timeline, and as HTML: written here and not in a template, see `crm.ui.rows`."""

from dataclasses import dataclass
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.ui.icons import drawing
from crm.ui.rows import badge_in_html
from crm.ui.table import Badge


@dataclass(frozen=True)
class Remark:
    """A comment in a timeline, or the beginning of a long one."""

    text: str
    cut: bool


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An entry in a timeline."""

    description: str
    is_canceled: bool
    day: str
    href: str
    time: str
    machine_time: str
    icon: str
    who: str
    with_whom: str
    with_whom_href: str
    measures: str
    document: str
    document_href: str
    badges: list[Badge]
    remarks: list[Remark]
    marked: bool = False


@dataclass(frozen=True)
class Timeline:
    """A page of moments under their days, and where the older ones begin ("" where none are)."""

    days: list[tuple[str, list[Moment]]]
    older: str

    @property
    def html(self) -> SafeString:
        """The days as they stand on the page."""
        return format_html("{}", self)

    def __html__(self) -> str:
        return "".join([_day(day, moments) for day, moments in self.days])


def _day(day: str, moments: list[Moment]) -> str:
    shown = "".join([_moment(moment) for moment in moments])
    return (
        f'<h3 class="section-label timeline-day">{escape(day)}</h3>'
        f'<ol class="timeline-moments">{shown}</ol>'
    )


def _moment(moment: Moment) -> str:
    css = "moment"
    if moment.marked:
        css += " moment-marked"
    if moment.is_canceled:
        css += " moment-canceled"
    with_whom = _link(moment.with_whom_href, moment.with_whom, "moment-with")
    badges = "".join([badge_in_html(badge) for badge in moment.badges])
    remarks = "".join([_remark(remark, moment.href) for remark in moment.remarks])
    return (
        f'<li class="{css}"><span class="moment-sign">{drawing(moment.icon)}</span>'
        f'<div class="moment-body"><div class="moment-head">'
        f"{_link(moment.href, moment.description, 'moment-name')}"
        f"{with_whom if moment.with_whom else ''}{badges}"
        f'<time class="moment-time" datetime="{escape(moment.machine_time)}">'
        f"{escape(moment.time)}</time></div>"
        f'{remarks}<p class="moment-foot">{_foot(moment)}</p></div></li>'
    )


def _remark(remark: Remark, href: str) -> str:
    rest = f"… {_link(href, _('Show all'))}" if remark.cut else ""
    return f'<p class="moment-remark">{escape(remark.text)}{rest}</p>'


def _foot(moment: Moment) -> str:
    document = escape(moment.document)
    if moment.document_href:
        document = _link(moment.document_href, moment.document)
    parts = (document, escape(moment.who), escape(moment.measures))
    return " · ".join(part for part in parts if part)


def _link(href: str, text: str, css: str = "") -> str:
    classes = f' class="{css}"' if css else ""
    return f'<a{classes} href="{escape(href)}">{escape(text)}</a>'
