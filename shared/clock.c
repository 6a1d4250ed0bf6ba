#include "clock.h"

#include <ctype.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t
clock_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
clock_unix(void)
{
	return (int64_t)time(NULL);
}

void
clock_sleep_ms(int64_t ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		continue;
}

int64_t
clock_jitter(int64_t bound)
{
	return bound <= 0 ? 0 : (int64_t)randombytes_uniform((uint32_t)bound);
}

void
clock_format(int64_t unix_s, char out[24])
{
	time_t t = (time_t)unix_s;
	struct tm tm;
	gmtime_r(&t, &tm);
	strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* Reads exactly `digits` digits; -1 when there are fewer. */
static int
number(const char **p, int digits)
{
	int value = 0;
	for (int i = 0; i < digits; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool
days_fit(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

static bool
parse_date_time(const char **p, const char *separators, struct tm *tm)
{
	*tm = (struct tm){ 0 };
	int year = number(p, 4);
	if (year < 1 || *(*p)++ != '-')
		return false;
	int month = number(p, 2);
	if (month < 0 || *(*p)++ != '-')
		return false;
	int day = number(p, 2);
	if (day < 0 || **p == '\0' || strchr(separators, *(*p)++) == NULL)
		return false;
	tm->tm_hour = number(p, 2);
	if (tm->tm_hour < 0 || *(*p)++ != ':')
		return false;
	tm->tm_min = number(p, 2);
	if (tm->tm_min < 0 || *(*p)++ != ':')
		return false;
	tm->tm_sec = number(p, 2);
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return days_fit(year, month, day) && tm->tm_hour <= 23 && tm->tm_min <= 59 &&
	       tm->tm_sec >= 0 && tm->tm_sec <= 59;
}

/* A fraction of a second, up to `most` digits, as microseconds; -1 when there is a dot without
 * digits. */
static int
parse_fraction(const char **p, int most)
{
	if (**p != '.')
		return 0;
	int value = 0, scale = 100000, digits = 0;
	for ((*p)++; isdigit((unsigned char)**p) && digits < most; (*p)++, digits++) {
		value += (**p - '0') * scale;
		scale /= 10;
	}
	return digits == 0 ? -1 : value;
}

bool
clock_parse_pg(const char *text, int64_t *micros)
{
	struct tm tm;
	const char *p = text;
	if (!parse_date_time(&p, " ", &tm))
		return false;
	int fraction = parse_fraction(&p, 6);
	if (fraction < 0 || strcmp(p, "+00") != 0)
		return false;
	*micros = (int64_t)timegm(&tm) * 1000000 + fraction;
	return true;
}

bool
clock_is_rfc3339(const char *text)
{
	struct tm tm;
	const char *p = text;
	if (!parse_date_time(&p, "Tt", &tm) || parse_fraction(&p, 9) < 0)
		return false;
	if (*p == 'Z' || *p == 'z')
		return p[1] == '\0';
	if (*p != '+' && *p != '-')
		return false;
	p++;
	int hours = number(&p, 2);
	if (hours < 0 || hours > 15 || *p++ != ':')
		return false;
	int minutes = number(&p, 2);
	return minutes >= 0 && minutes <= 59 && *p == '\0';
}
