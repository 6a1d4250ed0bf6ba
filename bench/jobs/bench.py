"""No-op jobs through the whole path, beside the floor that PostgreSQL sets and queues that keep their jobs in Redis alone.

Each case is run three times, interleaved; the median counts. Prints Markdown."""

import functools
import os
import shlex
import statistics
import subprocess
import sys
import time

import psycopg2

FOLDER, COUNT, ROUNDS = sys.argv[1], int(sys.argv[2]), 3
HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ["STACK_BUILD"]
NPM = os.environ["BENCH_NPM"]
SOCKETS = open(f"{FOLDER}/sockets").read().strip()
CLIENTS = THREADS = 16
AS = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] if os.geteuid() == 0 else []
ENV = {**os.environ, "BENCH_REDIS": f"{SOCKETS}/redis",
       **dict(shlex.split(line)[0].split("=", 1) for line in open(f"{FOLDER}/env.worker").read().splitlines() if "=" in line)}
# One organisation's share is no limit here: these jobs belong to none, so to one group.
ENV["ASA_JOBS_SHARE"] = "2000"


@functools.cache
def connection():
    """One for all: a connection for each look at what is left would cost more than the jobs."""
    c = psycopg2.connect(host=SOCKETS, dbname="asa_eu", user="postgres")
    c.autocommit = True
    return c


def query(sql, *parameters):
    with connection().cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else None


def redis(*command):
    return subprocess.run(["redis-cli", "-s", f"{SOCKETS}/redis", *command], capture_output=True, text=True, check=True).stdout.strip()


def clear():
    query("TRUNCATE jobs")
    query("CREATE TABLE IF NOT EXISTS test_effects (jid text, at timestamptz DEFAULT clock_timestamp()); GRANT SELECT, INSERT ON test_effects TO asa_worker;"
          " TRUNCATE test_effects")
    query("VACUUM ANALYZE jobs")
    query("CHECKPOINT")
    redis("FLUSHALL")


def add(count, job="test.nothing"):
    query(f"INSERT INTO jobs (jid, class) SELECT lpad(to_hex(n), 24, '0'), '{job}' FROM generate_series(1, {count}) AS n")


def start(program, *arguments):
    return subprocess.Popen([*AS, program, *arguments], env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def stop(processes):
    for p in processes:
        p.terminate()
    for p in processes:
        p.wait(timeout=30)


def await_done(condition):
    while not condition():
        time.sleep(0.05)


def ours(processes):
    """Seconds from before the jobs are written until the last is done."""
    clear()
    workers = [start(f"{BUILD}/tests/asa-worker", "--threads", str(THREADS)) for _ in range(processes)]
    await_done(lambda: redis("SCARD", "processes") == str(processes))
    begun = time.monotonic()
    add(COUNT)
    await_done(lambda: query("SELECT NOT EXISTS (SELECT FROM jobs WHERE state IN ('pending', 'dispatched', 'running'))")[0][0])
    took = time.monotonic() - begun
    stop(workers)
    assert query("SELECT count(*) FROM jobs WHERE state = 'done' AND class = 'test.nothing'")[0][0] == COUNT
    return took


def floor():
    """The same statements on the same rows: one INSERT of all, handing out by 200, job_done() for each, by 16 clients that do nothing else."""
    clear()
    begun = time.monotonic()
    add(COUNT)
    hand_out = subprocess.Popen(["psql", "-X", "-q", "-h", SOCKETS, "-U", "postgres", "-d", "asa_eu", "-o", "/dev/null"], stdin=subprocess.PIPE, text=True)
    hand_out.stdin.write("SELECT count(*) FROM job_dispatch(200, 2000);\n" * (COUNT // 200))
    hand_out.stdin.close()
    subprocess.run(["pgbench", "-n", "-M", "prepared", "-h", SOCKETS, "-U", "asa_worker", "-c", str(CLIENTS), "-j", "2", "-t", str(COUNT // CLIENTS),
                    "-D", "n=-1", "-D", f"clients={CLIENTS}", "-f", f"{HERE}/done.sql", "asa_eu"], check=True, capture_output=True)
    hand_out.wait()
    return time.monotonic() - begun


def sidekiq():
    redis("FLUSHALL")
    server = subprocess.Popen(["sidekiq", "-c", "8", "-r", f"{HERE}/noop.rb"], env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    await_done(lambda: redis("SCARD", "processes") == "1")
    begun = time.monotonic()
    subprocess.run(["ruby", "-W0", f"{HERE}/push.rb", str(COUNT)], env=ENV, check=True, stderr=subprocess.DEVNULL)
    await_done(lambda: redis("LLEN", "queue:default") == "0" and redis("EXISTS", "queue:default") == "0")
    took = time.monotonic() - begun
    stop([server])
    return took


def bullmq():
    redis("FLUSHALL")
    run = subprocess.run(["node", "jobs.mjs", str(COUNT)], cwd=NPM, env=ENV, check=True, capture_output=True, text=True)
    return float(run.stdout)


def latency(count=200):
    """Milliseconds from the commit of a single job to its effect, in an idle worker."""
    clear()
    worker = start(f"{BUILD}/tests/asa-worker", "--threads", "8")
    await_done(lambda: redis("SCARD", "processes") == "1")
    committed = []
    for n in range(count):
        query("INSERT INTO jobs (jid, class) VALUES (lpad(to_hex(%s), 24, '0'), 'test.effect')", n)
        committed.append(time.time())
        # Not in step with any timer of ours.
        time.sleep(0.03 + (n * 7 % 50) / 1000)
    await_done(lambda: query("SELECT count(*) FROM test_effects")[0][0] == count)
    stop([worker])
    effects = query("SELECT extract(epoch FROM at)::float FROM test_effects ORDER BY jid")
    ms = sorted(1000 * (effect[0] - commit) for effect, commit in zip(effects, committed))
    return ms[count // 2], ms[int(count * 0.99)]


CASES = {
    "floor: the same statements by pgbench": floor,
    "asa-worker, 1 process": lambda: ours(1),
    "asa-worker, 2 processes": lambda: ours(2),
    "Sidekiq 6.4 (Ruby), 8 threads, Redis alone": sidekiq,
    "BullMQ (Node), 8 at once, Redis alone": bullmq,
}


def main():
    took = {name: [] for name in CASES}
    for name in CASES:
        CASES[name]()  # to warm up
    for _ in range(ROUNDS):
        for name, case in CASES.items():
            took[name].append(case())
            print(f"{name}: {COUNT / took[name][-1]:.0f}/s", file=sys.stderr)
    rate = {name: COUNT / statistics.median(t) for name, t in took.items()}
    base = rate[next(iter(CASES))]
    print(f"{COUNT} no-op jobs, written in one transaction; {os.cpu_count()} cores for everything. Median of {ROUNDS}, and the spread.\n")
    print("| | jobs/s | slowest … fastest | of the floor |\n| --- | --- | --- | --- |")
    for name, t in took.items():
        print(f"| {name} | {rate[name]:.0f} | {COUNT / max(t):.0f} … {COUNT / min(t):.0f} | {rate[name] / base:.2f} |")
    p50, p99 = latency()
    print(f"\nFrom the commit of a single job to its effect, in an idle worker: p50 {p50:.1f} ms, p99 {p99:.1f} ms.")


main()
