"""Servers that go away and come back."""

import contextlib
import http.client
import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from api import Api, Rows, Tenant
from test_auth import together

P = "/api/v1/prospects"


@pytest.fixture(autouse=True)
def recovery(api):
    """The next test finds everything well: good answers in a row, so many that every process has given some, for longer than one is told again."""
    yield
    in_a_row, since, deadline = 0, time.monotonic(), time.monotonic() + 20
    while in_a_row < 40 or time.monotonic() < since + 0.2:
        in_a_row += 1
        if api.get("/api/v1/health").json.get("status") != "ok":
            in_a_row, since = 0, time.monotonic()
        assert time.monotonic() < deadline, "it did not recover"


class Load:
    """Threads that do one thing over and over until stopped, and remember every answer."""

    def __init__(self, threads, action):
        self.stop, self.answers, self.lock = threading.Event(), [], threading.Lock()
        self.threads = [threading.Thread(target=self._run, args=(action, i)) for i in range(threads)]

    def _run(self, action, i):
        n = 0
        while not self.stop.is_set():
            n += 1
            started = time.monotonic()
            answer = action(i, n)
            with self.lock:
                self.answers.append((answer, time.monotonic() - started, time.monotonic()))

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for t in self.threads:
            t.join()

    def wait_for(self, condition, seconds=10):
        """Returns when an answer later than now satisfies the condition."""
        since, deadline = time.monotonic(), time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self.lock:
                if any(at > since and condition(a) for a, _, at in self.answers[-200:]):
                    return time.monotonic() - since
            time.sleep(0.01)
        raise AssertionError("no such answer")


def pids(stack):
    text = open(f"{stack.folder}/fcgi.pid").read().strip()
    with open(f"/proc/{text}/task/{text}/children") as f:
        return f.read().split()


def test_postgres_crashes_under_writes_and_loses_no_acknowledged_one(new_tenant, api, stack, full):
    t, before = new_tenant(), pids(stack)
    # Durability is what is tested here, so it is switched on for this database server.
    stack.query("ALTER SYSTEM SET fsync = on")
    stack.query("SELECT pg_reload_conf()")

    def write(i, n):
        return t.owner.post(P, {"email": f"w{i}-{n}@crash.example"})

    with Load(6, write) as load:
        for _ in range(10 if full else 3):
            load.wait_for(lambda a: a.status == 201)
            stack.run("kill", "postgres")
            load.wait_for(lambda a: a.status == 503)
            stack.run("start", "postgres")
            assert load.wait_for(lambda a: a.status == 201) < 2
    statuses = {a.status for a, _, _ in load.answers}
    # 409: a write whose answer was lost had been committed; that is what Idempotency-Key is for. Here no address repeats.
    assert statuses == {201, 503}
    assert all(a.header("Retry-After") for a, _, _ in load.answers if a.status == 503)
    assert max(s for a, s, _ in load.answers if a.status == 503) < 2
    acknowledged = {a.json["email"] for a, _, _ in load.answers if a.status == 201}
    there = {r[0] for r in stack.query("SELECT email FROM prospects WHERE organisation_id = %s", (t.organisation,))}
    assert acknowledged <= there
    assert pids(stack) == before


def test_restarts_of_the_processes_under_load_are_not_noticed(new_tenant, stack, full):
    t = new_tenant()
    row = Rows(t).id("prospects")

    def mixed(i, n):
        if i % 2:
            return t.owner.get(f"{P}/{row}")
        return t.owner.post(P, {"email": f"r{i}-{n}@restart.example"})

    with Load(6, mixed) as load:
        for _ in range(20 if full else 4):
            load.wait_for(lambda a: a.status == 201)
            stack.run("restart", "fcgi")
    bad = [a for a, _, _ in load.answers if a.status not in (200, 201)]
    assert bad == [] and len(load.answers) > 100


