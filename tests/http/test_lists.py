"""Lists: filters, order, pages, fields; and what they cost."""

import pytest

from api import Rows
from test_auth import fields

P = "/api/v1/prospects"


@pytest.fixture(scope="module")
def prospects(tenant):
    made = []
    for i in range(30):
        body = {"email": f"l{i}@list.example", "firstName": "Zoé" if i % 2 else "Max", "companySize": i + 1,
                "status": "qualified" if i % 3 == 0 else "new", "tags": ["vip", "é,t"] if i % 5 == 0 else [],
                "country": "FR" if i % 2 else "US"}
        if i % 4:
            body["lastName"] = f"Name {i % 7}"
        answer = tenant.owner.post(P, body)
        assert answer.status == 201, answer
        made.append(answer.json)
    return made


def ids(answer):
    assert answer.status == 200, answer
    return [r["id"] for r in answer.json["data"]]


def test_newest_first_in_pages_with_a_total(tenant, prospects):
    first, second = tenant.viewer.get(P + "?limit=20"), tenant.viewer.get(P + "?limit=20&page=2")
    assert ids(first) + ids(second) == [p["id"] for p in reversed(prospects)]
    assert first.json["pagination"] | {"nextCursor": None} == {
        "page": 1, "limit": 20, "total": 30, "totalIsEstimate": False, "totalPages": 2, "hasNext": True, "hasPrev": False, "nextCursor": None}
    assert second.json["pagination"]["hasNext"] is False and second.json["pagination"]["hasPrev"] is True


@pytest.mark.parametrize("query,wanted", [
    ("status=qualified", lambda p: p["status"] == "qualified"),
    ("status[ne]=qualified", lambda p: p["status"] != "qualified"),
    ("status[in]=qualified,new", lambda p: True),
    ("companySize[gte]=10&companySize[lt]=20", lambda p: 10 <= p["companySize"] < 20),
    ("companySize=3", lambda p: p["companySize"] == 3),
    ("country=FR&status=new", lambda p: p["country"] == "FR" and p["status"] == "new"),
    ("tags[has]=vip", lambda p: "vip" in p["tags"]),
    ("tags[has]=%C3%A9,t", lambda p: "é,t" in p["tags"]),
    ("q=zoe", lambda p: p["firstName"] == "Zoé"),
    ("q=ZO%C3%89%20name", lambda p: p["firstName"] == "Zoé" and p["lastName"]),
    ("q=list.example", lambda p: True),
    ("q=%27%22%29%28%21%26", lambda p: False),
    ("icpId[null]=true", lambda p: True),
    ("icpId[null]=false", lambda p: False),
    ("createdAt[lt]=2020-01-01T00:00:00Z", lambda p: False),
])
def test_filters(tenant, prospects, query, wanted):
    assert set(ids(tenant.viewer.get(f"{P}?limit=100&{query}"))) == {p["id"] for p in prospects if wanted(p)}


