"""What is the same for every entity: create, read, change, delete, restore, many at once."""

import pytest

from api import Rows
from test_auth import fields, together

EDITABLE = ["icps", "prospects", "sequences", "sequence-steps", "campaigns", "enrolments", "messages", "activities"]
CHANGE = {"icps": {"name": "New"}, "prospects": {"company": "Élan & Co"}, "sequences": {"status": "active"},
          "sequence-steps": {"delayHours": 5}, "campaigns": {"dailyLimit": 7}, "enrolments": {"status": "stopped"},
          "messages": {"subject": "New"}, "activities": {"body": "line\nline"}}


def url(path, *more):
    return "/".join(["/api/v1", path, *more])


@pytest.mark.parametrize("path", EDITABLE)
def test_life_of_a_row(tenant, rows, path):
    body = rows.body(path)
    created = tenant.owner.post(url(path), body)
    row = created.json
    assert created.status == 201 and created.header("Location") == url(path, row["id"])
    assert {k: row[k] for k in body} == body
    assert row["createdAt"].endswith("Z") and row["deletedAt"] is None

    read = tenant.owner.get(url(path, row["id"]))
    assert read.json == row and read.header("ETag") == created.header("ETag")
    assert tenant.owner.get(url(path, row["id"]), headers={"If-None-Match": read.header("ETag")}).status == 304

    changed = tenant.owner.patch(url(path, row["id"]), CHANGE[path], headers={"If-Match": read.header("ETag")})
    assert changed.status == 200 and {k: changed.json[k] for k in CHANGE[path]} == CHANGE[path]
    stale = tenant.owner.patch(url(path, row["id"]), CHANGE[path], headers={"If-Match": read.header("ETag")})
    assert stale.status == 412
    assert tenant.owner.delete(url(path, row["id"]), headers={"If-Match": read.header("ETag")}).status == 412

    assert tenant.owner.delete(url(path, row["id"])).status == 204
    assert tenant.owner.get(url(path, row["id"])).status == 404
    assert tenant.owner.patch(url(path, row["id"]), CHANGE[path]).status == 404
    assert tenant.owner.delete(url(path, row["id"])).status == 404
    assert tenant.owner.get(url(path, row["id"]) + "?deleted=include").json["deletedAt"] is not None

    restored = tenant.owner.post(url(path, row["id"], "restore"))
    assert restored.status == 200 and restored.json["deletedAt"] is None
    assert tenant.owner.post(url(path, row["id"], "restore")).status == 200

    assert tenant.member.delete(url(path, row["id"]) + "?permanent=true").status == 403
    assert tenant.owner.delete(url(path, row["id"]) + "?permanent=true").status == 204
    assert tenant.owner.get(url(path, row["id"]) + "?deleted=include").status == 404


@pytest.mark.parametrize("path", EDITABLE)
def test_every_change_is_in_the_audit_log(tenant, rows, path):
    row = rows.create(path)
    tenant.owner.patch(url(path, row["id"]), CHANGE[path])
    tenant.owner.delete(url(path, row["id"]))
    tenant.owner.post(url(path, row["id"], "restore"))
    tenant.owner.delete(url(path, row["id"]) + "?permanent=true", headers={"X-Request-Id": "the-purge"})
    log = tenant.owner.get(f"/api/v1/audit-log?entityId={row['id']}&sortBy=createdAt").json["data"]
    assert [e["action"] for e in log] == ["insert", "update", "delete", "restore", "purge"]
    me = tenant.owner.get("/api/v1/auth/me").json
    assert {(e["actorId"], e["sessionId"], e["address"]) for e in log} == {(me["id"], me["sessionId"], "127.0.0.1")}
    assert log[-1]["requestId"] == "the-purge"
    snake = {"".join("_" + c.lower() if c.isupper() else c for c in k) for k in CHANGE[path]}
    assert set(log[1]["new"]) == snake == set(log[1]["old"])


def test_the_audit_log_never_holds_a_secret(tenant, stack):
    tenant.owner.post("/api/v1/api-keys", {"name": "k", "role": "viewer"})
    text = str(stack.query("SELECT old, new FROM audit_log"))
    assert "argon2" not in text and "_hash" not in text


