// expect: compile
// class: compile|tampered
// quick
__asm__(".space 42949672960");
