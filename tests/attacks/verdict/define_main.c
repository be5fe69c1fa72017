// expect: forged|compile
// says: main
int main(void)
{
    return 0;
}
