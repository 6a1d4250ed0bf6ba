#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../shared/clock.h"
#include "../../shared/conn.h"
#include "../../shared/pool.h"
#include "../suite.h"

static struct config small;
static struct pool *pool;

static void
setup(void)
{
	small = suite_config;
	small.pool_size = 2;
	small.pool_wait_ms = 200;
	pool = pool_open(suite_config.database_url_region[0], &small);
}

static void
teardown(void)
{
	pool_close(pool);
}

START_TEST(the_last_given_back_is_the_first_handed_out)
{
	enum pool_failure failure;
	struct conn *a = pool_get(pool, &failure), *b = pool_get(pool, &failure);
	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_nonnull(b);
	pool_put(pool, a);
	pool_put(pool, b);
	ck_assert_ptr_eq(pool_get(pool, &failure), b);
	ck_assert_int_eq(pool_stats(pool).open, 2);
	ck_assert_int_eq(pool_stats(pool).in_use, 1);
	pool_put(pool, b);
}
END_TEST

START_TEST(connections_are_made_only_when_needed)
{
	enum pool_failure failure;
	ck_assert_int_eq(pool_stats(pool).open, 0);
	pool_put(pool, pool_get(pool, &failure));
	pool_put(pool, pool_get(pool, &failure));
	ck_assert_int_eq(pool_stats(pool).connects, 1);
}
END_TEST

START_TEST(who_waits_too_long_is_told)
{
	enum pool_failure failure;
	struct conn *a = pool_get(pool, &failure), *b = pool_get(pool, &failure);
	int64_t started = clock_ms();
	ck_assert_ptr_null(pool_get(pool, &failure));
	ck_assert_int_eq(failure, POOL_BUSY);
	ck_assert_int_ge(clock_ms() - started, 190);
	ck_assert_int_eq(pool_stats(pool).waiting, 0);
	pool_put(pool, a);
	pool_put(pool, b);
}
END_TEST

static void *
wait_for_one(void *arg)
{
	enum pool_failure failure;
	struct conn **got = arg;
	*got = pool_get(pool, &failure);
	return NULL;
}

START_TEST(a_waiter_gets_what_is_given_back)
{
	enum pool_failure failure;
	struct conn *a = pool_get(pool, &failure), *b = pool_get(pool, &failure), *got = NULL;
	pthread_t thread;
	pthread_create(&thread, NULL, wait_for_one, &got);
	while (pool_stats(pool).waiting == 0)
		clock_sleep_ms(1);
	pool_put(pool, a);
	pthread_join(thread, NULL);
	ck_assert_ptr_eq(got, a);
	pool_put(pool, got);
	pool_put(pool, b);
}
END_TEST

struct turn {
	pthread_t thread;
	atomic_int *served;
	int order;
};

static void *
take_a_turn(void *arg)
{
	enum pool_failure failure;
	struct turn *t = arg;
	struct conn *c = pool_get(pool, &failure);
	t->order = atomic_fetch_add(t->served, 1);
	pool_put(pool, c);
	return NULL;
}

START_TEST(who_waits_first_is_served_first)
{
	enum { WAITERS = 8 };
	enum pool_failure failure;
	atomic_int served = 0;
	struct turn turns[WAITERS];
	small.pool_size = 1;
	small.pool_wait_ms = 5000;
	struct conn *only = pool_get(pool, &failure);
	for (int i = 0; i < WAITERS; i++) {
		turns[i].served = &served;
		pthread_create(&turns[i].thread, NULL, take_a_turn, &turns[i]);
		while (pool_stats(pool).waiting <= i)
			clock_sleep_ms(1);
	}
	pool_put(pool, only);
	for (int i = 0; i < WAITERS; i++) {
		pthread_join(turns[i].thread, NULL);
		ck_assert_int_eq(turns[i].order, i);
	}
}
END_TEST

