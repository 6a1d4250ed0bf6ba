/* What an operator can ask on the command line. */
#ifndef COMMAND_H
#define COMMAND_H

struct config;

/* Runs argv[1] and what follows; returns the exit status: 2 for a wrong call. */
int command_run(const struct config *, int argc, char **argv);

#endif
