"""Memory while it is used, and what happens with more and more clients."""

import http.client
import json
import statistics
import subprocess
import time

import cases
from servers import CLIENTS, FOLDER, PORTS, SECONDS, start_wrk


def resident(server):
    """MiB of all processes that serve: for ours nginx too."""
    names = {"ours": [f"{FOLDER}/fcgi.pid", f"{FOLDER}/nginx.pid"], "prisma": [f"{FOLDER}/prisma.pid"], "pg": [f"{FOLDER}/pg-peer.pid"]}[server]
    pids = [int(open(n).read()) for n in names]
    for pid in list(pids):
        pids += [int(c) for c in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()]
    return sum(int(line.split()[1]) for pid in pids for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")) / 1024


def memory(people):
    sizes = {}
    for server in ("ours", "prisma", "pg"):
        p = start_wrk(server, cases.requests("80 % reads", people[server]))
        time.sleep(SECONDS / 2)
        sizes[server] = resident(server)
        p.communicate()
    print("\n| resident, MiB | ours (with nginx) | Prisma | pg | ours of Prisma | ours of pg |\n| --- | --- | --- | --- | --- | --- |")
    print(f"| at {CLIENTS} clients | {sizes['ours']:.0f} | {sizes['prisma']:.0f} | {sizes['pg']:.0f} | {sizes['ours'] / sizes['prisma']:.2f} (target ≤ 0.10) |"
          f" {sizes['ours'] / sizes['pg']:.2f} (target ≤ 0.17) |")


def probe(line, seconds):
    """One more client, which takes its time: the milliseconds of each answer by status."""
    method, path, token, _ = line.split("\t")
    times, until = {}, time.monotonic() + seconds
    connection = http.client.HTTPConnection("127.0.0.1", PORTS["ours"], timeout=10)
    while time.monotonic() < until:
        started = time.monotonic()
        connection.request(method, path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        times.setdefault(answer.status, []).append((time.monotonic() - started) * 1000)
        time.sleep(0.005)
    return times


def spread(times):
    return f"{statistics.median(times):.1f}, {sorted(times)[int(len(times) * 0.99)]:.1f}" if times else "–"


def connections(people):
    print("\n## Connections\n\nOne prospect, by more and more clients at once, and one more that asks every few milliseconds. 264 requests fit in: 8 threads and a queue of"
          " 256. What does not is answered with 503 and `Retry-After`; wrk takes no notice and comes again at once, so its refusals are many and cost time too.\n\n"
          "| clients | served/s | refused/s | one more client: served in (p50, p99 ms) | refused in (p50, p99 ms) |\n| --- | --- | --- | --- | --- |")
    lines = cases.requests("one prospect", people["ours"])
    for clients in (1, 8, 64, 256, 512, 1024):
        p = start_wrk("ours", lines, clients)
        time.sleep(0.5)
        times = probe(lines[0], SECONDS - 1)
        r = json.loads(p.communicate()[0].splitlines()[-1])
        assert set(times) <= {200, 503} and r["socket"] == 0, (set(times), r)
        print(f"| {clients} | {(r['requests'] - r['status']) / r['seconds']:.0f} | {r['status'] / r['seconds']:.0f} | {spread(times.get(200))} | {spread(times.get(503))} |")
