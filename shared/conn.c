#include "conn.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "config.h"
#include "log.h"

static const char *const not_ours[] = { "schema",    "connection_limit", "pool_timeout",
					"pgbouncer", "connect_timeout",  "socket_timeout",
					NULL };

static bool
is_ours(const char *parameter, size_t len)
{
	for (const char *const *n = not_ours; *n != NULL; n++)
		if (len > strlen(*n) && parameter[strlen(*n)] == '=' &&
		    strncmp(parameter, *n, strlen(*n)) == 0)
			return false;
	return true;
}

char *
conn_url(const char *url)
{
	char *out = strdup(url);
	char *query = out == NULL ? NULL : strchr(out, '?');
	if (query == NULL || strstr(url, "://") == NULL)
		return out;
	char *to = query;
	const char *from = url + (query - out) + 1;
	for (size_t len; *from != '\0'; from += len + (from[len] == '&')) {
		len = strcspn(from, "&");
		if (!is_ours(from, len))
			continue;
		*to = to == query ? '?' : '&';
		to++;
		memcpy(to, from, len);
		to += len;
	}
	*to = '\0';
	return out;
}

static PGconn *
connect_to(const char *url, const struct config *config)
{
	char options[256];
	snprintf(options, sizeof(options),
		 "-c statement_timeout=%lld -c lock_timeout=%lld -c "
		 "idle_in_transaction_session_timeout=10000"
		 " -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres",
		 (long long)config->statement_timeout_ms, (long long)config->lock_timeout_ms);
	char *clean = conn_url(url);
	const char *const keys[] = { "dbname",
				     "connect_timeout",
				     "options",
				     "client_encoding",
				     "fallback_application_name",
				     "keepalives_idle",
				     "tcp_user_timeout",
				     NULL };
	const char *const values[] = { clean, "2",     options, "UTF8", "ai-sales-agent",
				       "30",  "10000", NULL };
	PGconn *pg = PQconnectdbParams(keys, values, 1);
	free(clean);
	return pg;
}

static const char guard_sql[] =
    "SELECT rolsuper OR rolbypassrls,"
    " EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND "
    "pg_has_role(r.oid, relowner, 'USAGE')),"
    " coalesce(to_regclass('organisations')::text, '') <> '' AND schema_version() = $1"
    " FROM pg_roles r WHERE rolname = current_user";

static bool
refuse(const char *why)
{
	log_line(LOG_ERROR, "database_refused", "reason", why, NULL);
	return false;
}

/* Row-level security is worth nothing under a role that it does not bind. */
static bool
guard(PGconn *pg)
{
	const char *const version[] = { SCHEMA_VERSION };
	PGresult *r = PQexecParams(pg, guard_sql, 1, NULL, version, NULL, NULL, 0);
	bool fine = true;
	if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) != 1)
		fine = refuse("the schema is missing or of another version: run scripts/db deploy");
	else if (*PQgetvalue(r, 0, 0) == 't')
		fine = refuse("the role is a superuser or bypasses row-level security: connect as "
			      "asa_app or asa_worker");
	else if (*PQgetvalue(r, 0, 1) == 't')
		fine = refuse("the role owns the tables: connect as asa_app or asa_worker");
	else if (*PQgetvalue(r, 0, 2) != 't')
		fine = refuse("the schema is of another version: run scripts/db deploy");
	PQclear(r);
	return fine;
}

static void
log_down(PGconn *pg)
{
	char why[200];
	const char *message = pg == NULL ? "out of memory" : PQerrorMessage(pg);
	snprintf(why, sizeof(why), "%.*s", (int)strcspn(message, "\n"), message);
	log_line(LOG_WARN, "database_down", "reason", why, NULL);
}

/* ROLLBACK at the end of an implicit transaction warns that there is none; "scripts/db explain"
 * reads plans here. */
static void
log_notice(void *arg, const PGresult *r)
{
	const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	(void)arg;
	log_line(LOG_DEBUG, "notice", "message", message == NULL ? "" : message, NULL);
}

struct conn *
conn_open(const char *url, const struct config *config, enum conn_failure *failure)
{
	PGconn *pg = connect_to(url, config);
	*failure = CONN_FINE;
	if (PQstatus(pg) != CONNECTION_OK) {
		*failure = CONN_DOWN;
		log_down(pg);
	} else if (!guard(pg)) {
		*failure = PQstatus(pg) == CONNECTION_OK ? CONN_REFUSED : CONN_DOWN;
	}
	struct conn *c = *failure == CONN_FINE ? calloc(1, sizeof(*c)) : NULL;
	if (c == NULL || PQsetnonblocking(pg, 1) != 0) {
		PQfinish(pg);
		free(c);
		return NULL;
	}
	int64_t life = config->pool_lifetime_s * 1000;
	PQsetNoticeReceiver(pg, log_notice, NULL);
	c->pg = pg;
	c->prepares = config->db_prepare;
	c->born_ms = clock_ms();
	c->expires_ms = c->born_ms + life - life / 10 + clock_jitter(life / 5);
	return c;
}

void
conn_close(struct conn *c)
{
	PQfinish(c->pg);
	free(c);
}

bool
conn_alive(struct conn *c)
{
	struct pollfd p = { .fd = PQsocket(c->pg), .events = POLLIN };
	if (PQstatus(c->pg) != CONNECTION_OK || p.fd < 0)
		return false;
	/*
	 * PQstatus alone is stale. And one read is not enough: a server that goes away first says
	 * why, and that message hides the end of the stream behind it.
	 */
	while (poll(&p, 1, 0) > 0)
		if (PQconsumeInput(c->pg) == 0)
			return false;
	return PQstatus(c->pg) == CONNECTION_OK;
}

bool
conn_reusable(const struct conn *c, int64_t now_ms)
{
	return !c->discard && PQstatus(c->pg) == CONNECTION_OK &&
	       PQpipelineStatus(c->pg) == PQ_PIPELINE_OFF &&
	       PQtransactionStatus(c->pg) == PQTRANS_IDLE && now_ms < c->expires_ms;
}
