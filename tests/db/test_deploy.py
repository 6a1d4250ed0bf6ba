"""Changes on their way to a production database."""

import os
import signal
import subprocess
import time

import psycopg2

INDEX = "CREATE INDEX CONCURRENTLY things_name ON things (name);"


def awaited(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_pending_changes_are_deployed_once(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    assert "more deployed" in project.ok("deploy")
    assert "nothing to deploy" in project.ok("deploy")
    assert project.tables() == {"things", "paints", "more"}


def test_a_broken_change_leaves_nothing_and_is_tried_again(project):
    project.change("good", "CREATE TABLE good (id int);", "DROP TABLE good;", "SELECT id FROM good WHERE false;")
    project.change("broken", "CREATE TABLE half (id int);\nSELECT 1 / 0;", "DROP TABLE half;")
    out = project.fails(1, "deploy")
    assert "broken failed; the database is as it was before it" in out and "division by zero" in out
    assert project.tables() == {"things", "paints", "good"}
    status = project.fails(1, "status")
    assert "pending  broken" in status and "failed  broken" in status
    project.write("deploy", "broken", "BEGIN;\nCREATE TABLE half (id int);\nCOMMIT;\n")
    project.write("verify", "broken", "SELECT id FROM half WHERE false;")
    project.ok("deploy")
    assert "half" in project.tables()
    assert "in step" in project.ok("status")


def test_a_change_that_does_not_verify_is_taken_back(project):
    project.change("wrong", "CREATE TABLE wrong (id int);", "DROP TABLE wrong;", "SELECT missing FROM wrong;")
    assert "wrong failed" in project.fails(1, "deploy")
    assert project.tables() == {"things", "paints"}


def killed_while(project, statement):
    deploy = project.popen("deploy")
    assert awaited(lambda: project.query(f"SELECT 1 FROM pg_stat_activity WHERE query ~ '{statement}' AND pid <> pg_backend_pid() AND state = 'active'"))
    os.killpg(deploy.pid, signal.SIGKILL)
    deploy.wait()
    project.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()")


def test_killed_in_the_middle_of_a_change_it_begins_anew(project):
    project.change("slow", "CREATE TABLE slow (id int);\nSELECT pg_sleep(30);", "DROP TABLE slow;", "SELECT id FROM slow WHERE false;")
    killed_while(project, "pg_sleep")
    assert project.tables() == {"things", "paints"}
    project.write("deploy", "slow", "BEGIN;\nCREATE TABLE slow (id int);\nCOMMIT;\n")
    project.ok("deploy")
    assert "slow" in project.tables()


def test_killed_between_the_change_and_its_record_it_is_recognised(project):
    project.change("more", "CREATE TABLE more (id int);", "DROP TABLE more;", "SELECT id FROM more WHERE false;")
    # sqitch writes its record after the change has been committed.
    project.query("BEGIN; SET ROLE asa_owner; CREATE TABLE more (id int); COMMIT")
    assert "more was made by a deploy that did not end, and is recorded now" in project.ok("deploy")
    assert "in step" in project.ok("status")


def test_an_index_made_concurrently_has_a_change_of_its_own(project):
    project.change("index", INDEX, "DROP INDEX CONCURRENTLY IF EXISTS things_name;",
                   "SELECT 1 / count(*) FROM pg_index WHERE indexrelid = to_regclass('things_name') AND indisvalid;", transaction=False)
    project.ok("deploy")
    assert project.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'things_name'::regclass") == [(True,)]
    project.ok("rollback", "--yes")
    assert project.query("SELECT to_regclass('things_name')") == [(None,)]


def test_half_an_index_is_taken_away_before_the_next_try(project):
    project.change("index", INDEX, "DROP INDEX CONCURRENTLY IF EXISTS things_name;",
                   "SELECT 1 / count(*) FROM pg_index WHERE indexrelid = to_regclass('things_name') AND indisvalid;", transaction=False)
    blocker = psycopg2.connect(host=project.sockets, user="postgres", dbname=project.databases[0])
    blocker.cursor().execute("INSERT INTO things VALUES (1)")
    killed_while_waiting = project.popen("deploy", "--lock-timeout", "60000")
    assert awaited(lambda: project.query("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('things_name') AND NOT indisvalid"))
    os.killpg(killed_while_waiting.pid, signal.SIGKILL)
    killed_while_waiting.wait()
    blocker.close()
    project.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()")
    project.ok("deploy")
    assert project.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'things_name'::regclass") == [(True,)]


def test_two_deploys_at_once_and_the_second_says_for_whom_it_waits(project):
    project.change("slow", "CREATE TABLE slow (id int);\nSELECT pg_sleep(3);", "DROP TABLE slow;", "SELECT id FROM slow WHERE false;")
    first = project.popen("deploy")
    assert awaited(lambda: project.query("SELECT 1 FROM pg_stat_activity WHERE query ~ 'pg_sleep' AND pid <> pg_backend_pid() AND state = 'active'"))
    impatient = project.fails(1, "deploy", "--wait", "0")
    assert "is locked by scripts/db by" in impatient and f"process {first.pid}" in impatient and "is still locked" in impatient
    second = project.ok("deploy")
    assert "is locked by scripts/db by" in second and "nothing to deploy" in second
    out, err = first.communicate(timeout=60)
    assert first.returncode == 0, err


def test_a_lock_that_is_not_to_be_had_ends_the_change(project):
    project.change("column", "ALTER TABLE things ADD weight int;", "ALTER TABLE things DROP weight;", "SELECT weight FROM things WHERE false;")
    blocker = psycopg2.connect(host=project.sockets, user="postgres", dbname=project.databases[0])
    blocker.cursor().execute("SELECT * FROM things")
    out = project.fails(1, "deploy", "--lock-timeout", "300")
    assert "lock timeout" in out and "as it was before it" in out
    blocker.close()
    project.ok("deploy")


def test_a_statement_that_takes_too_long_ends_the_change(project):
    project.change("slow", "CREATE TABLE slow (id int);\nSELECT pg_sleep(30);", "DROP TABLE slow;")
    assert "statement timeout" in project.fails(1, "deploy", "--statement-timeout", "300")
    assert "slow" not in project.tables()


def test_a_dry_run_shows_the_sql_and_the_locks_and_changes_nothing(project):
    project.change("column", "ALTER TABLE things ADD weight int;\nCREATE INDEX things_size ON things (size);", "ALTER TABLE things DROP weight;",
                   "SELECT weight FROM things WHERE false;")
    project.query("INSERT INTO paints VALUES (1, 'red')")
    project.change("rows", "UPDATE paints SET colour = 'green';\nTRUNCATE things;", verify="SELECT 1;")
    out = project.ok("deploy", "--dry-run")
    assert "ALTER TABLE things ADD weight int;" in out
    assert "UPDATE: RowExclusiveLock on paints" in out and "TRUNCATE: AccessExclusiveLock on things" in out
    assert project.query("SELECT colour FROM paints") == [("red",)]
    assert "ALTER TABLE: AccessExclusiveLock on things" in out and "CREATE INDEX: ShareLock on things" in out
    assert "pending  column" in project.fails(1, "status")


def test_every_verify_file_fails_where_its_change_is_not(product):
    """By this a deploy that was killed is told from one that did not begin."""
    changes = [line.split()[0] for line in open(f"{product.folder}/sql/sqitch.plan") if line.strip() and not line.startswith("%")]
    environment = {**product.env, "PGHOST": product.sockets, "PGUSER": "asa_owner", "PGDATABASE": product.databases[0]}

    def verifies(change):
        return subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", f"sql/verify/{change}.sql"], cwd=product.folder,
                              env=environment, capture_output=True).returncode == 0

    for change in changes:
        assert not verifies(change), change
        subprocess.run(["sqitch", "--quiet", "deploy", "--to-change", change, "--target", f"db:pg://asa_owner@/{product.databases[0]}?host={product.sockets}"],
                       cwd=f"{product.folder}/sql", env=product.env, check=True)
        assert verifies(change), change
