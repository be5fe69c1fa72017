// expect: forbidden
// says: socket: an exercise may not
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
static bool attack(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    return connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
}
