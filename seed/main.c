/* asa-seed: demo data, and large synthetic tenants. */
#include <errno.h>
#include <getopt.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/config.h"
#include "../shared/password.h"
#include "../shared/program.h"
#include "../shared/redis.h"
#include "../shared/region.h"
#include "bulk.h"
#include "file.h"

#ifndef SEED_DATA
#define SEED_DATA "/usr/share/ai-sales-agent/seed"
#endif

struct options {
	bool force;
	long rows, tenants;
	const char *data;
};

static void
help(void)
{
	puts("Usage: asa-seed [--force] [--data DIR] [--rows N [--tenants N]]\n"
	     "       asa-seed --help | --version\n"
	     "\n"
	     "Inserts the demo organisations of DIR (default " SEED_DATA
	     "), each in its region; those that are\n"
	     "there already are left alone.\n"
	     "\n"
	     "  --rows N      instead: a synthetic tenant with N prospects, for load tests\n"
	     "  --tenants N   as many of them (default 1)\n"
	     "  --force       also where ASA_ENV is not development\n");
	config_help(stdout);
}

static long
number(const char *text)
{
	char *end;
	errno = 0;
	long n = strtol(text, &end, 10);
	return errno == 0 && *end == '\0' && n > 0 && n <= 10000000 ? n : -1;
}

/* The exit status, or -1 to go on. */
static int
read_options(int argc, char **argv, struct options *o)
{
	static const struct option names[] = { { "force", no_argument, NULL, 'f' },
					       { "data", required_argument, NULL, 'd' },
					       { "rows", required_argument, NULL, 'r' },
					       { "tenants", required_argument, NULL, 't' },
					       { 0 } };
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "--version") == 0))
		return program_argument(argc, argv, "asa-seed", help);
	for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;) {
		if (c == 'f')
			o->force = true;
		else if (c == 'd')
			o->data = optarg;
		else if (c == 'r')
			o->rows = number(optarg);
		else if (c == 't')
			o->tenants = number(optarg);
		else
			return 2;
	}
	if (optind == argc && o->rows >= 0 && o->tenants > 0)
		return -1;
	fputs("asa-seed: bad argument (try --help)\n", stderr);
	return 2;
}

static bool
seed_folder(const struct config *config, const char *folder)
{
	glob_t files;
	char pattern[1024];
	bool fine = true;
	snprintf(pattern, sizeof(pattern), "%s/*.json", folder);
	if (glob(pattern, 0, NULL, &files) != 0) {
		fprintf(stderr, "asa-seed: no *.json in %s\n", folder);
		return false;
	}
	for (size_t i = 0; i < files.gl_pathc && fine; i++)
		fine = seed_file(config, files.gl_pathv[i]);
	globfree(&files);
	return fine;
}

int
main(int argc, char **argv)
{
	struct config config;
	struct options o = { .tenants = 1, .data = SEED_DATA };
	int status = read_options(argc, argv, &o);
	if (status >= 0)
		return status;
	if (!program_start("asa-seed", &config) || !password_init(&config) || !redis_init(&config))
		return 1;
	if (!config_is_development(&config) && !o.force) {
		fputs("asa-seed: ASA_ENV is not development; --force seeds all the same\n", stderr);
		return 1;
	}
	region_init(&config);
	bool fine =
	    o.rows > 0 ? seed_bulk(&config, o.tenants, o.rows) : seed_folder(&config, o.data);
	region_release();
	redis_close();
	password_release();
	return fine ? 0 : 1;
}
