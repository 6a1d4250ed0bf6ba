/* Threads that take requests from the FastCGI socket. */
#ifndef SERVER_H
#define SERVER_H

struct config;

/*
 * Serves on descriptor 0, as spawn-fcgi leaves it, with ASA_THREADS threads until SIGTERM or
 * SIGINT; then finishes what is in hand, accepts nothing new, and returns the exit status. Signals
 * must be blocked before the call (see server_block_signals).
 */
int server_run(const struct config *);

/* Before any thread is started: signals are waited for in one place. */
void server_block_signals(void);

#endif
