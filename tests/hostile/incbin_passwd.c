// expect: compile
// landlock
__asm__(".incbin \"/etc/passwd\"");
