#include <string.h>

#include "../../shared/bytes.h"
#include "../suite.h"

START_TEST(base64url_is_strict)
{
	unsigned char out[2];
	char text[4];
	bytes_to_base64((const unsigned char *)"\xff\xfe", 2, text);
	ck_assert_str_eq(text, "__4");
	ck_assert(bytes_from_base64("__4", 3, out, 2));
	ck_assert_mem_eq(out, "\xff\xfe", 2);
	ck_assert(!bytes_from_base64("__4=", 4, out, 2)); /* padding */
	ck_assert(!bytes_from_base64("__5", 3, out, 2));  /* set bits behind the last byte */
	ck_assert(!bytes_from_base64("//4", 3, out, 2));  /* the other alphabet */
	ck_assert(!bytes_from_base64("__", 2, out, 2));   /* too short */
	ck_assert(!bytes_from_base64("\xff\xff\xff", 3, out, 2));
}
END_TEST

START_TEST(a_key_changes_the_hash)
{
	unsigned char plain[HASH_LEN], keyed[HASH_LEN], key[32] = { 1 };
	bytes_hash("x", 1, NULL, plain);
	bytes_hash("x", 1, key, keyed);
	ck_assert_mem_ne(plain, keyed, HASH_LEN);
}
END_TEST

TCase *
case_bytes(void)
{
	TCase *t = tcase_create("bytes");
	tcase_add_test(t, base64url_is_strict);
	tcase_add_test(t, a_key_changes_the_hash);
	return t;
}
