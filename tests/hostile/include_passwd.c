// expect: compile
#include "/etc/passwd"
