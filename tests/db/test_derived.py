"""What is derived from the schema and the routes, and what a route costs."""

import os
import subprocess

import pytest

from conftest import ROOT


def db(*arguments, **env):
    return subprocess.run([f"{ROOT}/scripts/db", *arguments], env={**os.environ, "STACK_DIR": os.environ["ASA_TEST_STACK"], **env}, capture_output=True,
                          text=True, timeout=120)


def test_nothing_in_the_repository_is_stale():
    r = db("generate", "--check")
    assert r.returncode == 0, r.stdout + r.stderr


def test_a_query_is_explained_as_its_tenant_sees_it():
    r = db("explain", "--region", "eu", "--tenant", "lumiere-conseil", "SELECT count(*) FROM prospects")
    assert r.returncode == 0 and "actual time" in r.stdout and "organisation_id = $" in r.stdout and "-- Indexes:" in r.stdout, r.stdout + r.stderr
    r = db("explain", "--region", "eu", "SELECT * FROM sqitch.changes")
    assert r.returncode == 1 and "permission denied" in r.stderr
    assert db("explain", "--tenant", "nobody", "SELECT 1").returncode == 2


def test_a_route_is_explained_with_its_real_values():
    r = db("explain", "GET /api/v1/prospects?limit=5&status=qualified")
    assert r.returncode == 0, r.stderr
    assert "-- GET /api/v1/prospects?limit=5&status=qualified: 200" in r.stdout
    assert "on sessions s" in r.stdout and "'qualified'::prospect_status" in r.stdout and "Buffers:" in r.stdout
    # The role that it was done by is gone.
    left = db("psql", "-Atc", "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'asa_explain_%'")
    assert left.stdout.strip() == "0"


@pytest.mark.parametrize("arguments, words", [
    (["POST /api/v1/prospects"], "only GET"),
    (["--as", "nobody@example.com", "GET /api/v1/prospects"], "could not log in as nobody@example.com"),
])
def test_what_it_does_not_do(arguments, words):
    r = db("explain", *arguments, EXPLAIN_PASSWORD="Wrong-pass-1!")
    assert r.returncode != 0 and words in r.stderr, r.stderr


def test_the_seed_takes_its_arguments():
    r = db("seed", "--nonsense")
    assert r.returncode != 0 and "--nonsense" in r.stderr + r.stdout
