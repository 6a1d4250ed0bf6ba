#include "scripts.h"

/* The time of Redis: workers' clocks differ. */
#define NOW                                                                                        \
	"local t = redis.call('TIME')\n"                                                           \
	"local now = t[1] + t[2] / 1000000\n"

/* Counts a duration in seconds into the least bound it fits, and into the sum of milliseconds. */
#define OBSERVE                                                                                    \
	"local function observe(what, queue, seconds)\n"                                           \
	"  local le = '+Inf'\n"                                                                    \
	"  for _, bound in ipairs({'0.001', '0.005', '0.02', '0.1', '0.5', '2', '10', '60'}) do\n" \
	"    if seconds <= tonumber(bound) then le = bound break end\n"                            \
	"  end\n"                                                                                  \
	"  redis.call('HINCRBY', 'asa:metrics', what .. '|' .. queue .. '|' .. le, 1)\n"           \
	"  redis.call('HINCRBY', 'asa:metrics', what .. '|' .. queue .. '|ms', "                   \
	"math.floor(seconds * "                                                                    \
	"1000))\n"                                                                                 \
	"end\n"

/* Takes a job out of flight; returns its payload. */
#define RELEASE                                                                                    \
	"local function count(job, by)\n"                                                          \
	"  redis.call('HINCRBY', 'asa:running', 'c:' .. job.class, by)\n"                          \
	"  local org = type(job.asa) == 'table' and job.asa.organisation\n"                        \
	"  if type(org) == 'string' then\n"                                                        \
	"    redis.call('HINCRBY', 'asa:running', 'o:' .. org, by)\n"                              \
	"  end\n"                                                                                  \
	"end\n"                                                                                    \
	"local function release(jid)\n"                                                            \
	"  local payload = redis.call('HGET', 'asa:inflight', jid)\n"                              \
	"  redis.call('HDEL', 'asa:inflight', jid)\n"                                              \
	"  redis.call('HDEL', 'asa:owner', jid)\n"                                                 \
	"  redis.call('ZREM', 'asa:lease', jid)\n"                                                 \
	"  if payload then count(cjson.decode(payload), -1) end\n"                                 \
	"  return payload\n"                                                                       \
	"end\n"

/* Sidekiq keeps 10,000 dead jobs for 180 days. */
#define BURY                                                                                       \
	"local function bury(payload)\n"                                                           \
	"  redis.call('ZADD', 'dead', now, payload)\n"                                             \
	"  redis.call('ZREMRANGEBYSCORE', 'dead', '-inf', now - 15552000)\n"                       \
	"  redis.call('ZREMRANGEBYRANK', 'dead', 0, -10001)\n"                                     \
	"end\n"

/* ARGV: region, milliseconds that the oldest of these had been due, then triples of payload, queue,
 * and the time it is due ("" for now). */
const char script_push[] = "redis.call('HSET', 'asa:metrics', 'lag|' .. ARGV[1], ARGV[2])\n"
			   "for i = 3, #ARGV, 3 do\n"
			   "  if ARGV[i + 2] == '' then\n"
			   "    redis.call('SADD', 'queues', ARGV[i + 1])\n"
			   "    redis.call('LPUSH', 'queue:' .. ARGV[i + 1], ARGV[i])\n"
			   "  else\n"
			   "    redis.call('ZADD', 'schedule', ARGV[i + 2], ARGV[i])\n"
			   "  end\n"
			   "end\n"
			   "return 1\n";

/* Ends a job in hand; nothing when it is somebody else's by now. "later" keeps its payload, "back"
 * goes to the head of its queue, "retry" and "dead" have a new payload. */
#define SETTLE                                                                                     \
	"local ended, failed = 0, 0\n"                                                             \
	"local function settle(jid, owner, outcome, payload, delay, queue, seconds)\n"             \
	"  if redis.call('HGET', 'asa:owner', jid) ~= owner then return end\n"                     \
	"  local taken = release(jid)\n"                                                           \
	"  redis.call('HINCRBY', 'asa:metrics', 'outcome|' .. queue .. '|' .. outcome, 1)\n"       \
	"  observe('run', queue, tonumber(seconds))\n"                                             \
	"  if outcome == 'back' then redis.call('RPUSH', 'queue:' .. queue, taken) return end\n"   \
	"  redis.call('HDEL', 'asa:crashes', jid)\n"                                               \
	"  if outcome == 'drop' then return end\n"                                                 \
	"  if outcome == 'later' then\n"                                                           \
	"    redis.call('ZADD', 'schedule', now + delay, payload)\n"                               \
	"    return\n"                                                                             \
	"  end\n"                                                                                  \
	"  ended = ended + 1\n"                                                                    \
	"  if outcome == 'done' then return end\n"                                                 \
	"  failed = failed + 1\n"                                                                  \
	"  if outcome == 'retry' then redis.call('ZADD', 'retry', now + delay, payload)\n"         \
	"  else bury(payload) end\n"                                                               \
	"end\n"                                                                                    \
	"local function add_to_stat(name, number, today)\n"                                        \
	"  if number == 0 then return end\n"                                                       \
	"  redis.call('INCRBY', 'stat:' .. name, number)\n"                                        \
	"  redis.call('INCRBY', 'stat:' .. name .. ':' .. today, number)\n"                        \
	"  redis.call('EXPIRE', 'stat:' .. name .. ':' .. today, 157680000)\n"                     \
	"end\n"

