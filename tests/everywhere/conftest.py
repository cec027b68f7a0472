import pytest

from tests.everywhere.thorough import ThoroughClient


@pytest.fixture
def client():
    return ThoroughClient()
