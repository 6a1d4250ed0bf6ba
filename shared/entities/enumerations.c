/* Enumerations that several entities use. Labels in the order of the PostgreSQL type. */
#include <stddef.h>

#include "entities.h"

static const char *const locales[] = { "en", "fr", NULL };
static const char *const regions[] = { "eu", "us", "ca", NULL };
static const char *const roles[] = { "viewer", "member", "admin", "owner", NULL };
static const char *const plans[] = { "trial", "starter", "growth", "scale", NULL };

const struct enumeration enum_locale = { "locale", locales };
const struct enumeration enum_region = { "region", regions };
const struct enumeration enum_role = { "user_role", roles };
const struct enumeration enum_plan = { "plan_code", plans };
