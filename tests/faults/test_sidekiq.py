"""Debian's ruby-sidekiq, unmodified, on the same Redis: it shows what there is, and what it does is respected."""

import json
import os
import signal
import subprocess
import time

import pytest


@pytest.fixture
def sidekiq(bench):
    here = os.path.dirname(os.path.abspath(__file__))

    def call(*arguments):
        run = subprocess.run(["ruby", f"{here}/sidekiq.rb", f"{bench.stack.sockets}/redis", *arguments], capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout.splitlines()[-1])
    return call


def jid_of(bench, job):
    return bench.stack.query("SELECT jid FROM jobs WHERE class = %s", (job,))[0][0]


def state_of(bench, job):
    return bench.stack.query("SELECT state::text FROM jobs WHERE class = %s", (job,))[0][0]


def test_every_state_is_shown(bench, sidekiq):
    bench.start(1)
    bench.add("test.invalid", 1)
    bench.add("test.mistake", 1)
    bench.add("test.effect", 1, delay=3600)
    bench.add("test.sleep", 1, args='["9000"]')
    bench.wait(lambda: bench.states() == {"dead": 1, "dispatched": 2, "running": 1} and bench.redis("ZCARD", "retry").strip() == "1", 10)
    bench.wait(lambda: sidekiq("show")["busy"], 12)  # the heartbeat comes each 5 s
    shown = sidekiq("show")
    assert shown["dead"] == [jid_of(bench, "test.invalid")]
    assert shown["retry"][0][:2] == [jid_of(bench, "test.mistake"), "internal"]
    assert shown["schedule"] == [jid_of(bench, "test.effect")]
    assert shown["busy"] == [["default", jid_of(bench, "test.sleep")]]
    assert len(shown["processes"]) == 1 and shown["processes"][0][1:] == [8, ["critical", "default", "insights", "low"], False]
    assert shown["failed"] >= 2 and shown["processed"] >= 2
    pages = sidekiq("pages")
    assert {status for status, _ in pages.values()} == {200}
    for path, job in (("/morgue", "test.invalid"), ("/retries", "test.mistake"), ("/scheduled", "test.effect"), ("/busy", "test.sleep")):
        assert job in pages[path][1], path


def test_a_retry_a_deletion_and_a_kill_are_respected(bench, sidekiq):
    worker = bench.start(1)[0]
    bench.add("test.invalid", 1)
    bench.add("test.effect", 1, delay=3600)
    bench.add("test.sleep", 1, delay=3600)
    bench.wait(lambda: bench.states() == {"dead": 1, "dispatched": 2}, 10)
    # Dead: tried once more, and dead again.
    sidekiq("retry", "dead", jid_of(bench, "test.invalid"))
    attempts = "SELECT attempts FROM jobs WHERE class = 'test.invalid'"
    bench.wait(lambda: bench.stack.query(attempts)[0][0] == 2, 5)
    # Scheduled: run now; and deleted.
    sidekiq("retry", "schedule", jid_of(bench, "test.effect"))
    bench.wait(lambda: state_of(bench, "test.effect") == "done", 5)
    sidekiq("delete", "schedule", jid_of(bench, "test.sleep"))
    bench.wait(lambda: state_of(bench, "test.sleep") == "cancelled", 45)
    # Among the retries: killed.
    bench.add("test.mistake", 1)
    bench.wait(lambda: bench.redis("ZCARD", "retry").strip() == "1", 5)
    sidekiq("kill", "retry", jid_of(bench, "test.mistake"))
    bench.wait(lambda: state_of(bench, "test.mistake") == "dead", 30)
    assert bench.effects() == (1, 1)
    assert worker.poll() is None


def test_the_web_pages_forms_are_respected(bench, sidekiq):
    bench.start(1)
    bench.add("test.invalid", 1)
    bench.wait(lambda: bench.states() == {"dead": 1}, 10)
    payload, score = bench.redis("ZRANGE", "dead", "0", "0", "WITHSCORES").splitlines()
    assert sidekiq("submit", f"/morgue/{float(score)}-{json.loads(payload)['jid']}", "retry") == 302
    bench.wait(lambda: bench.stack.query("SELECT attempts FROM jobs WHERE class = 'test.invalid'")[0][0] == 2, 5)


def test_what_a_foreign_client_pushes_runs_within_a_second(bench, sidekiq):
    bench.start(1)
    bench.wait(lambda: bench.redis("SCARD", "processes").strip() == "1", 10)
    effects = "SELECT at FROM test_effects WHERE jid = %s"
    jid = sidekiq("push", "test.effect", "[]")
    pushed = time.time()
    bench.wait(lambda: bench.stack.query(effects, (jid,)), 5)
    assert bench.stack.query(effects, (jid,))[0][0].timestamp() - pushed < 1
    assert bench.stack.query("SELECT state::text FROM jobs WHERE jid = %s", (jid,), "asa_eu") == [("done",)]


def test_a_process_can_be_quieted_and_stopped_from_there(bench, sidekiq):
    worker = bench.start(1)[0]
    bench.wait(lambda: bench.redis("SCARD", "processes").strip() == "1", 10)
    sidekiq("quiet")
    bench.wait(lambda: sidekiq("show")["processes"][0][3], 15)
    bench.add("test.effect", 1)
    bench.wait(lambda: bench.redis("LLEN", "queue:default").strip() == "1", 5)
    sidekiq("stop")
    assert worker.wait(timeout=15) == 0
    assert bench.states() == {"dispatched": 1}
