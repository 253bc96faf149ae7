"""An ordinary bare Debian 12, as the in-memory host starts out: nothing hardened, nothing
broken."""

from collections.abc import Mapping

KERNEL = "6.1.0-28-amd64"

COMMENTED = "# See the manual page for what can be set here.\n"

LOGIN_DEFS = """\
UMASK 022
PASS_MAX_DAYS 99999
PASS_MIN_DAYS 0
PASS_WARN_AGE 7
UID_MIN 1000
UID_MAX 60000
GID_MIN 1000
GID_MAX 60000
LOGIN_RETRIES 5
LOGIN_TIMEOUT 60
ENCRYPT_METHOD YESCRYPT
USERGROUPS_ENAB yes
"""

FILES: Mapping[str, str | Mapping[str, object]] = {
    "/etc/debian_version": "12.9\n",
    "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n',
    "/etc/hostname": "testhost\n",
    "/etc/issue": "Debian GNU/Linux 12 \\n \\l\n",
    "/etc/issue.net": "Debian GNU/Linux 12\n",
    "/etc/motd": "The programs included with this system are free software.\n",
    "/etc/shells": "# shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/dash\n",
    "/etc/fstab": "# file systems\nUUID=0a / ext4 errors=remount-ro 0 1\n",
    "/etc/login.defs": LOGIN_DEFS,
    "/etc/adduser.conf": "#DIR_MODE=0700\n",
    "/etc/default/useradd": "SHELL=/bin/sh\n",
    "/etc/profile": 'if [ "$PS1" ]; then PS1="$ "; fi\n',
    "/etc/bash.bashrc": '[ -z "$PS1" ] && return\n',
    "/etc/crontab": "17 * * * * root cd / && run-parts --report /etc/cron.hourly\n",
    "/etc/cron.d": {"type": "directory"},
    "/etc/cron.hourly": {"type": "directory"},
    "/etc/cron.daily": {"type": "directory"},
    "/etc/cron.weekly": {"type": "directory"},
    "/etc/cron.monthly": {"type": "directory"},
    "/etc/sysctl.conf": COMMENTED,
    "/etc/sysctl.d": {"type": "directory"},
    "/etc/sysctl.d/99-sysctl.conf": {"type": "symlink", "target": "../sysctl.conf"},
    "/etc/modprobe.d": {"type": "directory"},
    "/etc/apt/sources.list": "deb http://deb.debian.org/debian bookworm main\n",
    "/etc/apt/apt.conf.d": {"type": "directory"},
    "/etc/systemd/system": {"type": "directory"},
    "/etc/systemd/journald.conf": "[Journal]\n#Compress=yes\n",
    "/etc/systemd/logind.conf": "[Login]\n",
    "/etc/systemd/timesyncd.conf": "[Time]\n#NTP=\n",
    "/etc/security/limits.conf": COMMENTED,
    "/etc/security/limits.d": {"type": "directory"},
    "/etc/security/faillock.conf": COMMENTED,
    "/etc/security/opasswd": {"content": "", "mode": "0600"},
    "/etc/pam.d/common-account": (
        "account\t[success=1 new_authtok_reqd=done default=ignore]\tpam_unix.so\n"
        "account\trequisite\tpam_deny.so\naccount\trequired\tpam_permit.so\n"
    ),
    "/etc/pam.d/common-auth": (
        "auth\t[success=1 default=ignore]\tpam_unix.so nullok\n"
        "auth\trequisite\tpam_deny.so\nauth\trequired\tpam_permit.so\n"
    ),
    "/etc/pam.d/common-password": (
        "password\t[success=1 default=ignore]\tpam_unix.so obscure yescrypt\n"
        "password\trequisite\tpam_deny.so\npassword\trequired\tpam_permit.so\n"
    ),
    "/etc/pam.d/common-session": (
        "session\t[default=1]\tpam_permit.so\nsession\trequisite\tpam_deny.so\n"
        "session\trequired\tpam_permit.so\nsession\trequired\tpam_unix.so\n"
    ),
    "/etc/pam.d/common-session-noninteractive": "session\trequired\tpam_unix.so\n",
    "/etc/pam.d/su": (
        "auth sufficient pam_rootok.so\nsession required pam_limits.so\n"
        "@include common-auth\n@include common-account\n@include common-session\n"
    ),
    "/etc/pam.d/login": (
        "auth optional pam_faildelay.so delay=3000000\n@include common-auth\n"
        "@include common-account\n@include common-session\n@include common-password\n"
    ),
    "/etc/passwd-": {"content": ""},
    "/etc/group-": {"content": ""},
    "/etc/shadow-": {"content": "", "mode": "0640", "group": "shadow"},
    "/etc/gshadow": {"content": "", "mode": "0640", "group": "shadow"},
    "/etc/gshadow-": {"content": "", "mode": "0640", "group": "shadow"},
    "/root": {"type": "directory", "mode": "0700"},
    "/root/.bashrc": "# ~/.bashrc\n",
    "/tmp": {"type": "directory", "mode": "1777"},
    "/var/tmp": {"type": "directory", "mode": "1777"},
    "/var/log": {"type": "directory"},
    "/var/log/wtmp": {"content": "", "mode": "0664", "group": "utmp"},
    "/dev/shm": {"type": "directory", "mode": "1777"},
    "/dev/null": {"type": "character special", "mode": "0666"},
    "/usr/bin/bash": {"content": "", "mode": "0755"},
    "/usr/bin/passwd": {"content": "", "mode": "4755"},
    "/usr/bin/su": {"content": "", "mode": "4755"},
    "/usr/sbin/nologin": {"content": "", "mode": "0755"},
    "/bin": {"type": "symlink", "target": "usr/bin"},
    "/sbin": {"type": "symlink", "target": "usr/sbin"},
    "/lib": {"type": "symlink", "target": "usr/lib"},
    "/boot/grub/grub.cfg": {"content": "set default=0\n", "mode": "0444"},
}

