#include "queues.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/clock.h"

static struct {
	char key[64]; /* queue:<name> */
	int weight;
} queues[QUEUES_MOST];
static int queue_count;

bool
queues_read(const char *text)
{
	queue_count = 0;
	for (const char *p = text; *p != '\0'; p += *p == ',') {
		size_t len = strcspn(p, ",:");
		if (queue_count == QUEUES_MOST || len == 0 || len > 40)
			break;
		snprintf(queues[queue_count].key, sizeof(queues[0].key), "queue:%.*s", (int)len, p);
		p += len;
		char *end = (char *)(uintptr_t)p;
		long weight = *p == ':' ? strtol(p + 1, &end, 10) : 1;
		p = end;
		if (weight < 1 || weight > 1000 || (*p != '\0' && *p != ','))
			break;
		queues[queue_count++].weight = (int)weight;
		if (*p == '\0')
			return true;
	}
	fputs("--queues: must be names with weights from 1 to 1000: critical:6,default:3\n",
	      stderr);
	return false;
}

int
queues_draw(const char *order[QUEUES_MOST])
{
	bool drawn[QUEUES_MOST] = { false };
	int64_t total = 0;
	for (int i = 0; i < queue_count; i++)
		total += queues[i].weight;
	for (int n = 0; n < queue_count; n++) {
		int64_t left = clock_jitter(total);
		for (int i = 0; i < queue_count; i++) {
			if (drawn[i] || (left -= queues[i].weight) >= 0)
				continue;
			drawn[i] = true;
			total -= queues[i].weight;
			order[n] = queues[i].key;
			break;
		}
	}
	return queue_count;
}
