// expect: forged|data-race|passed
// class: tampered
// racy
#define JOIN(a, b) a##b
#define spsc_push __attribute__((JOIN(no_sani, tize)("thread"))) spsc_push
#define spsc_pop \
    __attri\
bute__((JOIN(no_sani, tize)("thread"))) spsc_pop
