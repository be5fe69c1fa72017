// expect: compile|passed
// class: compile|tampered
/* A compiler can be made to say whether there is a file, not what it holds. */
#if __has_include("/etc/shadow")
#include "/etc/shadow"
#endif
