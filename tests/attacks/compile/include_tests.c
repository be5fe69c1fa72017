// expect: compile
// says: test.c
#include "../tests-plain/test.c"
