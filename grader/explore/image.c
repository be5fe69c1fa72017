/* The program's global variables. Its sections .data and .bss were renamed when
 * it was compiled, so that they are apart from the runtime's and libc's; the
 * linker makes names for their ends. */
#include "grader/explore/image.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>

extern char __start_ex_data[] __attribute__((weak));
extern char __stop_ex_data[] __attribute__((weak));
extern char __start_ex_bss[] __attribute__((weak));
extern char __stop_ex_bss[] __attribute__((weak));

static char *copy;

static size_t data_size(void)
{
    return (size_t)(__stop_ex_data - __start_ex_data);
}

static size_t bss_size(void)
{
    return (size_t)(__stop_ex_bss - __start_ex_bss);
}

void image_setup(void)
{
    if (data_size() == 0)
        return;
    copy = mmap(NULL, data_size(), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert(copy != MAP_FAILED);
    memcpy(copy, __start_ex_data, data_size());
}

void image_restore(void)
{
    if (data_size() > 0)
        memcpy(__start_ex_data, copy, data_size());
    if (bss_size() > 0)
        memset(__start_ex_bss, 0, bss_size());
}

void image_sections(uintptr_t range[2][2])
{
    range[0][0] = (uintptr_t)__start_ex_data;
    range[0][1] = (uintptr_t)__stop_ex_data;
    range[1][0] = (uintptr_t)__start_ex_bss;
    range[1][1] = (uintptr_t)__stop_ex_bss;
}
