// expect: compile|passed
/* Work for the optimiser. */
#include <stdbool.h>
#define A(x)          \
    if (n % (x) == 3) \
        n += (x);
#define B(x) A(x) A(x + 1) A(x + 2) A(x + 3) A(x + 4) A(x + 5) A(x + 6) A(x + 7)
#define C(x) B(x) B(x + 9) B(x + 18) B(x + 27) B(x + 36) B(x + 45) B(x + 54)
#define D(x) C(x) C(x + 99) C(x + 199) C(x + 299) C(x + 399) C(x + 499)
#define E(x) D(x) D(x + 1001) D(x + 2003) D(x + 3001) D(x + 4001) D(x + 5003)
static int branches(int n)
{
    E(5) E(10007) E(20011) E(30011) E(40009) return n;
}

static bool attack(void)
{
    static volatile int n = 1;

    return branches(n) == 0;
}
