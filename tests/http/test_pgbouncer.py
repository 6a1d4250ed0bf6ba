"""Behind PgBouncer in transaction mode, with ASA_DB_PREPARE=false."""

import os
import subprocess

import pytest

from conftest import Stack
from api import Api


@pytest.mark.skipif(os.environ.get("ASA_TEST_POOLER") == "1", reason="already behind PgBouncer")
def test_the_suite_passes_through_pgbouncer(stack, full):
    """Starts PgBouncer and a second set of processes, and runs the tests that do not stop servers or look into regions."""
    env = {**os.environ, "ASA_TEST_POOLER": "1"}
    files = ["test_auth.py", "test_crud.py", "test_errors.py", "test_lists.py", "test_openapi.py", "test_roles.py", "test_tokens.py"]
    folder = os.path.dirname(os.path.abspath(__file__))
    run = subprocess.run([f"{folder}/behind_pgbouncer", stack.folder, *[f"{folder}/{f}" for f in files], "-k", "not without_redis"], env=env,
                         capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]