/*
 * Settles jobs, then claims others. KEYS: queues in the order to look. ARGV: today, how many are
 * settled, seven values of each (see settle() above), seconds of lease, most of one organisation at
 * once, how many jobs are wanted, an owner for each, then pairs of class and most of it at once. A
 * copy of a job in flight is dropped; a job that is over a limit goes to the back of its queue.
 * Returns the payloads, in the order of the owners.
 */
const char script_exchange[] = NOW RELEASE BURY OBSERVE SETTLE
    "local today, at = ARGV[1], 3\n"
    "for i = 1, tonumber(ARGV[2]) do\n"
    "  settle(unpack(ARGV, at, at + 6))\n"
    "  at = at + 7\n"
    "end\n"
    "add_to_stat('processed', ended, today)\n"
    "add_to_stat('failed', failed, today)\n"
    "local lease, organisation_most, wanted = unpack(ARGV, at, at + 2)\n"
    "local owners, most, out = at + 2, {}, {}\n"
    "wanted = tonumber(wanted)\n"
    "if wanted == 0 then return out end\n"
    "for i = owners + wanted + 1, #ARGV, 2 do most['c:' .. ARGV[i]] = tonumber(ARGV[i + 1]) end\n"
    "local function full(name, limit)\n"
    "  return limit > 0 and tonumber(redis.call('HGET', 'asa:running', name) or 0) >= limit\n"
    "end\n"
    "for _, queue in ipairs(KEYS) do\n"
    "  local looks = math.min(redis.call('LLEN', queue), 50)\n"
    "  while looks > 0 do\n"
    "    looks = looks - 1\n"
    "    local payload = redis.call('RPOP', queue)\n"
    "    if not payload then break end\n"
    "    local fine, job = pcall(cjson.decode, payload)\n"
    "    if not fine or type(job) ~= 'table' or type(job.jid) ~= 'string' or type(job.class) ~= "
    "'string' then\n"
    "      bury(payload)\n"
    "    elseif redis.call('HEXISTS', 'asa:inflight', job.jid) == 0 then\n"
    "      local org = type(job.asa) == 'table' and job.asa.organisation\n"
    "      if full('c:' .. job.class, most['c:' .. job.class] or 0)\n"
    "          or (type(org) == 'string' and full('o:' .. org, tonumber(organisation_most))) then\n"
    "        redis.call('LPUSH', queue, payload)\n"
    "      else\n"
    "        redis.call('HSET', 'asa:inflight', job.jid, payload)\n"
    "        out[#out + 1] = payload\n"
    "        redis.call('HSET', 'asa:owner', job.jid, ARGV[owners + #out])\n"
    "        redis.call('ZADD', 'asa:lease', now + lease, job.jid)\n"
    "        count(job, 1)\n"
    "        observe('wait', string.sub(queue, 7), math.max(0, now - (tonumber(job.enqueued_at) or "
    "now)))\n"
    "        if #out == wanted then return out end\n"
    "      end\n"
    "    end\n"
    "  end\n"
    "end\n"
    "return out\n";

/* ARGV: seconds of lease, then pairs of jid and owner. Returns how many are still theirs. */
const char script_renew[] =
    NOW "local kept = 0\n"
	"for i = 2, #ARGV, 2 do\n"
	"  if redis.call('HGET', 'asa:owner', ARGV[i]) == ARGV[i + 1] then\n"
	"    redis.call('ZADD', 'asa:lease', 'XX', now + ARGV[1], ARGV[i])\n"
	"    kept = kept + 1\n"
	"  end\n"
	"end\n"
	"return kept\n";

/*
 * ARGV: crashes that bury a job. Jobs whose holder was lost go back to the head of their queue.
 * Returns how many were taken away, and the ids of those buried.
 */
