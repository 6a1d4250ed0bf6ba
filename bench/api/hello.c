/* The least that a FastCGI program can do behind the same nginx: a body of HELLO_BYTES, on as many
 * threads as asa-fcgi has. */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, MOST = 65536 };

static char body[MOST];
static int length;

static void *
serve(void *arg)
{
	FCGX_Request r;
	FCGX_InitRequest(&r, 0, 0);
	while (FCGX_Accept_r(&r) == 0) {
		FCGX_FPrintF(r.out, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n",
			     length);
		FCGX_PutStr(body, length, r.out);
		FCGX_Finish_r(&r);
	}
	return arg;
}

int
main(void)
{
	const char *bytes = getenv("HELLO_BYTES");
	length = bytes == NULL ? 600 : atoi(bytes);
	if (length < 0 || length > MOST)
		return 1;
	memset(body, 'x', (size_t)length);
	FCGX_Init();
	for (int i = 1; i < THREADS; i++) {
		pthread_t t;
		if (pthread_create(&t, NULL, serve, NULL) != 0)
			return 1;
	}
	serve(NULL);
	return 0;
}
