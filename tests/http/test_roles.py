"""Generated from the OpenAPI document: every operation, each role, each tenant."""

import re

import pytest

from api import Rows, Tenant

RANK = {"public": 0, "viewer": 1, "member": 2, "admin": 3, "owner": 4, "platform": 5}
NOWHERE = "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            role = re.search(r"Least role: (\w+)", operation["description"])[1]
            yield method.upper(), path, role, operation


def body_for(rows, method, path, operation):
    """A body that passes validation, so that what is answered is about the caller."""
    if "requestBody" not in operation:
        return None
    collection = path.split("/")[3]
    if path.endswith("/bulk"):
        return {"operation": "delete", "ids": [NOWHERE]}
    if path.endswith("/reorder"):
        return {"steps": [NOWHERE]}
    if path.endswith("/password"):
        return {"currentPassword": "wrong wrong", "newPassword": "long enough to pass"}
    return rows.body(collection) if method == "POST" else {}


def test_every_operation_asks_for_its_role(new_tenant, api, document):
    t = new_tenant()
    rows, checked = Rows(t), 0
    for method, path, least, operation in operations(document):
        if least == "public" or path in ("/api/v1/auth/logout", "/api/v1/auth/sessions"):
            continue
        url = path.replace("{id}", NOWHERE)
        nobody = api.send(method, url, body_for(rows, method, path, operation))
        assert nobody.status == 401 and nobody.header("WWW-Authenticate"), (method, path, nobody)
        for role in Tenant.ROLES:
            answer = t.api[role].send(method, url, body_for(rows, method, path, operation))
            if RANK[role] < RANK[least]:
                assert answer.status == 403, (method, path, role, answer)
                # Who may not come in learns nothing else either.
                assert t.api[role].send(method, url, raw=b"{", headers={"Content-Type": "application/json"}).status == 403
            else:
                assert answer.status not in (401, 403), (method, path, role, answer)
                assert answer.status < 500, (method, path, role, answer)
            checked += 1
    assert checked > 300


def ids_of(tenant, rows, document, stack):
    """An id of each collection that another tenant might try."""
    found = {}
    for path in document["paths"]:
        collection = path.split("/")[3]
        if not re.fullmatch(r"/api/v1/[a-z-]+/{id}", path) or collection == "plans":
            continue
        if "post" in document["paths"].get(f"/api/v1/{collection}", {}):
            found[collection] = rows.id(collection)
    stack.query("INSERT INTO ai_insights (organisation_id, kind, title, body, provider) VALUES (%s, 'pipeline', 't', 'b', 'x')",
                (tenant.organisation,))
    stack.query("INSERT INTO message_events (organisation_id, message_id, kind) VALUES (%s, %s, 'sent')",
                (tenant.organisation, found["messages"]))
    for collection in ("organisations", "users", "sessions", "subscriptions", "audit-log", "insights", "message-events"):
        found[collection] = tenant.owner.get(f"/api/v1/{collection}?limit=1").json["data"][0]["id"]
    return found


def same(a, b):
    def strip(answer):
        body = answer.json
        body.pop("requestId", None)
        return answer.status, body
    return strip(a) == strip(b)


def test_another_tenants_id_answers_like_one_that_never_existed(tenant, other, rows, document, stack):
    ids, mine = ids_of(tenant, rows, document, stack), Rows(other)
    for method, path, least, operation in operations(document):
        collection = path.split("/")[3]
        if "{id}" not in path or collection not in ids or least == "platform":
            continue
        body = body_for(mine, method, path, operation)
        theirs = other.owner.send(method, path.replace("{id}", ids[collection]), body)
        nothing = other.owner.send(method, path.replace("{id}", NOWHERE), body)
        assert theirs.status == 404 and same(theirs, nothing), (method, path, theirs)
    for collection, id in ids.items():
        assert id not in str(other.owner.get(f"/api/v1/{collection}?limit=200").body)
        assert other.owner.get(f"/api/v1/{collection}?id={id}").json["data"] == []
        if "{id}" in str(document["paths"].get(f"/api/v1/{collection}/bulk", "")) or f"/api/v1/{collection}/bulk" in document["paths"]:
            for operation in ("delete", "restore"):
                answer = other.owner.post(f"/api/v1/{collection}/bulk", {"operation": operation, "ids": [id]})
                assert answer.json["data"] == [{"id": id, "status": "not_found"}]
    for collection in ids:
        if collection not in ("api-keys", "sessions", "audit-log", "message-events"):
            assert tenant.owner.get(f"/api/v1/{collection}/{ids[collection]}").status == 200


def test_a_reference_to_another_tenants_row_is_a_reference_to_nothing(tenant, other, rows, document):
    mine, checked = Rows(other), 0
    schemas = document["components"]["schemas"]
    for path, singular in (("prospects", "prospect"), ("sequences", "sequence"), ("campaigns", "campaign"),
                           ("enrolments", "enrolment"), ("messages", "message"), ("activities", "activity"),
                           ("sequence-steps", "sequenceStep")):
        for name in schemas[singular + "Create"]["properties"]:
            target = {"icpId": "icps", "sequenceId": "sequences", "campaignId": "campaigns", "prospectId": "prospects",
                      "enrolmentId": "enrolments", "stepId": "sequence-steps"}.get(name)
            if target is None:
                continue
            answers = [other.owner.post(f"/api/v1/{path}", {**mine.body(path), name: id}) for id in (rows.id(target), NOWHERE)]
            assert answers[0].status == 400 and same(*answers), (path, name, answers)
            assert answers[0].json["errors"][0]["pointer"] == "/" + name
            checked += 1
    assert checked >= 13


def test_plans_are_the_same_for_everybody(tenant, other):
    assert tenant.viewer.get("/api/v1/plans").json["data"] == other.viewer.get("/api/v1/plans").json["data"]
