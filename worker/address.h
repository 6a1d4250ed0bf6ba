/* Where an outgoing connection may lead: decided on the resolved address, for a name can be made to
 * resolve to anything (OWASP: server-side request forgery). */
#ifndef ADDRESS_H
#define ADDRESS_H

struct sockaddr;

enum address_kind {
	ADDRESS_PUBLIC,
	ADDRESS_PRIVATE,  /* this machine, or a network of one's own */
	ADDRESS_RESERVED, /* link-local (metadata services), multicast, tunnels, documentation */
};

/* After the registries of special-purpose addresses (RFC 6890) for IPv4 and IPv6. An IPv4 address
 * inside an IPv6 one counts as what it is inside. Another family is reserved. */
enum address_kind address_kind(const struct sockaddr *);

#endif
