"""Those who work at Severka Trading, and how they sign in."""

import base64
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crm.demo.story import Story
from crm.models import Salesperson, Team, User
from crm.roles import AUDITOR, LABELS, MANAGER, MARKETING, SALESPERSON, SETUP
from crm.text import words

COMPANY = "Severka Trading s.r.o."
DOMAIN = "severka-trading.example"


@dataclass(frozen=True)
class Member:
    """Somebody of the company; a *code* and a *team* make a salesperson of a user."""

    user_name: str
    first_name: str
    last_name: str
    role: str
    code: str = ""
    team: str = ""


@dataclass(frozen=True)
class SignIn:
    """What somebody of the cast types to come in; the password is "" once he changed it."""

    user_name: str
    password: str
    name: str
    role: str


DOMESTIC, EXPORT = "domestic", "export"
CAST = (
    Member("petr", "Petr", "Malý", SALESPERSON, "PM", DOMESTIC),
    Member("jana", "Jana", "Veselá", SALESPERSON, "JV", DOMESTIC),
    Member("tomas", "Tomáš", "Říha", SALESPERSON, "TR", DOMESTIC),
    Member("hana", "Hana", "Marešová", MANAGER, "HM", DOMESTIC),
    Member("emma", "Emma", "Clarke", SALESPERSON, "EC", EXPORT),
    Member("martin", "Martin", "Beneš", MANAGER, "MB", EXPORT),
    Member("klara", "Klára", "Součková", MARKETING),
    Member("radek", "Radek", "Pešek", SETUP),
    Member("alena", "Alena", "Kotková", AUDITOR),
)
# Set-up and templates are kept in the administration.
IN_THE_ADMINISTRATION = {MARKETING, SETUP, AUDITOR}


def hire(story: Story) -> None:
    """Give the company its teams, its users and its salespeople."""
    teams = {
        DOMESTIC: Team.objects.create(name=_("Domestic sales")),
        EXPORT: Team.objects.create(name=_("Export")),
    }
    titles = {SALESPERSON: _("Sales representative"), MANAGER: _("Head of sales")}
    for place, member in enumerate(CAST):
        user = _user(member)
        story.users[member.user_name] = user
        if member.code:
            story.salespeople[member.user_name] = _salesperson(
                member, user, teams[member.team], titles[member.role], f"+42077712310{place}"
            )


def password_of(user_name: str) -> str:
    """The password that *user_name* has in this installation: it follows from the secret key.

    So it differs from one installation to the next, is written down nowhere, and can be said
    again at every start.
    """
    digest = salted_hmac("rapport.demo", user_name, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode().lower()
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def sign_ins_of(members: tuple[Member, ...] = CAST) -> list[SignIn]:
    """How each of *members* signs in; whoever left is left out."""
    users = User.objects.in_bulk([m.user_name for m in members], field_name="username")
    return [
        SignIn(
            user_name=member.user_name,
            password=_standing_password(users[member.user_name]),
            name=str(users[member.user_name]),
            role=str(LABELS[member.role]),
        )
        for member in members
        if member.user_name in users
    ]


def reset_passwords() -> None:
    """Give everybody of the cast the first password again."""
    for user in User.objects.filter(username__in=[member.user_name for member in CAST]):
        user.set_password(password_of(user.username))
        user.save(update_fields=["password"])


def _user(member: Member) -> User:
    user = User(
        username=member.user_name,
        first_name=member.first_name,
        last_name=member.last_name,
        email=_email(member),
        is_staff=member.role in IN_THE_ADMINISTRATION,
    )
    user.set_password(password_of(member.user_name))
    user.full_clean()
    user.save()
    user.groups.add(Group.objects.get(name=member.role))
    return user


def _salesperson(member: Member, user: User, team: Team, title: str, phone: str) -> Salesperson:
    salesperson = Salesperson(
        code=member.code,
        name=str(user),
        job_title=title,
        email=user.email,
        phone=phone,
        user=user,
        team=team,
    )
    salesperson.full_clean()
    salesperson.save()
    return salesperson


def _email(member: Member) -> str:
    return f"{'.'.join(words(f'{member.first_name} {member.last_name}'))}@{DOMAIN}"


def _standing_password(user: User) -> str:
    password = password_of(user.username)
    return password if user.check_password(password) else ""
