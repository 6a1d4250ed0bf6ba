"""Every list the API offers, on 100,000 rows a table: no sequential scan."""

import itertools
import os
import re

import pytest

from api import Api, Tenant

TENANTS, ROWS = 20, 100000
DATABASE = "asa_us"

# What a row needs besides its tenant; g counts up. Parents come first, so that g names them too.
TABLES = {
    "users": "email, name, password_hash, role, status",
    "invitations": "email, token_hash, expires_at",
    "api_keys": "name, prefix, key_hash, role",
    "sessions": "user_id, refresh_hash, expires_at",
    "icps": "name, status",
    "prospects": "icp_id, owner_id, email, first_name, last_name, company, domain, industry, company_size, country, status, source, score, tags",
    "email_sequences": "icp_id, name, locale, status",
    "sequence_steps": "sequence_id, position, kind, body",
    "campaigns": "sequence_id, icp_id, owner_id, name, status, starts_at",
    "campaign_prospects": "campaign_id, prospect_id, status, next_send_at",
    "messages": "prospect_id, campaign_id, enrolment_id, step_id, direction, status, body, scheduled_at, sent_at",
    "message_events": "message_id, kind, occurred_at",
    "activities": "prospect_id, campaign_id, user_id, kind, subject, occurred_at, due_at",
    "ai_insights": "prospect_id, campaign_id, kind, title, body, score, provider",
    "audit_log": "actor_id, action, entity, entity_id",
}
ENUMS = {"users.role": "user_role", "users.status": "user_status", "icps.status": "icp_status", "prospects.status": "prospect_status",
         "prospects.source": "prospect_source", "email_sequences.locale": "locale", "email_sequences.status": "sequence_status",
         "sequence_steps.kind": "step_kind", "campaigns.status": "campaign_status", "campaign_prospects.status": "enrolment_status",
         "messages.direction": "message_direction", "messages.status": "message_status", "message_events.kind": "message_event_kind",
         "activities.kind": "activity_kind", "ai_insights.kind": "insight_kind", "audit_log.action": "audit_action"}


def value(table, column):
    """An SQL expression over g that gives a plausible value."""
    enum = ENUMS.get(f"{table}.{column}")
    if enum:
        return f"(enum_range(NULL::{enum}))[1 + g % cardinality(enum_range(NULL::{enum}))]"
    if (table, column) == ("users", "email"):
        return f"'p' || g || '-{os.getpid()}@company' || g % 3000 || '.example'"  # one database for everybody, and for each run
    if column == "role":
        return "'member'"
    if column.endswith("_id"):
        # Ids of all tables are made from g, so any id names a row of the same tenant. An insight is about one thing.
        return "NULL" if (table, column) == ("ai_insights", "campaign_id") else "ids.id"
    if column.endswith("_hash") and column != "password_hash":
        return "sha256(g::text::bytea)"
    if column.endswith("_at"):
        return "now() - g * interval '1 minute'"
    return {"email": "'p' || g || '@company' || g % 3000 || '.example'", "score": "g % 101", "company_size": "1 + g % 5000", "country": "'FR'",
            "tags": "ARRAY['tag' || g % 200]", "position": "1 + g % 100", "domain": "'company' || g % 3000 || '.example'",
            "entity": "(ARRAY['prospects', 'icps', 'users'])[1 + g % 3]"}.get(column, f"'{column} ' || g % 1000")


@pytest.fixture(scope="module")
def big(api, stack):
    t = Tenant(api, f"explain-{os.getpid()}", "us")
    connection = stack.database(DATABASE)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, no foreign keys: just rows
        cursor.execute("CREATE TEMPORARY TABLE orgs AS SELECT row_number() OVER () - 1 AS n, id FROM (SELECT %s::uuid AS id "
                       "UNION ALL SELECT gen_random_uuid() FROM generate_series(2, %s)) o", (t.organisation, TENANTS))
        cursor.execute("CREATE TEMPORARY TABLE ids AS SELECT g, uuid_v7() AS id, orgs.id AS organisation "
                       "FROM generate_series(1, %s) g JOIN orgs ON orgs.n = mod(g, %s)", (ROWS, TENANTS))
        for table, columns in TABLES.items():
            values = ", ".join(value(table, c.strip()) for c in columns.split(","))
            cursor.execute(f"INSERT INTO {table} (organisation_id, id, {columns}) SELECT organisation, id, {values} FROM ids")
            cursor.execute(f"ANALYZE {table}")
    connection.close()
    return t


