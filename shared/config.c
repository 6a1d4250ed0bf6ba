#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

enum kind { TEXT, NUMBER, FLAG, KEY };

struct setting {
	const char *name;
	enum kind kind;
	size_t at;
	const char *fallback; /* NULL: required; "": may be absent */
	int64_t min, max;
	const char *const *set;
	const char *doc;
};

static const char *const envs[] = { "development", "production", NULL };
static const char *const formats[] = { "text", "json", NULL };
static const char *const levels[] = { "debug", "info", "warn", "error", NULL };
static const char *const locales[] = { "en", "fr", NULL };
static const char *const limit_members[] = { "max_tokens", "max_completion_tokens", NULL };
static const char *const regions[] = { "eu", "us", "ca", NULL };

#define AT(member) offsetof(struct config, member)
/* name, kind, where it goes, default (NULL: required), bounds or choices, meaning. Checklist:
 * .env.example. */
/* clang-format off */
static const struct setting settings[] = {
	{ "DATABASE_URL", TEXT, AT(database_url), NULL, .doc = "PostgreSQL: the directory, and every region without a URL of its own" },
	{ "DATABASE_URL_EU", TEXT, AT(database_url_region[0]), "", .doc = "PostgreSQL of the European Union" },
	{ "DATABASE_URL_US", TEXT, AT(database_url_region[1]), "", .doc = "PostgreSQL of the United States" },
	{ "DATABASE_URL_CA", TEXT, AT(database_url_region[2]), "", .doc = "PostgreSQL of Canada" },
	{ "REDIS_URL", TEXT, AT(redis_url), "redis://127.0.0.1:6379", .doc = "Redis: redis://host:port or unix:///path" },
	{ "ASA_ENV", TEXT, AT(env), "production", .set = envs, .doc = "development allows the seed's published passwords" },
	{ "ASA_LOG_FORMAT", TEXT, AT(log_format), "text", .set = formats, .doc = "log lines as key=value or JSON" },
	{ "ASA_LOG_LEVEL", TEXT, AT(log_level), "info", .set = levels, .doc = "least level that is logged" },
	{ "ASA_STATE_DIR", TEXT, AT(state_dir), "/run/ai-sales-agent", .doc = "where processes share their counters" },
	{ "ASA_PUBLIC_URL", TEXT, AT(public_url), "http://localhost", .doc = "the address that users see" },
	{ "ASA_LOCALE", TEXT, AT(default_locale), "en", .set = locales, .doc = "language of a new organisation" },
	{ "ASA_REGION", TEXT, AT(default_region), "eu", .set = regions, .doc = "region of a registration that names none" },
	{ "ASA_REGISTRATION", FLAG, AT(registration_open), "true", .doc = "whether anybody may register an organisation" },
	{ "ASA_TOKEN_KEYS", TEXT, AT(token_keys), NULL, .doc = "kid:hex seed of Ed25519, comma-separated; the first signs, all verify" },
	{ "ASA_TOKEN_ISSUER", TEXT, AT(token_issuer), "ai-sales-agent", .doc = "iss of access tokens" },
	{ "ASA_TOKEN_AUDIENCE", TEXT, AT(token_audience), "ai-sales-agent-api", .doc = "aud of access tokens" },
	{ "ASA_DIRECTORY_KEY", KEY, AT(directory_key), NULL, .doc = "64 hex digits: keys the hash of e-mail addresses. Never changes" },
	{ "ASA_REFRESH_KEY", KEY, AT(refresh_key), NULL, .doc = "64 hex digits: derives the successor of a refresh token" },
	{ "ASA_PASSWORD_FILE", TEXT, AT(password_file), "/usr/share/ai-sales-agent/common-passwords.txt", .doc = "passwords that are refused, one a line, sorted" },
	{ "ASA_THREADS", NUMBER, AT(threads), "4", 1, 256, .doc = "requests handled at once by one process" },
	{ "ASA_MAX_BODY", NUMBER, AT(max_body), "1048576", 1024, 16777216, .doc = "bytes of a request body" },
	{ "ASA_DB_PREPARE", FLAG, AT(db_prepare), "true", .doc = "false behind PgBouncer in transaction mode" },
	{ "ASA_POOL_SIZE", NUMBER, AT(pool_size), "8", 1, 200, .doc = "connections of one process to one database" },
	{ "ASA_POOL_WAIT_MS", NUMBER, AT(pool_wait_ms), "1500", 10, 60000, .doc = "how long a request waits for a connection" },
	{ "ASA_POOL_IDLE_S", NUMBER, AT(pool_idle_s), "600", 1, 86400, .doc = "an idle connection is closed after this" },
	{ "ASA_POOL_LIFETIME_S", NUMBER, AT(pool_lifetime_s), "1800", 1, 86400, .doc = "a connection is replaced after this, 10 % jitter" },
	{ "ASA_STATEMENT_TIMEOUT_MS", NUMBER, AT(statement_timeout_ms), "5000", 100, 600000, .doc = "of one SQL statement" },
	{ "ASA_LOCK_TIMEOUT_MS", NUMBER, AT(lock_timeout_ms), "2000", 10, 600000, .doc = "of waiting for a lock" },
	{ "ASA_TX_RETRIES", NUMBER, AT(retries), "4", 0, 10, .doc = "of a transaction after a serialization failure or deadlock" },
	{ "ASA_TX_RETRY_DELAY_MS", NUMBER, AT(retry_delay_ms), "10", 1, 1000, .doc = "before the first retry; doubles, with jitter" },
	{ "ASA_ACCESS_TTL_S", NUMBER, AT(access_ttl_s), "900", 1, 86400, .doc = "life of an access token" },
	{ "ASA_SESSION_TTL_S", NUMBER, AT(session_ttl_s), "2592000", 1, 31536000, .doc = "life of a session" },
	{ "ASA_SESSION_IDLE_S", NUMBER, AT(session_idle_s), "1209600", 1, 31536000, .doc = "a session not used for this long ends" },
	{ "ASA_REFRESH_GRACE_S", NUMBER, AT(refresh_grace_s), "10", 0, 300, .doc = "in which a rotated refresh token gives the same successor" },
	{ "ASA_INVITATION_TTL_S", NUMBER, AT(invitation_ttl_s), "604800", 60, 31536000, .doc = "life of an invitation" },
	{ "ASA_HASH_OPS", NUMBER, AT(hash_ops), "2", 1, 100, .doc = "Argon2id passes" },
	{ "ASA_HASH_MEMORY_KIB", NUMBER, AT(hash_memory_kib), "65536", 8, 4194304, .doc = "Argon2id memory" },
	{ "ASA_HASH_PARALLEL", NUMBER, AT(hash_parallel), "2", 1, 64, .doc = "password hashes at once in one process" },
	{ "ASA_HASH_WAIT_MS", NUMBER, AT(hash_wait_ms), "5000", 10, 60000, .doc = "how long a log-in waits for its turn to hash" },
	{ "ASA_LOGIN_PER_ACCOUNT", NUMBER, AT(login_per_account), "10", 1, 1000000, .doc = "failed log-ins of an account in a window" },
	{ "ASA_LOGIN_PER_ADDRESS", NUMBER, AT(login_per_address), "100", 1, 1000000, .doc = "log-ins and registrations from an address in a window" },
	{ "ASA_LOGIN_WINDOW_S", NUMBER, AT(login_window_s), "300", 1, 86400, .doc = "the window" },
	{ "ASA_WORKER_THREADS", NUMBER, AT(worker_threads), "8", 1, 64, .doc = "jobs run at once by one worker process" },
	{ "ASA_JOBS_WAITING", NUMBER, AT(jobs_waiting), "200000", 1, 10000000, .doc = "jobs of an organisation that may wait; more are refused" },
	{ "ASA_JOBS_SHARE", NUMBER, AT(jobs_share), "100", 1, 100000, .doc = "due jobs of an organisation that Redis holds at once" },
	{ "ASA_JOBS_AT_ONCE", NUMBER, AT(jobs_at_once), "4", 0, 10000, .doc = "jobs of an organisation that run at once; 0: any number" },
	{ "ASA_AUDIT_DAYS", NUMBER, AT(audit_days), "730", 90, 36500, .doc = "days that the audit log is kept" },
	{ "ASA_AI_URL_EU", TEXT, AT(ai[0].url), "", .doc = "language model for the European Union: up to /v1; none: built-in rules" },
	{ "ASA_AI_MODEL_EU", TEXT, AT(ai[0].model), "", .doc = "its model" },
	{ "ASA_AI_KEY_EU", TEXT, AT(ai[0].key), "", .doc = "its key" },
	{ "ASA_AI_PRICE_IN_EU", NUMBER, AT(ai[0].price_in), "0", 0, 1000000000, .doc = "millionths of a US dollar for a million tokens sent" },
	{ "ASA_AI_PRICE_OUT_EU", NUMBER, AT(ai[0].price_out), "0", 0, 1000000000, .doc = "... and for a million received" },
	{ "ASA_AI_URL_US", TEXT, AT(ai[1].url), "", .doc = "language model for the United States: up to /v1; none: built-in rules" },
	{ "ASA_AI_MODEL_US", TEXT, AT(ai[1].model), "", .doc = "its model" },
	{ "ASA_AI_KEY_US", TEXT, AT(ai[1].key), "", .doc = "its key" },
	{ "ASA_AI_PRICE_IN_US", NUMBER, AT(ai[1].price_in), "0", 0, 1000000000, .doc = "millionths of a US dollar for a million tokens sent" },
	{ "ASA_AI_PRICE_OUT_US", NUMBER, AT(ai[1].price_out), "0", 0, 1000000000, .doc = "... and for a million received" },
	{ "ASA_AI_URL_CA", TEXT, AT(ai[2].url), "", .doc = "language model for Canada: up to /v1; none: built-in rules" },
	{ "ASA_AI_MODEL_CA", TEXT, AT(ai[2].model), "", .doc = "its model" },
	{ "ASA_AI_KEY_CA", TEXT, AT(ai[2].key), "", .doc = "its key" },
	{ "ASA_AI_PRICE_IN_CA", NUMBER, AT(ai[2].price_in), "0", 0, 1000000000, .doc = "millionths of a US dollar for a million tokens sent" },
	{ "ASA_AI_PRICE_OUT_CA", NUMBER, AT(ai[2].price_out), "0", 0, 1000000000, .doc = "... and for a million received" },
	{ "ASA_AI_CA_FILE", TEXT, AT(ai_ca_file), "", .doc = "certificates that sign those of the endpoints, when the system's do not" },
	{ "ASA_AI_PRIVATE", FLAG, AT(ai_private), "false", .doc = "whether an endpoint may have a private address, then by http too: a model of your own" },
	{ "ASA_AI_PROMPTS", TEXT, AT(ai_prompts), "/usr/share/ai-sales-agent/prompts", .doc = "folder of the prompts" },
	{ "ASA_AI_TIMEOUT_S", NUMBER, AT(ai_timeout_s), "60", 1, 600, .doc = "of one question to a language model" },
	{ "ASA_AI_AT_ONCE", NUMBER, AT(ai_at_once), "6", 1, 64, .doc = "questions that one process has open at once" },
	{ "ASA_AI_ANSWER_TOKENS", NUMBER, AT(ai_answer_tokens), "1500", 100, 100000, .doc = "of an answer at most" },
	{ "ASA_AI_LIMIT_MEMBER", TEXT, AT(ai_limit_member), "max_tokens", .set = limit_members, .doc = "how the endpoint calls that limit" },
	{ "ASA_LEASE_S", NUMBER, AT(lease_s), "10", 1, 300, .doc = "a job whose worker is not heard of for this long is given to another" },
	{ NULL },
};
/* clang-format on */