def test_stopping_everything_lets_the_processes_end_by_themselves(api, stack):
    """multiwatch 1.0 sends SIGQUIT when told to send TERM; libfcgi ignores a signal while idle."""
    log = f"{stack.folder}/log/fcgi.log"
    at, processes = open(log, "rb").seek(0, 2), len(pids(stack))
    stack.run("stop", "fcgi")
    try:
        assert open(log, "rb").read()[at:].count(b"event=stopped") == processes
        answer = api.get("/api/v1/health/live")
        assert answer.status == 503 and answer.header("Retry-After") and answer.json["type"] == "/problems/unavailable"
    finally:
        stack.run("start", "fcgi")
    assert api.get("/api/v1/health/live").status == 200


def test_what_does_not_fit_into_the_queue_is_refused_at_once_and_the_rest_is_served(stack):
    """As many wait as the queue holds, whoever comes then is told to come again; nobody waits in vain."""
    clients, queue = 400, 256
    for pid in pids(stack):
        os.kill(int(pid), signal.SIGSTOP)
    refused = threading.Semaphore(0)

    def ask(_):
        answer = Api(stack.port).get("/api/v1/health/live")
        if answer.status == 503:
            refused.release()
        return answer

    with ThreadPoolExecutor(clients) as pool:
        try:
            answers = [pool.submit(ask, i) for i in range(clients)]
            for _ in range(clients - queue - 2):
                assert refused.acquire(timeout=10)
        finally:
            for pid in pids(stack):
                os.kill(int(pid), signal.SIGCONT)
        answers = [a.result() for a in answers]
    busy = [a for a in answers if a.status == 503]
    assert len(busy) >= clients - queue - 2 and sum(a.status == 200 for a in answers) == clients - len(busy)
    assert all(a.header("Retry-After") == "1" and a.json["code"] == "unavailable" for a in busy)


