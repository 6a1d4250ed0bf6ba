/*
 * Faults on purpose. The linker puts these in the way of tx_open, tx_flush, tx_commit,
 * password_hash and password_verify (see tests_unit_LDFLAGS), so that each step of something can be
 * made to fail in turn.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdbool.h>

struct ctx;

/* Around each test: without retries of transactions, or no fault would show; and with no fault left
 * over from a test that failed half-way. */
void faults_setup(void);
void faults_teardown(void);

/* The n-th step from here on does not happen: ERR_UNAVAILABLE. 0: none. */
void faults_at(int n);

/* Whether the step that faults_at() named was reached. */
bool faults_struck(void);

/* Before the n-th step from here on, `action` happens: what another client does just then. */
void faults_meanwhile(int n, void (*action)(void *), void *arg);

/*
 * Runs `call` with its first step failing, then with its second, and so on until it gets through
 * untouched. Each time it must say ERR_UNAVAILABLE. Returns how many steps there were.
 */
int faults_sweep(bool (*call)(struct ctx *, void *), void *arg);

#endif
