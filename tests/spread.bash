# Sourced by tests: a Slurm cluster and an ssh server on the loopback interface,
# with everything that they need in $T. Only for root.

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

wait_for() { # SECONDS COMMAND...
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [[ $SECONDS -lt $until ]] || return 1
        sleep 0.2
    done
}

slurm_pids=()
slurm_start() {
    local dir=$T/slurm host
    host=$(hostname -s)
    mkdir -p "$dir"/{state,spool,log}
    chmod 755 "$dir"
    head -c 1024 /dev/urandom >"$dir/munge.key"
    chmod 600 "$dir/munge.key"
    export SLURM_CONF=$dir/slurm.conf
    cat >"$SLURM_CONF" <<END
ClusterName=class
SlurmctldHost=$host(127.0.0.1)
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket
CryptoType=crypto/munge
SlurmUser=root
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld
SlurmdLogFile=$dir/log/slurmd
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
MailProg=/bin/true
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=class Nodes=$host Default=YES MaxTime=60 State=UP
END
    munged --foreground --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" \
        --pid-file="$dir/munge.pid" --log-file="$dir/log/munged" \
        --seed-file="$dir/munge.seed" >"$dir/log/munged.out" 2>&1 &
    slurm_pids+=($!)
    wait_for 10 munge -n -S "$dir/munge.socket" || return 1
    slurmctld -D >"$dir/log/slurmctld.out" 2>&1 &
    slurm_pids+=($!)
    slurmd -D >"$dir/log/slurmd.out" 2>&1 &
    slurm_pids+=($!)
    wait_for 30 bash -c 'sinfo -h -o %T | grep -q idle'
}

slurm_stop() {
    local pid
    for pid in "${slurm_pids[@]}"; do kill "$pid" 2>/dev/null; done
    for pid in "${slurm_pids[@]}"; do wait "$pid" 2>/dev/null; done
    slurm_pids=()
}

sshd_pid=
sshd_start() { # leaves $T/ssh/config, which calls this machine node1 and node2
    local dir=$T/ssh port
    mkdir -p "$dir"
    chmod 700 "$dir"
    port=$(free_port)
    ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
    ssh-keygen -q -t ed25519 -N '' -f "$dir/id"
    cp "$dir/id.pub" "$dir/authorized"
    cat >"$dir/sshd_config" <<END
ListenAddress 127.0.0.1:$port
HostKey $dir/host
PidFile none
AuthorizedKeysFile $dir/authorized
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
END
    cat >"$dir/config" <<END
Host node1 node2
    HostName 127.0.0.1
    Port $port
    User $(id -un)
    IdentityFile $dir/id
    IdentitiesOnly yes
    StrictHostKeyChecking no
    UserKnownHostsFile $dir/known
    LogLevel ERROR
END
    mkdir -p /run/sshd
    "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$dir/sshd_config" 2>"$dir/log" &
    sshd_pid=$!
    wait_for 10 ssh -F "$dir/config" node1 true
}

sshd_stop() {
    [[ -n $sshd_pid ]] && kill "$sshd_pid" 2>/dev/null && wait "$sshd_pid" 2>/dev/null
    sshd_pid=
}
