/* Structured log lines on standard error: key=value, or JSON with ASA_LOG_FORMAT=json. */
#ifndef LOG_H
#define LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below `least` are dropped. `json` chooses the format. Call before threads start. */
void log_init(const char *program, enum log_level least, int json);

/*
 * Writes one line in one write(2): time, level, program, event, then pairs of strings up to a NULL
 * key. A pair with a NULL value is left out. Control characters are escaped, so that no value can
 * forge a line. Never pass personal data, tokens or what a client sent as text.
 */
void log_line(enum log_level, const char *event, ...) __attribute__((sentinel));

#endif
