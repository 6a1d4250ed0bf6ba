#include "../../worker/address.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../suite.h"

static enum address_kind
kind_of(const char *text)
{
	struct sockaddr_storage s = { 0 };
	struct sockaddr_in *in = (struct sockaddr_in *)&s;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&s;
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1) {
		s.ss_family = AF_INET;
	} else {
		ck_assert_msg(inet_pton(AF_INET6, text, &in6->sin6_addr) == 1, "%s", text);
		s.ss_family = AF_INET6;
	}
	return address_kind((const struct sockaddr *)&s);
}

START_TEST(addresses_of_the_internet_are_public)
{
	static const char *const all[] = {
		"1.1.1.1",         "9.255.255.255",   "11.0.0.0",       "100.63.255.255",
		"100.128.0.0",     "126.255.255.255", "128.0.0.0",      "172.15.255.255",
		"172.32.0.0",      "192.167.255.255", "192.169.0.0",    "223.255.255.255",
		"2606:4700::1111", "2a00:1450::1",    "::ffff:8.8.8.8", "2001:4860:4860::8888"
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		ck_assert_msg(kind_of(all[i]) == ADDRESS_PUBLIC, "%s", all[i]);
}
END_TEST

START_TEST(ones_own_networks_are_private)
{
	static const char *const all[] = { "127.0.0.1",      "127.255.0.1", "10.0.0.0",
					   "10.255.1.2",     "172.16.0.1",  "172.31.255.255",
					   "192.168.0.1",    "100.64.0.1",  "::1",
					   "fc00::1",        "fdff::1",     "::ffff:127.0.0.1",
					   "::ffff:10.1.2.3" };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		ck_assert_msg(kind_of(all[i]) == ADDRESS_PRIVATE, "%s", all[i]);
}
END_TEST

/* Metadata services of clouds, and ways to write one address inside another. */
START_TEST(nobody_is_asked_at_reserved_addresses)
{
	static const char *const all[] = { "0.0.0.0",
					   "169.254.169.254",
					   "192.0.2.1",
					   "198.18.0.1",
					   "224.0.0.1",
					   "255.255.255.255",
					   "::",
					   "::7f00:1",
					   "64:ff9b::7f00:1",
					   "2002:7f00:1::",
					   "2001::1",
					   "fe80::1",
					   "ff02::1",
					   "2001:db8::1",
					   "::ffff:169.254.169.254" };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		ck_assert_msg(kind_of(all[i]) == ADDRESS_RESERVED, "%s", all[i]);
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/run/x" };
	ck_assert_int_eq(address_kind((const struct sockaddr *)&un), ADDRESS_RESERVED);
}
END_TEST

TCase *
case_address(void)
{
	TCase *t = tcase_create("address");
	tcase_add_test(t, addresses_of_the_internet_are_public);
	tcase_add_test(t, ones_own_networks_are_private);
	tcase_add_test(t, nobody_is_asked_at_reserved_addresses);
	return t;
}
