// expect: forged
// says: Annotate
// racy
void __attribute__((weak)) AnnotateIgnoreWritesBegin(const char *, int);
void __attribute__((weak)) AnnotateIgnoreReadsBegin(const char *, int);
__attribute__((constructor)) static void ignore(void)
{
    if (AnnotateIgnoreWritesBegin != 0)
        AnnotateIgnoreWritesBegin("", 1);
    if (AnnotateIgnoreReadsBegin != 0)
        AnnotateIgnoreReadsBegin("", 1);
}
