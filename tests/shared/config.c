#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../suite.h"

static bool
reads_with(const char *name, const char *value, char *said, size_t size)
{
	struct config c;
	char *saved = getenv(name) == NULL ? NULL : strdup(getenv(name));
	FILE *err = fmemopen(said, size, "w");
	if (value == NULL)
		unsetenv(name);
	else
		setenv(name, value, 1);
	bool fine = config_read(&c, err);
	fclose(err);
	if (saved == NULL)
		unsetenv(name);
	else
		setenv(name, saved, 1);
	free(saved);
	return fine;
}

START_TEST(a_bad_setting_stops_the_start_with_its_name)
{
	static const char *const bad[][2] = {
		{ "ASA_NONSENSE", "1" },        { "ASA_THREADS", "0" },
		{ "ASA_THREADS", "many" },      { "ASA_THREADS", "8x" },
		{ "ASA_ENV", "staging" },       { "ASA_DB_PREPARE", "yes" },
		{ "ASA_DIRECTORY_KEY", "abc" }, { "ASA_TOKEN_KEYS", NULL },
		{ "DATABASE_URL", NULL },       { "ASA_POOL_SIZE", "99999999999999999999" }
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char said[500] = "";
		ck_assert_msg(!reads_with(bad[i][0], bad[i][1], said, sizeof(said)), "%s",
			      bad[i][0]);
		ck_assert_msg(strncmp(said, bad[i][0], strlen(bad[i][0])) == 0, "%s", said);
		ck_assert_ptr_eq(strchr(said, '\n'), strrchr(said, '\n'));
	}
}
END_TEST

START_TEST(what_is_not_set_has_its_default)
{
	char said[500] = "";
	ck_assert_msg(reads_with("ASA_LOCALE", NULL, said, sizeof(said)), "%s", said);
	ck_assert_str_eq(suite_config.default_locale, "en");
	ck_assert_int_eq(suite_config.access_ttl_s, 900);
}
END_TEST

START_TEST(the_example_file_names_every_setting)
{
	char help[20000] = "", line[300], name[60];
	FILE *out = fmemopen(help, sizeof(help), "w");
	config_help(out);
	fclose(out);
	const char *root = getenv("srcdir");
	snprintf(line, sizeof(line), "%s/.env.example", root == NULL ? "." : root);
	FILE *f = fopen(line, "r");
	ck_assert_msg(f != NULL, "%s", line);
	int count = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		char *at = line + strspn(line, "# ");
		size_t len = strcspn(at, "=");
		if (at[len] != '=' || len >= sizeof(name) ||
		    strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != len)
			continue;
		snprintf(name, sizeof(name), "  %.*s ", (int)len, at);
		count += strstr(help, name) != NULL;
	}
	fclose(f);
	int settings = 0;
	for (const char *p = help; (p = strchr(p, '\n')) != NULL; p++)
		settings++;
	ck_assert_int_eq(count, settings - 1);
}
END_TEST

TCase *
case_config(void)
{
	TCase *t = tcase_create("config");
	tcase_add_test(t, a_bad_setting_stops_the_start_with_its_name);
	tcase_add_test(t, what_is_not_set_has_its_default);
	tcase_add_test(t, the_example_file_names_every_setting);
	return t;
}
