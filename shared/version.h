/* The version of all programs: configure.ac sets it. */
#ifndef VERSION_H
#define VERSION_H

#include <config.h>

#define PRODUCT_VERSION PACKAGE_VERSION

#endif
