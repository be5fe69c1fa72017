// expect: compile
__asm__(".incbin \"/dev/zero\"");
