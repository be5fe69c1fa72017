/* Graphs: golden files, and what must hold for all of them; reading points; the
 * picture. */
#include "src/ui/graph.h"
#include "src/ui/graph_axis.h"

#include "tests/golden/golden.h"

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};
static const struct look ascii = {.width = 80, .height = 24};
static const struct look colored = {
    .width = 80, .height = 24, .utf8 = true, .color = true};

/* What programs print, and the axes. */
static const struct {
    const char *name, *across, *up, *printed;
} samples[] = {
    {"threads", "threads", "million additions a second",
     "padded 1 180.2\npadded 2 351\npadded 4 702\npadded 8 1204\n"
     "shared 1 180.2\nshared 2 65\nshared 4 60\nshared 8 58.1\n"},
    {"sizes", "array in KB", "ns for one load",
     "load 4 1.1\nload 64 1.3\nload 1024 4\nload 16384 19.5\n"
     "load 262144 92\n"},
    {"scatter", "run", "\302\265s until it woke",
     "wake 1 55\nwake 1 61\nwake 2 52\nwake 2 250\nwake 3 49\nwake 1 -3\n"},
    {"one", "threads", "tasks a second", "pool 64 12500\n"},
    {"flat", "x", "y", "a 0 0\na 1 0\nb 0 0\n"},
};
enum { SAMPLES = sizeof samples / sizeof samples[0] };

static struct points read_points(struct arena *a, const char *text)
{
    struct points p = {.arena = a};

    for (; *text != '\0'; text += strcspn(text, "\n") + 1)
        points_take(&p, text, strcspn(text, "\n"));
    return p;
}

static char *draw(struct arena *a, struct look look, int width, size_t i)
{
    struct points p = read_points(a, samples[i].printed);
    const struct graph g = {samples[i].name, samples[i].across, samples[i].up,
                            &p};
    struct buf out = BUF_INIT;

    look.width = width;
    graph_draw(&out, &look, &g);
    char *drawn = buf_keep(a, &out);
    buf_free(&out);
    return drawn;
}

static char *picture(struct arena *a, const char *title, const char *printed)
{
    struct points p = read_points(a, printed);
    const struct graph g = {title, "threads", "million additions a second", &p};
    struct buf out = BUF_INIT;

    graph_svg(&out, &g);
    char *drawn = buf_keep(a, &out);
    buf_free(&out);
    return drawn;
}

START_TEST(golden_screens)
{
    static const int widths[] = {40, 80, 200};
    struct arena *a = arena_new();
    const char *name = samples[_i].name;

    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
        golden_check(a, arena_printf(a, "graph-%s.%d.txt", name, widths[w]),
                     draw(a, plain, widths[w], (size_t)_i));
    golden_check(a, arena_printf(a, "graph-%s.80.ascii.txt", name),
                 draw(a, ascii, 80, (size_t)_i));
    golden_check(a, arena_printf(a, "graph-%s.80.color.txt", name),
                 draw(a, colored, 80, (size_t)_i));
    arena_free(a);
}
END_TEST

START_TEST(golden_picture)
{
    struct arena *a = arena_new();

    golden_check(a, "graph-threads.svg",
                 picture(a, "Counters", samples[0].printed));
    arena_free(a);
}
END_TEST

START_TEST(no_line_is_too_wide)
{
    struct arena *a = arena_new();
    const struct look looks[] = {plain, ascii, colored};

    for (int width = 10; width <= 200; width++) {
        for (size_t i = 0; i < 3; i++) {
            const char *at = draw(a, looks[i], width, (size_t)_i);
            for (; *at != '\0'; at += strcspn(at, "\n") + 1)
                ck_assert_uint_le(term_width(at, strcspn(at, "\n")),
                                  (size_t)width);
        }
    }
    arena_free(a);
}
END_TEST

START_TEST(without_utf8_all_is_ascii)
{
    struct arena *a = arena_new();

    for (int width = 10; width <= 200; width += 10) {
        const char *drawn = draw(a, ascii, width, (size_t)_i);
        for (; *drawn != '\0'; drawn++)
            ck_assert(*drawn == '\n' || (*drawn >= ' ' && *drawn <= '~'));
    }
    arena_free(a);
}
END_TEST

static size_t count(const char *text, const char *part)
{
    size_t n = 0;

    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        n++;
    return n;
}

/* Each point has its mark, and each name one more in the legend. */
START_TEST(every_point_is_seen)
{
    struct arena *a = arena_new();
    const char *drawn = draw(a, plain, 120, 0);

    /* The two curves begin at the same place. */
    ck_assert_uint_eq(count(drawn, "●"), 3 + 1);
    ck_assert_uint_eq(count(drawn, "■"), 3 + 1);
    ck_assert_uint_eq(count(drawn, "*"), 1 + 1);
    ck_assert_ptr_nonnull(strstr(drawn, "* several at one place"));
    arena_free(a);
}
END_TEST