def test_a_killed_process_is_replaced(new_tenant, api, stack):
    t, before = new_tenant(), set(pids(stack))
    stack.run("kill", "fcgi")
    deadline = time.monotonic() + 10
    while (set(pids(stack)) & before or len(pids(stack)) != len(before)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not set(pids(stack)) & before
    assert t.owner.get(P).status == 200


def test_a_want_of_descriptors_kills_no_thread(new_tenant, stack):
    """libfcgi: FCGX_Accept_r returns when accept() fails, and the canonical loop around it ends for ever."""
    t, threads = new_tenant(), stack.metric("asa_threads")
    log = f"{stack.folder}/log/fcgi.log"
    at = open(log, "rb").seek(0, 2)

    def limit(n):
        # A process may limit its own user's processes; as root, the servers run as another user.
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        for pid in pids(stack):
            subprocess.run([*user, "prlimit", "--pid", pid, f"--nofile={n}:"], check=True)

    limit(1)
    waiting = [threading.Thread(target=lambda: t.owner.as_(t.owner.token).get(P)) for _ in range(32)]
    for w in waiting:
        w.start()
    deadline = time.monotonic() + 10
    while open(log, "rb").read()[at:].count(b"event=accept_failed") < 2 * threads and time.monotonic() < deadline:
        time.sleep(0.05)
    limit(1024)
    for w in waiting:
        w.join()
    assert stack.metric("asa_accept_failures_total") >= 2 * threads
    assert stack.metric("asa_threads") == threads
    statuses = together(32, lambda i: t.owner.as_(t.owner.token).get(P).status)
    assert set(statuses) == {200}


def test_the_api_works_without_redis(new_tenant, api, stack):
    t = new_tenant()
    stack.run("kill", "redis")
    try:
        assert t.owner.get(P).status == 200
        health = api.get("/api/v1/health")
        assert health.status == 200 and health.json["checks"]["redis"] == "down"
    finally:
        stack.run("start", "redis")
    deadline = time.monotonic() + 5
    while api.get("/api/v1/health").json["status"] != "ok" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert api.get("/api/v1/health").json["status"] == "ok"


def test_health_says_when_the_database_is_gone(api, stack):
    stack.run("stop", "postgres")
    try:
        answer = api.get("/api/v1/health")
        assert answer.status == 503 and answer.header("Retry-After") and answer.json["status"] == "down"
        assert api.get("/api/v1/health/live").status == 200
    finally:
        stack.run("start", "postgres")
    deadline = time.monotonic() + 5
    while api.get("/api/v1/health").status != 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert api.get("/api/v1/health").status == 200


@contextlib.contextmanager
def serialization_failures(stack):
    """One insertion in twenty fails as two serializable transactions would that conflict."""
    stack.query("CREATE FUNCTION test_conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF random() < 0.05 THEN "
                "RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$")
    stack.query("CREATE TRIGGER test_conflict BEFORE INSERT ON prospects FOR EACH ROW EXECUTE FUNCTION test_conflict()")
    try:
        yield
    finally:
        stack.query("DROP FUNCTION test_conflict() CASCADE")


LOCKS = 4


@contextlib.contextmanager
def locked_rows(stack, organisations):
    """Somebody else has every row of some tenants locked, a few times for longer than a request waits for a lock."""
    stop = threading.Event()

    def lock():
        for _ in range(LOCKS):
            if stop.is_set():
                return
            try:
                with stack.database() as connection, connection.cursor() as cursor:
                    connection.autocommit = False
                    cursor.execute("SELECT FROM prospects WHERE organisation_id = ANY (%s::uuid[]) FOR UPDATE", (organisations,))
                    stop.wait(2.5)
                connection.close()
            except psycopg2.Error:
                stop.wait(0.1)  # the database is being restarted

    thread = threading.Thread(target=lock)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_interleaved_requests_of_many_tenants_never_mix(api, stack, full):
    """A canary in each row; cancelled clients, time-outs, serialization failures and a restart of the database in between."""
    count, requests = (50, 2000) if full else (8, 60)
    tenants = []
    for i in range(count):
        t = Tenant.__new__(Tenant)
        name = f"canary-{time.time_ns()}-{i}"
        answer = api.post("/api/v1/auth/register", {"organisationName": name, "name": name, "email": f"o@{name}.example",
                                                    "password": Tenant.PASSWORD})
        assert answer.status == 201, answer
        t.name, t.owner = name, api.as_(answer.json["accessToken"])
        t.organisation = t.owner.get("/api/v1/auth/me").json["organisationId"]
        t.row = t.owner.post(P, {"email": f"first@{name}.example"}).json["id"]
        tenants.append(t)

    def canaries(answer):
        return set(part.split(".example")[0].split('"')[0] for part in answer.body.decode().split("canary-")[1:])

    def one(t):
        wrong, mine = [], t.name.removeprefix("canary-")
        for n in range(requests):
            kind = n % 6
            if kind == 0:
                answer = t.owner.post(P, {"email": f"p{n}@{t.name}.example", "notes": t.name})
            elif kind == 1:
                answer = t.owner.get(f"{P}?limit=50")
            elif kind == 2:
                answer = t.owner.get(f"{P}?q=canary&limit=20")
            elif kind == 3:
                answer = t.owner.get("/api/v1/auth/me")
            elif kind == 4:
                answer = t.owner.patch(f"{P}/{t.row}", {"company": t.name})
            else:
                # A client that goes away before the answer.
                c = http.client.HTTPConnection("127.0.0.1", stack.port)
                c.request("GET", f"{P}?limit=50", headers={"Authorization": f"Bearer {t.owner.token}"})
                c.close()
                continue
            if answer.status not in (200, 201, 503) or any(c != mine for c in canaries(answer)):
                wrong.append((t.name, answer))
        return wrong

    restart = threading.Timer(1.0, lambda: (stack.run("kill", "postgres"), stack.run("start", "postgres")))
    retries = stack.metric("asa_tx_retries_total")
    with serialization_failures(stack), locked_rows(stack, [t.organisation for t in tenants[:2]]):
        restart.start()
        wrong = [w for ws in together(count, lambda i: one(tenants[i])) for w in ws]
        restart.join()
    assert wrong == []
    assert stack.metric("asa_tx_retries_total") > retries, "there were serialization failures"
