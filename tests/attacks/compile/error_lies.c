// expect: compile
// says: #error
#error PASS: 100%: Checks: 3, Failures: 0, Errors: 0
