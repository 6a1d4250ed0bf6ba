"""Coming in, staying in, being put out."""

import os
import statistics
import subprocess
import threading
import time

import pytest

from api import Tenant

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/auth/me"


def fields(answer):
    return {(e.get("pointer") or "?" + e["parameter"], e["code"]) for e in answer.json["errors"]}


def together(n, call):
    """Runs call(i) in n threads that start at the same moment."""
    gate, results = threading.Barrier(n), [None] * n

    def one(i):
        gate.wait()
        results[i] = call(i)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return results


def test_registration_makes_organisation_owner_and_trial(tenant, stack):
    me = tenant.owner.get(ME).json
    assert (me["role"], me["region"], me["organisationName"]) == ("owner", "eu", tenant.name)
    subscriptions = tenant.owner.get("/api/v1/subscriptions").json["data"]
    assert [(s["plan"], s["status"]) for s in subscriptions] == [("trial", "trialing")]


def test_registration_of_a_taken_address_is_a_conflict_and_changes_nothing(tenant, api, stack):
    before = stack.query("SELECT count(*) FROM organisations")
    answer = api.post("/api/v1/auth/register", {
        "organisationName": "x", "name": "x", "email": tenant.email.upper(), "password": Tenant.PASSWORD})
    assert answer.status == 409 and ("/email", "taken") in fields(answer)
    assert stack.query("SELECT count(*) FROM organisations") == before


def test_the_same_address_registered_at_once_gives_one_account(api, stack):
    body = {"organisationName": "Race", "name": "Race", "email": f"race-{os.getpid()}@race.example", "password": Tenant.PASSWORD}
    answers = together(8, lambda i: api.post("/api/v1/auth/register", {**body, "region": ("eu", "us", "ca")[i % 3]}))
    assert sorted(a.status for a in answers) == [201] + [409] * 7
    assert api.post(LOGIN, {"email": body["email"], "password": Tenant.PASSWORD}).status == 200


@pytest.mark.parametrize("password,code", [("short", "too_short"), ("x" * 129, "too_long"), ("password123", "common_password"),
                                           ("Motdepasse123", "common_password")])
def test_bad_passwords_are_refused(api, password, code):
    answer = api.post("/api/v1/auth/register", {
        "organisationName": "x", "name": "x", "email": "new@bad-password.example", "password": password})
    assert answer.status == 400 and ("/password", code) in fields(answer)


def test_log_in_log_out(tenant, api):
    tokens = api.post(LOGIN, {"email": tenant.email.upper(), "password": Tenant.PASSWORD}).json
    me = api.as_(tokens["accessToken"])
    assert me.get(ME).status == 200
    assert me.post("/api/v1/auth/logout").status == 204
    assert me.get(ME).status == 401
    assert api.post(REFRESH, {"refreshToken": tokens["refreshToken"]}).status == 401


def test_unknown_address_and_wrong_password_look_the_same(tenant, api, stack, full):
    def attempt(email):
        started = time.perf_counter()
        answer = api.post(LOGIN, {"email": email, "password": "not the password"})
        return time.perf_counter() - started, answer

    def without_id(answer):
        body = answer.json
        del body["requestId"]
        return answer.status, body, sorted(k for k, _ in answer.headers)

    known, unknown = [], []
    for i in range(500 if full else 40):
        if i % 8 == 0:  # so that throttling stays out of the picture
            subprocess.run(["redis-cli", "-s", f"{stack.sockets}/redis", "FLUSHALL"], check=True, capture_output=True)
        known.append(attempt(tenant.email))
        unknown.append(attempt(f"nobody-{i}@nobody.example"))
    assert {a.status for _, a in known + unknown} == {401}
    assert without_id(known[0][1]) == without_id(unknown[0][1])
    a, b = (statistics.median(t for t, _ in x) for x in (known, unknown))
    assert 0.5 < a / b < 2, (a, b)


def test_log_in_is_throttled_per_account(new_tenant, api):
    t = new_tenant()
    answers = [api.post(LOGIN, {"email": t.email, "password": "wrong wrong"}) for _ in range(12)]
    assert [a.status for a in answers[:10]] == [401] * 10
    assert answers[-1].status == 429 and int(answers[-1].header("Retry-After")) > 0
    # The right password does not help any more, and another account is not hurt.
    assert api.post(LOGIN, {"email": t.email, "password": Tenant.PASSWORD}).status == 429
    assert api.post(LOGIN, {"email": f"admin@{t.name}.example", "password": Tenant.PASSWORD}).status == 200


