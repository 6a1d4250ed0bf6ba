"""Requests a second of our server, beside the limit of these cores and two Node servers. Prints Markdown, draws chart.svg.

Each case is warmed up, then run three times, interleaved; medians count."""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psycopg2

import cases
from chart import draw

FOLDER, SECONDS, ROUNDS, CLIENTS = sys.argv[1], int(sys.argv[2]), 3, 32
ONLY = sys.argv[3:]
HERE = os.path.dirname(os.path.abspath(__file__))
SOCKETS = open(f"{FOLDER}/sockets").read().strip()
PORTS = {"ours": int(open(f"{FOLDER}/port").read()), "hello": int(os.environ["HELLO_PORT"]), "prisma": int(os.environ["PRISMA_PORT"]), "pg": int(os.environ["PG_PORT"])}
PEERS = ("prisma", "pg")
random.seed(20261124)


def connect(database="asa_eu"):
    c = psycopg2.connect(host=SOCKETS, dbname=database, user="postgres")
    c.autocommit = True
    return c


def query(sql, *parameters):
    with connect() as c, c.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall()


def call(server, method, path, token="", body=None):
    r = urllib.request.Request(f"http://127.0.0.1:{PORTS[server]}{path}", method=method, data=body.encode() if body else None,
                               headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})})
    return json.load(urllib.request.urlopen(r, timeout=30))


def tenants():
    """Each tenant with an owner, and some of its prospects."""
    rows = query("SELECT u.organisation_id::text, u.id::text, u.email, (SELECT array_agg(id::text) FROM (SELECT p.id FROM prospects p"
                 " WHERE p.organisation_id = u.organisation_id LIMIT 40) AS forty) FROM users u WHERE email LIKE 'load-%'")
    return [dict(zip(("org", "usr", "email", "ids"), row)) for row in rows]


def log_in(server, people):
    def one(t):
        body = json.dumps({"email": t["email"], "password": "Load-test-1!"})
        return {**t, "token": call(server, "POST", cases.API + "/auth/login", body=body)["accessToken"]}
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, people))


def as_compared(answer):
    """Times to the millisecond, as JavaScript has them, and without our cursor, which peers do not offer."""
    if isinstance(answer, dict):
        return {k: as_compared(v) for k, v in answer.items() if k != "nextCursor"}
    if isinstance(answer, list):
        return [as_compared(v) for v in answer]
    if isinstance(answer, str) and len(answer) > 20 and answer.endswith("Z") and answer[10] == "T":
        return (answer[:-1].split(".") + [""])[0] + "." + ((answer[:-1].split(".") + [""])[1] + "000")[:3]
    return answer


def check_answers(name, people):
    method, path, _ = cases.CASES[name][0][0]
    for n in (0, 7):
        mine = people["ours"][n]
        path_n = path.replace("{id}", mine["ids"][3])
        answers = {server: as_compared(call(server, method, path_n, people[server][n]["token"])) for server in ("ours", *PEERS)}
        for peer in PEERS:
            assert answers[peer] == answers["ours"], (name, peer, answers)


