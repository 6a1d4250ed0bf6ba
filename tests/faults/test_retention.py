"""What is deleted is purged after its organisation's time, and not before, and not under a legal hold."""

import re
import subprocess

import pytest


@pytest.fixture
def organisation(bench, stack):
    """Keeps what it deletes for a day; everything here was deleted two days ago, but for what is named otherwise."""
    o = bench.organisation()
    stack.query("UPDATE organisations SET retention_days = 1 WHERE id = %s", (o,))
    ids, connection = {}, stack.database()
    cursor = connection.cursor()
    cursor.execute("SET session_replication_role = replica")  # no triggers: rows of two days ago refer to each other

    def add(table, columns, values, days=2, name=None):
        cursor.execute(f"INSERT INTO {table} (organisation_id, {columns}, deleted_at) VALUES (%s, {', '.join(['%s'] * len(values))}, "
                       "now() - interval '1 day' * %s) RETURNING id", (o, *values, days))
        ids[name or table] = cursor.fetchone()[0]

    add("icps", "name", ("Deleted",))
    add("prospects", "email", ("deleted@retention.example",))
    add("prospects", "email", ("today@retention.example",), days=0, name="today")
    add("prospects", "email", ("alive@retention.example",), days=None, name="alive")
    add("email_sequences", "name", ("Deleted",))
    add("email_sequences", "name", ("In use",), name="in use")
    add("campaigns", "name, sequence_id", ("Deleted", ids["email_sequences"]), days=3)
    add("campaigns", "name, sequence_id", ("Alive", ids["in use"]), days=None, name="campaign")
    add("messages", "prospect_id, body", (ids["prospects"], "x"))
    cursor.execute("INSERT INTO message_events (organisation_id, message_id, kind) VALUES (%s, %s, 'sent')", (o, ids["messages"]))
    connection.close()
    yield o
    stack.query("UPDATE organisations SET legal_hold = false WHERE id = %s", (o,))


def left(stack, organisation):
    tables = ("icps", "prospects", "email_sequences", "campaigns", "messages", "message_events")
    return [stack.query(f"SELECT count(*) FROM {t} WHERE organisation_id = %s", (organisation,))[0][0] for t in tables]


@pytest.fixture
def purge(bench, organisation):
    def call(*arguments):
        run = subprocess.run([f"{bench.build}/tests/asa-worker", "run", "retention.purge", *arguments], env=bench.env, capture_output=True,
                             text=True, timeout=60)
        assert run.returncode == 0, run.stderr
        return dict(re.findall(rf"organisation={organisation} entity=(\S+) rows=(\d+)", run.stderr))
    return call


EVERYTHING = [1, 3, 2, 2, 1, 1]


def test_a_dry_run_tells_and_changes_nothing(purge, organisation, stack):
    assert left(stack, organisation) == EVERYTHING
    # The sequence of the deleted campaign can go only after it.
    assert purge("--dry-run") == {"icps": "1", "prospects": "1", "campaigns": "1", "messages": "1"}
    assert left(stack, organisation) == EVERYTHING


def test_a_legal_hold_keeps_everything(purge, organisation, stack):
    stack.query("UPDATE organisations SET legal_hold = true WHERE id = %s", (organisation,))
    assert purge() == {}
    assert left(stack, organisation) == EVERYTHING


def test_dependants_go_first_and_what_is_in_use_stays(purge, organisation, stack):
    assert purge() == {"icps": "1", "prospects": "1", "sequences": "1", "campaigns": "1", "messages": "1"}
    assert left(stack, organisation) == [0, 2, 1, 1, 0, 0]
    purged = stack.query("SELECT entity, count(*) FROM audit_log WHERE organisation_id = %s AND action = 'purge' GROUP BY 1", (organisation,))
    assert dict(purged) == {"icps": 1, "prospects": 1, "email_sequences": 1, "campaigns": 1, "messages": 1, "message_events": 1}
    assert purge() == {}


def test_the_worker_does_it_by_itself(bench, organisation, stack):
    stack.query("DELETE FROM schedule_slots WHERE name = 'retention.purge'")
    bench.start(1)
    bench.wait(lambda: left(stack, organisation) == [0, 2, 1, 1, 0, 0], 20)
