"""Nothing lost, nothing doubled, whatever is killed."""

import random
import signal
import time


def none_lost_or_doubled(bench, count, seconds):
    bench.wait(bench.all_done(count), seconds)
    assert bench.effects() == (count, count)


def under_fire(bench, jobs, shots, fire, program="asa-worker"):
    """Adds jobs while `fire` is called, then waits for all."""
    workers = bench.start(2, program)
    for n in range(shots):
        bench.add("test.effect" if n % 2 else "test.steps", jobs // shots)
        fire(workers)
    return jobs // shots * shots


def replace(bench, workers, i):
    bench.kill(workers[i])
    workers[i] = bench.start(1)[0]


def test_workers_that_are_killed_lose_and_double_nothing(bench, full):
    jobs, kills = (20000, 200) if full else (2000, 20)
    started = time.monotonic()

    def fire(workers):
        time.sleep(random.uniform(0.01, 0.1))
        replace(bench, workers, random.randrange(2))

    count = under_fire(bench, jobs, kills, fire)
    none_lost_or_doubled(bench, count, 60)
    assert time.monotonic() - started < 60


def test_redis_that_forgets_is_refilled(bench, full, stack):
    rounds = 10 if full else 2
    jobs = 200 * 4 * rounds
    workers = bench.start(2)
    for _ in range(rounds):
        for forget in ("kill", "crash without a trace", "FLUSHALL", "SCRIPT FLUSH"):
            bench.add("test.effect", 100)
            bench.add("test.steps", 100)
            time.sleep(random.uniform(0, 0.05))
            if forget == "kill":
                stack.run("kill", "redis")
                stack.run("start", "redis")
            elif forget == "crash without a trace":
                stack.run("kill", "redis")
                # As without persistence: what was written is gone.
                bench.remove_redis_files()
                stack.run("start", "redis")
            else:
                bench.redis(*forget.split())
    answering = time.monotonic()
    last = bench.wait(bench.all_done(jobs), 30)
    assert bench.effects() == (jobs, jobs)
    assert last - answering < 15
    assert all(w.poll() is None for w in workers), "no process was restarted"


def test_work_goes_on_within_five_seconds_of_redis_answering(bench, stack):
    bench.start(2)
    bench.add("test.effect", 1)
    bench.wait(bench.all_done(1), 10)
    stack.run("kill", "redis")
    bench.remove_redis_files()
    bench.add("test.effect", 50)
    stack.run("start", "redis")
    answering = time.monotonic()
    assert bench.wait(bench.all_done(51), 10) - answering < 5


def test_postgres_that_crashes_loses_and_doubles_nothing(bench, full, stack):
    stack.query("ALTER SYSTEM SET fsync = on")
    stack.query("SELECT pg_reload_conf()")
    crashes = 10 if full else 3
    workers = bench.start(2)
    for _ in range(crashes):
        bench.add("test.effect", 200)
        bench.add("test.steps", 200)
        time.sleep(random.uniform(0, 0.1))
        stack.run("kill", "postgres")
        stack.run("start", "postgres")
    none_lost_or_doubled(bench, 400 * crashes, 60)
    assert all(w.poll() is None for w in workers)


def test_a_worker_that_sleeps_through_its_leases_does_nothing_twice(bench, full):
    rounds, pause = (20, 30) if full else (1, 13)
    sleeper, awake = bench.start(2)
    for _ in range(rounds):
        bench.add("test.effect", 200)
        bench.add("test.steps", 200)
        time.sleep(random.uniform(0.01, 0.05))
        sleeper.send_signal(signal.SIGSTOP)
        time.sleep(pause)
        sleeper.send_signal(signal.SIGCONT)
        sleeper, awake = awake, sleeper
    none_lost_or_doubled(bench, 400 * rounds, 60)


def run_beyond_the_lease(bench, program):
    """Jobs that are taken from a worker which still works on them."""
    workers = bench.start(2, program, ASA_LEASE_S="1")
    bench.add("test.overlong", 4)
    bench.wait(lambda: bench.states() == {"done": 4}, 60)
    for w in workers:  # which finish what they have in hand
        bench.kill(w, signal.SIGTERM)
    return bench.effects()


def test_a_job_that_two_workers_run_at_once_has_one_effect(bench):
    assert run_beyond_the_lease(bench, "asa-worker") == (4, 4)


def test_the_control_without_the_ledger_is_found_out(bench):
    """The same, with a worker that does not ask the ledger: this shows that the tests here can fail."""
    jobs, effects = run_beyond_the_lease(bench, "asa-worker-careless")
    assert effects > jobs == 4


def test_a_killed_workers_job_runs_again_within_fifteen_seconds(bench):
    first = bench.start(1, threads=1)[0]
    bench.add("test.sleep", 1, args='["3000"]')
    bench.wait(lambda: bench.states() == {"running": 1}, 10)
    bench.kill(first)
    killed = time.monotonic()
    bench.start(1)
    bench.wait(lambda: bench.stack.query("SELECT fence FROM jobs WHERE class = 'test.sleep'")[0][0] == 2, 20)
    assert time.monotonic() - killed < 15
    bench.wait(bench.all_done(1), 20)
    assert bench.effects() == (1, 1)


def test_a_job_that_kills_its_worker_three_times_is_buried(bench):
    bench.add("test.kill", 1)
    deadline = time.monotonic() + 90
    while bench.states() != {"dead": 1} and time.monotonic() < deadline:
        worker = bench.start(1, threads=1, ASA_LEASE_S="2")[0]
        bench.wait(lambda: worker.poll() is not None or bench.states() == {"dead": 1}, 30)
    assert bench.states() == {"dead": 1}
    assert bench.redis("ZCARD", "dead").strip() == "1"
    assert bench.stack.query("SELECT fence FROM jobs WHERE class = 'test.kill'")[0][0] == 3, "three times, and no fourth"
