// expect: data-race|forged
// class: tampered
// racy
#define JOIN(a, b) a##b
#define HIDDEN JOIN(__as, m__) volatile
static inline void hide(void)
{
    HIDDEN("" : : : "memory");
}
