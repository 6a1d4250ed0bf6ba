#include "metrics_queue.h"

#include <hiredis/hiredis.h>

#include "../shared/buffer.h"
#include "../shared/redis.h"

/*
 * One round trip for everything. Names of queues may come from foreign clients, so what is no plain
 * name is made one. Keys are described in worker/scripts.h.
 */
static const char script[] =
    "local out = {}\n"
    "local function line(...) out[#out + 1] = string.format(...) end\n"
    "local function plain(name) return (string.gsub(name, '[^%w_.-]', '_')) end\n"
    "local t = redis.call('TIME')\n"
    "local function head(name, kind, help)\n"
    "  line('# HELP %s %s', name, help)\n"
    "  line('# TYPE %s %s', name, kind)\n"
    "end\n"
    "local queues = redis.call('SMEMBERS', 'queues')\n"
    "table.sort(queues)\n"
    "head('asa_queue_depth', 'gauge', 'Jobs that wait in a queue.')\n"
    "for _, q in ipairs(queues) do\n"
    "  line('asa_queue_depth{queue=\"%s\"} %d', plain(q), redis.call('LLEN', 'queue:' .. q))\n"
    "end\n"
    "head('asa_queue_oldest_seconds', 'gauge', 'How long the next job of a queue has waited.')\n"
    "for _, q in ipairs(queues) do\n"
    "  local oldest = redis.call('LINDEX', 'queue:' .. q, -1)\n"
    "  local fine, job = pcall(cjson.decode, oldest or '')\n"
    "  local since = fine and type(job) == 'table' and tonumber(job.enqueued_at) or "
    "tonumber(t[1])\n"
    "  line('asa_queue_oldest_seconds{queue=\"%s\"} %.3f', plain(q), math.max(0, t[1] + t[2] / 1e6 "
    "- "
    "since))\n"
    "end\n"
    "head('asa_jobs', 'gauge', 'Jobs that are scheduled, wait to be tried again, are dead, or in "
    "flight.')\n"
    "for _, set in ipairs({'schedule', 'retry', 'dead'}) do\n"
    "  line('asa_jobs{in=\"%s\"} %d', set, redis.call('ZCARD', set))\n"
    "end\n"
    "line('asa_jobs{in=\"flight\"} %d', redis.call('HLEN', 'asa:inflight'))\n"
    "local counted, fields = {}, redis.call('HGETALL', 'asa:metrics')\n"
    "for i = 1, #fields, 2 do counted[fields[i]] = tonumber(fields[i + 1]) end\n"
    "head('asa_leases_reaped_total', 'counter', 'Jobs taken from workers that were lost.')\n"
    "line('asa_leases_reaped_total %d', counted.reaped or 0)\n"
    "head('asa_jobs_buried_total', 'counter', 'Jobs whose workers were lost three times.')\n"
    "line('asa_jobs_buried_total %d', counted.buried or 0)\n"
    "head('asa_relay_lag_seconds', 'gauge', 'How late the last jobs were handed to Redis.')\n"
    "head('asa_jobs_total', 'counter', 'Attempts by what became of them.')\n"
    "for name, n in pairs(counted) do\n"
    "  local region = string.match(name, '^lag|(.+)$')\n"
    "  local q, outcome = string.match(name, '^outcome|(.+)|(.+)$')\n"
    "  if region then line('asa_relay_lag_seconds{region=\"%s\"} %.3f', plain(region), n / 1000) "
    "end\n"
    "  if q then line('asa_jobs_total{queue=\"%s\",outcome=\"%s\"} %d', plain(q), outcome, n) end\n"
    "end\n"
    "for what, help in pairs({wait = 'From the hand-over to the claim.', run = 'From the claim to "
    "the "
    "end.'}) do\n"
    "  local name = 'asa_job_' .. what .. '_seconds'\n"
    "  head(name, 'histogram', help)\n"
    "  for _, q in ipairs(queues) do\n"
    "    local sum = 0\n"
    "    for _, le in ipairs({'0.001', '0.005', '0.02', '0.1', '0.5', '2', '10', '60', '+Inf'}) "
    "do\n"
    "      sum = sum + (counted[what .. '|' .. q .. '|' .. le] or 0)\n"
    "      line('%s_bucket{queue=\"%s\",le=\"%s\"} %d', name, plain(q), le, sum)\n"
    "    end\n"
    "    line('%s_sum{queue=\"%s\"} %.3f', name, plain(q), (counted[what .. '|' .. q .. '|ms'] or "
    "0) / "
    "1000)\n"
    "    line('%s_count{queue=\"%s\"} %d', name, plain(q), sum)\n"
    "  end\n"
    "end\n"
    "return out\n";

void
metrics_queue_write(struct buffer *b)
{
	redisReply *r = redis_eval(script, 0, 0, NULL);
	for (size_t i = 0; r != NULL && r->type == REDIS_REPLY_ARRAY && i < r->elements; i++) {
		buffer_add(b, r->element[i]->str, r->element[i]->len);
		buffer_putc(b, '\n');
	}
	redis_free(r);
}
