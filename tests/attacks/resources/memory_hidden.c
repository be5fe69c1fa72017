// expect: passed
// quick
/* Memory that counts for no process. */
#include <fcntl.h>
#include <mqueue.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
static bool attack(void)
{
    const key_t key = 1886875246;
    const int make = IPC_CREAT | 0666;

    return memfd_create("pwned", 0) >= 0 || shmget(key, 1 << 28, make) >= 0 ||
           msgget(key, make) >= 0 || semget(key, 1, make) >= 0 ||
           mq_open("/pwned", O_CREAT | O_RDWR, 0666, NULL) >= 0 ||
           shm_open("/pwned", O_CREAT | O_RDWR, 0666) >= 0;
}
