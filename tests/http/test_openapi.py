"""The document says what the API does."""

import json
import os
import re
import subprocess

import jsonschema

from api import Rows
from test_roles import NOWHERE, body_for, ids_of, operations


def test_redocly_finds_nothing_wrong(stack, document, tmp_path):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document))
    tool = os.path.join(stack.root, ".local/npm/node_modules/.bin/redocly")
    run = subprocess.run([tool, "lint", "--extends=recommended", "--format=json", str(path)], capture_output=True, text=True,
                         env={**os.environ, "REDOCLY_TELEMETRY": "off", "CI": "true"}, timeout=300)
    found = json.loads(run.stdout[run.stdout.index("{"):])
    assert found["totals"]["errors"] == 0 and found["totals"]["warnings"] == 0, run.stdout[:3000]


def check(document, operation, answer):
    response = operation["responses"].get(str(answer.status))
    assert response is not None, f"{answer.status} is not documented"
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    content = response.get("content")
    if content is None:
        assert answer.body == b""
        return
    (media, described), = content.items()
    assert answer.header("Content-Type") == media
    schema = {**described["schema"], "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json)


def test_every_documented_operation_answers_as_documented(tenant, rows, api, document, stack):
    ids = ids_of(tenant, rows, document, stack)
    admin = api.as_(api.post("/api/v1/auth/login", {
        "email": "admin@aisalesagent.com", "password": "Admin123!"}).json["accessToken"])
    done = 0
    # Deleting comes last, so that there is something to look at before.
    everything = sorted(operations(document), key=lambda o: (o[0] == "DELETE", "logout" in o[1]))
    for method, path, least, operation in everything:
        if path.startswith("/api/v1/admin/organisations/{id}"):
            continue  # test_auth.py suspends a tenant of its own
        collection = path.split("/")[3]
        caller = admin if least == "platform" else tenant.owner
        url = path.replace("{id}", ids.get(collection, NOWHERE))
        body = {"email": "x@y.example", "password": "x"} if path.endswith("/login") else \
            {} if least == "public" else body_for(rows, method, path, operation)
        for target in {url, path.replace("{id}", NOWHERE)}:
            answer = caller.send(method, target, body)
            assert answer.status < 500, (method, target, answer)
            check(document, operation, answer)
            done += 1
    assert done > 100


def test_every_name_in_the_document_is_defined(document):
    text = json.dumps(document)
    for ref in set(re.findall(r'"#/components/(\w+)/(\w+)"', text)):
        assert ref[1] in document["components"][ref[0]], ref
    ids = re.findall(r'"operationId": "(\w+)"', text)
    assert len(ids) == len(set(ids)) > 80
