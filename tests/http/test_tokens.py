"""Access tokens: only ours, only now (RFC 8725)."""

import base64
import json
import os
import subprocess
import time

import nacl.signing
import pytest

ME = "/api/v1/auth/me"


def b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture(scope="module")
def parts(tenant):
    head, claims, _ = tenant.owner.token.split(".")
    return json.loads(unb64(head)), json.loads(unb64(claims))


@pytest.fixture(scope="module")
def key(stack):
    return nacl.signing.SigningKey(bytes.fromhex(stack.env["ASA_TOKEN_KEYS"].split(",")[0].split(":")[1]))


def sign(key, head, claims):
    text = f"{head if isinstance(head, str) else b64(head)}.{claims if isinstance(claims, str) else b64(claims)}"
    return f"{text}.{b64(key.sign(text.encode()).signature)}"


def test_a_token_signed_with_our_key_is_accepted(api, parts, key):
    assert api.as_(sign(key, *parts)).get(ME).status == 200


def hostile(parts, key, token):
    head, claims = parts
    now = int(time.time())
    stranger = nacl.signing.SigningKey.generate()
    good = sign(key, head, claims)
    h, c, s = good.split(".")
    yield from ("", ".", "..", "...", "a", "a.b.c", "null", "Bearer", good + ".", "." + good, f"{h}.{c}", f"{h}.{c}.", f"{h}..{s}", f".{c}.{s}")
    for alg in ("none", "None", "HS256", "RS256", "ES256", "eddsa", "EdDSA ", "", None, 1):
        yield sign(key, {**head, "alg": alg}, claims)
    yield f"{b64({'alg': 'none', 'typ': 'at+jwt', 'kid': head['kid']})}.{c}."
    for typ in ("JWT", "at+JWT", None, ""):
        yield sign(key, {**head, "typ": typ}, claims)
    for kid in ("nobody", "", None, "../../dev-1", head["kid"] + "\u0000", [head["kid"]]):
        yield sign(key, {**head, "kid": kid}, claims)
    for extra in ({"crit": ["exp"]}, {"jwk": {"kty": "OKP"}}, {"jku": "https://evil.example"}, {"x5u": "x"}, {"b64": False}, {"zip": "DEF"}):
        yield sign(key, {**head, **extra}, claims)
    for missing in ("alg", "typ", "kid"):
        yield sign(key, {k: v for k, v in head.items() if k != missing}, claims)
    for change in ({"iss": "evil"}, {"aud": "other"}, {"aud": ["ai-sales-agent-api"]}, {"exp": now - 1}, {"exp": 0}, {"exp": str(now + 99)},
                   {"exp": now + 0.5}, {"nbf": now + 3600}, {"iat": now + 3600}, {"sub": "x"}, {"org": "' OR 1=1"}, {"sid": None}, {"reg": "xx"},
                   {"reg": "global"}):
        yield sign(key, head, {**claims, **change})
    for missing in claims:
        yield sign(key, head, {k: v for k, v in claims.items() if k != missing})
    yield sign(stranger, head, claims)
    yield good[:-1]
    yield good + "A"
    yield good + "="
    yield f"{h}.{c}.{s[:-1]}{'B' if s[-1] == 'A' else chr(ord(s[-1]) + 1)}"  # set bits behind the last byte, or another signature
    yield f"{h}=.{c}.{s}"
    yield f"{h}.{b64({**claims, 'sub': claims['org']})}.{s}"
    yield f"{h}.{c}.{b64(b'0' * 63)}"
    yield f"{h}.{c}.{b64(b'0' * 65)}"
    yield "A" * 5000
    yield f"{h}.{'A' * 3000}.{s}"
    yield good.replace("-", "+").replace("_", "/") if "-" in good or "_" in good else good[:-2] + "//"
    yield sign(key, '{"alg":"EdDSA"}', claims)
    yield sign(key, b64(b'{"alg":"EdDSA","alg":"none","typ":"at+jwt","kid":"' + head["kid"].encode() + b'"}'), claims)
    yield "asa_eu_" + "A" * 22 + "_" + "A" * 43


def test_sixty_hostile_tokens_are_all_refused(api, tenant, parts, key):
    tokens = list(hostile(parts, key, tenant.owner.token))
    assert len(tokens) >= 60
    for token in tokens:
        answer = api.send("GET", ME, headers={"Authorization": f"Bearer {token}"})
        assert answer.status == 401, (token, answer)


def test_the_key_set_verifies_our_tokens(api, tenant):
    keys = api.get("/.well-known/jwks.json").json["keys"]
    assert "d" not in keys[0] and keys[0]["crv"] == "Ed25519"
    text, _, signature = tenant.owner.token.rpartition(".")
    nacl.signing.VerifyKey(unb64(keys[0]["x"])).verify(text.encode(), unb64(signature))


def test_jose_agrees_both_ways(api, tenant, stack, key):
    """The npm package jose verifies our tokens against our key set, and we accept what it signs with our key."""
    script = os.path.join(stack.root, ".local/npm/jose.mjs")
    given = {"token": tenant.owner.token, "jwks": api.get("/.well-known/jwks.json").json, "seed": key.encode().hex(),
             "issuer": "ai-sales-agent", "audience": "ai-sales-agent-api"}
    run = subprocess.run(["node", script], input=json.dumps(given).encode(), capture_output=True, check=True)
    result = json.loads(run.stdout)
    assert result["subject"] == tenant.owner.get(ME).json["id"]
    assert api.as_(result["signed"]).get(ME).status == 200
