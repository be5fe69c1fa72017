// expect: compile
// class: compile|tampered
// landlock
__asm__(".include \"/etc/passwd\"");
