// expect: compile
// class: compile|tampered
__asm__(".rept 100000000\n.rept 100000000\nnop\n.endr\n.endr");
