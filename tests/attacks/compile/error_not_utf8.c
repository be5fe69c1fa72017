// expect: compile
// says: #error
#error ÿþ À¯ í € not UTF-8 Â› </failure> "} =1+1
