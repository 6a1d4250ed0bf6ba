#include <string.h>

#include "../suite.h"

static int released[2];

static void
note(void *what)
{
	*(int *)what = 1 + released[0] + released[1];
}

START_TEST(memory_is_zeroed_and_aligned)
{
	struct arena a = { 0 };
	for (size_t size = 1; size < 100000; size = size * 3 + 1) {
		unsigned char *p = arena_alloc(&a, size);
		ck_assert_uint_eq((size_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(p[i], 0);
		memset(p, 0xff, size);
	}
	arena_release(&a);
}
END_TEST

START_TEST(what_was_deferred_is_released_last_first_and_once)
{
	struct arena a = { 0 };
	released[0] = released[1] = 0;
	arena_defer(&a, note, &released[0]);
	arena_defer(&a, note, &released[1]);
	arena_reset(&a);
	ck_assert_int_eq(released[1], 1);
	ck_assert_int_eq(released[0], 2);
	arena_reset(&a);
	ck_assert_int_eq(released[0], 2);
	arena_release(&a);
}
END_TEST

START_TEST(memory_is_handed_out_anew_after_a_reset)
{
	struct arena a = { 0 };
	arena_printf(&a, "%s", "secret of the last request");
	arena_reset(&a);
	char *p = arena_alloc(&a, 32);
	ck_assert_str_eq(p, "");
	ck_assert_uint_eq(a.used, 32);
	arena_release(&a);
}
END_TEST

TCase *
case_arena(void)
{
	TCase *t = tcase_create("arena");
	tcase_add_test(t, memory_is_zeroed_and_aligned);
	tcase_add_test(t, what_was_deferred_is_released_last_first_and_once);
	tcase_add_test(t, memory_is_handed_out_anew_after_a_reset);
	return t;
}