/* A server that takes the connection and never answers: who connects waits, and nobody else. */
START_TEST(a_slow_connect_holds_up_nobody)
{
	struct sockaddr_un silent = { .sun_family = AF_UNIX };
	char folder[] = "/tmp/asa-unit-XXXXXX", url[200];
	struct conn *got = NULL;
	pthread_t thread;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(silent.sun_path, sizeof(silent.sun_path), "%s/.s.PGSQL.5432", folder);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&silent, sizeof(silent)), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	snprintf(url, sizeof(url), "postgresql://asa_app@/x?host=%s", folder);
	pool_close(pool);
	pool = pool_open(url, &small);
	pthread_create(&thread, NULL, wait_for_one, &got);
	int client = accept(fd, NULL, NULL); /* it is connecting now, and is not answered */
	ck_assert_int_eq(pool_stats(pool).in_use, 1);
	ck_assert_int_eq(pool_stats(pool).connect_failures, 0);
	close(client);
	close(fd);
	pthread_join(thread, NULL);
	ck_assert_ptr_null(got);
	ck_assert_int_eq(pool_stats(pool).in_use, 0);
	unlink(silent.sun_path);
	rmdir(folder);
}
END_TEST

START_TEST(a_waiter_gets_the_place_of_a_broken_connection)
{
	enum pool_failure failure;
	struct conn *a = pool_get(pool, &failure), *b = pool_get(pool, &failure), *got = NULL;
	pthread_t thread;
	pthread_create(&thread, NULL, wait_for_one, &got);
	while (pool_stats(pool).waiting == 0)
		clock_sleep_ms(1);
	a->discard = true;
	pool_put(pool, a);
	pthread_join(thread, NULL);
	ck_assert_ptr_nonnull(got);
	ck_assert_int_eq(pool_stats(pool).connects, 3);
	pool_put(pool, got);
	pool_put(pool, b);
}
END_TEST

START_TEST(a_connection_is_closed_unless_it_is_as_it_was)
{
	enum pool_failure failure;
	struct conn *c = pool_get(pool, &failure);
	PQsetnonblocking(c->pg, 0);
	PQclear(PQexec(c->pg, "BEGIN"));
	pool_put(pool, c);
	ck_assert_int_eq(pool_stats(pool).open, 0);
	c = pool_get(pool, &failure);
	ck_assert_int_eq(PQenterPipelineMode(c->pg), 1);
	pool_put(pool, c);
	ck_assert_int_eq(pool_stats(pool).open, 0);
	c = pool_get(pool, &failure);
	c->expires_ms = clock_ms() - 1;
	pool_put(pool, c);
	ck_assert_int_eq(pool_stats(pool).open, 0);
}
END_TEST

START_TEST(an_idle_connection_that_died_is_replaced)
{
	enum pool_failure failure;
	struct conn *c = pool_get(pool, &failure), *killer = pool_get(pool, &failure);
	char sql[80];
	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d, 5000)", PQbackendPID(c->pg));
	PQsetnonblocking(killer->pg, 0);
	PQclear(PQexec(killer->pg, sql));
	int pid = PQbackendPID(c->pg);
	pool_put(pool, c);
	c = pool_get(pool, &failure);
	ck_assert_ptr_nonnull(c);
	ck_assert_int_ne(PQbackendPID(c->pg), pid);
	pool_put(pool, c);
	pool_put(pool, killer);
}
END_TEST

START_TEST(after_a_failure_to_connect_callers_fail_at_once)
{
	enum pool_failure failure;
	struct pool *nowhere = pool_open("postgresql://asa_app@/x?host=/nonexistent", &small);
	ck_assert_ptr_null(pool_get(nowhere, &failure));
	ck_assert_int_eq(failure, POOL_DOWN);
	for (int i = 0; i < 100; i++)
		ck_assert_ptr_null(pool_get(nowhere, &failure));
	ck_assert_int_lt(pool_stats(nowhere).connect_failures, 20);
	ck_assert_int_eq(pool_stats(nowhere).open, 0);
	pool_close(nowhere);
}
END_TEST

TCase *
case_pool(void)
{
	TCase *t = tcase_create("pool");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_last_given_back_is_the_first_handed_out);
	tcase_add_test(t, connections_are_made_only_when_needed);
	tcase_add_test(t, who_waits_too_long_is_told);
	tcase_add_test(t, a_waiter_gets_what_is_given_back);
	tcase_add_test(t, who_waits_first_is_served_first);
	tcase_add_test(t, a_slow_connect_holds_up_nobody);
	tcase_add_test(t, a_waiter_gets_the_place_of_a_broken_connection);
	tcase_add_test(t, a_connection_is_closed_unless_it_is_as_it_was);
	tcase_add_test(t, an_idle_connection_that_died_is_replaced);
	tcase_add_test(t, after_a_failure_to_connect_callers_fail_at_once);
	return t;
}
