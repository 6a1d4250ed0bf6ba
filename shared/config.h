/* Settings: one table of environment variables, read once at start. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { CONFIG_KEY = 32 };

/* A region's language model: any endpoint that speaks OpenAI's chat completions. */
struct ai_endpoint {
	const char *url, *model, *key; /* url "": none, the built-in rules do the work */
	int64_t price_in, price_out;   /* millionths of a US dollar for a million tokens */
};

struct config {
	const char *env; /* development or production */
	const char *database_url, *database_url_region[3];
	const char *redis_url;
	const char *log_format, *log_level, *state_dir;
	const char *token_keys, *token_issuer, *token_audience;
	unsigned char directory_key[CONFIG_KEY], refresh_key[CONFIG_KEY];
	const char *password_file, *default_locale, *default_region;
	const char *public_url;
	struct ai_endpoint ai[4]; /* by region; the last has none */
	const char *ai_ca_file, *ai_prompts, *ai_limit_member;
	bool ai_private;
	int64_t ai_timeout_s, ai_at_once, ai_answer_tokens;
	bool db_prepare, registration_open;
	int64_t threads, max_body;
	int64_t pool_size, pool_wait_ms, pool_idle_s, pool_lifetime_s;
	int64_t statement_timeout_ms, lock_timeout_ms, retries, retry_delay_ms;
	int64_t access_ttl_s, session_ttl_s, session_idle_s, refresh_grace_s, invitation_ttl_s;
	int64_t hash_ops, hash_memory_kib, hash_parallel, hash_wait_ms;
	int64_t worker_threads, jobs_waiting, jobs_share, jobs_at_once, lease_s, audit_days;
	int64_t login_per_account, login_per_address, login_window_s;
};

/*
 * Fills `config` from the environment. False after one line to `err` that names the variable at
 * fault: a required one that is missing, a value out of bounds, or an ASA_ variable that does not
 * exist. Strings point into the environment.
 */
bool config_read(struct config *, FILE *err) __attribute__((warn_unused_result));

/* The table as text for --help. */
void config_help(FILE *);

bool config_is_development(const struct config *);

/* Reads 32 bytes given as 64 hexadecimal digits. False when it is anything else. */
bool config_key(const char *hex, unsigned char out[CONFIG_KEY]) __attribute__((warn_unused_result));

#endif
