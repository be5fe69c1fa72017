// expect: compile
// alone
// landlock
// quick
#include "@SHARE@/exercises/spsc_queue/solution.c"
