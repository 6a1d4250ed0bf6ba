"""What a queue promises: retries, shares, limits, schedule, a good end."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time
from datetime import datetime, timedelta, timezone

import pytest


def ages(bench, job):
    """Jobs of a class: jid, state, attempts, last_error."""
    return bench.stack.query("SELECT jid, state::text, attempts, last_error FROM jobs WHERE class = %s ORDER BY id", (job,))


def test_a_failure_is_tried_again_with_the_delay_that_was_asked_for(bench):
    bench.start(1)
    bench.add("test.fail", 1, args='["2"]')
    bench.wait(bench.all_done(1), 20)
    assert bench.effects() == (1, 1)
    assert ages(bench, "test.fail")[0][2] == 2


def test_tries_come_to_an_end_and_the_error_is_kept(bench):
    bench.start(1)
    bench.add("test.fail", 1)
    bench.wait(lambda: bench.states() == {"dead": 1}, 20)
    jid, _, attempts, error = ages(bench, "test.fail")[0]
    assert attempts == 3 and error == "limited"
    dead = json.loads(bench.redis("ZRANGE", "dead", "0", "-1"))
    assert dead["jid"] == jid and dead["error_message"] == "limited" and dead["retry_count"] == 2


def test_what_can_not_succeed_is_not_tried_again(bench):
    bench.start(1)
    bench.add("test.invalid", 1)
    bench.add("test.unheard.of", 1)
    bench.wait(lambda: bench.states() == {"dead": 2}, 10)
    assert [a[2] for a in ages(bench, "test.invalid")] == [1]


def test_each_attempt_is_one_line_in_the_log(bench):
    bench.start(1)
    bench.add("test.invalid", 1)
    bench.wait(lambda: bench.states() == {"dead": 1}, 10)
    jid = ages(bench, "test.invalid")[0][0]

    def lines():
        with open(f"{bench.stack.folder}/log/faults.log", errors="replace") as f:
            return [line for line in f if f"jid={jid}" in line]
    bench.wait(lambda: lines(), 5)
    assert len(lines()) == 1
    assert all(part in lines()[0] for part in ("event=job", "class=test.invalid", "outcome=dead", "why=invalid", "ms=", "region=eu"))


def test_future_jobs_wait_in_the_schedule(bench):
    bench.start(1)
    bench.add("test.effect", 1, delay=3)
    added = time.monotonic()
    bench.wait(lambda: bench.redis("ZCARD", "schedule").strip() == "1", 5)
    bench.wait(bench.all_done(1), 10)
    assert time.monotonic() - added > 2.5


def test_a_tenant_with_very_many_jobs_does_not_delay_anothers_ten(bench, stack):
    organisations = [bench.organisation(), bench.organisation()]
    many = 20000
    bench.add("test.steps", many, organisation=organisations[0])
    bench.start(1, ASA_JOBS_AT_ONCE="0")
    bench.wait(lambda: bench.effects()[0] > 200, 20)
    bench.add("test.effect", 10, organisation=organisations[1])
    added = time.monotonic()
    done = "SELECT count(*) FROM jobs WHERE class = 'test.effect' AND state = 'done'"
    bench.wait(lambda: stack.query(done)[0][0] == 10, 10)
    assert time.monotonic() - added < 3
    assert bench.states().get("done") < many, "the many are not done yet"


def in_flight(bench, field):
    return int(bench.redis("HGET", "asa:running", field).strip() or 0)


def test_no_more_at_once_than_a_job_or_an_organisation_may(bench, stack):
    organisation = bench.organisation()
    bench.add("test.alone", 4, args='["300"]')
    bench.add("test.sleep", 8, args='["300"]', organisation=organisation)
    bench.start(2, ASA_JOBS_AT_ONCE="3")
    most_alone = most_organisation = 0
    while bench.states() != {"done": 12}:
        most_alone = max(most_alone, in_flight(bench, "c:test.alone"))
        most_organisation = max(most_organisation, in_flight(bench, f"o:{organisation}"))
    assert (most_alone, most_organisation) == (1, 3)
    assert in_flight(bench, "c:test.alone") == in_flight(bench, f"o:{organisation}") == 0


def test_a_stop_finishes_what_is_in_hand(bench):
    worker = bench.start(1)[0]
    bench.add("test.sleep", 4, args='["1500"]')
    bench.wait(lambda: bench.states() == {"running": 4}, 10)
    bench.add("test.effect", 50)
    assert bench.kill(worker, signal.SIGTERM) == 0
    assert bench.states()["done"] >= 4
    bench.start(1)
    bench.wait(bench.all_done(54), 20)
    assert bench.effects() == (54, 54)


def test_a_second_stop_hands_back_at_once(bench):
    worker = bench.start(1)[0]
    bench.add("test.sleep", 4, args='["20000"]')
    bench.wait(lambda: bench.states() == {"running": 4}, 10)
    worker.send_signal(signal.SIGTERM)
    started = time.monotonic()
    time.sleep(0.3)  # two signals at once would be one
    assert bench.kill(worker, signal.SIGTERM) == 0
    assert time.monotonic() - started < 2
    assert bench.redis("SCARD", "processes").strip() == "0"
    assert bench.redis("LLEN", "queue:default").strip() == "4" and bench.redis("HLEN", "asa:inflight").strip() == "0"


def test_an_idle_worker_stops_within_a_second(bench):
    worker = bench.start(1)[0]
    bench.wait(lambda: bench.redis("SCARD", "processes").strip() == "1", 10)
    started = time.monotonic()
    assert bench.kill(worker, signal.SIGTERM) == 0
    assert time.monotonic() - started < 1
    assert bench.redis("SCARD", "processes").strip() == "0"


@pytest.fixture
def command(bench):
    def call(*arguments, status=0):
        run = subprocess.run([f"{bench.build}/tests/asa-worker", *arguments], env=bench.env, capture_output=True, text=True, timeout=60)
        assert run.returncode == status, run
        return run.stdout
    return call


def test_the_ledger_on_the_command_line(bench, command):
    bench.start(1)
    bench.add("test.invalid", 1)
    bench.add("test.sleep", 1, delay=3600)
    bench.wait(lambda: bench.states().get("dead") == 1, 10)
    dead, later = ages(bench, "test.invalid")[0][0], ages(bench, "test.sleep")[0][0]
    assert dead in command("jobs", "list") and dead in command("jobs", "list", "dead") and dead not in command("jobs", "list", "done")
    assert "last_error: invalid" in command("jobs", "show", dead)
    command("jobs", "retry", dead)
    bench.wait(lambda: ages(bench, "test.invalid")[0][2] == 2, 10)
    command("jobs", "discard", later)
    assert ages(bench, "test.sleep")[0][1] == "cancelled"
    command("jobs", "discard", later, status=1)
    command("jobs", "show", "nothing", status=1)
    command("jobs", "nonsense", status=2)


def test_a_cancelled_job_does_not_run(bench, command):
    bench.add("test.effect", 1)
    jid = ages(bench, "test.effect")[0][0]
    command("jobs", "discard", jid)
    bench.redis("LPUSH", "queue:default", json.dumps({"class": "test.effect", "args": [], "jid": jid, "queue": "default", "asa": {"region": "eu"}}))
    bench.redis("SADD", "queues", "default")
    bench.start(1)
    bench.wait(bench.redis_is_empty, 10)
    assert bench.effects() == (0, 0)


def test_each_slot_has_one_run_whoever_dies(bench, full, stack):
    """Hours pass in seconds; three workers, of which one is killed now and then."""
    clock = pathlib.Path(f"{stack.folder}/state/now")  # a folder that the workers' user may enter
    bench.stack.query("DELETE FROM schedule_slots")
    hours = 24 if full else 2

    def runs(job):
        return bench.stack.query("SELECT args ->> 0, state::text FROM jobs WHERE class = %s ORDER BY id", (job,))

    def at(minute):
        return (datetime(2026, 3, 28, tzinfo=timezone.utc) + timedelta(minutes=minute, seconds=10)).isoformat(" ")

    clock.write_text(at(0))
    workers = bench.start(3, ASA_TEST_NOW_FILE=str(clock), ASA_LEASE_S="2")
    for n in range(hours * 12):
        clock.write_text(at(5 * n))
        bench.wait(lambda: len(runs("sessions.expire")) == n + 1 and runs("sessions.expire")[-1][1] == "done", 30)
        if n % 8 == 3:
            bench.kill(workers[n % 3])
            workers[n % 3] = bench.start(1, ASA_TEST_NOW_FILE=str(clock), ASA_LEASE_S="2")[0]
    slots = [r[0] for r in runs("sessions.expire")]
    assert len(slots) == len(set(slots)) == hours * 12
    # Six hours in which nobody was there are one slot.
    for w in workers:
        bench.kill(w)
    clock.write_text(at(5 * (hours * 12 - 1) + 360))
    bench.start(3, ASA_TEST_NOW_FILE=str(clock))
    bench.wait(lambda: len(runs("sessions.expire")) == hours * 12 + 1 and runs("sessions.expire")[-1][1] == "done", 30)
    time.sleep(2)  # nothing may come: there is no event for that
    assert len(runs("sessions.expire")) == hours * 12 + 1
    bench.stack.query("DELETE FROM schedule_slots")


def test_systemd_is_told_what_goes_on(bench, stack):
    path = f"{stack.sockets}/notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(path)
        os.chmod(path, 0o777)
        notify.settimeout(15)
        worker = bench.start(1, NOTIFY_SOCKET=path)[0]
        assert notify.recv(100) == b"READY=1"
        assert notify.recv(100) == b"WATCHDOG=1"
        worker.send_signal(signal.SIGTERM)
        said = b""
        while said != b"STOPPING=1":
            said = notify.recv(100)
            assert said in (b"WATCHDOG=1", b"STOPPING=1")
        assert worker.wait(timeout=10) == 0
    os.unlink(path)


def test_what_is_done_while_a_relay_looks_is_not_handed_out_again(bench, stack):
    """A relay that died before its commit has left a copy in Redis: it is done just when another relay has chosen its row."""
    bench.add("test.effect", 1)
    jid, handed = ages(bench, "test.effect")[0][0], []
    worker = stack.database()
    worker.autocommit = False
    worker.cursor().execute("SELECT job_done(%s, 'test.effect', 'default')", (jid,))
    relay = threading.Thread(target=lambda: handed.extend(stack.query("SELECT jid FROM job_dispatch(10, 10)")))
    relay.start()
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%job_dispatch(10, 10)%%' AND pid <> pg_backend_pid()"
    bench.wait(lambda: stack.query(waiting)[0][0] == 1, 10)
    worker.commit()
    worker.close()
    relay.join()
    assert handed == [] and bench.states() == {"done": 1}
