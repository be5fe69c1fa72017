/* Runs a program as in a container of Docker's with the settings that it has by
 * default: namespaces, mounts and a few other calls are refused, and root has
 * lost the capabilities that matter.
 *
 *     without PROGRAM [ARGUMENT...]
 *
 * Source: moby, profiles/seccomp/default.json and oci/caps/defaults.go. What
 * the profile allows only to a capability that is missing counts as refused. */
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ALL = 64, NAMESPACES = 0x7e020000 };

static const int refused[] = {
    SYS_unshare,
    SYS_setns,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_open_tree,
    SYS_move_mount,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_bpf,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_userfaultfd,
    SYS_perf_event_open,
    SYS_open_by_handle_at,
    SYS_kexec_load,
    SYS_init_module,
    SYS_delete_module,
    SYS_quotactl,
    SYS_acct,
    SYS_reboot,
    SYS_swapon,
    SYS_syslog,
    SYS_vhangup,
};

/* Addresses that are not random (0x40000) are not among them. */
static const unsigned personalities[] = {0, 8, 0x20000, 0x20008, ~0u};

static const int kept[] = {
    CAP_CHOWN,   CAP_DAC_OVERRIDE, CAP_FSETID,           CAP_FOWNER,
    CAP_MKNOD,   CAP_NET_RAW,      CAP_SETGID,           CAP_SETUID,
    CAP_SETFCAP, CAP_SETPCAP,      CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT,
    CAP_KILL,    CAP_AUDIT_WRITE,
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SAY(code, what) (struct sock_filter) BPF_STMT(code, what)
#define IF(code, what, yes, no) \
    (struct sock_filter) BPF_JUMP(BPF_JMP | code | BPF_K, what, yes, no)

static int refuse(void)
{
    const uint32_t nr = offsetof(struct seccomp_data, nr);
    const uint32_t first = offsetof(struct seccomp_data, args[0]);
    const uint32_t no = SECCOMP_RET_ERRNO | 1, none = SECCOMP_RET_ERRNO | 38;
    struct sock_filter code[4 * ALL];
    unsigned short n = 0;

    code[n++] = SAY(BPF_LD | BPF_W | BPF_ABS, nr);
    for (size_t i = 0; i < COUNT(refused); i++) {
        code[n++] = IF(BPF_JEQ, (uint32_t)refused[i], 0, 1);
        code[n++] = SAY(BPF_RET | BPF_K, no);
    }
    code[n++] = IF(BPF_JEQ, SYS_clone3, 0, 1);
    code[n++] = SAY(BPF_RET | BPF_K, none);
    code[n++] = IF(BPF_JEQ, SYS_clone, 0, 3);
    code[n++] = SAY(BPF_LD | BPF_W | BPF_ABS, first);
    code[n++] = IF(BPF_JSET, NAMESPACES, 0, 1);
    code[n++] = SAY(BPF_RET | BPF_K, no);
    code[n++] = SAY(BPF_LD | BPF_W | BPF_ABS, nr);
    code[n++] = IF(BPF_JEQ, SYS_personality, 1, 0);
    code[n++] = SAY(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[n++] = SAY(BPF_LD | BPF_W | BPF_ABS, first);
    for (size_t i = 0; i < COUNT(personalities); i++) {
        code[n++] = IF(BPF_JEQ, personalities[i], 0, 1);
        code[n++] = SAY(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    code[n++] = SAY(BPF_RET | BPF_K, no);
    struct sock_fprog prog = {n, code};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0);
}

static int keeps(int capability)
{
    for (size_t i = 0; i < COUNT(kept); i++)
        if (kept[i] == capability)
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        perror("without: no new privileges");
        return 2;
    }
    if (refuse() != 0) {
        perror("without: seccomp");
        return 2;
    }
    /* What the bounding set lacks, root does not get at exec. */
    for (int c = 0; geteuid() == 0 && c < ALL; c++)
        if (!keeps(c))
            (void)prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    return 2;
}
