#include "inside.h"

#include "batching.h"

enum { REQUESTS = 24, STEPS = 160, MOST = 4 };

INSIDE(schedules)
{
    size_t limits[4];
    long at[REQUESTS];
    size_t prompt[REQUESTS], output[REQUESTS];
    struct bt_row rows[MOST];

    for (int i = 0; i < 4; i++)
        limits[i] = (size_t)tl_take();
    for (int i = 0; i < REQUESTS; i++) {
        at[i] = tl_take();
        prompt[i] = (size_t)tl_take();
        output[i] = (size_t)tl_take();
    }
    batcher *b = bt_create(
        &(struct bt_limits){limits[0], limits[1], limits[2], limits[3]});
    ck_assert_msg(b != NULL, "bt_create returned NULL");
    for (long step = 1; step <= STEPS; step++) {
        for (int i = 0; i < REQUESTS; i++) {
            if (at[i] == step)
                tl_answer(bt_add(b, i, prompt[i], output[i]));
        }
        size_t n = bt_step(b, rows);
        ck_assert_uint_le(n, MOST);
        tl_answer((long)n);
        for (size_t i = 0; i < n; i++) {
            tl_answer(rows[i].request);
            tl_answer((long)rows[i].tokens);
            tl_answer(rows[i].emits);
            tl_answer(rows[i].finishes);
        }
        tl_answer((long)bt_running(b));
        tl_answer((long)bt_waiting(b));
        tl_answer((long)bt_free_blocks(b));
    }
    bt_destroy(b);
}
