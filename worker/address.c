#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

struct network {
	const char *prefix;
	int bits;
	enum address_kind kind;
};

/* clang-format off */
static const struct network networks4[] = {
	{ "0.0.0.0",      8, ADDRESS_RESERVED },
	{ "10.0.0.0",     8, ADDRESS_PRIVATE },
	{ "100.64.0.0",  10, ADDRESS_PRIVATE },
	{ "127.0.0.0",    8, ADDRESS_PRIVATE },
	{ "169.254.0.0", 16, ADDRESS_RESERVED },
	{ "172.16.0.0",  12, ADDRESS_PRIVATE },
	{ "192.0.0.0",   24, ADDRESS_RESERVED },
	{ "192.0.2.0",   24, ADDRESS_RESERVED },
	{ "192.88.99.0", 24, ADDRESS_RESERVED },
	{ "192.168.0.0", 16, ADDRESS_PRIVATE },
	{ "198.18.0.0",  15, ADDRESS_RESERVED },
	{ "198.51.100.0", 24, ADDRESS_RESERVED },
	{ "203.0.113.0", 24, ADDRESS_RESERVED },
	{ "224.0.0.0",    4, ADDRESS_RESERVED },
	{ "240.0.0.0",    4, ADDRESS_RESERVED },
	{ NULL },
};
static const struct network networks6[] = {
	{ "::1",        128, ADDRESS_PRIVATE },
	{ "::",          96, ADDRESS_RESERVED },
	{ "64:ff9b::",   96, ADDRESS_RESERVED },
	{ "64:ff9b:1::", 48, ADDRESS_RESERVED },
	{ "100::",       64, ADDRESS_RESERVED },
	{ "2001::",      23, ADDRESS_RESERVED },
	{ "2001:db8::",  32, ADDRESS_RESERVED },
	{ "2002::",      16, ADDRESS_RESERVED },
	{ "3fff::",      20, ADDRESS_RESERVED },
	{ "fc00::",       7, ADDRESS_PRIVATE },
	{ "fe80::",      10, ADDRESS_RESERVED },
	{ "fec0::",      10, ADDRESS_RESERVED },
	{ "ff00::",       8, ADDRESS_RESERVED },
	{ NULL },
};
/* clang-format on */

static bool
begins_with(const unsigned char *address, const unsigned char *prefix, int bits)
{
	int whole = bits / 8, rest = bits % 8;
	unsigned char mask = (unsigned char)(0xff00 >> rest);
	return memcmp(address, prefix, (size_t)whole) == 0 &&
	       (rest == 0 || ((address[whole] ^ prefix[whole]) & mask) == 0);
}

static enum address_kind
look_up(const struct network *networks, int family, const unsigned char *address)
{
	unsigned char prefix[16];
	for (const struct network *n = networks; n->prefix != NULL; n++)
		if (inet_pton(family, n->prefix, prefix) == 1 &&
		    begins_with(address, prefix, n->bits))
			return n->kind;
	return ADDRESS_PUBLIC;
}

enum address_kind
address_kind(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, a, sizeof(in));
		return look_up(networks4, AF_INET, (const unsigned char *)&in.sin_addr);
	}
	if (a->sa_family != AF_INET6)
		return ADDRESS_RESERVED;
	struct sockaddr_in6 in6;
	memcpy(&in6, a, sizeof(in6));
	if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
		return look_up(networks4, AF_INET, in6.sin6_addr.s6_addr + 12);
	return look_up(networks6, AF_INET6, in6.sin6_addr.s6_addr);
}
