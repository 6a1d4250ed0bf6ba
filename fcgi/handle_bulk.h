/* Many rows in one transaction, by ids or by the filter of the list. */
#ifndef HANDLE_BULK_H
#define HANDLE_BULK_H

#include <stdbool.h>

struct request;

enum { BULK_MOST = 1000 };

/*
 * Body: {"operation": "create", "items": […]}, or "update" (with "set"), "delete" or "restore" with
 * "ids", or with the filter of the list in the query string. 200 with {data: [{id, status}]}:
 * created, updated, deleted, restored or not_found. 400 names every faulty item and changes
 * nothing.
 */
bool bulk_ask(struct request *);
bool bulk_answer(struct request *);

#endif
