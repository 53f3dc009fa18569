"""Henrik, who rules, with a browser."""

import pytest
from django.test import Client

from handoff.vocabulary import PersonRole
from tests import factories


@pytest.fixture
def henrik(db: None) -> Client:
    client = Client()
    client.force_login(factories.person("Henrik Vik", role=PersonRole.ADMIN))
    return client
