"""Workers that die, servers that forget: nothing may be lost, nothing done twice.

Effects are counted in a table without a unique index, so that a second effect shows."""

import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time

import psycopg2
import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
from servers import Stack  # noqa: E402


class Bench:
    """Jobs, workers, and what they did."""

    def __init__(self, stack):
        self.stack, self.processes = stack, []
        settings = open(f"{stack.folder}/env.worker").read()
        self.env = {**os.environ, **dict(shlex.split(line)[0].split("=", 1) for line in settings.splitlines() if "=" in line)}
        self.build = os.environ["ASA_TEST_BUILD"]
        self.log = open(f"{stack.folder}/log/faults.log", "a")

    def redis(self, *command):
        return subprocess.run(["redis-cli", "-s", f"{self.stack.sockets}/redis", *command], capture_output=True, text=True).stdout

    def remove_redis_files(self):
        shutil.rmtree(f"{self.stack.folder}/state/appendonlydir", ignore_errors=True)

    def redis_is_empty(self):
        """No job is in Redis any more, whether it waits or is in somebody's hand."""
        counts = [self.redis(*c).strip() for c in (("LLEN", "queue:default"), ("ZCARD", "schedule"), ("ZCARD", "retry"), ("HLEN", "asa:inflight"))]
        return counts == ["0"] * 4

    def organisation(self):
        name = f"faults-{time.time_ns()}"
        return self.stack.query("INSERT INTO organisations (name, slug, region) VALUES (%s, %s, 'eu') RETURNING id", (name, name))[0][0]

    def clear(self):
        self.stack.query("CREATE TABLE IF NOT EXISTS test_effects (jid text, at timestamptz DEFAULT clock_timestamp())")
        self.stack.query("GRANT SELECT, INSERT ON test_effects TO asa_worker")
        self.stack.query("TRUNCATE test_effects")
        for database in ("asa", "asa_eu", "asa_us", "asa_ca"):
            self.stack.query("DELETE FROM jobs", name=database)
        self.redis("FLUSHALL")

    def start(self, count=1, program="asa-worker", threads=8, **env):
        for _ in range(count):
            self.processes.append(self.spawn(program, threads, **env))
        return self.processes[-count:]

    def spawn(self, program="asa-worker", threads=8, **env):
        command = [f"{self.build}/tests/{program}", "--threads", str(threads)]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *command]
        return subprocess.Popen(command, env={**self.env, **env}, stdout=self.log, stderr=self.log, cwd="/")

    def kill(self, process, how=signal.SIGKILL):
        process.send_signal(how)
        return process.wait(timeout=40)

    def stop(self):
        for p in self.processes:
            if p.poll() is None:
                p.send_signal(signal.SIGCONT)
                p.send_signal(signal.SIGKILL)
                p.wait()
        self.processes = []

    def add(self, job, count, organisation=None, args="[]", delay=0):
        """Adds jobs as a program would: a row each, in one transaction."""
        self.stack.query("INSERT INTO jobs (jid, class, organisation_id, args, run_at) SELECT left(replace(gen_random_uuid()::text, '-', ''), 24), "
                         "%s, %s, %s::jsonb, now() + interval '1 second' * %s FROM generate_series(1, %s)", (job, organisation, args, delay, count))

    def states(self):
        return dict(self.stack.query("SELECT state::text, count(*) FROM jobs WHERE class LIKE 'test.%%' GROUP BY 1"))

    def effects(self):
        """(jobs with an effect, effects)"""
        return self.stack.query("SELECT count(DISTINCT jid), count(*) FROM test_effects")[0]

    def wait(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if condition():
                    return time.monotonic()
            except psycopg2.OperationalError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s: {self.states()} {self.effects()}")

    def all_done(self, count):
        return lambda: self.states() == {"done": count}


@pytest.fixture(scope="session")
def stack():
    return Stack(os.environ["ASA_TEST_STACK"])


@pytest.fixture(scope="session")
def full():
    return os.environ.get("ASA_TEST_FULL") == "1"


@pytest.fixture
def bench(stack):
    stack.run("stop", "worker")
    b = Bench(stack)
    b.clear()
    yield b
    b.stop()
    b.log.close()
    b.clear()
    stack.run("start", "worker")


@pytest.fixture(autouse=True)
def chance():
    """Random, and the same in each run."""
    random.seed(20261123)
