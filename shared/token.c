#include "token.h"

#include <json-c/json.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "clock.h"
#include "config.h"
#include "json.h"
#include "token_cache.h"

enum { KEYS_MOST = 8, KID_MOST = 32, TOKEN_MOST = 2048, NBF_SKEW_S = 30 };

struct key {
	char kid[KID_MOST + 1];
	unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
};

static struct key keys[KEYS_MOST];
static int key_count;

static bool
read_key(const char *text, size_t len, struct key *k)
{
	char hex[65] = "";
	unsigned char seed[crypto_sign_SEEDBYTES];
	const char *colon = memchr(text, ':', len);
	size_t kid_len = colon == NULL ? 0 : (size_t)(colon - text);
	if (kid_len == 0 || kid_len > KID_MOST || len - kid_len - 1 != 64)
		return false;
	for (size_t i = 0; i < kid_len; i++)
		if (strchr("\"\\", text[i]) != NULL || (unsigned char)text[i] <= 0x20 ||
		    (unsigned char)text[i] >= 0x7f)
			return false;
	memcpy(k->kid, text, kid_len);
	k->kid[kid_len] = '\0';
	memcpy(hex, colon + 1, 64);
	if (!config_key(hex, seed))
		return false;
	crypto_sign_seed_keypair(k->public, k->secret, seed); /* can't fail */
	sodium_memzero(seed, sizeof(seed));
	return true;
}

bool
token_init(const struct config *c)
{
	key_count = 0;
	token_cache_clear();
	for (const char *p = c->token_keys; *p != '\0';) {
		size_t len = strcspn(p, ",");
		if (key_count == KEYS_MOST || !read_key(p, len, &keys[key_count])) {
			fputs("ASA_TOKEN_KEYS: must be kid:seed pairs, the seed 64 hexadecimal "
			      "digits, at most 8\n",
			      stderr);
			return false;
		}
		key_count++;
		p += len + (p[len] == ',');
	}
	return true;
}

static void
add_base64(struct buffer *b, const void *bytes, size_t len)
{
	char *text = arena_alloc(b->arena, len * 4 / 3 + 4);
	bytes_to_base64(bytes, len, text);
	buffer_puts(b, text);
}

static void
add_claims(struct ctx *ctx, struct buffer *b, const struct credential *who)
{
	int64_t now = clock_unix();
	buffer_puts(b, "{\"iss\":");
	buffer_json(b, ctx->config->token_issuer);
	buffer_puts(b, ",\"aud\":");
	buffer_json(b, ctx->config->token_audience);
	buffer_printf(b,
		      ",\"sub\":\"%s\",\"org\":\"%s\",\"sid\":\"%s\",\"reg\":\"%s\",\"iat\":%lld,"
		      "\"nbf\":%lld,\"exp\":%lld}",
		      who->user, who->organisation, who->session, region_name(who->region),
		      (long long)now, (long long)now, (long long)(now + ctx->config->access_ttl_s));
}

void
token_write(struct ctx *ctx, struct buffer *out, const struct credential *who)
{
	struct buffer head = { .arena = &ctx->arena }, claims = head, text = head;
	unsigned char signature[crypto_sign_BYTES];
	buffer_printf(&head, "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", keys[0].kid);
	add_claims(ctx, &claims, who);
	add_base64(&text, head.text, head.len);
	buffer_putc(&text, '.');
	add_base64(&text, claims.text, claims.len);
	crypto_sign_detached(signature, NULL, (const unsigned char *)text.text, text.len,
			     keys[0].secret);
	buffer_putc(&text, '.');
	add_base64(&text, signature, sizeof(signature));
	buffer_puts(out, text.text);
}

/* A part of a token as JSON object; NULL when it is none. */
static struct json_object *
decode_part(struct ctx *ctx, const char *text, size_t len)
{
	size_t plain_len = len / 4 * 3 + (len % 4 == 0 ? 0 : len % 4 - 1);
	char *plain = arena_alloc(&ctx->arena, plain_len + 1);
	struct json_object *o = NULL;
	if (!bytes_from_base64(text, len, (unsigned char *)plain, plain_len) ||
	    !json_parse(ctx, plain, plain_len, &o)) {
		ctx_clear(ctx);
		return NULL;
	}
	return o;
}

static const char *
string_of(struct json_object *o, const char *name)
{
	struct json_object *v;
	if (!json_object_object_get_ex(o, name, &v) || !json_object_is_type(v, json_type_string))
		return "";
	return json_object_get_string(v);
}

static bool
is_claim(struct json_object *o, const char *name, const char *value)
{
	return strcmp(string_of(o, name), value) == 0;
}

static bool
time_of(struct json_object *o, const char *name, int64_t *out)
{
	struct json_object *v;
	if (!json_object_object_get_ex(o, name, &v) || !json_object_is_type(v, json_type_int))
		return false;
	*out = json_object_get_int64(v);
	return true;
}

/* The header must hold these three members and no other: so crit, jwk, jku, x5u and what comes next
 * are refused unread. */
static const struct key *
key_of(struct json_object *head)
{
	if (json_object_object_length(head) != 3 || !is_claim(head, "alg", "EdDSA") ||
	    !is_claim(head, "typ", "at+jwt"))
		return NULL;
	for (int i = 0; i < key_count; i++)
		if (is_claim(head, "kid", keys[i].kid))
			return &keys[i];
	return NULL;
}

static bool
is_signed(const char *token, size_t signed_len, const char *signature, const struct key *k)
{
	unsigned char bytes[crypto_sign_BYTES];
	return bytes_from_base64(signature, strlen(signature), bytes, sizeof(bytes)) &&
	       crypto_sign_verify_detached(bytes, (const unsigned char *)token, signed_len,
					   k->public) == 0;
}

