/* The built-in rules: insights from the facts alone, each with its reasons. */
#ifndef RULES_H
#define RULES_H

#include <stdint.h>

#include "../../shared/buffer.h"
#include "phrases.h"

struct json_object;
struct question;

enum { ARGS_MOST = 5 };

/* One insight that a rule found. */
struct finding {
	const char *kind;
	enum phrase title, body;
	const char *args[ARGS_MOST]; /* of title and body */
	const char *profile;         /* ref; NULL: none */
	int64_t score;               /* -1: none */
	int confidence;
	const char *reason; /* the facts it rests on */
};

/* What rules need at hand while they write. */
struct rules {
	struct ctx *ctx;
	const struct question *question;
	struct buffer out; /* the answer, as any provider's */
};

void rules_add(struct rules *, const struct finding *);

/* A fact: facts.group.name as a number, or -1 when it is not known; group NULL: facts.name. */
int64_t fact(const struct rules *, const char *group, const char *name);
/* As text; NULL when it is not known. */
const char *fact_text(const struct rules *, const char *group, const char *name);
/* The sum of a group of counts. */
int64_t fact_sum(const struct rules *, const char *group);
/* A list; NULL when there is none. */
struct json_object *fact_list(const struct rules *, const char *name);

/* A number as an argument. */
const char *number(const struct rules *, int64_t);

/* Hundredths of the whole, rounded; 0 of nothing. */
int64_t percent(int64_t part, int64_t whole);

/* Each about one subject. */
void rules_prospect(struct rules *);
void rules_campaign(struct rules *);
void rules_organisation(struct rules *);

#endif
