// expect: forged|crash
// class: tampered
// quick
/* Has the harness run another test, which passes, in the middle of this one. */
#include <stdbool.h>
int main(int argc, char **argv);
static bool attack(void)
{
    static bool inside;
    char *argv[] = {"x", "--record", "one_value", 0};

    if (!inside) {
        inside = true;
        main(3, argv);
    }
    return false;
}