def test_a_unique_value_is_taken_until_its_row_is_deleted(tenant, rows):
    row = rows.create("prospects")
    body = {"email": row["email"].upper()}
    answer = tenant.owner.post(url("prospects"), body)
    assert answer.status == 409 and ("/email", "taken") in fields(answer)
    tenant.owner.delete(url("prospects", row["id"]))
    second = tenant.owner.post(url("prospects"), body)
    assert second.status == 201 and second.json["email"] == row["email"]
    answer = tenant.owner.post(url("prospects", row["id"], "restore"))
    assert answer.status == 409 and ("/email", "taken") in fields(answer)


def test_all_faults_of_a_body_are_named_at_once(tenant):
    answer = tenant.owner.post(url("prospects"), {
        "email": "nonsense", "score": 5, "companySize": 0, "status": "great", "tags": ["ok", 7], "colour": "red",
        "locale": None, "source": None, "country": "france", "linkedinUrl": "javascript:alert(1)", "notes": "\u0007"})
    assert answer.status == 400 and answer.header("Content-Type") == "application/problem+json"
    assert fields(answer) == {
        ("/email", "type"), ("/score", "read_only"), ("/companySize", "too_small"), ("/status", "one_of"),
        ("/tags/1", "type"), ("/colour", "unknown_field"), ("/source", "not_null"), ("/country", "too_long"),
        ("/linkedinUrl", "type"), ("/notes", "control_character")}


def test_messages_come_in_the_language_asked_for(tenant, api):
    french = api.post("/api/v1/auth/login", {}, headers={"Accept-Language": "fr-CA, en;q=0.5"})
    english = api.post("/api/v1/auth/login", {}, headers={"Accept-Language": "de, en"})
    assert {e["detail"] for e in french.json["errors"]} == {"Ce champ est obligatoire."}
    assert {e["detail"] for e in english.json["errors"]} == {"This field is required."}


def test_a_reference_to_nothing_is_named(tenant, rows):
    answer = tenant.owner.post(url("prospects"), {"email": "r@r.example", "icpId": "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"})
    assert answer.status == 400 and ("/icpId", "unknown_reference") in fields(answer)


def test_checks_across_fields(tenant, rows):
    sequence = rows.id("sequences")
    answer = tenant.owner.post(url("icps"), {"name": "x", "companySizeMin": 10, "companySizeMax": 5})
    assert answer.status == 400 and "/companySizeMax" in str(answer.json)
    answer = tenant.owner.post(url("sequence-steps"), {"sequenceId": sequence, "position": 1, "body": "x"})
    assert answer.status == 400 and ("/subject", "required") in fields(answer)
    answer = tenant.owner.post(url("campaigns"), {
        "name": "x", "sequenceId": sequence, "startsAt": "2026-02-01T00:00:00Z", "endsAt": "2026-01-01T00:00:00+02:00"})
    assert answer.status == 400, answer


def test_a_campaign_starts_only_with_something_to_send(tenant, rows):
    sequence = rows.id("sequences")
    campaign = tenant.owner.post(url("campaigns"), {"name": "Empty", "sequenceId": sequence}).json["id"]

    def refused():
        answer = tenant.owner.post(url("campaigns", campaign, "activate"))
        return answer.status == 409 and fields(answer) == {("/sequenceId", "nothing_to_send")}

    assert refused()
    step = tenant.owner.post(url("sequence-steps"), {"sequenceId": sequence, "position": 1, "subject": "s", "body": "b"}).json["id"]
    tenant.owner.delete(url("sequence-steps", step))
    assert refused(), "a deleted step is none"
    tenant.owner.post(url("sequence-steps", step, "restore"))
    tenant.owner.patch(url("sequences", sequence), {"status": "archived"})
    assert refused()
    tenant.owner.patch(url("sequences", sequence), {"status": "active"})
    assert tenant.owner.post(url("campaigns", campaign, "activate")).json["status"] == "active"


