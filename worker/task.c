#include "task.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "../shared/config.h"
#include "../shared/json.h"
#include "jobs.h"

const struct job *
job_find(const char *name)
{
	for (const struct job *j = jobs; j->name != NULL; j++)
		if (strcmp(j->name, name) == 0)
			return j;
	return NULL;
}

static const char *
member(struct json_object *o, const char *name)
{
	struct json_object *v;
	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, name, &v) ||
	    !json_object_is_type(v, json_type_string))
		return "";
	return json_object_get_string(v);
}

static bool
is_jid(const char *text)
{
	return strlen(text) == JID_LEN && strspn(text, "0123456789abcdef") == JID_LEN;
}

bool
task_read(struct ctx *ctx, const char *payload, struct task *t)
{
	struct json_object *ours = NULL;
	*t = (struct task){ .payload = payload };
	if (!json_parse(ctx, payload, strlen(payload), &t->json))
		return false;
	json_object_object_get_ex(t->json, "asa", &ours);
	snprintf(t->jid, sizeof(t->jid), "%s", member(t->json, "jid"));
	snprintf(t->class, sizeof(t->class), "%s", member(t->json, "class"));
	snprintf(t->queue, sizeof(t->queue), "%s", member(t->json, "queue"));
	snprintf(t->organisation, sizeof(t->organisation), "%s", member(ours, "organisation"));
	snprintf(t->request_id, sizeof(t->request_id), "%s", member(ours, "request"));
	t->region = region_find(member(ours, "region"));
	if (t->region == REGIONS)
		t->region = strcmp(member(ours, "region"), "global") == 0
				? REGION_GLOBAL
				: region_find(ctx->config->default_region);
	t->job = job_find(t->class);
	if (*t->queue == '\0')
		snprintf(t->queue, sizeof(t->queue), "default");
	return is_jid(t->jid) && (*t->organisation == '\0' || uuid_is(t->organisation));
}

int64_t
task_failures(const struct task *t)
{
	struct json_object *count;
	if (!json_object_object_get_ex(t->json, "retry_count", &count))
		return 0;
	return json_object_get_int64(count) + 1;
}

const char *
task_argument(const struct task *t, int number)
{
	struct json_object *args;
	if (!json_object_object_get_ex(t->json, "args", &args) ||
	    !json_object_is_type(args, json_type_array) ||
	    number >= (int)json_object_array_length(args))
		return NULL;
	return json_object_get_string(json_object_array_get_idx(args, (size_t)number));
}
