"""What is measured: requests, and the statements that our server sends for them (for pgbench)."""

import json
import random

API = "/api/v1"
# What shared/tenant.c sends first.
ENTER = ("SELECT c.role, c.locale, c.platform_admin, t.organisation FROM ("
         "SELECT set_config('asa.organisation', :org, true)::uuid AS organisation, set_config('asa.actor', :usr, true), set_config('asa.session', :sid, true),"
         " set_config('asa.request', :request, true), set_config('asa.address', :address, true) OFFSET 0) AS t LEFT JOIN LATERAL ("
         "SELECT u.role, coalesce(u.locale, o.locale) AS locale, u.platform_admin, s.last_seen_at"
         " FROM sessions s JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id JOIN organisations o ON o.id = s.organisation_id"
         " WHERE s.organisation_id = t.organisation AND s.user_id = :usr::uuid AND s.id = :sid::uuid AND s.ended_at IS NULL AND s.expires_at > now()"
         " AND u.status = 'active' AND u.deleted_at IS NULL AND o.status = 'active' AND o.deleted_at IS NULL) AS c ON true"
         " WHERE CASE WHEN c.role IS NULL THEN refuse('AS401', 'session is over')"
         " WHEN c.role < :role::user_role OR (:platform::boolean AND NOT c.platform_admin) THEN refuse('AS403', 'the role is not enough')"
         " WHEN c.last_seen_at < now() - interval '1 minute' THEN session_seen(:sid::uuid) ELSE true END;")
VALUES = {"request": "bench", "address": "127.0.0.1", "role": "member", "platform": "false", "limit": 21, "status": "qualified", "country": "FR", "q": "emma 17",
          "new": "New", "company": "Bench"}
ROW = ("id, created_at, updated_at, deleted_at, icp_id, owner_id, email, first_name, last_name, company, domain, job_title, phone, linkedin_url, industry,"
       " company_size, country, city, locale, status, source, score, score_reasons, to_json(tags), notes, last_contacted_at")
LIST = "SELECT " + ROW + ", {sort}, id FROM prospects WHERE true AND deleted_at IS NULL{where} ORDER BY {sort} DESC, id DESC LIMIT :limit::bigint;"
COUNT = ("SELECT CASE WHEN n > 10000 THEN greatest(n, estimate('SELECT FROM prospects WHERE true AND deleted_at IS NULL AND organisation_id = $2'::text, '{{}}'::text[]))"
         " ELSE n END, n > 10000 FROM (SELECT count(*) AS n FROM (SELECT FROM prospects WHERE true AND deleted_at IS NULL{where} LIMIT 10000 + 1) AS found) AS counted;")
FILTER = " AND status = :status::prospect_status AND country = :country::text"
SEARCH = " AND id = ANY (ARRAY(SELECT gate.search_prospects(:q::text)))"


def pipeline(*statements):
    return "\\startpipeline\n" + "\n".join((ENTER, *statements)) + "\n\\endpipeline\n"


def listed(where="", sort="score", total=True):
    return pipeline(LIST.format(where=where, sort=sort), *([COUNT.format(where=where)] if total else []))


ONE = pipeline("SELECT " + ROW + ", updated_at, id FROM prospects WHERE id = :id::uuid AND deleted_at IS NULL;")
UPDATE = pipeline("UPDATE prospects SET notes = (:note1 || '-' || :note2)::text WHERE id = :id::uuid AND deleted_at IS NULL RETURNING " + ROW + ", updated_at, id;",
                  "SELECT id, updated_at, id FROM prospects WHERE id = :id::uuid AND deleted_at IS NULL;")
CREATE = pipeline("INSERT INTO prospects (organisation_id, email, first_name, company) VALUES (current_tenant(), (:note1 || '-' || :note2 || '@new.example')::text, :new::text,"
                  " :company::text) RETURNING " + ROW + ", updated_at, id;")

# name: requests of a tenant (method, path, body), by the ids of some of its prospects; statements; whether peers have the same answer; target against the
# limit, against Prisma, against pg.
GET = [("GET", f"{API}/prospects/{{id}}", "")]
PAGE = [("GET", f"{API}/prospects?limit=20&sortBy=score&sortOrder=desc", "")]
CHANGE = [("PATCH", f"{API}/prospects/{{id}}", json.dumps({"notes": "{n}"}))]
NEW = [("POST", f"{API}/prospects", json.dumps({"email": "{n}@new.example", "firstName": "New", "company": "Bench"}))]
CASES = {
    "one prospect": (GET, ONE, True, 0.7, 4, 2),
    "list of 20 with total": (PAGE, listed(), True, 0.85, 3, 1.8),
    "list of 20 by cursor": ([("GET", f"{API}/prospects?limit=20&sortBy=score&sortOrder=desc&cursor=", "")], listed(total=False), False, 0.8, 6, 3.5),
    "filtered list": ([("GET", f"{API}/prospects?limit=20&sortBy=score&sortOrder=desc&status=qualified&country=FR", "")], listed(FILTER), True, None, None, None),
    "search": ([("GET", f"{API}/prospects?limit=20&sortBy=score&sortOrder=desc&q=emma+17", "")], listed(SEARCH), True, None, None, None),
    "create": (NEW, CREATE, False, 0.7, 4, 2),
    "update": (CHANGE, UPDATE, False, 0.7, 4, 2),
    "80 % reads": (GET * 40 + PAGE * 40 + NEW * 10 + CHANGE * 10, None, False, None, None, None),
    "10 % unauthorised": (GET * 9 + [("GET", f"{API}/prospects/{{id}}", "unauthorised")], None, False, None, None, None),
    "health": ([("GET", f"{API}/health", "")], "SELECT 1;\n", False, 0.8, 1.5, 1.5),
    "log in": ([("POST", f"{API}/auth/login", json.dumps({"email": "{email}", "password": "Load-test-1!"}))], None, False, 0.9, 1, 1),
}


def requests(name, tenants):
    """Lines for wrk.lua. A cursor has no counterpart among the peers: they page."""
    lines = []
    for t in tenants:
        for method, path, body in CASES[name][0]:
            token = "no.such.token" if body == "unauthorised" else "" if "login" in path or "health" in path else t["token"]
            body = "" if body == "unauthorised" else body.replace("{email}", t["email"])
            for prospect in random.sample(t["ids"], 4) if "{id}" in path else [""]:
                lines.append("\t".join((method, path.replace("{id}", prospect), token, body)))
    return lines
