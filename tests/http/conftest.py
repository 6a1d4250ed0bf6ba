"""The stack that every test talks to, and tenants in it. scripts/test starts it and says where it is."""

import itertools
import os

import pytest

from api import Api, Rows, Tenant
from servers import Stack

names = itertools.count(1)


@pytest.fixture(scope="session")
def stack():
    return Stack(os.environ["ASA_TEST_STACK"])


@pytest.fixture(scope="session")
def full():
    """Whether this is the full run; CI runs the same tests smaller."""
    return os.environ.get("ASA_TEST_FULL") == "1"


@pytest.fixture(scope="session")
def api(stack):
    return Api(stack.port)


@pytest.fixture
def new_tenant(api):
    """Makes tenants that no other test knows."""
    return lambda region="eu": Tenant(api, f"tenant-{os.getpid()}-{next(names)}", region)


@pytest.fixture(scope="module")
def tenant(api):
    return Tenant(api, f"module-{os.getpid()}-{next(names)}")


@pytest.fixture(scope="module")
def other(api):
    return Tenant(api, f"other-{os.getpid()}-{next(names)}")


@pytest.fixture(scope="module")
def rows(tenant):
    return Rows(tenant)


@pytest.fixture(scope="session")
def document(api):
    return api.get("/api/v1/openapi.json").json