SYSCTL: Mapping[str, object] = {
    "fs.protected_hardlinks": 1,
    "fs.protected_symlinks": 1,
    "fs.suid_dumpable": 0,
    "kernel.core_pattern": "core",
    "kernel.dmesg_restrict": 1,
    "kernel.kptr_restrict": 0,
    "kernel.randomize_va_space": 2,
    "kernel.yama.ptrace_scope": 0,
    "net.ipv4.conf.all.accept_redirects": 0,
    "net.ipv4.conf.all.accept_source_route": 0,
    "net.ipv4.conf.all.log_martians": 0,
    "net.ipv4.conf.all.rp_filter": 0,
    "net.ipv4.conf.all.secure_redirects": 1,
    "net.ipv4.conf.all.send_redirects": 1,
    "net.ipv4.conf.default.accept_redirects": 1,
    "net.ipv4.conf.default.accept_source_route": 1,
    "net.ipv4.conf.default.log_martians": 0,
    "net.ipv4.conf.default.rp_filter": 0,
    "net.ipv4.conf.default.secure_redirects": 1,
    "net.ipv4.conf.default.send_redirects": 1,
    "net.ipv4.icmp_echo_ignore_broadcasts": 1,
    "net.ipv4.icmp_ignore_bogus_error_responses": 1,
    "net.ipv4.ip_forward": 0,
    "net.ipv4.tcp_syncookies": 1,
    "net.ipv6.conf.all.accept_ra": 1,
    "net.ipv6.conf.all.accept_redirects": 1,
    "net.ipv6.conf.all.accept_source_route": 0,
    "net.ipv6.conf.all.disable_ipv6": 0,
    "net.ipv6.conf.all.forwarding": 0,
    "net.ipv6.conf.default.accept_ra": 1,
    "net.ipv6.conf.default.accept_redirects": 1,
    "net.ipv6.conf.default.accept_source_route": 0,
}

PACKAGES: Mapping[str, str] = {
    "adduser": "3.134",
    "apt": "2.6.1",
    "base-files": "12.4+deb12u9",
    "bash": "5.2.15-2+b7",
    "coreutils": "9.1-1",
    "cron": "3.0pl1-162",
    "dpkg": "1.21.22",
    "kmod": "30+20221128-1",
    "libpam-modules": "1.5.2-6+deb12u1",
    "libpam-runtime": "1.5.2-6+deb12u1",
    "login": "1:4.13+dfsg1-1+b1",
    "passwd": "1:4.13+dfsg1-1+b1",
    "procps": "2:4.0.2-3",
    "systemd": "252.33-1~deb12u1",
    "systemd-timesyncd": "252.33-1~deb12u1",
    "util-linux": "2.38.1-5+deb12u3",
}

UNITS: Mapping[str, Mapping[str, str]] = {
    "cron.service": {"state": "enabled", "active": "active"},
    "getty@tty1.service": {"state": "enabled", "active": "active"},
    "systemd-journald.service": {"state": "static", "active": "active"},
    "systemd-timesyncd.service": {"state": "enabled", "active": "active"},
    "ctrl-alt-del.target": {"state": "disabled", "active": "inactive"},
}

MOUNTS: Mapping[str, Mapping[str, str]] = {
    "/": {"source": "/dev/sda1", "type": "ext4", "options": "rw,relatime,errors=remount-ro"},
    "/proc": {"source": "proc", "type": "proc", "options": "rw,nosuid,nodev,noexec,relatime"},
    "/sys": {"source": "sysfs", "type": "sysfs", "options": "rw,nosuid,nodev,noexec,relatime"},
    "/dev": {"source": "udev", "type": "devtmpfs", "options": "rw,nosuid,relatime,mode=755"},
    "/run": {"source": "tmpfs", "type": "tmpfs", "options": "rw,nosuid,nodev,noexec,relatime"},
    "/dev/shm": {"source": "tmpfs", "type": "tmpfs", "options": "rw,nosuid,nodev"},
}

USERS: Mapping[str, Mapping[str, object]] = {
    "root": {"uid": 0, "home": "/root", "shell": "/bin/bash", "password": "*"},
    "daemon": {"uid": 1, "home": "/usr/sbin"},
    "www-data": {"uid": 33, "home": "/var/www"},
    "nobody": {"uid": 65534, "home": "/nonexistent", "gid": 65534},
    "alice": {"uid": 1000, "home": "/home/alice", "shell": "/bin/bash", "password": "$y$j9T$a$b"},
}

GROUPS: Mapping[str, int] = {
    "root": 0,
    "daemon": 1,
    "sys": 3,
    "adm": 4,
    "tty": 5,
    "sudo": 27,
    "www-data": 33,
    "shadow": 42,
    "utmp": 43,
    "crontab": 101,
    "alice": 1000,
    "nogroup": 65534,
}
