/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-walls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if defined(__SANITIZE_THREAD__)
#define WATCHED_THREADS 1
#else
#define WATCHED_THREADS 0
#endif

/* Four bytes for each of a hundred million pixels, three times over, and what loaders
 * have beside. */
#define MEMORY ((rlim_t) 3 << 30)
/* Three, the socket, and a map on its way. */
#define N_FILES 5

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static void
limit (__rlimit_resource_t resource, rlim_t most)
{
  struct rlimit now;

  if (getrlimit (resource, &now) == 0
      && (now.rlim_max == RLIM_INFINITY || now.rlim_max > most))
    {
      now = (struct rlimit){ most, most };
      setrlimit (resource, &now);
    }
}

#ifdef THIS_ARCHITECTURE

#define END_KILLED (SANITIZED ? SECCOMP_RET_ERRNO | EPERM : SECCOMP_RET_KILL_PROCESS)
#define ALLOWED SECCOMP_RET_ALLOW
#define REFUSED(problem) (SECCOMP_RET_ERRNO | (problem))

#define LOAD(field)                                                                      \
  BPF_STMT (BPF_LD | BPF_W | BPF_ABS, (guint32) offsetof (struct seccomp_data, field))
#define RETURN(action) BPF_STMT (BPF_RET | BPF_K, (guint32) (action))
/* The lower half of an argument: the kernel takes flags from there. Little-endian, as
 * both kinds of processors are. */
#define ARGUMENT(i)                                                                      \
  (guint32) (offsetof (struct seccomp_data, args) + (i) * sizeof (guint64))

typedef struct
{
  int number;
  guint32 action;
} Call;

/* What the loaders were seen to use once they are warm, and what memory and threads of
 * glibc need. What is not here ends the process. */
static const Call calls[] = {
  { __NR_read, ALLOWED },
  { __NR_write, ALLOWED },
  { __NR_recvfrom, ALLOWED },
  { __NR_recvmsg, ALLOWED },
  { __NR_sendto, ALLOWED },
  { __NR_sendmsg, ALLOWED },
  { __NR_close, ALLOWED },
  { __NR_fstat, ALLOWED },
  { __NR_lseek, ALLOWED },
  { __NR_munmap, ALLOWED },
  { __NR_mremap, ALLOWED },
  { __NR_brk, ALLOWED },
  { __NR_madvise, ALLOWED },
  { __NR_futex, ALLOWED },
  { __NR_rt_sigprocmask, ALLOWED },
  { __NR_rt_sigreturn, ALLOWED },
  { __NR_rt_sigaction, ALLOWED },
  { __NR_sigaltstack, ALLOWED },
  { __NR_exit, ALLOWED },
  { __NR_exit_group, ALLOWED },
  { __NR_restart_syscall, ALLOWED },
  { __NR_set_robust_list, ALLOWED },
  { __NR_rseq, ALLOWED },
  { __NR_sched_getaffinity, ALLOWED },
  { __NR_sched_yield, ALLOWED },
  { __NR_getcpu, ALLOWED },
  { __NR_getrandom, ALLOWED },
  { __NR_getpid, ALLOWED },
  { __NR_gettid, ALLOWED },
  { __NR_getuid, ALLOWED },
  { __NR_geteuid, ALLOWED },
  { __NR_uname, ALLOWED },
  { __NR_sysinfo, ALLOWED },
  { __NR_clock_gettime, ALLOWED },
  { __NR_clock_getres, ALLOWED },
  { __NR_clock_nanosleep, ALLOWED },
  { __NR_nanosleep, ALLOWED },
  { __NR_gettimeofday, ALLOWED },
  { __NR_getrusage, ALLOWED },
  { __NR_membarrier, ALLOWED },
  { __NR_openat, REFUSED (ENOENT) },
  { __NR_newfstatat, REFUSED (ENOENT) },
  { __NR_statx, REFUSED (ENOENT) },
  { __NR_faccessat, REFUSED (ENOENT) },
  { __NR_faccessat2, REFUSED (ENOENT) },
  { __NR_readlinkat, REFUSED (ENOENT) },
  { __NR_getcwd, REFUSED (ENOENT) },
  { __NR_ioctl, REFUSED (ENOTTY) },
  { __NR_fcntl, REFUSED (EPERM) },
  { __NR_memfd_create, REFUSED (EPERM) },
  { __NR_prlimit64, REFUSED (EPERM) },
  { __NR_prctl, REFUSED (EPERM) },
  { __NR_set_mempolicy, REFUSED (EPERM) },
  { __NR_get_mempolicy, REFUSED (EPERM) },
  { __NR_sched_setaffinity, REFUSED (EPERM) },
  /* glibc then starts threads by the other one, which tells here what it does. */
  { __NR_clone3, REFUSED (ENOSYS) },
#ifdef __NR_open
  { __NR_open, REFUSED (ENOENT) },
  { __NR_stat, REFUSED (ENOENT) },
  { __NR_lstat, REFUSED (ENOENT) },
  { __NR_access, REFUSED (ENOENT) },
  { __NR_readlink, REFUSED (ENOENT) },
  { __NR_time, ALLOWED },
  { __NR_getrlimit, ALLOWED },
#endif
};

