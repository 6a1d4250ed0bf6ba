"""scripts/db, run as a person would, on databases of its own: a copy of the scripts and of the plan, so that changes can be added."""

import os
import shlex
import shutil
import subprocess

import psycopg2
import pytest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SMALL = """%syntax-version=1.0.0
%project=ai-sales-agent

things 2026-01-01T00:00:00Z A <a@b.example> # Things
"""
FILES = {
    "deploy": "BEGIN;\nCREATE TABLE things (id int PRIMARY KEY, name text, size bigint, kind text);\nCREATE TYPE colour AS ENUM ('red', 'green');\n"
              "CREATE TABLE paints (id int, colour colour);\nCOMMIT;\n",
    "revert": "BEGIN;\nDROP TABLE paints, things;\nDROP TYPE colour;\nCOMMIT;\n",
    "verify": "BEGIN;\nSELECT id, name, size FROM things WHERE false;\nROLLBACK;\n",
}


class Project:
    """A checkout with a plan of one small change, and databases that nobody else has."""

    def __init__(self, folder, stack, number):
        self.folder, self.sockets, self.number = str(folder), open(f"{stack}/sockets").read().strip(), number
        shutil.copytree(f"{ROOT}/scripts", f"{self.folder}/scripts")
        shutil.copytree(f"{ROOT}/sql", f"{self.folder}/sql")
        shutil.copy(f"{ROOT}/configure.ac", self.folder)
        shutil.copytree(f"{ROOT}/seed/data", f"{self.folder}/seed/data")
        self.databases = [f"asa_db_test_{number}"]
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "SHADOW_", "STACK_", "ASA_", "PG"))}
        self.env.update(ASA_ENV="development", DATABASE_URL=self.url(), STACK_BUILD=os.environ.get("STACK_BUILD", ""))
        self.create(self.databases[0])

    def url(self, database=None, role="asa_app"):
        return f"postgresql://{role}@/{database or self.databases[0]}?host={self.sockets}"

    def admin(self, statement, database="postgres"):
        connection = psycopg2.connect(host=self.sockets, user="postgres", dbname=database)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def query(self, statement):
        return self.admin(statement, self.databases[0])

    def create(self, database):
        self.admin(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.admin(f"CREATE DATABASE {database} OWNER asa_owner")

    def start_small(self):
        """A plan of one change instead of the product's."""
        for kind, text in FILES.items():
            shutil.rmtree(f"{self.folder}/sql/{kind}")
            os.mkdir(f"{self.folder}/sql/{kind}")
            self.write(kind, "things", text)
        open(f"{self.folder}/sql/sqitch.plan", "w").write(SMALL)

    def write(self, kind, name, text):
        open(f"{self.folder}/sql/{kind}/{name}.sql", "w").write(text)

    def change(self, name, deploy, revert="SELECT 1;", verify="SELECT 1 / 0;", transaction=True):
        self.ok("new", name)
        around = "BEGIN;\n{}\nCOMMIT;\n" if transaction else "{}\n"
        self.write("deploy", name, around.format(deploy))
        self.write("revert", name, around.format(revert))
        self.write("verify", name, f"BEGIN;\n{verify}\nROLLBACK;\n")

    def popen(self, *arguments, **env):
        return subprocess.Popen(["scripts/db", *arguments], cwd=self.folder, env={**self.env, **env}, text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def run(self, *arguments, stdin="", **env):
        return subprocess.run(["scripts/db", *arguments], cwd=self.folder, env={**self.env, **env}, input=stdin, capture_output=True, text=True, timeout=120)

    def ok(self, *arguments, **options):
        r = self.run(*arguments, **options)
        assert r.returncode == 0, r.stdout + r.stderr
        return r.stdout + r.stderr

    def fails(self, status, *arguments, **options):
        r = self.run(*arguments, **options)
        assert r.returncode == status, (r.returncode, r.stdout + r.stderr)
        return r.stdout + r.stderr

    def on_a_terminal(self, *arguments, **env):
        """What a person would see: the command's terminal is a pseudo-terminal (util-linux's script)."""
        environment = {k: v for k, v in {**self.env, **env}.items() if k != "NO_COLOR" or k in env}
        return subprocess.run(["script", "-qec", shlex.join(["scripts/db", *arguments]), "/dev/null"], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120).stdout

    def tables(self):
        return {r[0] for r in self.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")}

    def shadows(self):
        return self.admin("SELECT datname FROM pg_database WHERE datname LIKE 'asa_shadow_%'")

    def end(self):
        for d in self.databases:
            self.admin(f"DROP DATABASE IF EXISTS {d} WITH (FORCE)")


@pytest.fixture
def product(tmp_path, request):
    """With the product's own plan."""
    p = Project(tmp_path / "checkout", os.environ["ASA_TEST_STACK"], os.getpid())
    yield p
    assert p.shadows() == []
    p.end()


@pytest.fixture
def project(product):
    """With a plan of one change, deployed."""
    product.start_small()
    product.ok("deploy")
    return product
