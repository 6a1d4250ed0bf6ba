"""Requests a second of our server, beside the limit of these cores and two Node servers. Prints Markdown, draws chart.svg.

Each case is warmed up, then run three times, interleaved; medians count."""

import json
import os
import random
import statistics
import sys
import time

import cases
from chart import draw
from limit import limit, make_picks
from load import connections, memory
from servers import CLIENTS, FOLDER, PEERS, SECONDS, call, log_in, query, tenants, wrk

ROUNDS, ONLY = 3, sys.argv[3:]
random.seed(20261124)


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


def measured(server, name, people):
    # A log-in takes long on purpose; with as many clients, few end in a short run.
    r = wrk(server, cases.requests(name, people[server]), seconds=SECONDS * (4 if name == "log in" else 1))
    if name != "10 % unauthorised":
        assert r["status"] == 0 and r["socket"] == 0, (server, name, r)
    return r


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
        for key, value in zip("LHP", limit(name, size)):
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


class Visitors:
    """Everyone, logged in everywhere; anew before the tokens expire, after 15 minutes."""

    def __init__(self, everyone):
        self.everyone, self.until, self.people = everyone, 0, None

    def now(self):
        if time.monotonic() > self.until:
            self.people = {server: log_in(server, self.everyone) for server in ("ours", *PEERS)}
            self.until = time.monotonic() + 600
        return self.people


def main():
    everyone = tenants()
    visitors = Visitors(everyone)
    people = visitors.now()
    make_picks(people["ours"])
    names = [n for n in cases.CASES if not ONLY or n in ONLY]
    for name in names:
        if cases.CASES[name][2]:
            check_answers(name, people)
    results = {name: run_case(name, visitors.now()) for name in names}
    print(f"{len(everyone)} organisations × {query('SELECT count(*) FROM prospects')[0][0] // len(everyone)} prospects, {CLIENTS} clients, {SECONDS} s a run,"
          f" {ROUNDS} runs interleaved; {os.cpu_count()} cores for everything, load generator included.\n")
    table(results)
    memory(visitors.now())
    connections(visitors.now())
    draw(f"{FOLDER}/../api.svg", {name: tuple(median(r[k], "rate") for k in ("ours", "pg", "prisma")) for name, r in results.items()})


main()
