/* /admin: what the platform administrator may do across tenants. */
#ifndef HANDLE_ADMIN_H
#define HANDLE_ADMIN_H

#include <stdbool.h>

struct request;

/* 200: organisations of the caller's region, by id; parameters limit and after (an id). */
bool admin_list_ask(struct request *);
bool admin_list_answer(struct request *);

/* Begins or ends a legal hold; answered as below. */
bool admin_hold_ask(struct request *);

/* 200 with the organisation; 404. Suspending ends every access of its users at once. */
bool admin_status_ask(struct request *);
bool admin_status_answer(struct request *);

#endif
