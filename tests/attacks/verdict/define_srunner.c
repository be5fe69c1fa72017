// expect: forged|compile|passed
// class: tampered
int srunner_ntests_failed(void *runner);
int srunner_ntests_failed(void *runner)
{
    return runner == (void *)1;
}
