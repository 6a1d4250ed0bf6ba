/* Verbs that move a row from one status to another, and put steps in order. */
#ifndef HANDLE_MOVE_H
#define HANDLE_MOVE_H

#include <stdbool.h>

#include "../shared/entity.h"

struct request;

extern const struct entity input_reorder;

/* 200 with the row; 404; 409 when the status does not allow the move. Takes If-Match. */
bool move_ask(struct request *);

/* Body {"steps": [ids]}: every live step of the sequence once. 200 with {data: [steps]}; 400, 404.
 */
bool reorder_ask(struct request *);
bool reorder_answer(struct request *);

#endif
