"""Whatever is sent, the answer is a precise 4xx problem and nothing changes."""

import json
import os
import random
import socket

import pytest

from test_auth import fields, together

P = "/api/v1/prospects"
JSON = {"Content-Type": "application/json"}


def is_problem(answer, *statuses):
    assert answer.status in statuses, answer
    assert answer.header("Content-Type") == "application/problem+json", answer
    body = answer.json
    assert body["status"] == answer.status and body["title"] and body["type"].startswith("/problems/")
    return body


def test_problems_of_nginx_itself_speak_the_language_of_the_client(api, stack):
    for header, language in [("fr-CA,en;q=0.5", "fr"), ("FR", "fr"), ("en, fr;q=0.1", "en"), ("fro", "en"), ("", "en")]:
        answer = api.get("/nothing", headers={"Accept-Language": header})
        is_problem(answer, 404)
        assert ("Il n'y a rien" in answer.json["title"]) == (language == "fr"), header
    assert "trop grande" in api.post(P, raw=b"x" * 2000000, headers={"Accept-Language": "fr"}).json["title"]
    # No status lacks a language, nor says something else in it.
    folder = f"{stack.root}/nginx/html/problems"
    assert sorted(os.listdir(f"{folder}/en")) == sorted(os.listdir(f"{folder}/fr"))
    for name in os.listdir(f"{folder}/en"):
        en, fr = (json.load(open(f"{folder}/{language}/{name}")) for language in ("en", "fr"))
        assert en.pop("title") != fr.pop("title") and en == fr and name == f"{en['status']}.problem"


@pytest.mark.parametrize("raw,code", [
    (b"", "bad_json"), (b"{", "bad_json"), (b"{}x", "bad_json"), (b"[]", "not_object"), (b'"x"', "not_object"),
    (b"null", "bad_json"), (b"{'a':1}", "bad_json"), (b'{"a":1,}', "bad_json"), (b'{"email":"\xff\xfe"}', "bad_json"),
    (b'{"a":' * 40 + b"1" + b"}" * 40, "bad_json"), (b"[" * 100000, "bad_json"), (b'{"email":NaN}', "bad_json"),
    (b'{"email":"a@b.example","email":"c@d.example"}', "invalid"), (b'{"company":"a\\u0000b"}', "invalid"),
    (b'{"email":"a@b.example\x00"}', "bad_json"), (b'{"companySize":1e400}', "invalid"),
    (b'{"companySize":99999999999999999999999}', "invalid"), (b'{"companySize":1.5}', "invalid"),
    (b'{"companySize":"5"}', "invalid"), (b'{"email":{"a":1}}', "invalid"), (b'{"tags":{"a":1}}', "invalid"),
    (b"{" + b'"a":1,' * 3000 + b'"b":2}', "invalid"),
])
def test_malformed_bodies(tenant, raw, code):
    before = tenant.owner.get(P).json["pagination"]["total"]
    body = is_problem(tenant.owner.post(P, raw=raw, headers=JSON), 400)
    assert body["code"] == code
    assert tenant.owner.get(P).json["pagination"]["total"] == before


def test_other_media_types_are_refused(tenant):
    is_problem(tenant.owner.post(P, raw=b"a=1", headers={"Content-Type": "application/x-www-form-urlencoded"}), 415)
    is_problem(tenant.owner.post(P, raw=b"{}", headers={"Content-Type": "application/jsonx"}), 415)
    assert tenant.owner.post(P, raw=b'{"email":"charset@c.example"}',
                             headers={"Content-Type": "application/json; charset=utf-8"}).status == 201


@pytest.mark.parametrize("path", [
    "/api/v1/nothing", "/api/v1/prospects/1", "/api/v1/prospects/%30", "/api/v1/prospects/..%2f", "/api/v1//prospects",
    "/api/v1/prospects/0190AAAA-BBBB-7CCC-8DDD-EEEEEEEEEEEE", "/api/v1/prospects/", "/api/v1/prospects/x/y/z", "/api/v2/prospects",
    "/api/v1/{entity}", "/api/" + "a" * 3000, "/nothing", "/problems/en/404.problem", "/docs/../../etc/passwd"])
def test_paths_that_lead_nowhere(tenant, path):
    is_problem(tenant.owner.get(path), 404, 400)


def test_a_wrong_method_names_the_right_ones(tenant):
    answer = tenant.owner.send("PUT", P)
    is_problem(answer, 405)
    assert answer.header("Allow") == "GET, POST"
    is_problem(tenant.owner.delete("/api/v1/audit-log/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"), 405)
    assert tenant.owner.send("HEAD", P).status == 200 and tenant.owner.send("HEAD", P).body == b""


def raw_exchange(port, data):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as s:
        s.sendall(data)
        received = b""
        while chunk := s.recv(65536):
            received += chunk
        return received


@pytest.mark.parametrize("name,value", [
    ("Authorization", "Bearer x"), ("Idempotency-Key", "k"), ("If-Match", '"1"'), ("X-Request-Id", "a")])
def test_headers_that_count_once_are_refused_twice(tenant, stack, name, value):
    lines = [f"{name}: {value}"] * 2 + ([f"Authorization: Bearer {tenant.owner.token}"] if name != "Authorization" else [])
    received = raw_exchange(stack.port, f"GET {P} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode()
                            + "\r\n".join(lines).encode() + b"\r\n\r\n")
    assert b" 400" in received.split(b"\r\n")[0] and b"problem+json" in received, received


