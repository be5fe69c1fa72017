// expect: data-race
// class: tampered
// racy
#pragma GCC optimize("O3", "no-sanitize=thread")
