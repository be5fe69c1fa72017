/* fork_safely: a journal that parent and child can both use after fork, and a
 * safe way to run other programs. Any thread may call any function at any
 * time. */
#ifndef FORK_SAFELY_H
#define FORK_SAFELY_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* for pipe2 */
#endif

#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOURNAL_ACCOUNTS = 4, JOURNAL_LINES = 16 };

struct journal_line {
    int account, amount;
};

/* Whether an account's total may become `total`. */
typedef bool (*journal_rule)(int total, void *arg);
typedef void (*journal_reader)(struct journal_line line, void *arg);

/* Prepares the journal for fork: from then on, at the instant at which any
 * thread forks, no other thread is in the middle of a call of the journal,
 * and both processes can go on using it. Done once, however often it is
 * called; each call returns what that gave: 0, or an error number. */
int journal_open(void);

/* Adds `amount` to the account's total and writes a line, both or neither.
 * False, with nothing done, if the journal is full or `rule` says no (NULL:
 * no rule). Totals do not change while the rule is asked. */
bool journal_book(int account, int amount, journal_rule rule, void *arg);

int journal_total(int account);

/* Calls `reader` for each line, the oldest first; lines do not change
 * meanwhile. Neither a rule nor a reader may call the journal or fork. */
void journal_read(journal_reader reader, void *arg);

/* Runs the program at `path` and waits for its end. Of what it writes to its
 * standard output the first size - 1 bytes go to `output`, with '\0' behind
 * them (size is at least 1); the rest is read and dropped. `*status` gets
 * what waitpid gives. Programs that other threads start meanwhile inherit
 * nothing of this. A call that a signal interrupts (EINTR) is made again.
 * 0, or the error number of what failed; then nothing is left open. */
int run_program(const char *path, char *const argv[], char *output, size_t size,
                int *status);

/* Programs that the tutor runs may not start processes. When it tests your
 * file, the tests play these calls, and fork as well. They do what the real
 * ones do. Compiled by hand, without FORK_SAFELY_PLAYED, they are the real
 * ones. */
#ifdef FORK_SAFELY_PLAYED

int played_atfork(void (*prepare)(void), void (*parent)(void),
                  void (*child)(void));
int played_pipe2(int fds[2], int flags);
ssize_t played_read(int fd, void *data, size_t size);
int played_close(int fd);
pid_t played_waitpid(pid_t pid, int *status, int options);
int played_spawn(pid_t *pid, const char *path,
                 const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[],
                 char *const envp[]);
int played_actions_init(posix_spawn_file_actions_t *actions);
int played_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int as);
int played_actions_addclose(posix_spawn_file_actions_t *actions, int fd);
int played_actions_addopen(posix_spawn_file_actions_t *actions, int fd,
                           const char *path, int flags, mode_t mode);
int played_actions_destroy(posix_spawn_file_actions_t *actions);
extern char **played_environ;

#define pthread_atfork played_atfork
#define pipe2 played_pipe2
#define read played_read
#define close played_close
#define waitpid played_waitpid
#define posix_spawn played_spawn
#define posix_spawnp played_spawn
#define posix_spawn_file_actions_init played_actions_init
#define posix_spawn_file_actions_adddup2 played_actions_adddup2
#define posix_spawn_file_actions_addclose played_actions_addclose
#define posix_spawn_file_actions_addopen played_actions_addopen
#define posix_spawn_file_actions_destroy played_actions_destroy
#define environ played_environ

#endif
#endif
