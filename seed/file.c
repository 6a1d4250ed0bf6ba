#include "file.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/clock.h"
#include "../shared/ctx.h"
#include "../shared/directory.h"
#include "../shared/entities/entities.h"
#include "../shared/password.h"
#include "../shared/retry.h"
#include "../shared/store.h"
#include "../shared/tenant.h"
#include "../shared/tx.h"

enum { REFS_MOST = 2000 };

struct seed {
	struct json_object *root;
	const char *path;
	char organisation[UUID_LEN + 1];
	int count;
	struct {
		const char *name;
		char id[UUID_LEN + 1];
	} refs[REFS_MOST];
};

/* In an order in which what is referred to comes first. */
static const struct entity *const collections[] = { &entity_subscription,
						    &entity_user,
						    &entity_icp,
						    &entity_prospect,
						    &entity_sequence,
						    &entity_step,
						    &entity_campaign,
						    &entity_enrolment,
						    &entity_message,
						    &entity_message_event,
						    &entity_activity,
						    &entity_insight,
						    NULL };

/* Columns that no client writes. */
static const struct column id_column = { "id", T_UUID }, hash_column = { "password_hash", T_TEXT },
			   well_known = { "well_known", T_BOOL };

static bool
complain(struct ctx *ctx, const struct seed *s, const char *where, const char *what)
{
	fprintf(stderr, "asa-seed: %s: %s: %s\n", s->path, where, what);
	return fail(ctx, ERR_INVALID, MSG_INVALID);
}

static const char *
find_ref(const struct seed *s, const char *name)
{
	for (int i = 0; i < s->count; i++)
		if (strcmp(s->refs[i].name, name) == 0)
			return s->refs[i].id;
	return NULL;
}

/* "-3d" is three days ago. */
static const char *
relative_time(struct ctx *ctx, const char *text)
{
	char *unit;
	long n = strtol(text, &unit, 10);
	char *out = arena_alloc(&ctx->arena, 24);
	if ((*text != '-' && *text != '+') || unit == text || unit[1] != '\0' ||
	    strchr("dh", *unit) == NULL)
		return text;
	clock_format(clock_unix() + n * (*unit == 'd' ? 86400 : 3600), out);
	return out;
}

static bool
hash_well_known(struct ctx *ctx, const char *password, struct values *v)
{
	char *hash = arena_alloc(&ctx->arena, PASSWORD_HASH);
	if (!password_hash(ctx, password, hash))
		return false;
	values_set(v, &hash_column, hash);
	values_set(v, &well_known, "true");
	return true;
}

static bool
read_member(struct ctx *ctx, struct seed *s, const struct entity *e, const char *name,
	    struct json_object *value, struct values *v)
{
	const struct column *c = entity_column_find(e, name, NULL);
	const char *text = json_object_is_type(value, json_type_string)
			       ? json_object_get_string(value)
			       : NULL,
		   *param;
	if (strcmp(name, "ref") == 0)
		return true;
	if (strcmp(name, "password") == 0 && e == &entity_user)
		return hash_well_known(ctx, text, v);
	if (c == NULL)
		return complain(ctx, s, e->path, name);
	if (text != NULL && *text == '@') {
		values_set(v, c, find_ref(s, text + 1));
		return find_ref(s, text + 1) != NULL || complain(ctx, s, "unknown ref", text);
	}
	if (text != NULL && c->type == T_TIME) {
		values_set(v, c, relative_time(ctx, text));
		return true;
	}
	if (!type_from_json(ctx, c, value, name, &param))
		return complain(ctx, s, e->path, json_object_to_json_string(value));
	values_set(v, c, param);
	return true;
}

static bool
insert_row(struct ctx *ctx, struct seed *s, const struct entity *e, struct json_object *row)
{
	struct values v = { .count = 0 };
	struct json_object *ref;
	char *id = arena_alloc(&ctx->arena, UUID_LEN + 1);
	uuid_v7(id);
	json_object_object_foreach (row, name, value) {
		if (!read_member(ctx, s, e, name, value, &v))
			return false;
	}
	if (json_object_object_get_ex(row, "ref", &ref) && s->count < REFS_MOST) {
		s->refs[s->count].name = json_object_get_string(ref);
		memcpy(s->refs[s->count++].id, id, UUID_LEN + 1);
	}
	values_set(&v, &id_column, id);
	store_insert(ctx, e, &v);
	return true;
}

