#include "broker.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../shared/arena.h"
#include "../shared/redis.h"
#include "jobs.h"
#include "scripts.h"

enum { ARGUMENTS_MOST = 2048, NUMBER_TEXT = 24 };

/* Arguments of one script. */
struct arguments {
	const char *at[ARGUMENTS_MOST];
	int count;
};

static void
add(struct arguments *a, const char *text)
{
	if (a->count < ARGUMENTS_MOST)
		a->at[a->count++] = text;
}

static void
add_number(struct arguments *a, int64_t n, char text[NUMBER_TEXT])
{
	snprintf(text, NUMBER_TEXT, "%" PRId64, n);
	add(a, text);
}

static redisReply *
eval(const char *script, int keys, const struct arguments *a)
{
	return redis_eval(script, keys, a->count, a->at);
}

/* For scripts whose answer does not matter. */
static bool
ran(redisReply *r)
{
	bool fine = r != NULL;
	redis_free(r);
	return fine;
}

bool
broker_push(const char *region, int64_t lag_ms, const struct delivery *d, int count)
{
	struct arguments a = { .count = 0 };
	char lag[NUMBER_TEXT];
	add(&a, region);
	add_number(&a, lag_ms, lag);
	for (int i = 0; i < count; i++) {
		add(&a, d[i].payload);
		add(&a, d[i].queue);
		add(&a, d[i].due);
	}
	return ran(eval(script_push, 0, &a));
}

/* Texts of numbers, which must live as long as the arguments. */
struct numbers {
	char delay[NUMBER_TEXT], seconds[NUMBER_TEXT];
};

static void
add_settlement(struct arguments *a, const struct settlement *s, struct numbers *n)
{
	static const char *const names[] = {
		[DONE] = "done",   [RETRY] = "retry", [DEAD] = "dead",
		[LATER] = "later", [BACK] = "back",   [DROP] = "drop"
	};
	add(a, s->jid);
	add(a, s->owner);
	add(a, names[s->outcome]);
	add(a, s->payload == NULL ? "" : s->payload);
	add_number(a, s->delay_s, n->delay);
	add(a, s->queue);
	snprintf(n->seconds, sizeof(n->seconds), "%.3f", (double)s->ran_ms / 1000);
	add(a, n->seconds);
}

static void
add_limits(struct arguments *a, char texts[JOBS_MOST][NUMBER_TEXT])
{
	for (int i = 0; i < JOBS_MOST && jobs[i].name != NULL; i++) {
		if (jobs[i].at_once == 0)
			continue;
		add(a, jobs[i].name);
		add_number(a, jobs[i].at_once, texts[i]);
	}
}

static void
print_today(char out[11])
{
	struct tm utc;
	time_t now = time(NULL);
	gmtime_r(&now, &utc);
	strftime(out, 11, "%Y-%m-%d", &utc);
}

int
broker_exchange(const struct settlement *s, int count, const struct wanted *w,
		char *payloads[EXCHANGE_MOST])
{
	struct arguments a = { .count = 0 };
	char today[11], settled[NUMBER_TEXT], lease[NUMBER_TEXT], most[NUMBER_TEXT],
	    wanted[NUMBER_TEXT], limits[JOBS_MOST][NUMBER_TEXT];
	struct numbers numbers[EXCHANGE_MOST];
	for (int i = 0; i < w->queue_count; i++)
		add(&a, w->queues[i]);
	print_today(today);
	add(&a, today);
	add_number(&a, count, settled);
	for (int i = 0; i < count; i++)
		add_settlement(&a, &s[i], &numbers[i]);
	add_number(&a, w->lease_s, lease);
	add_number(&a, w->organisation_most, most);
	add_number(&a, w->count, wanted);
	for (int i = 0; i < w->count; i++)
		add(&a, w->owners[i]);
	add_limits(&a, limits);
	redisReply *r = eval(script_exchange, w->queue_count, &a);
	int taken = 0;
	for (size_t i = 0; r != NULL && i < r->elements && i < EXCHANGE_MOST; i++)
		payloads[taken++] = strndup(r->element[i]->str, r->element[i]->len);
	return ran(r) ? taken : -1;
}

