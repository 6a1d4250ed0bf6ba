"""The stack that every test talks to, and tenants in it. scripts/test starts it and says where it is."""

import itertools
import os
import shlex
import subprocess

import psycopg2
import pytest

from api import Api, Rows, Tenant

names = itertools.count(1)


class Stack:
    def __init__(self, folder):
        self.folder = folder
        self.root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        settings = subprocess.run([f"{self.root}/scripts/stack", folder, "env"], check=True, capture_output=True, text=True).stdout
        self.env = dict(shlex.split(line)[0].split("=", 1) for line in settings.splitlines() if "=" in line)
        with open(f"{folder}/port") as f:
            self.port = int(f.read())
        with open(f"{folder}/sockets") as f:
            self.sockets = f.read().strip()

    def run(self, *arguments):
        subprocess.run([f"{self.root}/scripts/stack", self.folder, *arguments], check=True, timeout=120)

    def database(self, name="asa_eu", user="postgres"):
        connection = psycopg2.connect(host=self.sockets, dbname=name, user=user)
        connection.autocommit = True
        return connection

    def query(self, sql, parameters=(), name="asa_eu"):
        connection = self.database(name)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def metric(self, name):
        text = Api(self.port).get("/metrics").body.decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
                   if line.startswith(name) and not line.startswith("#"))


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
