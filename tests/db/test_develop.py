"""Changes on their way into the plan: new, migrate, push, pull, reset."""

import os


def test_new_writes_three_files_and_touches_no_database(project):
    out = project.ok("new", "more", DATABASE_URL="postgresql://nowhere.invalid/x")
    assert out.split() == ["sql/deploy/more.sql", "sql/revert/more.sql", "sql/verify/more.sql"]
    assert "a name is small letters" in project.fails(2, "new", "Not a name")
    assert "there is a change more already" in project.fails(2, "new", "more")


def test_migrate_tries_applies_and_verifies(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    out = project.ok("migrate")
    assert "deploys, reverts to nothing and deploys again the same" in out and "more deployed" in out
    assert project.shadows() == []


def test_the_products_own_plan_migrates(product):
    product.ok("migrate")
    assert "in step" in product.ok("status")


def test_a_plan_that_breaks_is_stopped_on_the_shadow(project):
    project.change("broken", "SELECT 1 / 0;")
    out = project.fails(1, "migrate")
    assert "can't be replayed" in out and "division by zero" in out
    assert project.shadows() == [] and "pending  broken" in project.fails(1, "status")


def test_a_revert_that_leaves_something_is_named(project):
    project.change("more", "CREATE TABLE more (id int);\nCREATE TABLE forgotten (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    assert "something is left: column public.forgotten.id,table public.forgotten" in project.fails(1, "migrate")


def test_drift_stops_it_and_is_named(project):
    project.query("CREATE INDEX by_hand ON things (name)")
    out = project.fails(2, "migrate")
    assert "+ index public.by_hand" in out and "has drifted" in out


def test_an_edited_change_stops_it(project):
    project.write("deploy", "things", open(f"{project.folder}/sql/deploy/things.sql").read() + "-- later\n")
    assert "edited since they were deployed: things" in project.fails(2, "migrate")


LOSSES = """
DROP TABLE paints;
DROP TYPE colour;
CREATE TYPE colour AS ENUM ('green');
CREATE TABLE paints (id int, colour colour);
ALTER TABLE things DROP kind;
ALTER TABLE things ALTER size TYPE integer;
ALTER TABLE things ALTER name TYPE varchar(3) USING left(name, 3);
ALTER TABLE things ALTER name SET NOT NULL;
CREATE UNIQUE INDEX things_size ON things (size) WHERE id > 0;
"""


def test_losses_are_counted_and_asked_about(project):
    project.query("INSERT INTO things VALUES (1, 'long name', 5, 'k'), (2, NULL, 5, 'k'), (3, 'abc', 5000000000, NULL); INSERT INTO paints VALUES (1, 'red')")
    project.change("losing", LOSSES, "SELECT 1 / 0;", "SELECT 1 / count(*) FROM pg_class WHERE relname = 'things_size';")
    # It can't be reverted, which migrate would not like.
    project.write("revert", "losing", "BEGIN;\nDROP INDEX things_size;\nALTER TABLE things ALTER name DROP NOT NULL, ALTER name TYPE text, ALTER size TYPE bigint,"
                                      " ADD kind text;\nCOMMIT;\n")
    out = project.fails(1, "migrate")
    for line in ("column public.things.kind is dropped: 2 values", "column public.things.size becomes integer: 1 values", "becomes character varying(3): 1 values",
                 "column public.things.name becomes NOT NULL: 1 rows", "unique index public.things_size on public.things: 1 values are there more than once",
                 "'red' of public.colour goes, in public.paints.colour: 1 rows"):
        assert line.replace("public.", "") in out.replace("public.", ""), (line, out)
    assert "Without a terminal it needs --yes" in out
    assert project.query("SELECT count(*) FROM things WHERE kind IS NOT NULL") == [(2,)]


def test_constraints_that_rows_do_not_satisfy(project):
    project.query("INSERT INTO things VALUES (1, 'a', -5, 'k'), (2, 'b', NULL, 'k'); INSERT INTO paints VALUES (1, 'red'), (7, 'red'), (NULL, 'red')")
    project.change("constraints", "ALTER TABLE things ADD CONSTRAINT heavy CHECK (size > 0);\n"
                   "ALTER TABLE paints ADD CONSTRAINT of_a_thing FOREIGN KEY (id) REFERENCES things;",
                   "ALTER TABLE paints DROP CONSTRAINT of_a_thing;\nALTER TABLE things DROP CONSTRAINT heavy;",
                   "SELECT 1 / count(*) FROM pg_constraint WHERE conname = 'heavy';")
    out = project.fails(1, "migrate")
    assert "check heavy on things: 1 rows do not satisfy it" in out
    assert "foreign key of_a_thing of paints: 1 rows refer to nothing" in out


def test_a_table_that_goes_with_its_rows(project):
    project.query("INSERT INTO paints VALUES (1, 'red'), (2, 'red')")
    project.change("drop", "DROP TABLE paints;", "CREATE TABLE paints (id int, colour colour);", "SELECT 1 / (1 - count(*)) FROM pg_class WHERE relname = 'paints';")
    assert "table paints is dropped: 2 rows" in project.fails(1, "migrate")
    project.ok("migrate", "--yes")
    assert project.tables() == {"things"}


def test_a_shadow_that_is_given(project):
    name = f"asa_db_test_shadow_{project.number}"
    project.databases.append(name)
    project.create(name)
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    shadow = project.url(name, "asa_owner")
    project.ok("migrate", SHADOW_DATABASE_URL=shadow)
    assert project.admin("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", name) == [(0,)]
    project.admin("CREATE TABLE mine (id int)", name)
    assert "SHADOW_DATABASE_URL is not empty" in project.fails(2, "migrate", SHADOW_DATABASE_URL=shadow)
    assert project.admin("SELECT count(*) FROM mine", name) == [(0,)]


def test_a_shadow_that_is_a_real_database_is_refused(project):
    # However it is written.
    url = project.url(role="asa_owner").replace("postgresql://", "postgres://") + "&application_name=x"
    assert "SHADOW_DATABASE_URL is the database of global" in project.fails(2, "migrate", SHADOW_DATABASE_URL=url)
    assert "things" in project.tables()


def test_production_is_no_place_for_it(project):
    for verb in ("migrate", "push", "reset"):
        assert "for development only" in project.fails(1, verb, ASA_ENV="production")


def test_push_applies_the_edited_last_change_without_a_trace(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    project.ok("deploy")
    before = project.query("SELECT event, change FROM sqitch.events ORDER BY committed_at")
    project.write("deploy", "more", "BEGIN;\nCREATE TABLE more (id int, second int);\nCOMMIT;\n")
    project.ok("push")
    assert project.query("SELECT event, change FROM sqitch.events ORDER BY committed_at") == before
    assert "in step" in project.ok("status")
    project.query("INSERT INTO more VALUES (1, 2)")
    project.write("deploy", "more", "BEGIN;\nCREATE TABLE more (id int);\nCOMMIT;\n")
    out = project.fails(1, "push")
    assert "column more.second is dropped: 1 values" in out and "table more: 1 rows" in out
    project.ok("push", "--yes")


def test_push_takes_the_last_only(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    project.ok("deploy")
    project.write("deploy", "things", "-- edited\n")
    assert "only the last deployed change (more) can be pushed" in project.fails(2, "push")


def test_the_schema_in_the_repository_is_the_plans(product):
    kept = open(f"{product.folder}/sql/schema.sql").read()
    product.ok("pull", "--plan")
    assert open(f"{product.folder}/sql/schema.sql").read() == kept, "stale: scripts/db pull --plan"
    product.ok("deploy")
    product.ok("pull")
    assert open(f"{product.folder}/sql/schema.sql").read() == kept


def test_reset_asks_and_wants_the_name_where_others_have_rows(product):
    product.ok("deploy")
    assert "needs --yes" in product.fails(1, "reset")
    product.query("INSERT INTO organisations (name, slug, region) VALUES ('Real', 'real', 'eu')")
    out = product.fails(1, "reset", "--yes")
    assert "organisations that are not the seed's (real" in out and "the name was not typed" in out
    assert product.query("SELECT count(*) FROM organisations") == [(1,)]
    keys = dict(line.split("=", 1) for line in open(f"{os.environ['ASA_TEST_STACK']}/env").read().replace("'", "").splitlines() if line.startswith("ASA_"))
    keys["REDIS_URL"] = f"unix://{product.sockets}/redis"
    product.ok("reset", "--yes", stdin=product.databases[0] + "\n", **{**keys, "ASA_ENV": "development"})
    assert product.query("SELECT count(*) FROM organisations WHERE slug = 'real'") == [(0,)]
    assert product.query("SELECT count(*) > 2 FROM organisations") == [(True,)]
