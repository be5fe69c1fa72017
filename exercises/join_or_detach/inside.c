#include "inside.h"

#include "join_or_detach.h"

enum { REQUESTS_MAX = 40 };

static long add;
static struct request {
    long number, result;
    ticket *ticket;
    bool asked, ran;
} requests[REQUESTS_MAX];

static void *work(void *arg)
{
    struct request *r = arg;

    r->result = r->number + add;
    r->ran = true;
    return &r->result;
}

INSIDE(serves)
{
    struct request load = {0};
    long n = tl_take(), ran = 0, sum = 0;

    add = tl_take();
    server *s = server_start(work, &load);
    ck_assert_ptr_nonnull(s);
    for (long i = 0; i < n; i++) {
        struct request *r = &requests[i];
        r->number = i;
        r->asked = tl_take() == 1;
        if (r->asked)
            r->ticket = server_ask(s, work, r);
        ck_assert(r->asked ? r->ticket != NULL : server_post(s, work, r));
    }
    for (long i = n - 1; i >= 0; i--) {
        if (requests[i].asked) {
            long *result = server_answer(requests[i].ticket);
            requests[i].result = result != NULL ? *result : -1;
        }
    }
    server_stop(s);
    for (long i = 0; i < n; i++) {
        if (requests[i].asked)
            tl_answer(requests[i].result);
        else {
            ran += requests[i].ran;
            sum += requests[i].result;
        }
    }
    tl_answer(load.result);
    tl_answer(ran);
    tl_answer(sum);
}
