"""Behind PgBouncer in transaction mode, with ASA_DB_PREPARE=false."""

import os
import subprocess

import pytest

from conftest import Stack
from api import Api


@pytest.mark.skipif(os.environ.get("ASA_TEST_POOLER") == "1", reason="already behind PgBouncer")
def test_the_suite_passes_through_pgbouncer(stack, full):
    """Starts PgBouncer and a second set of processes, and runs the tests that do not need to stop servers."""
    env = {**os.environ, "ASA_TEST_POOLER": "1"}
    files = ["test_auth.py", "test_crud.py", "test_lists.py", "test_roles.py"] if full else ["test_crud.py", "test_roles.py"]
    folder = os.path.dirname(os.path.abspath(__file__))
    run = subprocess.run([f"{folder}/behind_pgbouncer", stack.folder, *[f"{folder}/{f}" for f in files]], env=env,
                         capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]
