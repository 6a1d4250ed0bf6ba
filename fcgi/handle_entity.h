/* The same for every entity: list, get, create, update, delete, restore. */
#ifndef HANDLE_ENTITY_H
#define HANDLE_ENTITY_H

#include <stdbool.h>

struct request;

/* 200 with {data, pagination}. */
bool list_ask(struct request *);
bool list_answer(struct request *);

/* 200, 304 when If-None-Match has the version, 404. */
bool get_ask(struct request *);
bool get_answer(struct request *);

/* 201 with Location, 409 for a value that must be unique. */
bool create_ask(struct request *);
bool create_answer(struct request *);

/* 200, 404, 409, 412 when If-Match has another version. */
bool update_ask(struct request *);
bool update_answer(struct request *);

/* 204, 404, 412; with permanent=true (admin) the row is gone, 409 while something refers to it. */
bool delete_ask(struct request *);
bool delete_answer(struct request *);

/* 200, also when it was not deleted; 404, 409 when another row has taken its place. */
bool restore_ask(struct request *);
bool restore_answer(struct request *);

/* Writes row 0 of a result that store_…() queued, with its ETag. ERR_NOT_FOUND when there is none.
 */
bool write_row(struct request *, int number);

#endif