def test_a_deleted_row_can_not_be_referred_to_any_more(tenant, rows):
    icp, prospect, later = rows.id("icps"), rows.id("prospects"), rows.id("prospects")
    assert tenant.owner.patch(url("prospects", prospect), {"icpId": icp}).status == 200
    tenant.owner.delete(url("icps", icp))
    deleted = tenant.owner.patch(url("prospects", later), {"icpId": icp})
    never = tenant.owner.patch(url("prospects", later), {"icpId": "01900000-0000-7000-8000-000000000000"})
    assert deleted.status == never.status == 400 and fields(deleted) == fields(never) == {("/icpId", "unknown_reference")}
    # What refers to it already goes on as it was, until somebody changes that.
    assert tenant.owner.patch(url("prospects", prospect), {"icpId": icp, "company": "Same"}).json["icpId"] == icp
    assert tenant.owner.patch(url("prospects", prospect), {"icpId": None}).json["icpId"] is None


def test_a_campaign_makes_only_legal_moves(tenant, rows):
    step = rows.create("sequence-steps")
    campaign = tenant.owner.post(url("campaigns"), {"name": "Moves", "sequenceId": step["sequenceId"]}).json["id"]

    def move(verb):
        return tenant.owner.post(url("campaigns", campaign, verb)).status

    assert move("pause") == 409
    assert [move(v) for v in ("activate", "pause", "activate", "complete")] == [200] * 4
    assert move("activate") == 409
    assert move("archive") == 200
    answer = tenant.owner.patch(url("campaigns", campaign), {"status": "draft"})
    assert answer.status == 400 and ("/status", "read_only") in fields(answer)


def test_steps_are_put_in_order_at_once(tenant, rows):
    sequence = rows.id("sequences")
    steps = [tenant.owner.post(url("sequence-steps"), {
        "sequenceId": sequence, "position": i, "subject": "s", "body": "b"}).json["id"] for i in (1, 2, 3)]
    taken = tenant.owner.post(url("sequence-steps"), {"sequenceId": sequence, "position": 2, "subject": "s", "body": "b"})
    assert taken.status == 409 and ("/position", "taken") in fields(taken)
    order = [steps[2], steps[0], steps[1]]
    answer = tenant.owner.post(url("sequences", sequence, "reorder"), {"steps": order})
    assert [(s["id"], s["position"]) for s in answer.json["data"]] == list(zip(order, (1, 2, 3)))
    for wrong in (order[:2], order + order[:1], order[:2] + [sequence]):
        assert tenant.owner.post(url("sequences", sequence, "reorder"), {"steps": wrong}).status == 400


def test_insights_are_accepted_and_dismissed(tenant, stack):
    stack.query("INSERT INTO ai_insights (organisation_id, kind, title, body, provider) "
                "VALUES (%s, 'pipeline', 't', 'b', 'test')", (tenant.organisation,))
    insight = tenant.owner.get(url("insights")).json["data"][0]["id"]
    assert tenant.member.post(url("insights", insight, "accept")).json["status"] == "accepted"
    assert tenant.member.post(url("insights", insight, "dismiss")).json["status"] == "dismissed"
    assert tenant.viewer.post(url("insights", insight, "accept")).status == 403
    assert tenant.owner.post(url("insights"), {"title": "x"}).status == 405


def test_the_owner_changes_the_plan(tenant):
    subscription = tenant.owner.get(url("subscriptions")).json["data"][0]["id"]
    assert tenant.admin.patch(url("subscriptions", subscription), {"plan": "growth"}).status == 403
    assert tenant.owner.patch(url("subscriptions", subscription), {"plan": "growth"}).json["plan"] == "growth"


