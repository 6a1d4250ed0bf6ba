#include "uuid.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

static bool
is_hyphen_place(int i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
uuid_parse(const char *text, unsigned char out[16])
{
	int n = 0, i;
	memset(out, 0, 16);
	for (i = 0; i < UUID_LEN; i++) {
		if (is_hyphen_place(i)) {
			if (text[i] != '-')
				return false;
			continue;
		}
		int digit = hex_digit(text[i]);
		if (digit < 0)
			return false;
		out[n / 2] = (unsigned char)(out[n / 2] << 4 | digit);
		n++;
	}
	return text[i] == '\0';
}

bool
uuid_is(const char *text)
{
	unsigned char bytes[16];
	return uuid_parse(text, bytes);
}

void
uuid_format(const unsigned char bytes[16], char out[UUID_LEN + 1])
{
	static const char digits[] = "0123456789abcdef";
	int n = 0;
	for (int i = 0; i < UUID_LEN; i++) {
		if (is_hyphen_place(i)) {
			out[i] = '-';
			continue;
		}
		out[i] = digits[n % 2 == 0 ? bytes[n / 2] >> 4 : bytes[n / 2] & 15];
		n++;
	}
	out[UUID_LEN] = '\0';
}

void
uuid_v7(char out[UUID_LEN + 1])
{
	unsigned char b[16];
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	unsigned long long ms =
	    (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
	randombytes_buf(b, sizeof(b));
	for (int i = 0; i < 6; i++)
		b[i] = (unsigned char)(ms >> (40 - 8 * i));
	b[6] = (unsigned char)(0x70 | (b[6] & 0x0f));
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	uuid_format(b, out);
}
