/* asa-worker: runs the jobs. */
#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/log.h"
#include "../shared/program.h"
#include "../shared/redis.h"
#include "../shared/region.h"
#include "ai/prompt.h"
#include "command.h"
#include "exchange.h"
#include "hands.h"
#include "http.h"
#include "lease.h"
#include "loop.h"
#include "queues.h"
#include "relay.h"

enum { FINISH_MS = 25000, STEP_MS = 100, STUCK_MS = 20000 };

static const char *queues = "critical:6,default:3,insights:2,low:1";

static void
help(void)
{
	puts("Usage: asa-worker [--threads N] [--queues NAME:WEIGHT,…]\n"
	     "       asa-worker jobs list [STATE] | show JID | retry JID | discard JID\n"
	     "       asa-worker run JOB [--dry-run]\n"
	     "       asa-worker --help | --version | --check\n"
	     "\n"
	     "Runs the jobs of AI Sales Agent. SIGTERM ends it when the jobs in hand are done, "
	     "within "
	     "25 s; a second one at once.\n"
	     "jobs looks at the ledger and changes it; run runs one recurring job now, here.\n"
	     "Queues of twice the weight are looked into first twice as often; default: "
	     "critical:6,default:3,insights:2,low:1.\n");
	config_help(stdout);
}

static sigset_t
stop_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTSTP);
	return set;
}

/* The next signal, or 0 after `ms` milliseconds. */
static int
next_signal(int ms)
{
	sigset_t set = stop_signals();
	struct timespec wait = { ms / 1000, ms % 1000 * 1000000 };
	int signal = sigtimedwait(&set, NULL, &wait);
	return signal < 0 ? 0 : signal;
}

/* Until we are told to stop; the watchdog hears of us only while leases are kept. */
static void
serve(void)
{
	for (;;) {
		int signal = next_signal(1000);
		if (signal == SIGTSTP)
			exchange_quiet();
		else if (signal != 0)
			return;
		if (clock_ms() - lease_last_round_ms() < STUCK_MS)
			sd_notify(0, "WATCHDOG=1");
	}
}

/* What is in hand may be finished; a second signal, or 25 s, and it is handed back. */
static void
finish(void)
{
	int64_t until = clock_ms() + FINISH_MS;
	sd_notify(0, "STOPPING=1");
	exchange_quiet();
	while (!loop_join(STEP_MS) && clock_ms() < until)
		if (next_signal(1) != 0)
			break;
	if (!loop_join(1)) {
		lease_stop();
		lease_hand_back();
		log_line(LOG_WARN, "stopped", "unfinished", "true", NULL);
		_exit(0); /* threads are still at work: whatever they do now, the ledger decides */
	}
}

static void
make_identity(char out[OWNER_TEXT - 40])
{
	unsigned char bytes[6];
	char nonce[13], host[51] = "";
	gethostname(host, sizeof(host) - 1);
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(nonce, sizeof(nonce), bytes, sizeof(bytes));
	snprintf(out, OWNER_TEXT - 40, "%s:%d:%s", host, getpid(), nonce);
}

static int
work(const struct config *config)
{
	static char identity[OWNER_TEXT - 40];
	make_identity(identity);
	hands_init(identity);
	exchange_init();
	if (!http_start() || !relay_start(config) || !lease_start(config, identity, queues) ||
	    !loop_start(config, (int)config->worker_threads))
		return 1;
	log_line(LOG_INFO, "started", "identity", identity, NULL);
	sd_notify(0, "READY=1");
	serve();
	finish();
	lease_stop();
	relay_stop();
	http_stop();
	log_line(LOG_INFO, "stopped", NULL);
	return 0;
}

static bool
has_models(const struct config *c)
{
	return *c->ai[REGION_EU].url != '\0' || *c->ai[REGION_US].url != '\0' ||
	       *c->ai[REGION_CA].url != '\0';
}

/* Threads that wait for each other's connections would commit one after another. */
static int64_t
connections_for(const struct config *c)
{
	enum { RELAY_AND_KEEPER = 2 };
	int64_t wanted = c->worker_threads + RELAY_AND_KEEPER;
	return c->pool_size > wanted ? c->pool_size : wanted;
}

struct arguments {
	const char *threads;
	bool check;
};

/* False: wrong, or not about running jobs. */
static bool
read_arguments(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = { { "threads", required_argument, NULL, 't' },
						 { "queues", required_argument, NULL, 'q' },
						 { "check", no_argument, NULL, 'c' },
						 { NULL } };
	int option;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 't':
			a->threads = optarg;
			break;
		case 'q':
			queues = optarg;
			break;
		case 'c':
			a->check = true;
			break;
		default:
			return false;
		}
	return optind == argc;
}

int
main(int argc, char **argv)
{
	struct config config;
	struct arguments a = { NULL, false };
	sigset_t set = stop_signals();
	bool command = argc > 1 && argv[1][0] != '-';
	if (!command && !read_arguments(argc, argv, &a))
		return program_argument(argc == 2 ? 2 : 3, argv, "asa-worker", help);
	if (a.threads != NULL)
		setenv("ASA_WORKER_THREADS", a.threads, 1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (!program_start("asa-worker", &config) || !redis_init(&config) || !queues_read(queues))
		return 1;
	if (has_models(&config) && !prompts_exist(&config))
		return 1;
	config.pool_size = connections_for(&config);
	region_init(&config);
	int status = 1;
	if (program_databases_fit(&config, a.check || command))
		status = command ? command_run(&config, argc, argv) : a.check ? 0 : work(&config);
	region_release();
	return status;
}
