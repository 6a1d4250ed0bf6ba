"""How often a request goes to PostgreSQL and back, counted on the wire between them."""

import os
import selectors
import socket
import threading

import pytest

from api import Rows

P = "/api/v1/prospects"


# Of a new connection: the start-up and the check of role and schema. They are not a request's.
SET_UP = 2


class Wire:
    """Takes the place of PostgreSQL's socket and counts turns: bytes of a client that follow bytes of the server."""

    def __init__(self, stack):
        self.stack, self.turns, self.lock = stack, 0, threading.Lock()
        self.place = f"{stack.sockets}/.s.PGSQL.5432"
        self.behind = f"{stack.sockets}/behind-the-wire"

    def __enter__(self):
        os.rename(self.place, self.behind)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.place)
        os.chmod(self.place, 0o777)
        self.listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        self._renew_connections()
        return self

    def __exit__(self, *_):
        os.rename(self.behind, self.place)
        self._renew_connections()
        self.listener.close()

    def _renew_connections(self):
        self.stack.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'asa_app'")

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.behind)
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client, server):
        servers_turn, turns = True, 0
        with selectors.DefaultSelector() as ready, client, server:
            ready.register(client, selectors.EVENT_READ)
            ready.register(server, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65536)
                    if not data:
                        return
                    if key.fileobj is client and servers_turn:
                        turns += 1
                        with self.lock:
                            self.turns += turns > SET_UP
                    servers_turn = key.fileobj is server
                    (server if key.fileobj is client else client).sendall(data)


@pytest.fixture(scope="module")
def wire(stack):
    with Wire(stack) as w:
        yield w


@pytest.fixture
def turns(wire, stack):
    def count(call, n=20):
        before, told = wire.turns, stack.metric("asa_db_round_trips_total")
        for _ in range(n):
            assert call().status == 200
        assert stack.metric("asa_db_round_trips_total") - told == wire.turns - before, "the metric says what the wire saw"
        return (wire.turns - before) / n
    return count


def test_reading_takes_one_round_trip(tenant, rows, turns):
    prospect = rows.id("prospects")
    assert turns(lambda: tenant.viewer.get(f"{P}/{prospect}")) == 1
    assert turns(lambda: tenant.viewer.get(f"{P}?limit=20&sortBy=score")) == 1
    assert turns(lambda: tenant.viewer.get(f"{P}?q=first&limit=20")) == 1
    assert turns(lambda: tenant.viewer.get("/api/v1/auth/me")) == 1


def test_writing_takes_one_round_trip_with_its_audit_row(tenant, rows, turns):
    prospect = rows.id("prospects")
    assert turns(lambda: tenant.owner.patch(f"{P}/{prospect}", {"company": "One trip"})) == 1