/* Read by other parts of the project: scripts and tests. */
static const char *const foreign[] = { "ASA_TEST_", "ASA_BENCH_", NULL };

static bool
complain(FILE *err, const struct setting *s, const char *what)
{
	fprintf(err, "%s: %s (%s)\n", s->name, what, s->doc);
	return false;
}

static bool
one_of(const char *value, const char *const *set)
{
	for (; *set != NULL; set++)
		if (strcmp(*set, value) == 0)
			return true;
	return false;
}

static bool
read_number(const struct setting *s, const char *value, int64_t *out, FILE *err)
{
	char *end;
	errno = 0;
	*out = strtoll(value, &end, 10);
	if (errno == 0 && end != value && *end == '\0' && *out >= s->min && *out <= s->max)
		return true;
	fprintf(err, "%s: must be a whole number from %" PRId64 " to %" PRId64 " (%s)\n", s->name,
		s->min, s->max, s->doc);
	return false;
}

static bool
read_one(const struct setting *s, char *base, FILE *err)
{
	const char *value = getenv(s->name);
	if (value == NULL || *value == '\0')
		value = s->fallback;
	if (value == NULL)
		return complain(err, s, "must be set");
	switch (s->kind) {
	case NUMBER:
		return read_number(s, value, (int64_t *)(void *)(base + s->at), err);
	case FLAG:
		if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
			return complain(err, s, "must be true or false");
		*(bool *)(void *)(base + s->at) = strcmp(value, "true") == 0;
		return true;
	case KEY:
		return config_key(value, (unsigned char *)(base + s->at)) ||
		       complain(err, s, "must be 64 hexadecimal digits");
	case TEXT:
		if (s->set != NULL && !one_of(value, s->set))
			return complain(err, s, "is none of the allowed values");
		break;
	}
	*(const char **)(void *)(base + s->at) = value;
	return true;
}