@pytest.mark.parametrize("sort", ["createdAt", "updatedAt", "score", "lastName", "company", "lastContactedAt"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_cursor_sees_every_row_once_in_the_same_order(tenant, prospects, sort, order):
    whole = ids(tenant.viewer.get(f"{P}?limit=200&sortBy={sort}&sortOrder={order}"))
    seen, cursor = [], ""
    while cursor is not None:
        page = tenant.viewer.get(f"{P}?limit=7&sortBy={sort}&sortOrder={order}&cursor={cursor}")
        seen += ids(page)
        assert "total" not in page.json["pagination"]
        cursor = page.json["pagination"]["nextCursor"]
    assert seen == whole and len(set(seen)) == 30


def pagination(tenant, query):
    answer = tenant.viewer.get(f"{P}?limit=5&{query}")
    assert answer.status == 200, answer
    return answer.json["pagination"]


def test_a_total_is_counted_estimated_or_left_out_as_asked(tenant, prospects):
    assert pagination(tenant, "total=exact")["total"] == 30
    assert pagination(tenant, "total=estimate")["totalIsEstimate"] is True
    without = pagination(tenant, "total=none")
    assert "total" not in without and "totalPages" not in without and without["hasNext"] is True
    assert pagination(tenant, "total=none&page=6")["hasNext"] is False
    by_cursor = pagination(tenant, "total=exact&cursor=")
    assert by_cursor["total"] == 30 and "page" not in by_cursor
    wrong = tenant.viewer.get(f"{P}?total=perhaps")
    assert wrong.status == 400 and wrong.json["errors"][0]["parameter"] == "total"


def test_values_of_any_kind_reach_an_estimate_whole(tenant, prospects):
    for query in ("company=a%22b%5Cc%7B%2C%27", "status[in]=new,qualified", "company[in]=a%22,b%5C", "q=zoe", "tags[has]=%C3%A9,t", "icpId[null]=true",
                  "createdAt[lt]=2020-01-01T00:00:00Z&companySize[gte]=3"):
        assert pagination(tenant, f"total=estimate&{query}")["total"] >= 0


def test_what_is_beyond_the_bound_is_estimated_and_says_so(stack, new_tenant):
    tenant, rows = new_tenant(), 12_000
    stack.query("INSERT INTO prospects (organisation_id, email, status) SELECT %s::uuid, 'many-' || n || '@list.example', (CASE WHEN n <= 100 THEN 'qualified' ELSE 'new' END)"
                "::prospect_status FROM generate_series(1, %s) n", (tenant.organisation, rows))
    stack.query("ANALYZE prospects")
    many, few = pagination(tenant, ""), pagination(tenant, "status=qualified")
    assert many["totalIsEstimate"] is True and rows / 2 < many["total"] < rows * 2 and many["total"] > 10_000
    assert few["totalIsEstimate"] is False and few["total"] == 100
    exact = pagination(tenant, "total=exact")
    assert exact["totalIsEstimate"] is False and exact["total"] == rows
    last = pagination(tenant, "page=2400")
    assert last["hasNext"] is False and last["hasPrev"] is True


def test_a_cursor_from_a_numbered_page_goes_on(tenant, prospects):
    first = tenant.viewer.get(P + "?limit=10")
    second = tenant.viewer.get(P + "?limit=10&cursor=" + first.json["pagination"]["nextCursor"])
    assert ids(first) + ids(second) == [p["id"] for p in reversed(prospects)][:20]


def test_select_gives_just_those_fields(tenant, prospects):
    answer = tenant.viewer.get(P + "?select=email,id,tags&limit=3")
    assert all(list(r) == ["id", "email", "tags"] for r in answer.json["data"])
    assert list(tenant.viewer.get(f"{P}/{prospects[0]['id']}?select=email").json) == ["email"]


def test_deleted_rows_are_shown_on_request(new_tenant):
    t = new_tenant()
    rows = Rows(t)
    live, dead = rows.id("icps"), rows.id("icps")
    t.owner.delete(f"/api/v1/icps/{dead}")
    assert ids(t.owner.get("/api/v1/icps")) == [live]
    assert ids(t.owner.get("/api/v1/icps?deleted=only")) == [dead]
    assert ids(t.owner.get("/api/v1/icps?deleted=include")) == [dead, live]


@pytest.mark.parametrize("query,parameter,code", [
    ("colour=red", "colour", "unknown_parameter"), ("notes=x", "notes", "unknown_parameter"),
    ("status=great", "status", "one_of"), ("status[gte]=new", "status[gte]", "unknown_parameter"),
    ("status[like]=n", "status[like]", "unknown_parameter"), ("status[in=n", "status[in", "unknown_parameter"),
    ("page=0", "page", "too_small"), ("page=x", "page", "type"), ("page=99999999999999999999", "page", "type"),
    ("limit=201", "limit", "too_large_number"), ("limit=-1", "limit", "too_small"),
    ("sortBy=notes", "sortBy", "not_sortable"), ("sortOrder=up", "sortOrder", "one_of"),
    ("cursor=nonsense", "cursor", "bad_cursor"), ("cursor=&page=2", "cursor", "cursor_and_page"),
    ("select=password", "select", "unknown_field"), ("select=", "select", "required"), ("deleted=maybe", "deleted", "one_of"),
    ("q=a", "q", "too_short"), ("q=" + "a" * 101, "q", "too_long"), ("icpId=1", "icpId", "type"),
    ("icpId[null]=perhaps", "icpId[null]", "type"), ("status=new&status=new", "status", "repeated_parameter"),
    ("company=%ff", "company", "bad_encoding"), ("company=%00", "company", "bad_encoding"), ("company=%4", "company", "bad_encoding"),
    ("companySize[gt]=1e3", "companySize[gt]", "type"), ("createdAt[gt]=yesterday", "createdAt[gt]", "type"),
    ("createdAt[gt]=2026-02-30T00:00:00Z", "createdAt[gt]", "type"), ("status[in]=", "status[in]", "required"),
])
def test_a_bad_parameter_is_named(tenant, query, parameter, code):
    answer = tenant.viewer.get(f"{P}?{query}")
    assert answer.status == 400 and ("?" + parameter, code) in fields(answer), answer


def test_a_cursor_for_another_order_is_refused(tenant, prospects):
    cursor = tenant.viewer.get(P + "?limit=5&sortBy=score").json["pagination"]["nextCursor"]
    assert tenant.viewer.get(f"{P}?limit=5&sortBy=score&sortOrder=desc&cursor={cursor}").status == 400