static bool
read_claims(const struct ctx *ctx, struct json_object *c, struct credential *who, int64_t *exp)
{
	int64_t nbf, iat, now = clock_unix();
	if (!is_claim(c, "iss", ctx->config->token_issuer) ||
	    !is_claim(c, "aud", ctx->config->token_audience))
		return false;
	if (!time_of(c, "exp", exp) || !time_of(c, "nbf", &nbf) || !time_of(c, "iat", &iat))
		return false;
	if (*exp <= now || nbf > now + NBF_SKEW_S || iat > now + NBF_SKEW_S)
		return false;
	who->kind = SESSION;
	who->region = region_find(string_of(c, "reg"));
	snprintf(who->user, sizeof(who->user), "%s", string_of(c, "sub"));
	snprintf(who->organisation, sizeof(who->organisation), "%s", string_of(c, "org"));
	snprintf(who->session, sizeof(who->session), "%s", string_of(c, "sid"));
	return who->region != REGIONS && uuid_is(string_of(c, "sub")) &&
	       uuid_is(string_of(c, "org")) && uuid_is(string_of(c, "sid"));
}

static bool
verify(struct ctx *ctx, const char *token, struct credential *who, int64_t *exp)
{
	size_t head_len = strcspn(token, ".");
	if (token[head_len] != '.')
		return false;
	size_t claims_len = strcspn(token + head_len + 1, ".");
	const char *signature = token + head_len + 1 + claims_len;
	if (*signature++ != '.' || strchr(signature, '.') != NULL)
		return false;
	struct json_object *head = decode_part(ctx, token, head_len);
	const struct key *k = head == NULL ? NULL : key_of(head);
	if (k == NULL || !is_signed(token, head_len + 1 + claims_len, signature, k))
		return false;
	struct json_object *claims = decode_part(ctx, token + head_len + 1, claims_len);
	return claims != NULL && read_claims(ctx, claims, who, exp);
}

bool
token_verify(struct ctx *ctx, const char *token, struct credential *who)
{
	size_t len = strlen(token);
	int64_t exp;
	if (len > TOKEN_MOST)
		return false;
	if (token_cache_find(token, len, clock_unix(), who))
		return true;
	if (!verify(ctx, token, who, &exp))
		return false;
	token_cache_keep(token, len, exp, who);
	return true;
}

void
token_jwks(struct buffer *b)
{
	buffer_puts(b, "{\"keys\":[");
	for (int i = 0; i < key_count; i++) {
		buffer_printf(b,
			      "%s{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"EdDSA\",\"use\":"
			      "\"sig\",\"kid\":\"%s\",\"x\":\"",
			      i == 0 ? "" : ",", keys[i].kid);
		add_base64(b, keys[i].public, sizeof(keys[i].public));
		buffer_puts(b, "\"}");
	}
	buffer_puts(b, "]}");
}

static const char *const prefixes[] = {
	[OPAQUE_REFRESH] = "asr_", [OPAQUE_KEY] = "asa_", [OPAQUE_INVITATION] = "asi_"
};

void
opaque_make(struct opaque *o, enum region region, const char *id)
{
	*o = (struct opaque){ .region = region };
	if (!uuid_parse(id, o->id_bytes)) /* GCOVR_EXCL_BR_LINE: ids come from uuid_v7() */
		abort();                  /* GCOVR_EXCL_LINE */
	snprintf(o->id, sizeof(o->id), "%s", id);
	randombytes_buf(o->secret, sizeof(o->secret));
}

void
opaque_successor(const struct config *c, const struct opaque *o, struct opaque *out)
{
	unsigned char input[sizeof(o->id_bytes) + SECRET_LEN];
	*out = *o;
	memcpy(input, o->id_bytes, sizeof(o->id_bytes));
	memcpy(input + sizeof(o->id_bytes), o->secret, SECRET_LEN);
	bytes_hash(input, sizeof(input), c->refresh_key, out->secret);
}

void
opaque_write(enum opaque_kind kind, const struct opaque *o, char out[TOKEN_OPAQUE])
{
	char id_text[TOKEN_ID_TEXT + 1], secret[SECRET_TEXT + 1];
	bytes_to_base64(o->id_bytes, sizeof(o->id_bytes), id_text);
	bytes_to_base64(o->secret, sizeof(o->secret), secret);
	snprintf(out, TOKEN_OPAQUE, "%s%s_%s_%s", prefixes[kind], region_name(o->region), id_text,
		 secret);
}

/* The parts have fixed widths, because base64url has an underscore too. */
bool
opaque_read(enum opaque_kind kind, const char *text, struct opaque *o)
{
	char region[3] = "";
	if (strlen(text) != TOKEN_OPAQUE - 1 || strncmp(text, prefixes[kind], 4) != 0 ||
	    text[6] != '_' || text[7 + TOKEN_ID_TEXT] != '_')
		return false;
	memcpy(region, text + 4, 2);
	o->region = region_find(region);
	if (o->region == REGIONS ||
	    !bytes_from_base64(text + 7, TOKEN_ID_TEXT, o->id_bytes, sizeof(o->id_bytes)) ||
	    !bytes_from_base64(text + 8 + TOKEN_ID_TEXT, SECRET_TEXT, o->secret, SECRET_LEN))
		return false;
	uuid_format(o->id_bytes, o->id);
	return true;
}

void
opaque_hash(const struct opaque *o, char out[HASH_HEX])
{
	unsigned char hash[HASH_LEN];
	bytes_hash(o->secret, sizeof(o->secret), NULL, hash);
	bytes_to_bytea(hash, out);
}
