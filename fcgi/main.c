/* asa-fcgi: the API behind nginx. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../shared/arena.h"
#include "../shared/buffer.h"
#include "../shared/config.h"
#include "../shared/conn.h"
#include "../shared/log.h"
#include "../shared/password.h"
#include "../shared/program.h"
#include "../shared/redis.h"
#include "../shared/region.h"
#include "../shared/token.h"
#include "metrics.h"
#include "openapi.h"
#include "server.h"

static void
help(void)
{
	puts("Usage: spawn-fcgi -n -s SOCKET -- asa-fcgi\n"
	     "       asa-fcgi --help | --version | --check | --openapi\n"
	     "\n"
	     "Serves the API of AI Sales Agent over FastCGI on descriptor 0. SIGTERM ends it when "
	     "the requests in hand are done.\n"
	     "--check reads the settings, connects to every database, and exits. --openapi prints "
	     "the API's description.\n");
	config_help(stdout);
}

static int
print_openapi(void)
{
	struct arena arena = { 0 };
	struct buffer b = { .arena = &arena };
	openapi_write(&b);
	fwrite(b.text, 1, b.len, stdout);
	arena_release(&arena);
	return fflush(stdout) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct config config;
	if (argc == 2 && strcmp(argv[1], "--openapi") == 0)
		return print_openapi();
	bool check = argc == 2 && strcmp(argv[1], "--check") == 0;
	if (!check && argc > 1)
		return program_argument(argc, argv, "asa-fcgi", help);
	server_block_signals();
	if (!program_start("asa-fcgi", &config) || !token_init(&config) ||
	    !password_init(&config) || !redis_init(&config) || !metrics_init(&config))
		return 1;
	region_init(&config);
	bool fit = program_databases_fit(&config, check);
	int status = !fit ? 1 : check ? 0 : server_run(&config);
	region_release();
	password_release();
	return status;
}
