/* A line is built in a fixed buffer on the stack and written at once, so that lines of threads do
 * not mix. */
#include "log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = { "debug", "info", "warn", "error" };

static const char *program_name = "asa";
static enum log_level least_level = LOG_INFO;
static int as_json;

/* CLOSING: what always fits, so that a line cut short is whole JSON: quote, brace, newline. ESCAPE:
 * the longest text of one character. */
enum { LINE_MOST = 16 * 1024, CLOSING = 3, ESCAPE = 6, PAIR_LEAST = 64 };

struct line {
	char text[LINE_MOST];
	size_t len;
};

static int
has_room(const struct line *l, size_t n)
{
	return l->len + n <= sizeof(l->text) - CLOSING;
}

void
log_init(const char *program, enum log_level least, int json)
{
	program_name = program;
	least_level = least;
	as_json = json;
}

static void
put(struct line *l, char c)
{
	if (has_room(l, 1))
		l->text[l->len++] = c;
}

static void
put_quoted(struct line *l, const char *value)
{
	put(l, '"');
	for (const char *p = value; *p != '\0' && has_room(l, ESCAPE); p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '"' || c == '\\') {
			put(l, '\\');
			put(l, *p);
		} else if (c < 0x20 || c == 0x7f) {
			char code[8];
			snprintf(code, sizeof(code), "\\u%04x", c);
			for (const char *q = code; *q != '\0'; q++)
				put(l, *q);
		} else {
			put(l, *p);
		}
	}
	l->text[l->len++] = '"';
}

static int
is_plain(const char *value)
{
	return *value != '\0' && strpbrk(value, " \"\\=\t\r\n") == NULL;
}

static void
put_plain(struct line *l, const char *value)
{
	for (const char *p = value; *p != '\0'; p++)
		put(l, (unsigned char)*p < 0x20 ? '?' : *p);
}

static void
pair(struct line *l, const char *key, const char *value)
{
	if (!has_room(l, PAIR_LEAST)) /* keys are ours, and short */
		return;
	if (l->len > 0)
		put(l, as_json ? ',' : ' ');
	else if (as_json)
		put(l, '{');
	if (as_json)
		put_quoted(l, key);
	else
		put_plain(l, key);
	put(l, as_json ? ':' : '=');
	if (!as_json && is_plain(value))
		put_plain(l, value);
	else
		put_quoted(l, value);
}

static void
put_time(struct line *l)
{
	struct timespec now;
	struct tm tm;
	char date[24], stamp[40];
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(stamp, sizeof(stamp), "%s.%03ldZ", date, now.tv_nsec / 1000000);
	pair(l, "time", stamp);
}

void
log_line(enum log_level level, const char *event, ...)
{
	if (level < least_level)
		return;
	struct line l;
	l.len = 0; /* the text is not cleared: it is long */
	put_time(&l);
	pair(&l, "level", level_names[level]);
	pair(&l, "program", program_name);
	pair(&l, "event", event);
	va_list ap;
	va_start(ap, event);
	for (const char *key; (key = va_arg(ap, const char *)) != NULL;) {
		const char *value = va_arg(ap, const char *);
		if (value != NULL)
			pair(&l, key, value);
	}
	va_end(ap);
	if (as_json)
		l.text[l.len++] = '}';
	l.text[l.len++] = '\n';
	/* Nothing can be done about a log that can't be written. */
	ssize_t written = write(STDERR_FILENO, l.text, l.len);
	(void)written;
}
