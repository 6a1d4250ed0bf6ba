"""The worker's queues as the platform administrator sees them."""

import re
import secrets
import time

import pytest

JOBS = "/api/v1/admin/jobs"


@pytest.fixture(scope="module")
def admin(api):
    tokens = api.post("/api/v1/auth/login", {"email": "admin@aisalesagent.com", "password": "Admin123!"}).json
    return api.as_(tokens["accessToken"])


@pytest.fixture
def job(admin, stack):
    """A job that nobody can run, due in an hour."""
    jid, region = secrets.token_hex(12), admin.get("/api/v1/auth/me").json["region"]
    stack.query("INSERT INTO jobs (jid, class, queue, run_at) VALUES (%s, 'test.later', 'low', now() + interval '1 hour')", (jid,), f"asa_{region}")
    return jid


def wait_until_dead(admin, job):
    deadline = time.monotonic() + 20
    while admin.get(f"{JOBS}/{job}").json["state"] != "dead" and time.monotonic() < deadline:
        time.sleep(0.05)


def test_queues_and_jobs_are_the_platform_administrators_only(tenant, job):
    for path in ("/api/v1/admin/queues", JOBS, f"{JOBS}/{job}"):
        assert tenant.owner.get(path).status == 403
    assert tenant.owner.post(f"{JOBS}/{job}/discard").status == 403


def test_queues_tell_how_much_waits(admin, job):
    queues = {q["queue"]: q for q in admin.get("/api/v1/admin/queues").json["data"]}
    assert queues["low"]["pending"] + queues["low"]["dispatched"] >= 1


def test_a_job_is_listed_discarded_and_tried_again(admin, job):
    assert job in [j["jid"] for j in admin.get(f"{JOBS}?limit=200").json["data"]]
    assert admin.get(f"{JOBS}/{job}").json["class"] == "test.later"
    assert admin.post(f"{JOBS}/{job}/discard").json["state"] == "cancelled"
    assert job in [j["jid"] for j in admin.get(f"{JOBS}?state=cancelled&limit=200").json["data"]]
    assert admin.post(f"{JOBS}/{job}/discard").status == 409
    assert admin.post(f"{JOBS}/{job}/retry").json["state"] == "pending"
    # Now it is due, and the worker of the test servers finds out that it knows no such job.
    wait_until_dead(admin, job)
    dead = admin.get(f"{JOBS}/{job}").json
    assert (dead["state"], dead["lastError"], dead["attempts"]) == ("dead", "not_found", 1)


@pytest.mark.parametrize("path,status", [
    (f"{JOBS}/{'0' * 24}", 404), (f"{JOBS}/xyz", 404), (f"{JOBS}/{'A' * 24}", 404), (f"{JOBS}?state=great", 400), (f"{JOBS}?limit=0", 400),
    (f"{JOBS}?colour=red", 400), (f"{JOBS}/{'0' * 24}/retry", 405)])
def test_wrong_questions_are_told_so(admin, path, status):
    assert admin.get(path).status == status


def test_the_worker_keeps_the_recurring_jobs_going(stack):
    """scripts/stack runs a worker. Of slots that it has forgotten, it makes the last again."""
    stack.query("DELETE FROM jobs WHERE class IN ('sessions.expire', 'retention.purge', 'jobs.prune')")
    stack.query("DELETE FROM schedule_slots")
    deadline = time.monotonic() + 20
    done = "SELECT count(DISTINCT class) FROM jobs WHERE state = 'done' AND class IN ('sessions.expire', 'retention.purge', 'jobs.prune')"
    while stack.query(done)[0][0] < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert stack.query(done)[0][0] == 3


def test_the_queues_are_in_the_metrics(api, admin, job):
    """Well-formed, and what was done is counted. Redis counts, and forgets when other tests make it."""
    admin.post(f"{JOBS}/{job}/discard")
    admin.post(f"{JOBS}/{job}/retry")
    wait_until_dead(admin, job)
    text = api.get("/metrics").body.decode()
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+]+', s) for s in samples), samples
    values = dict(s.rsplit(" ", 1) for s in samples)
    assert float(values['asa_jobs_total{queue="low",outcome="dead"}']) >= 1
    assert values['asa_job_run_seconds_bucket{queue="low",le="+Inf"}'] == values['asa_job_run_seconds_count{queue="low"}']
    assert float(values['asa_job_wait_seconds_count{queue="low"}']) >= 1
    assert {'asa_queue_depth{queue="low"}', 'asa_queue_oldest_seconds{queue="low"}', 'asa_jobs{in="dead"}', 'asa_relay_lag_seconds{region="eu"}',
            "asa_leases_reaped_total"} <= set(values)


