"""What these cores could do at best: FastCGI alone, the statements alone, the hash alone."""

import os
import subprocess
import tempfile

import cases
from servers import FOLDER, HERE, SECONDS, SOCKETS, query, wrk

# Each client of pgbench takes a tenant and a prospect of the list, and another one now and then, so that the statements have parameters as ours have.
PICK = ("\\set again random(1, 50)\n\\if :started = 0 or :again = 1\n\\set n random(1, :picks)\n"
        "SELECT org, usr, sid, id FROM bench_pick WHERE n = :n::int \\gset\n\\set started 1\n\\endif\n"
        "\\set note1 random(1, 1000000000)\n\\set note2 random(1, 1000000000)\n")


def make_picks(people):
    query("DROP TABLE IF EXISTS bench_pick")
    query("CREATE TABLE bench_pick AS SELECT row_number() OVER ()::int AS n, s.organisation_id AS org, s.user_id AS usr, s.id AS sid, p.id"
          " FROM sessions s JOIN LATERAL (SELECT unnest(%s::uuid[]) AS id) AS p ON EXISTS (SELECT FROM prospects x WHERE x.organisation_id = s.organisation_id"
          " AND x.id = p.id) WHERE s.ended_at IS NULL", [i for t in people for i in t["ids"]])
    query("ALTER TABLE bench_pick ADD PRIMARY KEY (n)")
    query("GRANT SELECT ON bench_pick TO asa_app")
    query("ANALYZE bench_pick")


def hello(size):
    """nginx and FastCGI alone, with a body of this size."""
    subprocess.run([f"{HERE}/hello.sh", FOLDER, str(size)], check=True)
    return wrk("hello", ["GET\t/api/v1/hello\t\t"])["rate"]


def pgbench(statements):
    """The same statements, as fast as pgbench can send them: prepared, in a pipeline, on a Unix socket."""
    picks = query("SELECT count(*) FROM bench_pick")[0][0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as f:
        f.write((PICK if ":org" in statements else "") + statements)
        f.flush()
        variables = {**cases.VALUES, "started": 0, "picks": picks}
        out = subprocess.run(["pgbench", "-n", "-M", "prepared", "-h", SOCKETS, "-U", "asa_app", "-c", "8", "-j", "2", "-T", str(SECONDS), "-f", f.name,
                              *[x for k, v in variables.items() for x in ("-D", f"{k}={v}")], "asa_eu"], capture_output=True, text=True)
    assert out.returncode == 0, out.stderr[-2000:]
    return float(next(line.split()[2] for line in out.stdout.splitlines() if line.startswith("tps")))


def hashes():
    """Argon2id as libsodium does it, on all cores."""
    code = ("import nacl.pwhash as p, time, sys\nh = p.argon2id.str(b'x', opslimit=2, memlimit=67108864)\nn, t = 0, time.monotonic()\n"
            "while time.monotonic() - t < float(sys.argv[1]): p.verify(h, b'x'); n += 1\nprint(n / (time.monotonic() - t))")
    running = [subprocess.Popen(["/usr/bin/python3", "-c", code, str(SECONDS)], stdout=subprocess.PIPE, text=True) for _ in range(os.cpu_count())]
    return sum(float(p.communicate()[0]) for p in running)


def limit(name, size):
    """L = 1 / (1/H + 1/P): both share the cores with everything else in a real request."""
    if name == "log in":
        return hashes(), None, None
    if cases.CASES[name][1] is None:
        return None, None, None
    h, p = hello(size), pgbench(cases.CASES[name][1])
    return 1 / (1 / h + 1 / p), h, p
