#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../shared/log.h"
#include "../suite.h"

enum { LONG = 40000 };

/* What one line says of `value`, as JSON; a pipe stands in for standard error. */
static struct json_object *
logged(const char *value)
{
	static char text[65536];
	int ends[2], kept = dup(STDERR_FILENO);
	ck_assert(kept >= 0 && pipe(ends) == 0 && dup2(ends[1], STDERR_FILENO) >= 0);
	log_init("unit", LOG_ERROR, 1);
	log_line(LOG_ERROR, "test", "value", value, "after", "x", NULL);
	log_init("unit", LOG_ERROR, 0);
	dup2(kept, STDERR_FILENO);
	ssize_t n = read(ends[0], text, sizeof(text) - 1);
	close(kept);
	close(ends[0]);
	close(ends[1]);
	ck_assert_int_gt(n, 0);
	ck_assert_int_eq(text[n - 1], '\n');
	text[n] = '\0';
	return json_tokener_parse(text);
}

static const char *
member(struct json_object *o, const char *name)
{
	struct json_object *v = NULL;
	return json_object_object_get_ex(o, name, &v) ? json_object_get_string(v) : NULL;
}

START_TEST(a_value_is_logged_as_it_is)
{
	struct json_object *o = logged("a \"b\" \\ \n\x01 é");
	ck_assert_ptr_nonnull(o);
	ck_assert_str_eq(member(o, "value"), "a \"b\" \\ \n\x01 é");
	ck_assert_str_eq(member(o, "after"), "x");
	json_object_put(o);
}
END_TEST

START_TEST(a_line_that_is_too_long_is_cut_and_still_json)
{
	static const char *const characters[] = { "x", "\"", "\n", "é" };
	for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) {
		char value[LONG + 8] = "";
		for (size_t len = 0; len < LONG; len += strlen(characters[i]))
			strncpy(value + len, characters[i], 3);
		struct json_object *o = logged(value);
		ck_assert_msg(o != NULL, "%s", characters[i]);
		ck_assert_uint_gt(strlen(member(o, "value")), 2000);
		ck_assert_int_eq(strncmp(value, member(o, "value"), 2000), 0);
		ck_assert_ptr_null(member(o, "after"));
		json_object_put(o);
	}
}
END_TEST

TCase *
case_log(void)
{
	TCase *t = tcase_create("log");
	tcase_add_test(t, a_value_is_logged_as_it_is);
	tcase_add_test(t, a_line_that_is_too_long_is_cut_and_still_json);
	return t;
}