def test_a_legal_hold_is_the_platform_administrators(admin, new_tenant):
    t = new_tenant(admin.get("/api/v1/auth/me").json["region"])
    place = f"/api/v1/admin/organisations/{t.organisation}"
    assert t.owner.post(f"{place}/hold").status == 403
    assert admin.post(f"{place}/hold").json["legalHold"] is True
    assert t.owner.get(f"/api/v1/organisations/{t.organisation}").json["legalHold"] is True
    assert admin.post(f"{place}/release").json["legalHold"] is False
    assert admin.post("/api/v1/admin/organisations/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee/hold").status == 404


def scored(caller, prospect, score):
    """The prospect once it has this score; the worker needs a moment."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        row = caller.get(f"/api/v1/prospects/{prospect}").json
        if row["score"] == score:
            return row
        time.sleep(0.1)
    raise AssertionError(row)


def test_scores_follow_prospects_and_profiles(new_tenant):
    t = new_tenant()
    profile = t.owner.post("/api/v1/icps", {
        "name": "Software in France", "status": "active", "industries": ["Software"], "countries": ["FR"], "jobTitles": ["directrice"],
        "companySizeMin": 10, "companySizeMax": 500}).json
    fits = t.owner.post("/api/v1/prospects", {
        "email": "a@fit.example", "industry": "software", "country": "FR", "jobTitle": "Directrice générale", "companySize": 50}).json["id"]
    half = t.owner.post("/api/v1/prospects", {"email": "b@half.example", "industry": "Software", "country": "US", "icpId": profile["id"]}).json["id"]
    row = scored(t.viewer, fits, 100)
    assert row["scoreReasons"]["icpId"] == profile["id"]
    assert {c["criterion"]: (c["weight"], c["matched"]) for c in row["scoreReasons"]["criteria"]} == {
        "industry": (25, True), "jobTitle": (25, True), "companySize": (20, True), "country": (15, True)}
    # 25 of 85.
    assert [c["criterion"] for c in scored(t.viewer, half, 29)["scoreReasons"]["criteria"] if c["matched"]] == ["industry"]
    # The prospect changes; then the profile does.
    t.owner.patch(f"/api/v1/prospects/{half}", {"country": "FR"})
    scored(t.viewer, half, 47)
    t.owner.patch(f"/api/v1/icps/{profile['id']}", {"weightIndustry": 0, "jobTitles": []})
    scored(t.viewer, half, 43)
    scored(t.viewer, fits, 100)


def test_a_profile_can_be_scored_on_demand(new_tenant, stack):
    t = new_tenant()
    profile = t.owner.post("/api/v1/icps", {"name": "Draft", "industries": ["Software"]}).json["id"]
    prospect = t.owner.post("/api/v1/prospects", {"email": "a@demand.example", "industry": "software", "icpId": profile}).json["id"]
    scored(t.owner, prospect, 100)
    stack.query("UPDATE prospects SET score = 1 WHERE id = %s", (prospect,))
    assert t.viewer.post(f"/api/v1/icps/{profile}/score").status == 403
    assert t.member.post(f"/api/v1/icps/{profile}/score").json == {"queued": True}
    scored(t.owner, prospect, 100)
    assert t.member.post("/api/v1/icps/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee/score").status == 404


def test_without_a_profile_a_score_stays(new_tenant, stack):
    t = new_tenant()
    alone = t.owner.post("/api/v1/prospects", {"email": "a@alone.example"}).json["id"]
    stack.query("UPDATE prospects SET score = 33 WHERE id = %s", (alone,))
    deadline = time.monotonic() + 20
    done = "SELECT count(*) FROM jobs WHERE organisation_id = %s AND class = 'prospects.score' AND state = 'done'"
    while stack.query(done, (t.organisation,))[0][0] == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert stack.query(done, (t.organisation,))[0][0] == 1
    assert t.owner.get(f"/api/v1/prospects/{alone}").json["score"] == 33