def test_long_headers_and_bodies_are_refused_by_nginx_as_problems(tenant, stack):
    assert is_problem(tenant.owner.post(P, raw=b" " * 1100000, headers=JSON), 413)
    received = raw_exchange(stack.port, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40000 + b"\r\nConnection: close\r\n\r\n")
    assert b" 431" in received.split(b"\r\n")[0] and b"/problems/" in received, received[:300]


def test_the_request_id_is_the_callers_or_ours(tenant):
    assert tenant.owner.get(P, headers={"X-Request-Id": "abc-1.2_3"}).header("X-Request-Id") == "abc-1.2_3"
    ours = tenant.owner.get(P, headers={"X-Request-Id": "no spaces please"}).header("X-Request-Id")
    assert len(ours) == 36


def test_security_headers_are_everywhere(tenant):
    for path in (P, "/api/v1/nothing", "/nothing", "/docs"):
        answer = tenant.owner.get(path)
        assert answer.header("X-Content-Type-Options") == "nosniff" and answer.header("Content-Security-Policy")
        assert "nginx/" not in (answer.header("Server") or "")


class Mutator:
    """Makes requests that are wrong in some way, from a seed, so that a failure can be repeated."""

    def __init__(self, seed):
        self.r = random.Random(seed)

    def junk(self):
        return self.r.choice([
            None, True, -1, 1e308, 2**70, "", "\u0000", "\ud7ff" * 3, "x" * 30000, [], [[]] * 50, {}, {"a": {"b": []}}, "' OR 1=1 --",
            "{{7*7}}", "<script>", "../../etc", "\r\nX: y", "%s%n", "NULL", "\u202e", "a@b", "@", "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"])

    def body(self):
        names = ["email", "firstName", "companySize", "tags", "status", "icpId", "country", "notes", "id", "organisationId", "score",
                 "deletedAt", "__proto__", "", "a/b~c", "linkedinUrl", "lastContactedAt"]
        text = json.dumps({self.r.choice(names): self.junk() for _ in range(self.r.randint(1, 6))}).encode()
        if self.r.random() < 0.3:
            at = self.r.randrange(len(text))
            text = text[:at] + bytes([self.r.randrange(256)]) + text[at + self.r.randrange(3):]
        return text

    def query(self):
        names = ["page", "limit", "sortBy", "cursor", "select", "status", "score[gte]", "q", "tags[has]", "[", "a]b", "%zz", "deleted"]
        values = ["-1", "x", "%", "%00", "%ff%fe", "'", "1;drop", "9" * 50, "a" * 3000, "", "[]", "%F0%9F%98%80", "eyJ"]
        return "&".join(f"{self.r.choice(names)}={self.r.choice(values)}" for _ in range(self.r.randint(1, 4)))

    def headers(self):
        return self.r.choice([{}, {"If-Match": "x"}, {"If-Match": '"\'"'}, {"If-None-Match": '""'}, {"Accept-Language": ",;q=x,fr;q=9e9" * 9},
                              {"Idempotency-Key": "\t"}, {"Authorization": "Bearer " + "." * self.r.randrange(3000)},
                              {"Authorization": "Basic x"}, {"X-Forwarded-For": "1.1.1.1"}, {"Proxy": "http://evil.example"}])


def test_ten_thousand_malformed_requests(tenant, other, stack, full):
    """Never a 5xx, never a changed row. Reads may well succeed: junk in a filter is a filter."""
    threads, each = 8, 1250 if full else 125
    count = "SELECT (SELECT count(*) FROM prospects), (SELECT count(*) FROM icps), (SELECT max(updated_at) FROM prospects)"
    before = stack.query(count)

    def run(seed):
        m, wrong = Mutator(seed), []
        for _ in range(each):
            kind = m.r.randrange(4)
            if kind == 0:
                answer = tenant.owner.post(P, raw=m.body(), headers={**JSON, **m.headers()})
                # A body that happens to be valid would be a 201: none of ours has a valid e-mail.
                fine = 400 <= answer.status < 500
            elif kind == 1:
                answer = tenant.owner.patch(f"{P}/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee", raw=m.body(), headers=JSON)
                fine = 400 <= answer.status < 500
            elif kind == 2:
                answer = tenant.owner.get(f"{P}?{m.query()}", headers=m.headers())
                fine = answer.status < 500
            else:
                answer = tenant.owner.post(P + "/bulk", raw=m.body(), headers={**JSON, **m.headers()})
                fine = 400 <= answer.status < 500
            if not fine or (answer.status >= 400 and answer.header("Content-Type") != "application/problem+json"):
                wrong.append((seed, kind, answer))
        return wrong

    assert [w for ws in together(threads, run) for w in ws] == []
    assert stack.query(count) == before


def test_rejected_bodies_do_not_break_the_connection(api, full):
    """libfcgi: a body left unread makes the next request on the connection fail with 502."""
    junk = b"x" * 60000
    each = 1250 if full else 50

    def run(i):
        return {api.post(P, raw=junk, headers=JSON).status for _ in range(each)}

    assert set().union(*together(8, run)) == {401}


def test_slow_clients_do_not_keep_others_waiting(tenant, stack, full):
    slow = []
    try:
        for _ in range(600 if full else 200):
            s = socket.create_connection(("127.0.0.1", stack.port))
            s.sendall(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
            slow.append(s)
        statuses = together(16, lambda i: {tenant.owner.get(P).status for _ in range(10)})
        assert set().union(*statuses) == {200}
    finally:
        for s in slow:
            s.close()


def test_more_connections_than_threads_are_all_served(tenant):
    statuses = together(100, lambda i: {tenant.owner.as_(tenant.owner.token).get(P).status for _ in range(5)})
    assert set().union(*statuses) == {200}
