// expect: compile
// says: #error
#error ]0;pwned[2J[31m you cannot see this