def test_throttling_still_works_without_redis(new_tenant, api, stack):
    t = new_tenant()
    stack.run("stop", "redis")
    try:
        statuses = [api.post(LOGIN, {"email": t.email, "password": "wrong wrong"}).status for _ in range(30)]
        assert 429 in statuses and set(statuses) == {401, 429}
        assert api.get("/api/v1/health").json["status"] == "degraded"
        assert t.owner.get(ME).status == 200
    finally:
        stack.run("start", "redis")


def test_fifty_refreshes_at_once_give_one_successor(new_tenant, api):
    t = new_tenant()
    old = t.tokens["owner"]["refreshToken"]
    answers = together(50, lambda i: api.post(REFRESH, {"refreshToken": old}))
    assert {a.status for a in answers} == {200}
    successors = {a.json["refreshToken"] for a in answers}
    assert len(successors) == 1
    assert api.post(REFRESH, {"refreshToken": successors.pop()}).status == 200


def test_a_replayed_refresh_token_ends_the_family(new_tenant, api, stack):
    t = new_tenant()
    old = t.tokens["owner"]["refreshToken"]
    fresh = api.post(REFRESH, {"refreshToken": old}).json
    stack.query("UPDATE sessions SET rotated_at = now() - interval '1 hour' WHERE organisation_id = %s", (t.organisation,))
    assert api.post(REFRESH, {"refreshToken": old}).status == 401
    assert api.post(REFRESH, {"refreshToken": fresh["refreshToken"]}).status == 401
    assert api.as_(fresh["accessToken"]).get(ME).status == 401


@pytest.mark.parametrize("token", ["", "x", "asr_eu_" + "A" * 22 + "_" + "A" * 43, "asr_xx_" + "A" * 22 + "_" + "A" * 43,
                                   "asa_eu_" + "A" * 22 + "_" + "A" * 43])
def test_made_up_refresh_tokens_are_refused(api, token):
    assert api.post(REFRESH, {"refreshToken": token}).status in (400, 401)


def test_sessions_are_listed_and_revoked(new_tenant, api):
    t = new_tenant()
    second = api.post(LOGIN, {"email": t.email, "password": Tenant.PASSWORD}).json
    sessions = t.owner.get("/api/v1/auth/sessions").json["data"]
    assert len(sessions) == 2
    mine = t.owner.get(ME).json["sessionId"]
    theirs = next(s["id"] for s in sessions if s["id"] != mine)
    assert t.admin.delete(f"/api/v1/auth/sessions/{theirs}").status == 404
    assert t.owner.delete(f"/api/v1/auth/sessions/{theirs}").status == 204
    assert api.as_(second["accessToken"]).get(ME).status == 401
    assert t.owner.get(ME).status == 200


def test_changing_the_password_ends_other_sessions(new_tenant, api):
    t = new_tenant()
    second = api.post(LOGIN, {"email": t.email, "password": Tenant.PASSWORD}).json
    wrong = t.owner.post("/api/v1/auth/password", {"currentPassword": "wrong wrong", "newPassword": "another long one"})
    assert wrong.status == 400 and ("/currentPassword", "wrong_password") in fields(wrong)
    assert t.owner.post("/api/v1/auth/password", {
        "currentPassword": Tenant.PASSWORD, "newPassword": "another long one"}).status == 204
    assert t.owner.get(ME).status == 200
    assert api.as_(second["accessToken"]).get(ME).status == 401
    assert api.post(LOGIN, {"email": t.email, "password": Tenant.PASSWORD}).status == 401
    assert api.post(LOGIN, {"email": t.email, "password": "another long one"}).status == 200


def test_disabling_a_user_and_changing_a_role_act_on_the_next_request(new_tenant):
    t = new_tenant()
    member = t.member.get(ME).json["id"]
    assert t.member.post("/api/v1/icps", {"name": "x"}).status == 201
    assert t.owner.patch(f"/api/v1/users/{member}", {"role": "viewer"}).status == 200
    assert t.member.post("/api/v1/icps", {"name": "x"}).status == 403
    assert t.owner.patch(f"/api/v1/users/{member}", {"status": "disabled"}).status == 200
    assert t.member.get(ME).status == 401


def test_nobody_rises_above_their_role_and_the_last_owner_stays(new_tenant):
    t = new_tenant()
    owner, admin = t.owner.get(ME).json["id"], t.admin.get(ME).json["id"]
    assert t.admin.patch(f"/api/v1/users/{admin}", {"role": "owner"}).status == 403
    assert t.admin.patch(f"/api/v1/users/{owner}", {"role": "viewer"}).status == 403
    assert t.admin.post("/api/v1/invitations", {"email": "a@b.example", "role": "owner"}).status == 403
    assert t.admin.post("/api/v1/api-keys", {"name": "k", "role": "owner"}).status == 403
    assert t.owner.patch(f"/api/v1/users/{owner}", {"role": "admin"}).status == 409
    assert t.owner.delete(f"/api/v1/users/{owner}").status == 409
    assert t.owner.patch(f"/api/v1/users/{admin}", {"role": "owner"}).status == 200
    assert t.owner.patch(f"/api/v1/users/{owner}", {"role": "admin"}).status == 200


