#include "idempotency.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/bytes.h"
#include "../shared/tx.h"
#include "request.h"
#include "response.h"

enum { KEY_MOST = 255 };

/* An expired key is taken over as if it had never been used. */
static const char claim_sql[] =
    "INSERT INTO idempotency_keys (organisation_id, actor_id, key, request_hash)"
    " VALUES (current_tenant(), $1::uuid, $2, $3::bytea)"
    " ON CONFLICT (organisation_id, actor_id, key) DO UPDATE SET request_hash = "
    "excluded.request_hash, status = NULL,"
    " headers = NULL, body = NULL, created_at = now()"
    " WHERE idempotency_keys.created_at < now() - interval '24 hours' RETURNING key";
static const char stored_sql[] =
    "SELECT request_hash = $3::bytea, status, headers, body FROM idempotency_keys"
    " WHERE organisation_id = current_tenant() AND actor_id = $1::uuid AND key = $2";
static const char store_sql[] =
    "UPDATE idempotency_keys SET status = $3::smallint, headers = $4, body = $5"
    " WHERE organisation_id = current_tenant() AND actor_id = $1::uuid AND key = $2";

static void
hash_request(const struct request *r, char out[HASH_HEX])
{
	crypto_generichash_state s;
	unsigned char hash[HASH_LEN];
	crypto_generichash_init(&s, NULL, 0, HASH_LEN);
	/* The NULs keep the parts apart. */
	crypto_generichash_update(&s, (const unsigned char *)r->path, strlen(r->path) + 1);
	crypto_generichash_update(&s, (const unsigned char *)r->query_string,
				  strlen(r->query_string) + 1);
	if (r->body_len > 0)
		crypto_generichash_update(&s, (const unsigned char *)r->body, r->body_len);
	crypto_generichash_final(&s, hash, HASH_LEN);
	bytes_to_bytea(hash, out);
}

static bool
is_key(const char *key)
{
	size_t len = strlen(key);
	for (const char *p = key; *p != '\0'; p++)
		if ((unsigned char)*p < 0x21 || (unsigned char)*p > 0x7e)
			return false;
	return len > 0 && len <= KEY_MOST;
}

static bool
replay(struct request *r, int n)
{
	struct ctx *ctx = &r->ctx;
	if (tx_rows(ctx, n) == 0 || tx_cell(ctx, n, 0, 1) == NULL)
		return fail(ctx, ERR_CONFLICT, MSG_KEY_BUSY);
	if (*tx_cell(ctx, n, 0, 0) != 't')
		return fail(ctx, ERR_MISMATCH, MSG_KEY_REUSED);
	r->response.status = atoi(tx_cell(ctx, n, 0, 1));
	buffer_puts(&r->response.headers, tx_cell(ctx, n, 0, 2));
	buffer_puts(&r->response.body, tx_cell(ctx, n, 0, 3));
	return true;
}

bool
idempotency_claim(struct request *r, const char *key, bool *replayed)
{
	struct ctx *ctx = &r->ctx;
	char hash[HASH_HEX];
	*replayed = false;
	if (!is_key(key))
		return fail_with(ctx, ERR_INVALID, MSG_BAD_HEADER, "Idempotency-Key");
	hash_request(r, hash);
	const char *const params[] = { ctx->actor, key, hash };
	int claimed = tx_queue(ctx, (struct stmt){ claim_sql, 3, params });
	int stored = tx_queue(ctx, (struct stmt){ stored_sql, 3, params });
	if (!tx_flush(ctx))
		return false;
	*replayed = tx_rows(ctx, claimed) == 0;
	return !*replayed || replay(r, stored);
}

void
idempotency_store(struct request *r, const char *key)
{
	struct response *a = &r->response;
	const char *const params[] = {
		r->ctx.actor, key,
		arena_printf(&r->ctx.arena, "%d", a->status == 0 ? 200 : a->status),
		a->headers.len == 0 ? "" : a->headers.text, a->body.len == 0 ? "" : a->body.text
	};
	tx_queue(&r->ctx, (struct stmt){ store_sql, 5, params });
}
