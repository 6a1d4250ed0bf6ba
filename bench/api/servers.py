"""The servers that are measured, and how they are asked."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psycopg2

import cases

FOLDER, SECONDS, CLIENTS = sys.argv[1], int(sys.argv[2]), 32
HERE = os.path.dirname(os.path.abspath(__file__))
SOCKETS = open(f"{FOLDER}/sockets").read().strip()
PORTS = {"ours": int(open(f"{FOLDER}/port").read()),
         **{name: int(os.environ.get(f"{name.upper()}_PORT", 0)) for name in ("hello", "prisma", "pg")}}
PEERS = ("prisma", "pg")


def query(sql, *parameters):
    c = psycopg2.connect(host=SOCKETS, dbname="asa_eu", user="postgres")
    c.autocommit = True
    try:
        with c.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else None
    finally:
        c.close()


def call(server, method, path, token="", body=None):
    r = urllib.request.Request(f"http://127.0.0.1:{PORTS[server]}{path}", method=method, data=body.encode() if body else None,
                               headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})})
    return json.load(urllib.request.urlopen(r, timeout=60))


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


def start_wrk(server, lines, clients=CLIENTS, seconds=SECONDS):
    """Sends these requests, in the form of wrk.lua, over and over."""
    f = tempfile.NamedTemporaryFile("w", suffix=".txt")
    f.write("\n".join(lines) + "\n")
    f.flush()
    command = ["wrk", f"-t{min(2, clients)}", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", "-s", f"{HERE}/wrk.lua", f"http://127.0.0.1:{PORTS[server]}"]
    p = subprocess.Popen(command, env={**os.environ, "REQUESTS": f.name}, stdout=subprocess.PIPE, text=True)
    p.requests = f
    return p


def wrk(server, lines, clients=CLIENTS, seconds=SECONDS):
    p = start_wrk(server, lines, clients, seconds)
    out = p.communicate()[0]
    assert p.returncode == 0, out
    r = json.loads(out.splitlines()[-1])
    return {**r, "rate": r["requests"] / r["seconds"]}
