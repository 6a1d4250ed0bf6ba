/* The jobs that this process has in hand, one a thread at most: what the lease keeper renews, what
 * the heartbeat shows, and what is handed back at the end. */
#ifndef HANDS_H
#define HANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "broker.h"
#include "task.h"

enum { HANDS_MOST = 64 };

struct hand {
	bool busy;
	char owner[OWNER_TEXT], jid[JID_LEN + 1], queue[41];
	char *payload;
	int64_t deadline_ms, since_unix;
};

/* `identity` is "<host>:<pid>:<12 hex>", as Sidekiq names processes. */
void hands_init(const char *identity);

/* A new name to claim with; unlike any that was used before. */
void hands_owner(char out[OWNER_TEXT]);

/* From the claim to the settlement. */
void hands_take(int thread, const char *owner, const struct task *, int64_t limit_s);
void hands_empty(int thread);

/* Copies what is in hand: all of it, or only what is within its time limit. Payloads are copied
 * into the arena. Returns how many. */
int hands_copy(struct arena *, struct hand out[HANDS_MOST], bool in_time_only);

#endif