static bool
insert_all(struct ctx *ctx, void *arg)
{
	struct seed *s = arg;
	struct json_object *organisation = json_object_object_get(s->root, "organisation");
	struct values v = { .count = 0 };
	s->count = 0;
	tenant_assume(ctx, s->organisation, NULL);
	json_object_object_foreach (organisation, name, value) {
		if (!read_member(ctx, s, &entity_organisation, name, value, &v))
			return false;
	}
	store_insert(ctx, &entity_organisation, &v);
	for (const struct entity *const *e = collections; *e != NULL; e++) {
		struct json_object *rows = json_object_object_get(s->root, (*e)->path);
		for (size_t i = 0; rows != NULL && i < json_object_array_length(rows); i++)
			if (!insert_row(ctx, s, *e, json_object_array_get_idx(rows, i)))
				return false;
	}
	return true;
}

/* Every address in the file belongs to this organisation from now on; one that is taken stops the
 * seed. */
static bool
claim_addresses(struct ctx *ctx, struct seed *s)
{
	struct json_object *users = json_object_object_get(s->root, "users");
	enum region region = ctx->region;
	for (size_t i = 0; users != NULL && i < json_object_array_length(users); i++) {
		struct json_object *user = json_object_array_get_idx(users, i);
		const char *email = json_object_get_string(json_object_object_get(user, "email"));
		if (!directory_claim(ctx, email, region, s->organisation, "/email"))
			return false;
	}
	return true;
}

static bool
is_seeded(struct ctx *ctx, struct seed *s, bool *seeded)
{
	struct json_object *users = json_object_object_get(s->root, "users");
	const char *email = json_object_get_string(
	    json_object_object_get(json_object_array_get_idx(users, 0), "email"));
	const char *const params[] = { email };
	if (!tx_open(ctx))
		return false;
	int n = tx_queue(ctx, (struct stmt){ "SELECT gate.email_taken($1)", 1, params });
	bool fine = tx_commit(ctx);
	*seeded = fine && *tx_cell(ctx, n, 0, 0) == 't';
	tx_end(ctx);
	return fine;
}

static bool
seed_root(struct ctx *ctx, struct seed *s)
{
	struct json_object *organisation = json_object_object_get(s->root, "organisation");
	const char *region = json_object_get_string(json_object_object_get(organisation, "region"));
	const char *name = json_object_get_string(json_object_object_get(organisation, "name"));
	bool seeded;
	if (region == NULL || name == NULL || region_find(region) == REGIONS)
		return complain(ctx, s, "organisation", "needs a name and a region");
	ctx->region = region_find(region);
	if (!is_seeded(ctx, s, &seeded))
		return false;
	printf("%s (%s): %s\n", name, region, seeded ? "already there" : "inserting");
	if (seeded)
		return true;
	uuid_v7(s->organisation);
	return claim_addresses(ctx, s) && retry_tx(ctx, false, insert_all, s);
}

static void
say_why(const struct ctx *ctx, const char *path)
{
	fprintf(stderr, "asa-seed: %s: %s", path, message_text(ctx->message, LOCALE_EN));
	for (const struct field_error *f = ctx->fields; f != NULL; f = f->next)
		fprintf(stderr, " (%s: %s)", f->pointer, message_code(f->message));
	fputc('\n', stderr);
}

bool
seed_file(const struct config *config, const char *path)
{
	struct ctx ctx = { .config = config };
	struct seed *s = arena_alloc(&ctx.arena, sizeof(*s));
	s->path = path;
	s->root = json_object_from_file(path);
	if (s->root == NULL) {
		fprintf(stderr, "asa-seed: %s: %s\n", path,
			errno != 0 ? strerror(errno) : json_util_get_last_err());
		arena_release(&ctx.arena);
		return false;
	}
	bool fine = seed_root(&ctx, s);
	if (!fine)
		say_why(&ctx, path);
	json_object_put(s->root);
	ctx_end(&ctx);
	arena_release(&ctx.arena);
	return fine;
}
