// expect: compile
#include "/dev/zero"