START_TEST(points_and_other_lines)
{
    struct arena *a = arena_new();
    struct points p = {.arena = a};
    static const struct {
        const char *line;
        enum points_line is;
    } lines[] = {
        {"a 1 2", POINTS_TAKEN},
        {"  b\t-1.5  2e3 \r", POINTS_TAKEN},
        {"a .5 +2", POINTS_TAKEN},
        {"", POINTS_OTHER},
        {"a 1", POINTS_OTHER},
        {"a 1 2 3", POINTS_OTHER},
        {"took 3 s", POINTS_OTHER},
        {"ready to go", POINTS_OTHER},
        {"a 1 nan", POINTS_WRONG},
        {"a inf 1", POINTS_WRONG},
        {"a 1 0x10", POINTS_WRONG},
        {"a 1,5 2", POINTS_WRONG},
        {"a 1 1e300", POINTS_WRONG},
        {"a 1 1e-300", POINTS_WRONG},
        {"name-of-more-than-forty-bytes-which-is-no-name 1 2", POINTS_WRONG},
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(points_take(&p, lines[i].line, strlen(lines[i].line)) ==
                          lines[i].is,
                      "%s", lines[i].line);
    ck_assert_uint_eq(p.n, 3);
    ck_assert_uint_eq(p.nnames, 2);
    ck_assert_str_eq(p.names[1], "b");
    ck_assert_double_eq(p.list[1].x, -1.5);
    ck_assert_double_eq(p.list[1].y, 2000);
    ck_assert_uint_eq(p.nwrong, 7);
    ck_assert_str_eq(p.wrong, "line 9 of the output: \"nan\" is no number");
    arena_free(a);
}
END_TEST

START_TEST(too_many_are_said)
{
    struct arena *a = arena_new();
    struct points p = {.arena = a};
    char line[64];

    for (int i = 0; i < POINTS_SERIES_MAX; i++) {
        snprintf(line, sizeof line, "s%d 1 1", i);
        ck_assert_int_eq(points_take(&p, line, strlen(line)), POINTS_TAKEN);
    }
    ck_assert_int_eq(points_take(&p, "more 1 1", 8), POINTS_WRONG);
    while (p.n < POINTS_MAX)
        ck_assert_int_eq(points_take(&p, "s0 1 1", 6), POINTS_TAKEN);
    ck_assert_int_eq(points_take(&p, "s0 1 1", 6), POINTS_WRONG);
    ck_assert_ptr_nonnull(strstr(p.wrong, "names"));
    ck_assert_uint_eq(p.nwrong, 2);
    arena_free(a);
}
END_TEST

/* Whatever the numbers: ticks rise, and lie on the axis with all points. */
START_TEST(axes_hold_everything)
{
    static const double ends[] = {0, 1,    -1,    1e-15, 1e15,        -1e15,
                                  3, 0.12, 99.99, 100,   1e15 - 0.125};
    enum { ENDS = sizeof ends / sizeof *ends };
    struct arena *a = arena_new();

    for (size_t i = 0; i < ENDS * ENDS; i++) {
        struct points p = {.arena = a};
        struct axis axes[2];
        char line[128];
        double v = ends[i / ENDS], w = ends[i % ENDS];
        snprintf(line, sizeof line, "a %.17g %.17g", v, v);
        ck_assert_int_eq(points_take(&p, line, strlen(line)), POINTS_TAKEN);
        snprintf(line, sizeof line, "b %.17g %.17g", w, w);
        ck_assert_int_eq(points_take(&p, line, strlen(line)), POINTS_TAKEN);
        axis_across(&axes[0], &p, 2 + i % 7);
        axis_up(&axes[1], &p, 2 + i % 7);
        for (size_t k = 0; k < 2; k++) {
            ck_assert_double_ge(axis_at(&axes[k], v), -1e-6);
            ck_assert_double_le(axis_at(&axes[k], w), 1 + 1e-6);
            ck_assert_uint_ge(axes[k].nticks, 2);
            for (size_t t = 1; t < axes[k].nticks; t++)
                ck_assert_double_gt(axes[k].ticks[t], axes[k].ticks[t - 1]);
        }
    }
    arena_free(a);
}
END_TEST

START_TEST(labels_are_short)
{
    static const struct {
        double value;
        const char *label;
    } labels[] = {{0, "0"},         {0.05, "0.05"},     {250, "250"},
                  {1500, "1500"},   {12500, "12.5k"},   {2e7, "20M"},
                  {-30000, "-30k"}, {0.1 + 0.2, "0.3"}, {180.234567, "180.2"},
                  {1e15, "1000T"}};
    char label[AXIS_LABEL_MAX];

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        axis_label(label, labels[i].value);
        ck_assert_str_eq(label, labels[i].label);
    }
}
END_TEST

START_TEST(what_a_learner_wrote_is_no_markup)
{
    struct arena *a = arena_new();
    const char *svg = picture(a, "<script>&",
                              "</svg><script>alert(1)</script> 1 2\n"
                              "a\033[31m\"& 1 2\n");

    ck_assert_ptr_null(strstr(svg, "<script"));
    ck_assert_ptr_null(strstr(svg, "\033"));
    ck_assert_uint_eq(count(svg, "</svg>"), 1);
    ck_assert_ptr_nonnull(strstr(svg, "&lt;script&gt;&amp;"));
    ck_assert_ptr_nonnull(strstr(svg, "role=\"img\""));
    ck_assert_ptr_nonnull(strstr(svg, "<desc id=\"desc\">"));
    arena_free(a);
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)
#define ADD_EACH(s, test)                             \
    do {                                              \
        TCase *added = tcase_create(#test);           \
        tcase_add_loop_test(added, test, 0, SAMPLES); \
        suite_add_tcase((s), added);                  \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("graph");

    ADD_EACH(s, golden_screens);
    ADD(s, golden_picture);
    ADD_EACH(s, no_line_is_too_wide);
    ADD_EACH(s, without_utf8_all_is_ascii);
    ADD(s, every_point_is_seen);
    ADD(s, points_and_other_lines);
    ADD(s, too_many_are_said);
    ADD(s, axes_hold_everything);
    ADD(s, labels_are_short);
    ADD(s, what_a_learner_wrote_is_no_markup);
    return s;
}