class TestBulk:
    def test_create(self, tenant, rows):
        bodies = [rows.body("prospects") for _ in range(50)]
        answer = tenant.member.post(url("prospects", "bulk"), {"operation": "create", "items": bodies})
        assert answer.status == 200 and [r["status"] for r in answer.json["data"]] == ["created"] * 50

    def test_one_faulty_item_changes_nothing(self, tenant, rows):
        before = tenant.owner.get(url("prospects") + "?limit=1").json["pagination"]["total"]
        bodies = [rows.body("prospects"), {"email": "nonsense"}, {}]
        answer = tenant.member.post(url("prospects", "bulk"), {"operation": "create", "items": bodies})
        assert answer.status == 400 and fields(answer) == {("/items/1/email", "type"), ("/items/2/email", "required")}
        twice = [rows.body("prospects")] * 2
        assert tenant.member.post(url("prospects", "bulk"), {"operation": "create", "items": twice}).status == 409
        assert tenant.owner.get(url("prospects") + "?limit=1").json["pagination"]["total"] == before

    def test_by_ids(self, tenant, rows):
        ids = [rows.id("prospects") for _ in range(3)]
        nothing = "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"
        answer = tenant.member.post(url("prospects", "bulk"), {
            "operation": "update", "ids": ids + [nothing], "set": {"company": "Bulk"}})
        assert {r["id"]: r["status"] for r in answer.json["data"]} == {**{i: "updated" for i in ids}, nothing: "not_found"}
        assert tenant.owner.get(url("prospects", ids[0])).json["company"] == "Bulk"
        for operation, status in (("delete", "deleted"), ("delete", "not_found"), ("restore", "restored")):
            answer = tenant.member.post(url("prospects", "bulk"), {"operation": operation, "ids": ids})
            assert [r["status"] for r in answer.json["data"]] == [status] * 3

    def test_by_the_filter_of_the_list(self, tenant, rows):
        ids = {rows.id("icps") for _ in range(3)}
        tenant.owner.post(url("icps", "bulk"), {"operation": "update", "ids": list(ids), "set": {"status": "archived"}})
        answer = tenant.member.post(url("icps", "bulk") + "?status=archived", {"operation": "delete"})
        assert {r["id"] for r in answer.json["data"]} == ids

    @pytest.mark.parametrize("body,pointer", [
        ({}, "/operation"), ({"operation": "explode"}, "/operation"), ({"operation": "delete"}, "/ids"),
        ({"operation": "delete", "ids": []}, "/ids"), ({"operation": "delete", "ids": ["x"]}, "/ids/0"),
        ({"operation": "delete", "ids": "x"}, "/ids"), ({"operation": "update", "ids": ["x"]}, "/set"),
        ({"operation": "create"}, "/items"), ({"operation": "create", "items": [1]}, "/items/0"),
        ({"operation": "update", "ids": ["0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"], "set": {"score": 1}}, "/set/score"),
        ({"operation": "delete", "x": 1}, "/x"), ({"operation": "create", "items": [{}] * 1001}, "/items")])
    def test_faults_are_named(self, tenant, body, pointer):
        answer = tenant.member.post(url("prospects", "bulk"), body)
        assert answer.status == 400 and pointer in {p for p, _ in fields(answer)}, answer


class TestIdempotency:
    def test_the_same_key_a_hundred_times_at_once_is_one_row(self, tenant, rows):
        body = rows.body("icps")
        answers = together(100, lambda i: tenant.owner.post(url("icps"), body, headers={"Idempotency-Key": "once"}))
        assert {a.status for a in answers} == {201}
        assert len({a.body for a in answers}) == 1 and len({a.header("Location") for a in answers}) == 1
        assert tenant.owner.get(url("icps") + f"?q={body['name'].split()[-1]}").json["pagination"]["total"] == 1

    def test_the_key_is_the_callers_own(self, tenant, other, rows):
        body = rows.body("icps")
        ids = {c.post(url("icps"), body, headers={"Idempotency-Key": "mine"}).json["id"]
               for c in (tenant.owner, tenant.member, other.owner)}
        assert len(ids) == 3

    def test_another_request_with_the_key_is_refused(self, tenant, rows):
        headers = {"Idempotency-Key": "two"}
        assert tenant.owner.post(url("icps"), rows.body("icps"), headers=headers).status == 201
        assert tenant.owner.post(url("icps"), rows.body("icps"), headers=headers).status == 422

    def test_a_failed_request_leaves_the_key_free(self, tenant, rows):
        headers = {"Idempotency-Key": "three"}
        assert tenant.owner.post(url("icps"), {"name": ""}, headers=headers).status == 400
        assert tenant.owner.post(url("icps"), rows.body("icps"), headers=headers).status == 201

    @pytest.mark.parametrize("key", ["with space", "x" * 256, "é"])
    def test_a_bad_key_is_refused(self, tenant, rows, key):
        answer = tenant.owner.post(url("icps"), rows.body("icps"), headers={"Idempotency-Key": key.encode().decode("latin-1")})
        assert answer.status == 400 and answer.json["code"] == "bad_header"
