#include "bytes.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

void
bytes_to_base64(const unsigned char *bytes, size_t len, char *out)
{
	sodium_bin2base64(out,
			  sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
			  bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* libsodium 1.0.18 takes some bytes above 0x7f for digits; the fuzzer found it. */
static bool
is_base64(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-' && c != '_')
			return false;
	}
	return true;
}

bool
bytes_from_base64(const char *text, size_t text_len, unsigned char *out, size_t len)
{
	size_t got;
	/* libsodium refuses padding, foreign characters and set trailing bits in this variant. */
	return is_base64(text, text_len) &&
	       sodium_base642bin(out, len, text, text_len, NULL, &got, NULL,
				 sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
	       got == len;
}

void
bytes_hash(const void *bytes, size_t len, const unsigned char *key, unsigned char out[HASH_LEN])
{
	crypto_generichash(out, HASH_LEN, bytes, len, key,
			   key == NULL ? 0 : crypto_generichash_KEYBYTES);
}

void
bytes_to_bytea(const unsigned char hash[HASH_LEN], char out[HASH_HEX])
{
	memcpy(out, "\\x", 2);
	sodium_bin2hex(out + 2, 2 * HASH_LEN + 1, hash, HASH_LEN);
}
