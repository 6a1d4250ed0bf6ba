"""What a database is said to be: status, resolve, rollback, diff."""

import json
import re


def test_in_step(product):
    product.ok("deploy")
    assert "global: in step" in product.ok("status")


def test_behind(project):
    project.ok("new", "more")
    answer = json.loads(project.fails(1, "status", "--json"))
    assert answer == {"database": "global", "status": 1, "pending": ["more"], "edited": [], "missing": [], "failed": [], "drift": []}


def test_drift_names_each_object_that_differs(project):
    project.query("CREATE INDEX by_hand ON things (name); ALTER TABLE things ALTER name SET NOT NULL; COMMENT ON TABLE paints IS 'x';"
                  " DROP TABLE paints; GRANT SELECT ON things TO asa_app; ALTER TYPE colour ADD VALUE 'blue'")
    out = project.fails(2, "status")
    for line in ("+ index public.by_hand", "~ column public.things.name", "- table public.paints", "+ grant public.things to asa_app", "~ enum public.colour"):
        assert line in out, out
    assert "in step" in project.ok("status", "--no-drift")


def test_an_edited_change(project):
    open(f"{project.folder}/sql/deploy/things.sql", "a").write("-- another word\n")
    assert "edited  things" in project.fails(2, "status")


def test_a_change_that_is_no_longer_in_the_plan(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    project.ok("deploy")
    plan = f"{project.folder}/sql/sqitch.plan"
    lines = open(plan).readlines()[:-1]
    open(plan, "w").writelines(lines)
    assert "missing  more" in project.fails(2, "status")
    assert "changes that are not in the plan: more" in project.fails(1, "deploy")


def test_away(project):
    assert "can't be reached" in project.fails(3, "status", DATABASE_URL=project.url("asa_db_nowhere"))
    assert json.loads(project.fails(3, "status", "--json", DATABASE_URL=project.url("asa_db_nowhere")))["status"] == 3


def test_each_region_has_its_own(project):
    project.databases.append(f"asa_db_test_eu_{project.number}")
    project.create(project.databases[1])
    project.env["DATABASE_URL_EU"] = project.url(project.databases[1])
    out = project.fails(1, "status")
    assert "global: in step" in out and "eu: behind" in out
    project.ok("status", "--region", "global")
    project.ok("deploy", "--region=eu")
    project.ok("status")


def test_resolve_applied_shows_what_is_still_missing(project):
    project.change("more", "CREATE TABLE more (id int);\nCREATE INDEX more_id ON more (id);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    project.query("CREATE TABLE more (id int); ALTER TABLE more OWNER TO asa_owner")
    out = project.ok("resolve", "--applied", "more")
    assert "recorded as applied" in out and "+ index public.more_id" in out and "table public.more" not in out
    project.query("CREATE INDEX more_id ON more (id)")
    project.ok("status")


def test_resolve_reverted(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    project.ok("deploy")
    assert "- table public.more" in project.ok("resolve", "--reverted", "more")
    assert "pending  more" in project.fails(1, "status", "--no-drift")


def test_resolve_takes_the_next_or_the_last_only(project):
    project.ok("new", "one")
    project.ok("new", "two")
    assert "two is not the next pending change (one)" in project.fails(1, "resolve", "--applied", "two")
    assert "there is no change three" in project.fails(2, "resolve", "--applied", "three")
    assert "one is not the last deployed change (things)" in project.fails(1, "resolve", "--reverted", "one")


def test_rollback_says_what_goes_and_asks(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    project.ok("deploy")
    project.query("INSERT INTO more VALUES (1), (2)")
    out = project.fails(1, "rollback")
    assert "lost: table more: 2 rows" in out and "needs --yes; nothing was changed" in out
    assert "more" in project.tables()
    project.ok("rollback", "--yes")
    assert project.tables() == {"things", "paints"}
    project.ok("rollback", "things", "--yes")
    assert project.tables() == set()


def test_rollback_that_fails_leaves_the_change(project):
    project.write("revert", "things", "BEGIN;\nDROP TABLE things;\nSELECT 1 / 0;\nCOMMIT;\n")
    assert "could not be reverted" in project.fails(1, "rollback", "--yes")
    assert "things" in project.tables()


KINDS = {
    "table": "CREATE TABLE t (id int)",
    "column": "ALTER TABLE things ADD c int",
    "type": "CREATE TYPE pair AS (a int, b int)",
    "domain": "CREATE DOMAIN small AS int CHECK (VALUE < 10)",
    "enum": "ALTER TYPE colour ADD VALUE 'blue'",
    "index public.partial": "CREATE INDEX partial ON things (name) WHERE size > 3",
    "index public.expression": "CREATE INDEX expression ON things (lower(name))",
    "check": "ALTER TABLE things ADD CHECK (size > 0)",
    "unique": "ALTER TABLE things ADD UNIQUE (name)",
    "foreign key": "ALTER TABLE paints ADD FOREIGN KEY (id) REFERENCES things",
    "view": "CREATE VIEW v AS SELECT id FROM things",
    "function": "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'",
    "trigger": "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION g()",
    "policy": "CREATE POLICY p ON things USING (id > 1)",
    "~ table": "ALTER TABLE things ENABLE ROW LEVEL SECURITY",
    "grant": "GRANT SELECT (name) ON things TO asa_worker",
    "comment": "COMMENT ON COLUMN things.name IS 'n'",
    "sequence": "CREATE SEQUENCE s",
    "rule": "CREATE RULE r AS ON DELETE TO things DO INSTEAD NOTHING",
    "statistics": "CREATE STATISTICS st ON name, size FROM things",
    "schema": "CREATE SCHEMA other",
    "extension": "CREATE EXTENSION pg_trgm",
    "materialized view": "CREATE MATERIALIZED VIEW mv AS SELECT 1 AS one",
}


def test_diff_sees_every_kind_of_object(project):
    assert project.ok("diff", "plan", "global", "--exit-code") == ""
    seen = set()
    for kind, statement in KINDS.items():
        project.query(statement)
        out = set(project.fails(1, "diff", "plan", project.url(role="asa_owner"), "--exit-code").splitlines()) if len(seen) == 0 else None
        seen.add(kind)
        if out is not None:
            assert any(kind in line for line in out)
    out = project.fails(1, "diff", "plan", "global", "--exit-code")
    for kind in KINDS:
        assert kind in out, (kind, out)


def test_diff_of_plans_files_and_databases(project, tmp_path):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    assert "+ table public.more" in project.ok("diff", "plan@things", "plan")
    assert "- table public.more" in project.ok("diff", "plan", "global")
    (tmp_path / "file.sql").write_text("CREATE TABLE more (id bigint);")
    out = project.ok("diff", "plan", str(tmp_path / "file.sql"), "--full")
    assert "~ column public.more.id\n    - integer\n    + bigint" in out
    assert "is neither a database, a plan nor a file" in project.fails(2, "diff", "plan", "nothing")


def test_help_of_every_command(project):
    verbs = [line.split()[0] for line in project.ok("--help").splitlines() if re.match("  [a-z]", line)]
    assert len(verbs) == 17
    for verb in verbs:
        if verb != "seed":
            assert f"Usage: scripts/db {verb}" in project.ok(verb, "--help")
    assert "Usage" in project.fails(2, "nonsense")
    assert "--region: must be" in project.fails(2, "status", "--region", "mars")


def test_colour_for_a_person_only(project):
    project.query("CREATE TABLE by_hand (id int)")
    red = "\x1b[31m"
    assert red not in project.fails(2, "status")
    assert red in project.on_a_terminal("status")
    assert red not in project.on_a_terminal("status", NO_COLOR="1")
