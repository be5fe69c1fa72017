# Who runs the grader, and what is left of it. Sourced by run.sh.
#
#   enter SETTING    sets `as`, the words before a command; or $why_not
#   has_landlock     whether the setting has it; after its first grade
#   left_over        processes and files of ours that are still there
#   traces           what an attack could leave anywhere else

all_settings=({root,user}-{all,no-ns,container})

enter() { # SETTING
    local user=() root=no
    [[ $(id -u) -eq 0 ]] && root=yes
    as=(env)
    case $root-$1 in
    yes-root-*) ;;
    no-root-*)
        why_not="started as an ordinary user"
        return 1
        ;;
    yes-user-*)
        user=(setpriv --reuid=54321 --regid=54321 --clear-groups)
        why_not="others cannot reach $THREADLINGS"
        "${user[@]}" test -x "$THREADLINGS" || return 1
        ;;
    esac
    case $1 in
    *-all) as=(env "${user[@]}") ;;
    *-container) as=("$T/without" "${user[@]}") ;;
    *-no-ns)
        mkdir -p "$T/changed"
        # In a changed root no user namespace can be made.
        as=(unshare -m sh -c 'mount --rbind / "$0" && exec chroot "$0" "$@"' "$T/changed" "${user[@]}")
        [[ $root == yes ]] ||
            as=(unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' -)
        ;;
    *)
        why_not="no such setting; there are: ${all_settings[*]}"
        return 1
        ;;
    esac
    why_not="this machine does not let a test do that"
    "${as[@]}" true 2>/dev/null
}

layer() { # NAME: whether the setting's first grade had it
    grep -A1 "\"$1\"" "$T/$setting/solution.json" | grep -q '"active": true'
}

has_landlock() { layer landlock; }

# Processes whose words or working folder lie in our scratch folder, and files
# there and in the home folder.
left_over() {
    local pid
    for pid in /proc/[0-9]*; do
        if [[ $(readlink "$pid/cwd" 2>/dev/null) == "$TMPDIR"* ]] ||
            tr '\0' ' ' 2>/dev/null <"$pid/cmdline" | grep -qF "$TMPDIR"; then
            echo "${pid#/proc/} $(tr '\0' ' ' <"$pid/cmdline")"
        fi
    done
    find "$TMPDIR" "$HOME" "$T/work" -mindepth 1 | head
}

# All that an attack makes is called pwned, or has a key of this number.
traces() {
    ls -d {/tmp,/var/tmp,/dev/shm,/run,"$T","$T"/*}/*pwned* 2>/dev/null
    grep -hE '^ *(1886875246|[0-9]+ +1886875246) ' /proc/sysvipc/*
    grep -F "$TMPDIR" /proc/self/mounts
    stat -c '%n %a %u %s %Y' "$T/victim" "$T/victim"/* "$T/share/exercises/spsc_queue"/*
}
