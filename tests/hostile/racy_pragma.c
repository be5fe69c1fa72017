// expect: data-race
// racy
#pragma GCC optimize("O3", "no-sanitize=thread")