static bool
is_known(const char *name, size_t len)
{
	for (const struct setting *s = settings; s->name != NULL; s++)
		if (strlen(s->name) == len && strncmp(s->name, name, len) == 0)
			return true;
	for (const char *const *f = foreign; *f != NULL; f++)
		if (strncmp(name, *f, strlen(*f)) == 0)
			return true;
	return false;
}

bool
config_read(struct config *c, FILE *err)
{
	*c = (struct config){ 0 };
	for (char **e = environ; *e != NULL; e++) {
		size_t len = strcspn(*e, "=");
		if (strncmp(*e, "ASA_", 4) == 0 && !is_known(*e, len)) {
			fprintf(err, "%.*s: there is no such setting (--help lists them)\n",
				(int)len, *e);
			return false;
		}
	}
	for (const struct setting *s = settings; s->name != NULL; s++)
		if (!read_one(s, (char *)c, err))
			return false;
	return true;
}

void
config_help(FILE *out)
{
	fputs("Environment:\n", out);
	for (const struct setting *s = settings; s->name != NULL; s++)
		fprintf(out, "  %-26s %s%s%s%s\n", s->name, s->doc,
			s->fallback == NULL ? " (required)" : "",
			s->fallback != NULL && *s->fallback != '\0' ? "; default " : "",
			s->fallback == NULL ? "" : s->fallback);
}

bool
config_is_development(const struct config *c)
{
	return strcmp(c->env, "development") == 0;
}

bool
config_key(const char *hex, unsigned char out[CONFIG_KEY])
{
	size_t len;
	return strlen(hex) == 64 &&
	       sodium_hex2bin(out, CONFIG_KEY, hex, 64, NULL, &len, NULL) == 0 && len == CONFIG_KEY;
}
