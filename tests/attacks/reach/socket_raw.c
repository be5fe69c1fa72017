// expect: passed
// class: tampered
// quick
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
static bool attack(void)
{
    return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0) >= 0 ||
           syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0) >= 0;
}