def queries(document):
    """Each filter, each order both ways by page and by cursor, and some together."""
    for path, methods in document["paths"].items():
        if not re.fullmatch(r"/api/v1/[a-z-]+", path) or "get" not in methods:
            continue
        parameters = {p["name"]: p["schema"] for p in methods["get"]["parameters"] if "name" in p}
        filters = [f"{n}={sample(n, s)}" for n, s in parameters.items()
                   if n not in ("page", "limit", "cursor", "select", "sortBy", "sortOrder", "deleted")]
        orders = [f"sortBy={s}&sortOrder={o}" for s in parameters["sortBy"]["enum"] for o in ("asc", "desc")]
        ranges = [f"{n}[gte]={sample(n, s)}&{n}[lt]={sample(n, s)}" for n, s in parameters.items()
                  if s.get("type") == "integer" and n not in ("page", "limit") or n == "createdAt"]
        for query in itertools.chain([""], filters, orders, ranges, (f"{o}&cursor=" for o in orders),
                                     (f"{f}&{orders[0]}" for f in filters),
                                     [f"deleted={d}" for d in ("only", "include") if "deleted" in parameters]):
            yield path, query


def sample(name, schema):
    if "enum" in schema:
        return schema["enum"][-1]
    if schema.get("format") == "uuid":
        return "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"
    if schema.get("format") == "date-time":
        return "2026-01-01T00:00:00Z"
    if schema.get("type") == "integer":
        return 50
    return {"email": "p1@company1.example", "country": "FR", "domain": "company1.example", "tags[has]": "tag7"}.get(name, "company 7")


def test_no_list_reads_a_whole_table(big, api, stack, document):
    stack.query("ALTER ROLE asa_app SET session_preload_libraries = 'auto_explain'")
    stack.query("ALTER ROLE asa_app SET auto_explain.log_min_duration = 0")
    stack.query("ALTER ROLE asa_app SET auto_explain.log_nested_statements = on")  # the searches inside the gate
    # Settings of a role hold from its next connection on.
    new_connections = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'asa_app'"
    stack.query(new_connections)
    log = f"{stack.folder}/log/postgres.log"
    start, asked = os.path.getsize(log), 0
    try:
        for path, query in queries(document):
            for _ in range(2):
                answer = big.owner.get(f"{path}?{query}".replace(" ", "%20"))
                assert answer.status == 200, (path, query, answer)
            cursor = answer.json["pagination"]["nextCursor"]
            if "cursor=" in query and cursor:
                assert big.owner.get(f"{path}?{query}{cursor}").status == 200
            asked += 1
    finally:
        stack.query("ALTER ROLE asa_app RESET session_preload_libraries")
        stack.query("ALTER ROLE asa_app RESET auto_explain.log_min_duration")
        stack.query("ALTER ROLE asa_app RESET auto_explain.log_nested_statements")
        stack.query(new_connections)
    assert asked > 200
    with open(log, errors="replace") as f:
        f.seek(start)
        plans = re.split(r"\n(?=\d{4}-\d\d-\d\d )", f.read())
    read = [p for p in plans if "Query Text" in p]
    assert len(read) > asked
    assert any("search_query" in p for p in read), "the searches are looked at too"
    whole = {re.search(r"Query Text: (.*)", p)[1] + "\n" + p[-1500:] for p in read if re.search(rf"Seq Scan on ({'|'.join(TABLES)})\b", p)}
    assert not whole, f"{len(whole)} statements, the first: {sorted(whole)[0]}"
