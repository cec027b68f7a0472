"""In whose name machines write."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db import transaction

from crm.models import User

USERNAME = "automatic"


def automatic_user() -> User:
    """The user who stands for this product itself, where no person is at work.

    He cannot sign in, sees all contacts, and is made when he is first needed.
    """
    return User.objects.filter(username=USERNAME).first() or _made()


@transaction.atomic
def _made() -> User:
    """Make him, unless another process is just doing so."""
    automatic = User(username=USERNAME, first_name="Rapport", password=make_password(None))
    User.objects.bulk_create([automatic], ignore_conflicts=True)
    [user] = User.objects.filter(username=USERNAME)
    see_all = Permission.objects.get(content_type__app_label="crm", codename="see_all")
    user.user_permissions.add(see_all)
    return user
