"""Who builds segments, and his browser without scripts."""

import pytest

from crm import roles
from tests.factories import seller


@pytest.fixture
def marketer():
    return seller(roles.MARKETING)


@pytest.fixture
def visitor(client, marketer):
    client.force_login(marketer)
    return client