const char script_reap[] = NOW RELEASE BURY
    "local out = {0}\n"
    "for _, jid in ipairs(redis.call('ZRANGEBYSCORE', 'asa:lease', '-inf', now, 'LIMIT', 0, 100)) "
    "do\n"
    "  local crashes = redis.call('HINCRBY', 'asa:crashes', jid, 1)\n"
    "  redis.call('EXPIRE', 'asa:crashes', 259200)\n"
    "  local payload = release(jid)\n"
    "  out[1] = out[1] + 1\n"
    "  redis.call('HINCRBY', 'asa:metrics', 'reaped', 1)\n"
    "  if payload and crashes >= tonumber(ARGV[1]) then\n"
    "    redis.call('HDEL', 'asa:crashes', jid)\n"
    "    redis.call('HINCRBY', 'asa:metrics', 'buried', 1)\n"
    "    bury(payload)\n"
    "    out[#out + 1] = jid\n"
    "  elseif payload then\n"
    "    local queue = cjson.decode(payload).queue\n"
    "    redis.call('RPUSH', 'queue:' .. (type(queue) == 'string' and queue or 'default'), "
    "payload)\n"
    "  end\n"
    "end\n"
    "return out\n";

/* What is due in the schedule and among the retries goes to its queue. Returns how many. */
const char script_move[] = NOW
    "local moved = 0\n"
    "for _, set in ipairs({'retry', 'schedule'}) do\n"
    "  for _, payload in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, 100)) "
    "do\n"
    "    redis.call('ZREM', set, payload)\n"
    "    local fine, job = pcall(cjson.decode, payload)\n"
    "    local queue = fine and type(job) == 'table' and type(job.queue) == 'string' and job.queue "
    "or 'default'\n"
    "    redis.call('SADD', 'queues', queue)\n"
    "    redis.call('LPUSH', 'queue:' .. queue, payload)\n"
    "    moved = moved + 1\n"
    "  end\n"
    "end\n"
    "return moved\n";

/* ARGV: identity, info, busy, round trip in microseconds, quiet, KiB of memory, then pairs of
 * thread and what it works on. Returns a signal for this process, or false. */
const char script_beat[] = NOW
    "local me = ARGV[1]\n"
    "redis.call('SADD', 'processes', me)\n"
    "redis.call('HSET', me, 'info', ARGV[2], 'busy', ARGV[3], 'beat', string.format('%.6f', now),\n"
    "  'rtt_us', ARGV[4], 'quiet', ARGV[5], 'rss', ARGV[6])\n"
    "redis.call('EXPIRE', me, 60)\n"
    "redis.call('DEL', me .. ':workers')\n"
    "for i = 7, #ARGV, 2 do redis.call('HSET', me .. ':workers', ARGV[i], ARGV[i + 1]) end\n"
    "redis.call('EXPIRE', me .. ':workers', 60)\n"
    "return redis.call('RPOP', me .. '-signals')\n";

const char script_leave[] = "redis.call('SREM', 'processes', ARGV[1])\n"
			    "return redis.call('DEL', ARGV[1], ARGV[1] .. ':workers')\n";

/* Ids of every job that Redis holds: those that will run, then an empty string, then the dead. */
const char script_inventory[] =
    "local out = {}\n"
    "local function note(payloads)\n"
    "  for _, payload in ipairs(payloads) do\n"
    "    local fine, job = pcall(cjson.decode, payload)\n"
    "    if fine and type(job) == 'table' and type(job.jid) == 'string' then out[#out + 1] = "
    "job.jid "
    "end\n"
    "  end\n"
    "end\n"
    "for _, queue in ipairs(redis.call('SMEMBERS', 'queues')) do\n"
    "  note(redis.call('LRANGE', 'queue:' .. queue, 0, -1))\n"
    "end\n"
    "note(redis.call('ZRANGE', 'schedule', 0, -1))\n"
    "note(redis.call('ZRANGE', 'retry', 0, -1))\n"
    "for _, jid in ipairs(redis.call('HKEYS', 'asa:inflight')) do out[#out + 1] = jid end\n"
    "out[#out + 1] = ''\n"
    "note(redis.call('ZRANGE', 'dead', 0, -1))\n"
    "return out\n";

/* ARGV: a new epoch, taken when there is none: then Redis has forgotten everything; and a region.
 */
const char script_epoch[] =
    "redis.call('SET', 'asa:epoch', ARGV[1], 'NX')\n"
    "return {redis.call('GET', 'asa:epoch'), redis.call('HGET', 'asa:seen', ARGV[2]) or ''}\n";

const char script_reconciled[] = "return redis.call('HSET', 'asa:seen', ARGV[1], ARGV[2])\n";
