/* Everything the product says to a person, in each of its languages. */
#ifndef MESSAGE_H
#define MESSAGE_H

struct buffer;

enum locale { LOCALE_EN, LOCALE_FR, LOCALES };

/* Rows of the table in message.c. */
enum message {
	MSG_NONE,
	/* about a request */
	MSG_BAD_REQUEST,
	MSG_INVALID,
	MSG_UNAUTHENTICATED,
	MSG_BAD_LOGIN,
	MSG_BAD_TOKEN,
	MSG_FORBIDDEN,
	MSG_NOT_FOUND,
	MSG_METHOD,
	MSG_CONFLICT,
	MSG_STALE,
	MSG_TOO_LARGE,
	MSG_MEDIA_TYPE,
	MSG_LIMITED,
	MSG_UNAVAILABLE,
	MSG_INTERNAL,
	MSG_BAD_JSON,
	MSG_NOT_OBJECT,
	MSG_DUPLICATE_HEADER,
	MSG_BAD_HEADER,
	MSG_KEY_REUSED,
	MSG_KEY_BUSY,
	MSG_TOO_MANY_MATCH,
	/* about a field */
	MSG_UNKNOWN_FIELD,
	MSG_READ_ONLY,
	MSG_REQUIRED,
	MSG_NOT_NULL,
	MSG_TYPE,
	MSG_TOO_SHORT,
	MSG_TOO_LONG,
	MSG_TOO_SMALL,
	MSG_TOO_LARGE_NUMBER,
	MSG_TOO_MANY,
	MSG_ONE_OF,
	MSG_FORMAT,
	MSG_CONTROL_CHARACTER,
	MSG_UNKNOWN_REFERENCE,
	MSG_TAKEN,
	MSG_IN_USE,
	MSG_CONSTRAINT,
	MSG_DUPLICATE_MEMBER,
	MSG_COMMON_PASSWORD,
	MSG_WRONG_PASSWORD,
	MSG_LAST_OWNER,
	MSG_ROLE_TOO_HIGH,
	MSG_ILLEGAL_MOVE,
	MSG_OVER,
	MSG_QUEUE_FULL,
	MSG_NOTHING_TO_SEND,
	MSG_ORDER,
	MSG_SAME_STEPS,
	MSG_REGION_CLOSED,
	MSG_QUOTA,
	MSG_AI_BUSY,
	MSG_AI_REFUSED,
	MSG_AI_TOO_LARGE,
	MSG_AI_BAD_REPLY,
	/* about a parameter of the query string */
	MSG_UNKNOWN_PARAMETER,
	MSG_REPEATED_PARAMETER,
	MSG_NOT_SORTABLE,
	MSG_BAD_CURSOR,
	MSG_CURSOR_AND_PAGE,
	MSG_BAD_ENCODING,
	MESSAGES
};

/* The machine-readable code of a message: "too_long". */
const char *message_code(enum message);

/* The text in `locale`; {0} and {1} stand for arguments. */
const char *message_text(enum message, enum locale);

/* What MSG_TYPE says that a value must be ("a UUID"), in `locale`; NULL when there is no such. */
const char *message_value(const char *english, enum locale);

/* Writes a template in which {0} to {9} stand for arguments (NULL: empty). Not escaped. */
void message_fill(struct buffer *, const char *template, const char *const *args, int count);

/* Writes the text with its arguments (NULL: empty). Not escaped. */
void message_write(struct buffer *, enum message, enum locale, const char *const args[2]);

/* "en", "fr". */
const char *locale_name(enum locale);

/* The locale of a name; LOCALES when it is none of ours. */
enum locale locale_find(const char *name);

/* The best of ours for an Accept-Language header (RFC 9110, section 12.5.4), NULL allowed; English
 * when none fits. */
enum locale locale_negotiate(const char *accept_language);

#endif
