// expect: compile
int huge[1 << 30] = {1};
