/*
 * What happens in Redis, each in one Lua script, so that nothing is ever half done.
 *
 * Keys of Sidekiq, byte for byte, so that its web UI and its clients work on them:
 *   queues, queue:<name>, schedule, retry, dead, processes, <identity>, <identity>:workers,
 *   <identity>-signals, stat:processed, stat:failed
 * Keys of ours:
 *   asa:inflight  jid -> payload, byte for byte as it was taken
 *   asa:owner     jid -> who holds it
 *   asa:lease     jid by the time (of Redis) when it may be taken away
 *   asa:running   "c:<class>", "o:<organisation>" -> how many are in flight
 *   asa:crashes   jid -> how often its holder was lost
 *   asa:metrics   counters, as fcgi/metrics_queue.c prints them: "run|<queue>|<bound>" and the like
 *   asa:epoch     set when Redis was found empty
 *   asa:seen      region -> the epoch that its jobs were last compared with
 * Lua reads payloads and never writes them: cjson would mangle long numbers.
 */
#ifndef SCRIPTS_H
#define SCRIPTS_H

extern const char script_push[], script_exchange[], script_renew[], script_reap[], script_move[],
    script_beat[], script_leave[], script_inventory[], script_epoch[], script_reconciled[];

#endif
