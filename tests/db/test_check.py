"""scripts/db check: a line and an exit status for each way in which a database can't be used; a server of its own where ours has no such way."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile

import psycopg2
import pytest

BIN = "/usr/lib/postgresql/15/bin"
HBA = """local all all trust
host guarded all 127.0.0.1/32 scram-sha-256
hostssl encrypted all 127.0.0.1/32 trust
host old all 127.0.0.1/32 trust
"""


class Server:
    """PostgreSQL over TCP, with TLS and passwords."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="asa.check.", dir="/tmp")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.certificate = self.make_certificate("server")
        self.stranger = self.make_certificate("stranger")
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            for path in [self.folder, *(f"{self.folder}/{f}" for f in os.listdir(self.folder))]:
                os.chown(path, user.pw_uid, user.pw_gid)
        self.command(f"{BIN}/initdb", "-D", f"{self.folder}/pg", "-U", "postgres", "-A", "trust")
        with open(f"{self.folder}/pg/pg_hba.conf", "w") as f:
            f.write(HBA)
        options = (f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder} -c fsync=off -c ssl=on"
                   f" -c ssl_cert_file={self.folder}/server.crt -c ssl_key_file={self.folder}/server.key")
        self.command(f"{BIN}/pg_ctl", "-D", f"{self.folder}/pg", "-w", "-l", f"{self.folder}/log", "-o", options, "start")
        for statement in ("CREATE ROLE asa_owner", "CREATE ROLE asa_app LOGIN PASSWORD 'right'", "CREATE DATABASE guarded", "CREATE DATABASE encrypted", "CREATE DATABASE old"):
            self.admin(statement)
        # No older PostgreSQL is to be had here; this one says that it is.
        self.admin("CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '140009' $$", "old")
        self.admin("ALTER DATABASE old SET search_path = public, pg_catalog")

    def make_certificate(self, name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                        "-keyout", f"{self.folder}/{name}.key", "-out", f"{self.folder}/{name}.crt"], check=True, capture_output=True)
        os.chmod(f"{self.folder}/{name}.key", 0o600)
        copy = f"{self.folder}.{name}.crt"
        shutil.copy(f"{self.folder}/{name}.crt", copy)
        return copy

    def command(self, *arguments):
        if os.geteuid() == 0:
            arguments = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *arguments)
        subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def admin(self, statement, database="postgres"):
        connection = psycopg2.connect(host=self.folder, port=self.port, user="postgres", dbname=database)
        connection.autocommit = True
        connection.cursor().execute(statement)
        connection.close()

    def url(self, rest):
        return rest.format(at=f"127.0.0.1:{self.port}", certificate=self.certificate, stranger=self.stranger)

    def end(self):
        self.command(f"{BIN}/pg_ctl", "-D", f"{self.folder}/pg", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)
        for copy in (self.certificate, self.stranger):
            os.remove(copy)


@pytest.fixture(scope="module")
def server():
    s = Server()
    yield s
    s.end()


@pytest.mark.parametrize("url, status, words", [
    ("postgresql://asa_app:wrong@{at}/guarded", 14, "password authentication failed"),
    ("postgresql://asa_app@{at}/guarded", 14, "no password supplied"),
    ("postgresql://asa_app:right@{at}/guarded", 18, "the schema is not deployed"),
    ("postgresql://asa_app@{at}/postgres", 14, "no pg_hba.conf entry"),
    ("postgresql://asa_app@{at}/encrypted", 18, "the schema is not deployed"),
    ("postgresql://asa_app@{at}/encrypted?sslmode=disable", 13, "no encryption"),
    ("postgresql://asa_app@{at}/encrypted?sslmode=verify-ca&sslrootcert={certificate}", 18, "the schema is not deployed"),
    ("postgresql://asa_app@{at}/encrypted?sslmode=verify-ca&sslrootcert={stranger}", 13, "certificate verify failed"),
    ("postgresql://asa_app@{at}/encrypted?sslmode=verify-full&sslrootcert={certificate}", 13, "does not match host name"),
    ("postgresql://asa_app@{at}/old", 17, "PostgreSQL 14 is too old"),
])
def test_check_over_the_network(project, server, url, status, words):
    out = project.fails(status, "check", server.url(url))
    assert words in out and "wrong@" not in out and "right@" not in out


def test_check_of_a_server_without_tls(project, server):
    server.command(f"{BIN}/pg_ctl", "-D", f"{server.folder}/pg", "restart", "-w", "-o", f"-c port={server.port} -c unix_socket_directories={server.folder}")
    assert "TLS: " in project.fails(13, "check", server.url("postgresql://asa_app:right@{at}/guarded?sslmode=require"))


@pytest.mark.parametrize("url, status, words", [
    ("mysql://x/y", 10, "must begin with postgresql://"),
    ("postgresql://asa_app@/x?bogus=1", 10, "invalid URI query parameter"),
    ("postgresql://asa_app@nowhere.invalid/x", 11, "the host is unknown or away"),
    ("postgresql://asa_app@127.0.0.1:1/x", 12, "nothing listens there"),
    ("postgresql://asa_app@/nope?host={sockets}", 15, "there is no such database"),
    ("postgresql://nobody_at_all@/postgres?host={sockets}", 16, "the wrong role"),
    ("postgresql://postgres@/{database}?host={sockets}", 16, "postgres is above row-level security"),
    ("postgresql://asa_owner@/{database}?host={sockets}", 16, "asa_owner is above row-level security"),
    ("postgresql://asa_app@/{database}?host={sockets}", 18, "the schema is not deployed"),
])
def test_check_names_the_fault(project, url, status, words):
    assert words in project.fails(status, "check", url.format(sockets=project.sockets, database=project.databases[0]))


def test_check_understands_prismas_parameters(product):
    product.ok("deploy")
    out = product.ok("check", product.url() + "&schema=public&connection_limit=5&pgbouncer=true")
    assert "left out, for they are Prisma's: schema connection_limit pgbouncer" in out and "fine, PostgreSQL 15" in out
    assert "secret" not in product.fails(12, "check", "postgresql://asa_app:secret@127.0.0.1:1/x")
