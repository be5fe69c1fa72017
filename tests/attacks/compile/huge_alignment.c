// expect: compile|limit|crash
// class: compile|limit|crash
static char wide[2] __attribute__((aligned(1 << 28), used)) = {1};
