// Reads a token, a key set and a seed; verifies the token and signs one of the same content.
import { readFileSync } from "node:fs";
import { createLocalJWKSet, decodeProtectedHeader, importJWK, jwtVerify, SignJWT } from "jose";

const given = JSON.parse(readFileSync(0, "utf8"));
const expected = { issuer: given.issuer, audience: given.audience, typ: "at+jwt", algorithms: ["EdDSA"] };
const { payload } = await jwtVerify(given.token, createLocalJWKSet(given.jwks), expected);
const { kid } = decodeProtectedHeader(given.token);
const publicKey = given.jwks.keys.find((key) => key.kid === kid);
const privateKey = await importJWK({ ...publicKey, d: Buffer.from(given.seed, "hex").toString("base64url") }, "EdDSA");
const signed = await new SignJWT(payload).setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid }).sign(privateKey);
console.log(JSON.stringify({ subject: payload.sub, signed }));
