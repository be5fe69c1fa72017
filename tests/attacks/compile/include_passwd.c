// expect: compile
// quick
#include "/etc/passwd"
