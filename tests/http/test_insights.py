"""Insights by the built-in rules: asked for, suggested by changes, counted, and limited by the plan."""

import threading
import time

import pytest

UNKNOWN = "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"


def url(*parts):
    return "/api/v1/" + "/".join(parts)


def made(caller, query, count=1, seconds=30):
    """The insights of a query once there are this many; the worker needs a moment."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        rows = caller.get(url(f"insights?limit=100&{query}")).json["data"]
        if len(rows) >= count:
            return rows
        time.sleep(0.1)
    raise AssertionError(rows)


def jobs(stack, tenant):
    return stack.query("SELECT count(*) FROM jobs WHERE organisation_id = %s AND class = 'insights.generate'", (tenant.organisation,))[0][0]


@pytest.fixture
def worker_away(stack):
    stack.run("stop", "worker")
    yield
    stack.run("start", "worker")


@pytest.fixture
def prospect(new_tenant):
    t = new_tenant()
    t.owner.post(url("icps"), {"name": "Software in France", "status": "active", "industries": ["Software"], "countries": ["FR"]})
    row = t.owner.post(url("prospects"), {
        "email": "ada@analytical.example", "firstName": "Ada", "company": "Analytical Engines", "industry": "software", "country": "US",
        "jobTitle": "CTO", "companySize": 30}).json
    t.prospect = row["id"]
    return t


def test_a_prospect_is_judged_against_each_profile_with_advice_and_opening_lines(prospect):
    t = prospect
    assert t.viewer.post(url("prospects", t.prospect, "generate-insights")).status == 403
    answer = t.member.post(url("prospects", t.prospect, "generate-insights"))
    assert (answer.status, answer.json) == (202, {"queued": True})
    rows = made(t.viewer, f"prospectId={t.prospect}", 3)
    kinds = {r["kind"]: r for r in rows}
    assert set(kinds) == {"fit", "next_action", "opening_line"}
    # 25 of 40: the industry is met, the country is not.
    assert (kinds["fit"]["score"], kinds["fit"]["data"]["profile"]) == (63, "Software in France")
    assert "Met: industry. Not met, or not known: country." == kinds["fit"]["body"]
    assert kinds["next_action"]["title"] == "Put into a campaign"
    lines = [r["body"] for r in rows if r["kind"] == "opening_line"]
    assert any("CTO at Analytical Engines" in line and "{{firstName}}" in line for line in lines)
    assert {r["provider"] for r in rows} == {"rules"}
    assert len({r["generationId"] for r in rows}) == 1
    assert all(r["confidence"] is not None and r["latencyMs"] is not None and r["status"] == "new" for r in rows)
    usage = t.viewer.get(url("usage")).json["data"]
    assert [(u["insights"], u["tokensIn"], u["costMicros"]) for u in usage] == [(1, 0, 0)]


def test_new_insights_replace_those_that_nobody_has_judged(prospect):
    t = prospect
    place = url("prospects", t.prospect, "generate-insights")
    t.owner.post(place)
    first = made(t.owner, f"prospectId={t.prospect}", 3)
    kept = t.owner.post(url("insights", first[0]["id"], "accept")).json["id"]
    t.owner.post(place)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        rows = t.owner.get(url(f"insights?limit=100&prospectId={t.prospect}")).json["data"]
        if len({r["generationId"] for r in rows}) == 2:
            break
        time.sleep(0.1)
    assert {r["id"] for r in rows} & {r["id"] for r in first} == {kept}
    assert len([r for r in rows if r["status"] == "new"]) == len(first)


def test_insights_speak_the_organisations_language_and_opening_lines_the_prospects(prospect):
    t = prospect
    t.owner.patch(url("organisations", t.organisation), {"locale": "fr"})
    t.owner.patch(url("prospects", t.prospect), {"locale": "en", "status": "unqualified"})
    t.owner.post(url("prospects", t.prospect, "generate-insights"))
    rows = made(t.owner, f"prospectId={t.prospect}", 3)
    assert "Correspond à « Software in France » : 63 %" in [r["title"] for r in rows]
    assert any("Hello {{firstName}}, as CTO" in r["body"] for r in rows)


def test_a_campaign_and_the_whole_pipeline_are_looked_at(new_tenant):
    t = new_tenant()
    sequence = t.owner.post(url("sequences"), {"name": "S"}).json["id"]
    campaign = t.owner.post(url("campaigns"), {"name": "C", "sequenceId": sequence}).json["id"]
    t.owner.post(url("prospects"), {"email": "a@b.example"})
    t.owner.post(url("campaigns", campaign, "generate-insights"))
    assert {r["title"] for r in made(t.owner, f"campaignId={campaign}", 2)} == {"Nothing sent yet", "Start it"}
    assert t.member.post(url("organisations", t.organisation, "generate-insights")).status == 202
    rows = made(t.owner, "prospectId[null]=true&campaignId[null]=true", 2)
    pipeline = next(r for r in rows if r["kind"] == "pipeline")
    # No campaign is running.
    assert (pipeline["score"], pipeline["title"]) == (90, "Pipeline health: 90 of 100")
    assert "No campaign is running" in [r["title"] for r in rows]


def test_what_a_campaign_has_done_shows_which_step_works(new_tenant, stack):
    t = new_tenant()
    t.owner.patch(url("organisations", t.organisation), {"autoInsights": False})
    sequence = t.owner.post(url("sequences"), {"name": "S"}).json["id"]
    steps = [t.owner.post(url("sequence-steps"), {"sequenceId": sequence, "position": n, "subject": f"Subject {n}", "body": "Text"}).json["id"] for n in (1, 2)]
    campaign = t.owner.post(url("campaigns"), {"name": "C", "sequenceId": sequence}).json["id"]
    person = t.owner.post(url("prospects"), {"email": "a@b.example"}).json["id"]
    for step, replies in zip(steps, (1, 5)):
        stack.query("WITH m AS (INSERT INTO messages (organisation_id, prospect_id, campaign_id, step_id, status, body, sent_at)"
                    " SELECT %s, %s, %s, %s, 'delivered', 'x', now() FROM generate_series(1, 25) RETURNING organisation_id, id),"
                    " n AS (SELECT *, row_number() OVER () AS n FROM m)"
                    " INSERT INTO message_events (organisation_id, message_id, kind) SELECT organisation_id, id, 'opened'::message_event_kind FROM n"
                    " UNION ALL SELECT organisation_id, id, 'replied' FROM n WHERE n <= %s",
                    (t.organisation, person, campaign, step, replies))
    t.owner.post(url("campaigns", campaign, "generate-insights"))
    titles = {r["title"]: r for r in made(t.owner, f"campaignId={campaign}", 4)}
    assert titles["12 % reply"]["score"] == 100
    assert "“Subject 2” was answered by 20 % of 25." == titles["Step 2 works best"]["body"]
    assert "Step 1 works least" in titles and "Do more of it" in titles


def test_the_same_is_queued_once(prospect, worker_away):
    t = prospect
    place = url("prospects", t.prospect, "generate-insights")
    assert [t.member.post(place).json["queued"] for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("path", [("prospects", UNKNOWN), ("campaigns", UNKNOWN), ("organisations", UNKNOWN), ("prospects", "x")])
def test_there_is_nothing_to_say_about_what_is_not_there(tenant, path):
    assert tenant.owner.post(url(*path, "generate-insights")).status == 404


def test_another_tenants_rows_are_not_there(tenant, prospect):
    assert tenant.owner.post(url("prospects", prospect.prospect, "generate-insights")).status == 404
    assert tenant.owner.post(url("organisations", prospect.organisation, "generate-insights")).status == 404


def test_when_the_plan_is_used_up_nothing_is_queued(prospect, stack):
    t = prospect
    stack.query("INSERT INTO usage_months (organisation_id, starts_at, insights) SELECT %s, date_trunc('month', now()), max_insights_per_month"
                " FROM plans WHERE code = 'trial'", (t.organisation,))
    answer = t.member.post(url("prospects", t.prospect, "generate-insights"))
    assert (answer.status, answer.json["code"]) == (429, "quota")
    assert "the plan allows 200" in answer.json["title"]
    assert 0 < int(answer.header("Retry-After")) <= 31 * 86400
    assert jobs(stack, t) == 0


def test_tokens_are_limited_too(prospect, stack):
    t = prospect
    stack.query("INSERT INTO usage_months (organisation_id, starts_at, tokens_in) SELECT %s, date_trunc('month', now()), max_ai_tokens_per_month"
                " FROM plans WHERE code = 'trial'", (t.organisation,))
    answer = t.member.post(url("prospects", t.prospect, "generate-insights"))
    assert answer.status == 429 and "tokens" in answer.json["title"]


def test_two_who_ask_at_once_can_not_both_take_the_last_place(prospect, stack, worker_away):
    t = prospect
    ids = [t.owner.post(url("prospects"), {"email": f"p{n}@many.example"}).json["id"] for n in range(8)]
    stack.query("INSERT INTO usage_months (organisation_id, starts_at, insights) SELECT %s, date_trunc('month', now()), max_insights_per_month - 3"
                " FROM plans WHERE code = 'trial'", (t.organisation,))
    answers = []
    threads = [threading.Thread(target=lambda i=i: answers.append(t.owner.post(url("prospects", i, "generate-insights")).status)) for i in ids]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [202] * 3 + [429] * 5


def test_changes_that_matter_ask_by_themselves(prospect):
    t = prospect
    t.owner.patch(url("prospects", t.prospect), {"status": "qualified"})
    rows = made(t.owner, f"prospectId={t.prospect}", 3)
    assert "Propose a meeting" in [r["title"] for r in rows]


def test_unless_the_organisation_does_not_want_it_or_has_used_most_of_its_plan(prospect, stack):
    t = prospect
    t.owner.patch(url("organisations", t.organisation), {"autoInsights": False})
    t.owner.patch(url("prospects", t.prospect), {"status": "qualified"})
    assert jobs(stack, t) == 0
    t.owner.patch(url("organisations", t.organisation), {"autoInsights": True})
    stack.query("INSERT INTO usage_months (organisation_id, starts_at, insights) SELECT %s, date_trunc('month', now()), max_insights_per_month * 8 / 10"
                " FROM plans WHERE code = 'trial'", (t.organisation,))
    t.owner.patch(url("prospects", t.prospect), {"status": "engaged"})
    assert jobs(stack, t) == 0
    assert t.owner.post(url("prospects", t.prospect, "generate-insights")).status == 202


def test_a_prospect_deleted_meanwhile_gets_none(prospect, stack, worker_away):
    t = prospect
    t.owner.post(url("prospects", t.prospect, "generate-insights"))
    t.owner.delete(url("prospects", t.prospect))
    stack.run("start", "worker")
    deadline = time.monotonic() + 20
    state = "SELECT state::text FROM jobs WHERE organisation_id = %s AND class = 'insights.generate'"
    while stack.query(state, (t.organisation,)) != [("done",)] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert stack.query(state, (t.organisation,)) == [("done",)]
    assert stack.query("SELECT count(*) FROM ai_insights WHERE organisation_id = %s", (t.organisation,))[0][0] == 0
