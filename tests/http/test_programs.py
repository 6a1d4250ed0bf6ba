"""The programs as an operator meets them: help, versions, and one clear line when something is wrong."""

import os
import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def run(stack):
    build = os.environ.get("STACK_BUILD", f"{stack.root}/.local/build/run")

    def call(program, *arguments, **changes):
        env = {**os.environ, **stack.env, **{k: v for k, v in changes.items() if v is not None}}
        for name in [k for k, v in changes.items() if v is None]:
            env.pop(name, None)
        return subprocess.run([f"{build}/{program}", *arguments], env=env, capture_output=True, text=True, timeout=120)
    return call


@pytest.mark.parametrize("program", ["asa-fcgi", "asa-seed", "asa-worker"])
def test_help_and_version(run, program):
    help = run(program, "--help")
    assert help.returncode == 0 and help.stdout.startswith("Usage:") and "ASA_TOKEN_KEYS" in help.stdout
    assert re.fullmatch(rf"{program} \d+\.\d+\.\d+\n", run(program, "--version").stdout)
    wrong = run(program, "--nonsense")
    assert wrong.returncode == 2 and wrong.stdout == ""


@pytest.mark.parametrize("setting", [
    {"ASA_NONSENSE": "1"}, {"ASA_THREADS": "none"}, {"ASA_TOKEN_KEYS": "x"}, {"ASA_TOKEN_KEYS": None}, {"DATABASE_URL": None},
    {"ASA_PASSWORD_FILE": "/nonexistent"}, {"ASA_STATE_DIR": "/nonexistent"}, {"REDIS_URL": "http://x"}, {"ASA_ENV": "test"}])
def test_a_bad_setting_is_one_line_that_names_it(run, setting):
    answer = run("asa-fcgi", "--check", **setting)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1 and answer.stderr.startswith(next(iter(setting))), answer.stderr


def test_check_passes_on_good_settings(run):
    answer = run("asa-fcgi", "--check")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("user,why", [("postgres", "superuser"), ("asa_owner", "owns the tables")])
def test_a_role_with_too_much_power_is_refused(run, stack, user, why):
    url = stack.env["DATABASE_URL"].replace("asa_app@", f"{user}@")
    answer = run("asa-fcgi", "--check", DATABASE_URL=url)
    assert answer.returncode == 1 and why in answer.stderr


def test_production_does_not_start_with_a_published_password(run):
    answer = run("asa-fcgi", "--check", ASA_ENV="production")
    assert answer.returncode == 1 and "published password" in answer.stderr
    answer = run("asa-seed", ASA_ENV="production")
    assert answer.returncode == 1 and "--force" in answer.stderr


def test_seeding_again_changes_nothing(run, stack):
    data = f"{stack.root}/seed/data"
    count = "SELECT (SELECT count(*) FROM organisations), (SELECT count(*) FROM prospects), (SELECT count(*) FROM audit_log)"
    before = stack.query(count)
    answer = run("asa-seed", "--data", data)
    assert answer.returncode == 0 and answer.stdout.count("already there") == 4, answer
    assert stack.query(count) == before


def test_a_large_tenant_for_load_tests(run, stack, full):
    if stack.query("SELECT FROM users WHERE email = 'load-1@example.com'"):
        pytest.skip("these servers have one already")
    rows = 100000 if full else 2000
    answer = run("asa-seed", "--rows", str(rows))
    assert answer.returncode == 0, answer.stderr
    organisation, count = stack.query("SELECT organisation_id, count(*) FROM prospects WHERE organisation_id = "
                                      "(SELECT organisation_id FROM users WHERE email = 'load-1@example.com') GROUP BY 1")[0]
    assert count == rows
    assert stack.query("SELECT count(*) FROM audit_log WHERE organisation_id = %s AND entity = 'prospects'", (organisation,))[0][0] == rows
    # What is there already is left alone.
    assert run("asa-seed", "--rows", "1").returncode == 0