def wrk(server, path, clients=CLIENTS, seconds=SECONDS):
    command = ["wrk", "-t2", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", "-s", f"{HERE}/wrk.lua", f"http://127.0.0.1:{PORTS[server]}"]
    out = subprocess.run(command, env={**os.environ, "REQUESTS": path}, capture_output=True, text=True, check=True).stdout
    r = json.loads(out.splitlines()[-1])
    return {**r, "rate": r["requests"] / r["seconds"]}


def measured(server, name, people):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
        f.write("\n".join(cases.requests(name, people[server])) + "\n")
        f.flush()
        # A log-in takes long on purpose; with as many clients, few end in a short run.
        r = wrk(server, f.name, seconds=SECONDS * (4 if name == "log in" else 1))
    if name != "10 % unauthorised":
        assert r["status"] == 0 and r["socket"] == 0, (server, name, r)
    return r


def hello(_name, size):
    """nginx and FastCGI alone, with a body of this size."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
        f.write("GET\t/api/v1/hello\t\t\n")
        f.flush()
        start_hello(size)
        return wrk("hello", f.name)["rate"]


def start_hello(size):
    subprocess.run([f"{HERE}/hello.sh", FOLDER, str(size)], check=True)


def pgbench(name, people):
    """The same statements, as fast as pgbench can send them: prepared, in a pipeline, on a Unix socket."""
    with tempfile.TemporaryDirectory() as d:
        os.chmod(d, 0o755)
        scripts = []
        for n, t in enumerate(people["ours"]):
            sid = query("SELECT id::text FROM sessions WHERE organisation_id = %s AND ended_at IS NULL LIMIT 1", t["org"])[0][0]
            for m, prospect in enumerate(random.sample(t["ids"], 2)):
                text = cases.CASES[name][1]
                for key, value in (("org", t["org"]), ("usr", t["usr"]), ("sid", sid), ("id", prospect)):
                    text = text.replace(f":{key}::", f"'{value}'::")
                text = text.replace(":note", "(:note1 || '-' || :note2)")
                scripts += ["-f", f"{d}/{n}-{m}.sql@1"]
                open(f"{d}/{n}-{m}.sql", "w").write("\\set note1 random(1, 1000000000)\n\\set note2 random(1, 1000000000)\n" + text)
        out = subprocess.run(["pgbench", "-n", "-M", "prepared", "-h", SOCKETS, "-U", "asa_app", "-c", "16", "-j", "2", "-T", str(SECONDS), *scripts[:200], "asa_eu"],
                             capture_output=True, text=True)
        assert out.returncode == 0, out.stderr[-2000:]
        return float(next(line.split()[2] for line in out.stdout.splitlines() if line.startswith("tps")))


def hashes():
    """Argon2id as libsodium does it, on all cores."""
    code = ("import nacl.pwhash as p, time, sys\nh = p.argon2id.str(b'x', opslimit=2, memlimit=67108864)\nn, t = 0, time.monotonic()\n"
            "while time.monotonic() - t < float(sys.argv[1]): p.verify(h, b'x'); n += 1\nprint(n / (time.monotonic() - t))")
    running = [subprocess.Popen(["/usr/bin/python3", "-c", code, str(SECONDS)], stdout=subprocess.PIPE, text=True) for _ in range(os.cpu_count())]
    return sum(float(p.communicate()[0]) for p in running)


def limit(name, people, size):
    """L = 1 / (1/H + 1/P): both share the cores with everything else in a real request."""
    if name == "log in":
        return hashes(), None, None
    if cases.CASES[name][1] is None:
        return None, None, None
    h, p = hello(name, size), pgbench(name, people)
    return 1 / (1 / h + 1 / p), h, p


def resident(server):
    """MiB of all processes that serve: for ours nginx too."""
    names = {"ours": [f"{FOLDER}/fcgi.pid", f"{FOLDER}/nginx.pid"], "prisma": [f"{FOLDER}/prisma.pid"], "pg": [f"{FOLDER}/pg-peer.pid"]}[server]
    pids = [int(open(n).read()) for n in names]
    for pid in list(pids):
        pids += [int(c) for c in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()]
    return sum(int(line.split()[1]) for pid in pids for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")) / 1024


def run_case(name, people):
    comparable = name == "list of 20 by cursor"
    of_peer = "list of 20 with total" if comparable else name
    size = len(json.dumps(call("ours", "GET", cases.CASES[name][0][0][1].replace("{id}", people["ours"][0]["ids"][0]), people["ours"][0]["token"]))) \
        if cases.CASES[name][0][0][0] == "GET" else 600
    results = {"ours": [], "prisma": [], "pg": [], "L": [], "H": [], "P": []}
    for server in ("ours", *PEERS):
        measured(server, name if server == "ours" else of_peer, people)  # to warm up
    for _ in range(ROUNDS):
        for server in ("ours", *PEERS):
            results[server].append(measured(server, name if server == "ours" else of_peer, people))
        for key, value in zip("LHP", limit(name, people, size)):
            results[key].append(value)
    print(name, {k: round(statistics.median(r["rate"] for r in results[k])) for k in ("ours", *PEERS)}, results["L"], file=sys.stderr)
    return results


def median(rows, key):
    return statistics.median(r[key] for r in rows)


def verdict(ratio, target):
    if ratio is None:
        return "–"
    text = f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"
    return text if target is None else f"{text} ({'≥' if ratio >= target else '**< **'} {target})"


def table(results):
    print("| case | requests/s | slowest … fastest | of the limit | × Fastify + Prisma | × Fastify + pg | p50, p99 ms | p99 Prisma, pg ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, r in results.items():
        _, _, _, of_limit, of_prisma, of_pg = cases.CASES[name]
        rate = median(r["ours"], "rate")
        base = statistics.median(r["L"]) if r["L"][0] else None
        print(f"| {name} | {rate:.0f} | {min(x['rate'] for x in r['ours']):.0f} … {max(x['rate'] for x in r['ours']):.0f} |"
              f" {verdict(rate / base if base else None, of_limit)} | {verdict(rate / median(r['prisma'], 'rate'), of_prisma)} |"
              f" {verdict(rate / median(r['pg'], 'rate'), of_pg)} | {median(r['ours'], 'p50'):.1f}, {median(r['ours'], 'p99'):.1f} |"
              f" {median(r['prisma'], 'p99'):.1f}, {median(r['pg'], 'p99'):.1f} |")
    print("\nThe limit, requests/s: H of FastCGI alone, P of the statements alone, and L of both.\n\n| case | H | P | L | Prisma | pg |\n| --- | --- | --- | --- | --- | --- |")
    for name, r in results.items():
        middle = [f"{statistics.median(r[k]):.0f}" if r[k][0] else "–" for k in "HPL"]
        print(f"| {name} | {' | '.join(middle)} | {median(r['prisma'], 'rate'):.0f} | {median(r['pg'], 'rate'):.0f} |")


def memory(sizes):
    print("\n| resident, MiB | ours (with nginx) | Prisma | pg | ours of Prisma | ours of pg |\n| --- | --- | --- | --- | --- | --- |")
    print(f"| at {CLIENTS} clients | {sizes['ours']:.0f} | {sizes['prisma']:.0f} | {sizes['pg']:.0f} | {sizes['ours'] / sizes['prisma']:.2f} (target ≤ 0.10) |"
          f" {sizes['ours'] / sizes['pg']:.2f} (target ≤ 0.17) |")


def connections(people):
    print("\n## Connections\n\nOne prospect, by more and more clients at once.\n\n| clients | requests/s | p50 ms | p99 ms | not served |\n| --- | --- | --- | --- | --- |")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
        f.write("\n".join(cases.requests("one prospect", people["ours"])) + "\n")
        f.flush()
        for clients in (2, 8, 64, 512):
            r = wrk("ours", f.name, clients)
            print(f"| {clients} | {r['rate']:.0f} | {r['p50']:.1f} | {r['p99']:.1f} | {r['status'] + r['socket']} |")


def main():
    everyone = tenants()
    people = {server: log_in(server, everyone) for server in ("ours", *PEERS)}
    names = [n for n in cases.CASES if not ONLY or n in ONLY]
    for name in names:
        if cases.CASES[name][2]:
            check_answers(name, people)
    results = {name: run_case(name, people) for name in names}
    print(f"{len(everyone)} organisations × {query('SELECT count(*) FROM prospects')[0][0] // len(everyone)} prospects, {CLIENTS} clients, {SECONDS} s a run,"
          f" {ROUNDS} runs interleaved; {os.cpu_count()} cores for everything, load generator included.\n")
    table(results)
    memory({server: resident(server) for server in ("ours", *PEERS)})
    connections(people)
    draw(f"{FOLDER}/../api.svg", {name: tuple(median(r[k], "rate") for k in ("ours", "pg", "prisma")) for name, r in results.items()})


main()