bool
broker_renew(const struct holding *h, int count, int64_t lease_s)
{
	struct arguments a = { .count = 0 };
	char lease[NUMBER_TEXT];
	add_number(&a, lease_s, lease);
	for (int i = 0; i < count; i++) {
		add(&a, h[i].jid);
		add(&a, h[i].owner);
	}
	return ran(eval(script_renew, 0, &a));
}

bool
broker_reap(struct arena *arena, int crashes_most, struct reaped *out)
{
	struct arguments a = { .count = 0 };
	char most[NUMBER_TEXT];
	*out = (struct reaped){ 0 };
	add_number(&a, crashes_most, most);
	redisReply *r = eval(script_reap, 0, &a);
	if (r == NULL || r->type != REDIS_REPLY_ARRAY || r->elements == 0)
		return ran(r) && false;
	out->count = r->element[0]->integer;
	out->buried_count = (int)r->elements - 1;
	out->buried = arena_alloc(arena, r->elements * sizeof(char *));
	for (size_t i = 1; i < r->elements; i++)
		out->buried[i - 1] = arena_copy(arena, r->element[i]->str, r->element[i]->len);
	return ran(r);
}

bool
broker_move(int64_t *moved)
{
	struct arguments a = { .count = 0 };
	redisReply *r = eval(script_move, 0, &a);
	*moved = r == NULL ? 0 : r->integer;
	return ran(r);
}

bool
broker_beat(struct arena *arena, const struct beat *b, const char **signal)
{
	struct arguments a = { .count = 0 };
	char busy[NUMBER_TEXT], rtt[NUMBER_TEXT], rss[NUMBER_TEXT];
	add(&a, b->identity);
	add(&a, b->info);
	add_number(&a, b->busy, busy);
	add_number(&a, b->rtt_us, rtt);
	add(&a, b->quiet ? "true" : "false");
	add_number(&a, b->rss_kib, rss);
	for (int i = 0; i < b->working_count; i++)
		add(&a, b->working[i]);
	redisReply *r = eval(script_beat, 0, &a);
	*signal =
	    r != NULL && r->type == REDIS_REPLY_STRING ? arena_copy(arena, r->str, r->len) : NULL;
	return ran(r);
}

void
broker_leave(const char *identity)
{
	redis_free(redis_eval(script_leave, 0, 1, &identity));
}

bool
broker_epoch(const char *region, struct epoch *out)
{
	unsigned char bytes[16];
	char fresh[33], run_id[EPOCH_TEXT];
	const char *const argv[] = { fresh, region };
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(fresh, sizeof(fresh), bytes, sizeof(bytes));
	if (!redis_run_id(run_id))
		return false;
	redisReply *r = redis_eval(script_epoch, 0, 2, argv);
	bool fine = r != NULL && r->type == REDIS_REPLY_ARRAY && r->elements == 2;
	if (fine) {
		snprintf(out->now, sizeof(out->now), "%s %s", run_id, r->element[0]->str);
		snprintf(out->seen, sizeof(out->seen), "%s", r->element[1]->str);
	}
	redis_free(r);
	return fine;
}

bool
broker_reconciled(const char *region, const char *now)
{
	const char *const argv[] = { region, now };
	return ran(redis_eval(script_reconciled, 0, 2, argv));
}

bool
broker_inventory(struct arena *arena, struct inventory *out)
{
	struct arguments a = { .count = 0 };
	redisReply *r = eval(script_inventory, 0, &a);
	*out = (struct inventory){ 0 };
	if (r == NULL || r->type != REDIS_REPLY_ARRAY)
		return ran(r) && false;
	out->jids = arena_alloc(arena, r->elements * sizeof(char *));
	size_t n = 0;
	bool dead = false;
	for (size_t i = 0; i < r->elements; i++) {
		if (r->element[i]->len == 0) {
			dead = true;
			continue;
		}
		out->jids[n++] = arena_copy(arena, r->element[i]->str, r->element[i]->len);
		*(dead ? &out->dead : &out->live) += 1;
	}
	return ran(r);
}
