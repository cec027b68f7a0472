"""Who signed in, and what he may do, in two queries a request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Subquery

from crm.models import MarketingSetup, SavedView, User
from crm.prepared import prepared

NAMES = ("content_type__app_label", "codename")


class RapportBackend(AuthenticationBackend):
    """Signs in by name or e-mail as allauth does; reads user and rights with one query each."""

    def get_user(self, user_id: Any) -> Any:
        """The user with what pages ask for: salesperson, team, currency, whether he keeps views."""
        setup = MarketingSetup.objects.order_by().values("currency")[:1]
        views = SavedView.objects.order_by().filter(user=OuterRef("pk"))
        users = User.objects.select_related("salesperson__team").annotate(
            local_currency=Subquery(setup), keeps_views=Exists(views)
        )
        user = users.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """What *user_obj* may do himself and by his roles; asked once for each request."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = {f"{room}.{right}" for room, right in _rights_of(user_obj)}
        return user_obj._perm_cache


def _rights_of(user: Any) -> list[tuple]:
    return _rights_of_all() if user.is_superuser else _rights_given(user=user.pk)


@prepared
def _rights_of_all():
    return Permission.objects.order_by().values_list(*NAMES)


@prepared
def _rights_given(user):
    own = Permission.objects.filter(user=user).order_by()
    by_role = Permission.objects.filter(group__user=user).order_by()
    return own.values_list(*NAMES).union(by_role.values_list(*NAMES))
