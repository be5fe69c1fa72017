// expect: compile|passed
#include "/dev/stdin"
