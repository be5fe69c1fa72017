#include "src/class/secret.h"

#include "src/base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum {
    BYTES = 32,      /* of chance */
    FILE_MAX = 1024, /* bytes of the file: somebody may write another text */
};

static bool read_kept(struct arena *a, const char *path, const char **secret,
                      struct err *e)
{
    struct text text;

    if (!file_read(a, path, FILE_MAX, &text, e))
        return false;
    text.data[strcspn(text.data, "\r\n")] = '\0';
    *secret = text.data;
    return *text.data != '\0' ||
           err_set(e, "%s is empty; remove it, and a new one is made", path);
}

/* A link is there or not, and never half: of several that make one at the same
 * time the first one's stays. */
static bool make(struct arena *a, const char *path, struct err *e)
{
    char *own = arena_printf(a, "%s.XXXXXX", path);
    unsigned char bytes[BYTES];
    char line[2 * BYTES + 2];
    int fd = -1;
    bool ok = getrandom(bytes, sizeof bytes, 0) == sizeof bytes &&
              (fd = mkstemp(own)) >= 0;

    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(line + 2 * i, 3, "%02x", bytes[i]);
    line[2 * BYTES] = '\n';
    ok = ok && write(fd, line, 2 * BYTES + 1) == 2 * BYTES + 1 &&
         fsync(fd) == 0 && (link(own, path) == 0 || errno == EEXIST);
    int why = errno;
    if (fd >= 0) {
        close(fd);
        unlink(own);
    }
    return ok || err_set(e, "cannot make %s: %s", path, strerror(why));
}

bool secret_load(struct arena *a, const char *out, const struct assignment *as,
                 const char **secret, struct err *e)
{
    const char *path = file_join(a, out, "secret");

    *secret = as->secret;
    if (*secret != NULL)
        return true;
    if (!file_exists(path) && !make(a, path, e))
        return false;
    return read_kept(a, path, secret, e);
}
