#include <stdlib.h>
#include <string.h>

#include "../../shared/conn.h"
#include "../suite.h"

START_TEST(parameters_of_prisma_are_taken_out)
{
	static const char *const urls[][2] = {
		{ "postgresql://u@h/d?schema=public&connection_limit=5", "postgresql://u@h/d" },
		{ "postgresql://u@h/d?schema=public&sslmode=require&pgbouncer=true",
		  "postgresql://u@h/d?sslmode=require" },
		{ "postgresql://u@h/d?host=/tmp&pool_timeout=1&port=1",
		  "postgresql://u@h/d?host=/tmp&port=1" },
		{ "postgresql://u@h/d", "postgresql://u@h/d" },
		{ "host=/tmp dbname=d?", "host=/tmp dbname=d?" },
	};
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		char *clean = conn_url(urls[i][0]);
		ck_assert_str_eq(clean, urls[i][1]);
		free(clean);
	}
}
END_TEST

START_TEST(a_role_with_too_much_power_is_refused)
{
	static const char *const powerful[] = { "postgres", "asa_owner" };
	for (size_t i = 0; i < 2; i++) {
		const char *host = strstr(suite_config.database_url, "?host=");
		char url[300];
		snprintf(url, sizeof(url), "postgresql://%s@/asa_eu%s", powerful[i], host);
		enum conn_failure failure;
		ck_assert_ptr_null(conn_open(url, &suite_config, &failure));
		ck_assert_int_eq(failure, CONN_REFUSED);
	}
}
END_TEST

START_TEST(a_server_that_is_not_there_is_down)
{
	enum conn_failure failure;
	ck_assert_ptr_null(
	    conn_open("postgresql://asa_app@/x?host=/nonexistent", &suite_config, &failure));
	ck_assert_int_eq(failure, CONN_DOWN);
}
END_TEST

START_TEST(a_server_of_several_is_found)
{
	enum conn_failure failure;
	const char *host = strstr(suite_config.database_url_region[0], "?host=");
	char url[300];
	snprintf(
	    url, sizeof(url),
	    "postgresql://asa_app@/asa_eu?host=/nonexistent,%s&target_session_attrs=read-write",
	    host + 6);
	struct conn *c = conn_open(url, &suite_config, &failure);
	ck_assert_ptr_nonnull(c);
	conn_close(c);
}
END_TEST

START_TEST(every_session_is_limited_and_speaks_utc_and_utf8)
{
	static const struct {
		const char *name, *value;
	} settings[] = { { "TimeZone", "UTC" },
			 { "client_encoding", "UTF8" },
			 { "DateStyle", "ISO, MDY" },
			 { "idle_in_transaction_session_timeout", "10s" } };
	enum conn_failure failure;
	struct conn *c = conn_open(suite_config.database_url_region[0], &suite_config, &failure);
	ck_assert_ptr_nonnull(c);
	PQsetnonblocking(c->pg, 0);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		PGresult *r = PQexecParams(c->pg, "SELECT current_setting($1)", 1, NULL,
					   &settings[i].name, NULL, NULL, 0);
		ck_assert_str_eq(PQgetvalue(r, 0, 0), settings[i].value);
		PQclear(r);
	}
	PGresult *r =
	    PQexec(c->pg, "SELECT setting FROM pg_settings WHERE name IN ('lock_timeout', "
			  "'statement_timeout') ORDER BY name");
	ck_assert_int_eq(atoll(PQgetvalue(r, 0, 0)), suite_config.lock_timeout_ms);
	ck_assert_int_eq(atoll(PQgetvalue(r, 1, 0)), suite_config.statement_timeout_ms);
	PQclear(r);
	conn_close(c);
}
END_TEST

TCase *
case_conn(void)
{
	TCase *t = tcase_create("conn");
	tcase_add_test(t, parameters_of_prisma_are_taken_out);
	tcase_add_test(t, a_role_with_too_much_power_is_refused);
	tcase_add_test(t, a_server_of_several_is_found);
	tcase_add_test(t, every_session_is_limited_and_speaks_utc_and_utf8);
	tcase_add_test(t, a_server_that_is_not_there_is_down);
	return t;
}
