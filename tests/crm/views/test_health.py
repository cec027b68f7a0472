"""What a load balancer asks, without sign-in."""

from unittest import mock

import pytest
from django.db import DatabaseError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_working_process_says_so(client, address):
    assert client.get(address).status_code == 200


def test_without_its_database_it_is_not_ready_but_alive(client):
    with mock.patch("crm.views.health.connection.cursor", side_effect=DatabaseError):
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