def test_an_invitation_works_once(new_tenant, api):
    t = new_tenant()
    token = t.owner.post("/api/v1/invitations", {"email": f"guest@{t.name}-invited.example"}).json["token"]
    body = {"token": token, "name": "Guest", "password": Tenant.PASSWORD}
    assert api.post("/api/v1/auth/accept-invitation", body).status == 201
    assert api.post("/api/v1/auth/accept-invitation", body).status == 401


def test_a_revoked_invitation_does_not_work(new_tenant, api):
    t = new_tenant()
    invitation = t.owner.post("/api/v1/invitations", {"email": f"guest@{t.name}-revoked.example"}).json
    assert t.owner.delete(f"/api/v1/invitations/{invitation['id']}").status == 204
    assert api.post("/api/v1/auth/accept-invitation", {
        "token": invitation["token"], "name": "Guest", "password": Tenant.PASSWORD}).status == 401


def test_api_keys_act_with_their_role_until_deleted(new_tenant, api, stack):
    t = new_tenant()
    key = t.owner.post("/api/v1/api-keys", {"name": "export", "role": "viewer"}).json
    program = api.as_(key["key"])
    assert program.get("/api/v1/prospects").status == 200
    assert program.post("/api/v1/icps", {"name": "x"}).status == 403
    assert "key" not in t.owner.get(f"/api/v1/api-keys/{key['id']}").json
    assert key["key"].startswith(key["prefix"])
    assert t.owner.get(f"/api/v1/api-keys/{key['id']}").json["lastUsedAt"] is not None
    assert t.owner.delete(f"/api/v1/api-keys/{key['id']}").status == 204
    assert program.get("/api/v1/prospects").status == 401


def test_an_api_key_is_nobody(new_tenant, api):
    t = new_tenant()
    program = api.as_(t.owner.post("/api/v1/api-keys", {"name": "export", "role": "admin"}).json["key"])
    assert program.get(ME).status == 403
    assert program.post("/api/v1/auth/logout").status == 403
    assert program.post("/api/v1/auth/password", {"currentPassword": Tenant.PASSWORD, "newPassword": "another long one"}).status == 403
    assert program.get("/api/v1/auth/sessions").json["data"] == []
    assert program.delete("/api/v1/auth/sessions").status == 204
    assert t.owner.get(ME).status == 200, "nobody else was logged out"
    # What it makes has no maker.
    assert program.post("/api/v1/invitations", {"email": f"x@{t.name}.example"}).json["invitedBy"] is None
    assert program.post("/api/v1/api-keys", {"name": "k", "role": "viewer"}).json["createdBy"] is None


def test_registration_chooses_region_and_locale(api, stack):
    for n, chosen in enumerate([{}, {"region": "us"}, {"locale": "fr"}, {"region": "ca", "locale": "en"}]):
        answer = api.post("/api/v1/auth/register", {
            "organisationName": "Choice", "name": "Choice", "email": f"choice-{os.getpid()}-{n}@choice.example",
            "password": Tenant.PASSWORD, **chosen}, headers={"User-Agent": ["bad \xff agent", "curl/8"][n % 2]})
        me = api.as_(answer.json["accessToken"]).get(ME).json
        assert (me["region"], me["locale"]) == (chosen.get("region", "eu"), chosen.get("locale", "en"))


def test_an_expired_api_key_is_refused(new_tenant, api):
    t = new_tenant()
    key = t.owner.post("/api/v1/api-keys", {"name": "old", "role": "viewer", "expiresAt": "2020-01-01T00:00:00Z"}).json
    assert api.as_(key["key"]).get("/api/v1/prospects").status == 401


def test_suspending_an_organisation_locks_it_out_at_once(new_tenant, api):
    t = new_tenant()
    admin = api.as_(api.post(LOGIN, {"email": "admin@aisalesagent.com", "password": "Admin123!"}).json["accessToken"])
    assert t.owner.post(f"/api/v1/admin/organisations/{t.organisation}/suspend").status == 403
    assert admin.post(f"/api/v1/admin/organisations/{t.organisation}/suspend").json["status"] == "suspended"
    assert t.owner.get(ME).status == 401
    assert api.post(LOGIN, {"email": t.email, "password": Tenant.PASSWORD}).status == 401
    assert admin.post(f"/api/v1/admin/organisations/{t.organisation}/reactivate").status == 200
    assert t.owner.get(ME).status == 200
