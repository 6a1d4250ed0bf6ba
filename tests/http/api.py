"""A client of the API, as small as a test needs: one connection a thread, JSON in and out."""

import http.client
import json
import threading

JSON = {"Content-Type": "application/json"}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Api:
    """Requests as one caller; without a token as nobody."""

    def __init__(self, port, token=None):
        self.port, self.token, self.local = port, token, threading.local()

    def as_(self, token):
        return Api(self.port, token)

    def send(self, method, path, body=None, headers=None, raw=None):
        head = dict(headers or {})
        if self.token and "Authorization" not in head:
            head["Authorization"] = f"Bearer {self.token}"
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
            head.setdefault("Content-Type", "application/json")
        return self._exchange(method, path, data, head)

    def _exchange(self, method, path, data, head):
        for attempt in (0, 1):
            connection = getattr(self.local, "connection", None)
            fresh = connection is None
            if fresh:
                connection = self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request(method, path, data, head)
                r = connection.getresponse()
                return Answer(r.status, r.getheaders(), r.read())
            except (ConnectionError, http.client.RemoteDisconnected):
                self.local.connection = None
                # nginx closes an idle connection now and then; a fresh one that fails is a failure.
                if fresh or attempt:
                    raise

    def get(self, path, **k):
        return self.send("GET", path, **k)

    def post(self, path, body=None, **k):
        return self.send("POST", path, body, **k)

    def patch(self, path, body=None, **k):
        return self.send("PATCH", path, body, **k)

    def delete(self, path, **k):
        return self.send("DELETE", path, **k)


class Tenant:
    """An organisation with a user of each role. Created through the API, as its users would."""

    ROLES = ("owner", "admin", "member", "viewer")
    PASSWORD = "correct horse battery"

    def __init__(self, api, name, region="eu"):
        self.name, self.region = name, region
        self.email = f"owner@{name}.example"
        answer = api.post("/api/v1/auth/register", {
            "organisationName": name, "name": f"Owner of {name}", "email": self.email,
            "password": self.PASSWORD, "region": region})
        assert answer.status == 201, answer
        self.tokens = {"owner": answer.json}
        self.owner = api.as_(answer.json["accessToken"])
        self.api = {"owner": self.owner}
        self.organisation = self.owner.get("/api/v1/auth/me").json["organisationId"]
        for role in self.ROLES[1:]:
            self.tokens[role] = self.invite(api, role)
            self.api[role] = api.as_(self.tokens[role]["accessToken"])

    def invite(self, api, role, local=None):
        email = f"{local or role}@{self.name}.example"
        invitation = self.owner.post("/api/v1/invitations", {"email": email, "role": role})
        assert invitation.status == 201, invitation
        answer = api.post("/api/v1/auth/accept-invitation", {
            "token": invitation.json["token"], "name": f"{role} of {self.name}", "password": self.PASSWORD})
        assert answer.status == 201, answer
        return answer.json

    @property
    def admin(self):
        return self.api["admin"]

    @property
    def member(self):
        return self.api["member"]

    @property
    def viewer(self):
        return self.api["viewer"]


class Rows:
    """Makes a valid row of any entity, with what it needs to refer to."""

    def __init__(self, tenant):
        self.tenant, self.count = tenant, 0

    def body(self, path):
        self.count += 1
        n = self.count
        make = {
            "icps": lambda: {"name": f"Profile {n}"},
            "prospects": lambda: {"email": f"p{n}@{self.tenant.name}-customer.example", "firstName": f"First {n}"},
            "sequences": lambda: {"name": f"Sequence {n}"},
            "sequence-steps": lambda: {"sequenceId": self.id("sequences"), "position": 1, "subject": "Hello", "body": "Text"},
            "campaigns": lambda: {"name": f"Campaign {n}", "sequenceId": self.id("sequences")},
            "enrolments": lambda: {"campaignId": self.id("campaigns"), "prospectId": self.id("prospects")},
            "messages": lambda: {"prospectId": self.id("prospects"), "body": "Text"},
            "activities": lambda: {"subject": f"Call {n}"},
            "invitations": lambda: {"email": f"guest{n}@{self.tenant.name}.example"},
            "api-keys": lambda: {"name": f"Key {n}", "role": "member"},
        }
        return make[path]()

    def create(self, path):
        answer = self.tenant.owner.post(f"/api/v1/{path}", self.body(path))
        assert answer.status == 201, answer
        return answer.json

    def id(self, path):
        return self.create(path)["id"]
