"""The private servers that tests talk to. scripts/test starts them and says where they are."""

import os
import shlex
import subprocess

import psycopg2

from api import Api


class Stack:
    def __init__(self, folder):
        self.folder = folder
        self.root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        settings = subprocess.run([f"{self.root}/scripts/stack", folder, "env"], check=True, capture_output=True, text=True).stdout
        self.env = dict(shlex.split(line)[0].split("=", 1) for line in settings.splitlines() if "=" in line)
        with open(f"{folder}/port") as f:
            self.port = int(f.read())
        with open(f"{folder}/sockets") as f:
            self.sockets = f.read().strip()

    def run(self, *arguments):
        subprocess.run([f"{self.root}/scripts/stack", self.folder, *arguments], check=True, timeout=120)

    def database(self, name="asa_eu", user="postgres"):
        connection = psycopg2.connect(host=self.sockets, dbname=name, user=user)
        connection.autocommit = True
        return connection

    def query(self, sql, parameters=(), name="asa_eu"):
        connection = self.database(name)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def metric(self, name):
        text = Api(self.port).get("/metrics").body.decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
                   if line.startswith(name) and not line.startswith("#"))
