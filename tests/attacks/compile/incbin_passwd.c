// expect: compile
// quick
// landlock
__asm__(".incbin \"/etc/passwd\"");
