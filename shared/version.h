/* Of all programs. Set by configure.ac; this is for compilers that are called without it, such as
 * editors. */
#ifndef VERSION_H
#define VERSION_H

#ifdef HAVE_CONFIG_H
#include <config.h>
#define PRODUCT_VERSION PACKAGE_VERSION
#else
#define PRODUCT_VERSION "development"
#endif

#endif
