"""What can go wrong between nginx and the processes; peers that speak FastCGI badly are on the socket itself."""

import os
import socket
import stat
import struct
import time

import pytest

from test_auth import together
from test_faults import pids

LIVE = "/api/v1/health/live"
BEGIN, PARAMS, STDIN, GET_VALUES = 1, 4, 5, 9


def record(kind, content, request=1):
    return struct.pack("!BBHHBx", 1, kind, request, len(content), 0) + content


def pair(name, value=""):
    return bytes([len(name), len(value)]) + name.encode() + value.encode()


def request(path, keep=0):
    params = pair("REQUEST_METHOD", "GET") + pair("REQUEST_URI", path)
    return record(BEGIN, struct.pack("!HB5x", 1, keep)) + record(PARAMS, params) + record(PARAMS, b"") + record(STDIN, b"")


@pytest.fixture
def connect(stack):
    """Opens connections to the processes, and closes them all at the end."""
    opened = []

    def call(data=b""):
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(30)
        s.connect(f"{stack.sockets}/fcgi")
        s.sendall(data)
        opened.append(s)
        return s
    yield call
    for s in opened:
        s.close()


def read_all(s):
    parts = []
    while part := s.recv(65536):
        parts.append(part)
    return b"".join(parts)


def test_only_who_owns_the_socket_reaches_the_processes(stack):
    mode = os.stat(f"{stack.sockets}/fcgi").st_mode
    assert stat.S_ISSOCK(mode) and mode & 0o077 == 0
    assert os.stat(stack.sockets).st_mode & 0o077 == 0


def test_a_request_without_nginx_is_answered(connect):
    assert b'{"status":"ok"}' in read_all(connect(request(LIVE)))


def test_peers_that_send_nothing_or_half_of_something_keep_nobody_waiting(connect, api, stack):
    """libfcgi would read for ever: as many such peers as there are threads would stop the service."""
    threads = int(stack.metric("asa_threads"))
    half = record(BEGIN, struct.pack("!HB5x", 1, 0))
    management = record(GET_VALUES, pair("FCGI_MAX_CONNS"), request=0)
    for n in range(threads):
        connect([b"", half, half[:5], management, b"not FastCGI at all"][n % 5])
    assert api.get(LIVE).status == 200
    assert set(together(32, lambda i: api.get(LIVE).status)) == {200}


def test_peers_that_do_not_close_keep_nobody_waiting(connect, api, stack):
    """libfcgi would wait 2 s for each to close first."""
    for _ in range(4 * int(stack.metric("asa_threads"))):
        connect(request(LIVE))
    for _ in range(4):
        assert b'"ok"' in read_all(connect(request(LIVE, keep=1))), "answered, and closed although the peer would keep it"
    assert set(together(32, lambda i: api.get(LIVE).status)) == {200}


def test_a_process_that_a_peer_crashes_is_replaced_and_the_service_goes_on(connect, api, stack):
    """FCGI_GET_VALUES with many names overflows a buffer of libfcgi 2.4.2, which its hardening turns into SIGABRT."""
    before = pids(stack)
    crash = connect(record(GET_VALUES, pair("FCGI_MAX_CONNS") * 60, request=0))
    try:
        crash.recv(1)
    except ConnectionError:
        pass
    answers = [api.get(LIVE).status for _ in range(20)]
    assert answers.count(200) >= 19, "one request at most was in the process that died"
    deadline = time.monotonic() + 10
    while len(set(pids(stack))) != len(before) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(pids(stack)) == len(before)
    assert set(together(32, lambda i: api.get(LIVE).status)) == {200}