/* Calls that are allowed by what they ask for: @number where none of @flags is set in
 * argument @argument, or, where @wanted, where they all are; otherwise @action. */
typedef struct
{
  int number;
  guint argument;
  guint32 flags;
  gboolean wanted;
  guint32 action;
} Gate;

static const Gate gates[] = {
  { __NR_mmap, 2, PROT_EXEC, FALSE, REFUSED (EACCES) },
  { __NR_mprotect, 2, PROT_EXEC, FALSE, REFUSED (EACCES) },
  { __NR_clone, 0, CLONE_THREAD, TRUE, END_KILLED },
};

#define N_FILTER (16 + 2 * G_N_ELEMENTS (calls) + 5 * G_N_ELEMENTS (gates))

typedef struct
{
  struct sock_filter code[N_FILTER];
  guint n;
} Filter;

static void
add (Filter *self, struct sock_filter step)
{
  self->code[self->n++] = step;
}

static void
add_gate (Filter *self, const Gate *gate)
{
  guint32 in = gate->wanted ? ALLOWED : gate->action;
  guint32 out = gate->wanted ? gate->action : ALLOWED;

  add (self, (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K,
                                            (guint32) gate->number, 0, 4));
  add (self, (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
                                            ARGUMENT (gate->argument)));
  add (self,
       (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, gate->flags, 0, 1));
  add (self, (struct sock_filter) RETURN (in));
  add (self, (struct sock_filter) RETURN (out));
}

/* Numbers of another architecture, x32 too, mean other calls. */
static void
fill (Filter *self)
{
  add (self, (struct sock_filter) LOAD (arch));
  add (self, (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE,
                                            1, 0));
  add (self, (struct sock_filter) RETURN (SECCOMP_RET_KILL_PROCESS));
  add (self, (struct sock_filter) LOAD (nr));
  add (self, (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
  add (self, (struct sock_filter) RETURN (SECCOMP_RET_KILL_PROCESS));
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      add (self, (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K,
                                                (guint32) calls[i].number, 0, 1));
      add (self, (struct sock_filter) RETURN (calls[i].action));
    }
  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    add_gate (self, &gates[i]);
  add (self, (struct sock_filter) RETURN (END_KILLED));
}

static gboolean
install_filter (void)
{
  Filter filter = { .n = 0 };
  struct sock_fprog program;

  fill (&filter);
  program = (struct sock_fprog){ (unsigned short) filter.n, filter.code };
  return syscall (__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                  &program)
         == 0;
}

#else

static gboolean
install_filter (void)
{
  return FALSE;
}

#endif

/* What is in use counts towards the limit of memory. */
static void
limit_memory (void)
{
  unsigned long pages = 0;
  FILE *file = fopen ("/proc/self/statm", "re");

  if (file == NULL)
    return;
  if (fscanf (file, "%lu", &pages) == 1)
    limit (RLIMIT_AS, (rlim_t) pages * (rlim_t) sysconf (_SC_PAGESIZE) + MEMORY);
  fclose (file);
}

gboolean
lk_cell_walls_raise (void)
{
  if (!SANITIZED && !WATCHED_THREADS)
    limit_memory ();
  limit (RLIMIT_CORE, 0);
  if (!SANITIZED)
    limit (RLIMIT_FSIZE, 0);
  limit (RLIMIT_NOFILE, N_FILES);
  if (WATCHED_THREADS || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return FALSE;
  return install_filter ();
}
