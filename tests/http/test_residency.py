"""What belongs to a region stays in it."""

import os
import re
import subprocess

from api import Rows, Tenant

CANARY = f"Kanarienvogel{os.getpid()}"


def dump(stack, database):
    return subprocess.run(["pg_dump", "-h", stack.sockets, "-U", "postgres", "--inserts", database],
                          capture_output=True, check=True, text=True).stdout


def test_no_personal_value_of_a_region_is_anywhere_else(api, stack):
    t = Tenant(api, f"{CANARY.lower()}-gmbh", "eu")
    rows = Rows(t)
    prospect = rows.id("prospects")
    t.owner.patch(f"/api/v1/prospects/{prospect}", {"firstName": CANARY, "notes": CANARY})
    t.owner.get(f"/api/v1/prospects?q={CANARY}")
    t.owner.get(f"/api/v1/prospects?company={CANARY}")
    t.owner.post("/api/v1/prospects", {"email": f"not an address {CANARY}"})
    api.post("/api/v1/auth/login", {"email": t.email, "password": CANARY + "-wrong"})
    t.owner.post("/api/v1/prospects", {"email": f"dup@{CANARY.lower()}.example"})
    t.owner.post("/api/v1/prospects", {"email": f"dup@{CANARY.lower()}.example"})

    found = re.compile(CANARY, re.IGNORECASE)
    assert found.search(dump(stack, "asa_eu"))
    for database in ("asa", "asa_us", "asa_ca"):
        assert not found.search(dump(stack, database)), database
    redis = subprocess.run(["redis-cli", "-s", f"{stack.sockets}/redis", "--scan"], capture_output=True, check=True, text=True).stdout
    assert not found.search(redis)
    for log in ("fcgi", "nginx", "redis", "postgres"):
        with open(f"{stack.folder}/log/{log}.log", errors="replace") as f:
            for line in f:
                assert not found.search(line), (log, line)


def test_each_region_is_a_database_of_its_own_and_the_token_names_it(api, stack):
    for region in ("eu", "us", "ca"):
        t = Tenant(api, f"resident-{os.getpid()}-of-{region}", region)
        me = t.owner.get("/api/v1/auth/me").json
        assert me["region"] == region
        for database in ("asa_eu", "asa_us", "asa_ca"):
            count = stack.query("SELECT count(*) FROM users WHERE email = %s", (t.email,), database)[0][0]
            assert count == (1 if database.endswith(region) else 0)
        again = api.post("/api/v1/auth/login", {"email": t.email, "password": Tenant.PASSWORD})
        assert again.status == 200
        assert api.post("/api/v1/auth/refresh", {"refreshToken": again.json["refreshToken"]}).status == 200


def test_the_directory_holds_hashes_only(stack):
    rows = stack.query("SELECT email_hash, region::text, organisation_id FROM directory", name="asa")
    assert rows and all(len(r[0]) == 32 for r in rows)
