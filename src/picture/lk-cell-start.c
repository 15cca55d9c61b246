/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-start.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lk-error.h"

#define PROGRAM "likeness-decode"
/* Where the socket is in the other process. */
#define ITS_SOCKET 3

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define REPORTS TRUE
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REPORTS TRUE
#endif
#endif
#ifndef REPORTS
#define REPORTS FALSE
#endif

static char *
find_program (GError **error)
{
  static const char *const folders[] = { "../libexec", "../picture" };
  const char *told = g_getenv ("LIKENESS_DECODE");
  const char *expected = LK_LIBEXECDIR G_DIR_SEPARATOR_S PROGRAM;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *here = g_path_get_dirname (self != NULL ? self : "/");

  if (told != NULL && g_path_is_absolute (told))
    expected = told;
  else
    for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
      {
        g_autofree char *path = g_build_filename (here, folders[i], PROGRAM, NULL);

        if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
          return g_steal_pointer (&path);
      }
  if (g_file_test (expected, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (expected);
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("%s is missing, the program that decodes pictures where they can do no "
                  "harm: install Likeness anew"),
               expected);
  return NULL;
}

static gboolean
is_passed_on (const char *entry)
{
  static const char *const names[] = { "LANG=",         "LANGUAGE=",      "LC_",
                                       "LOCPATH=",      "GDK_PIXBUF_",    "LD_LIBRARY_",
                                       "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "TSAN_OPTIONS",
                                       "LSAN_OPTIONS=", "MALLOC_",        "LK_" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (entry, names[i]))
      return TRUE;
  return FALSE;
}

static GPtrArray *
list_environment (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) all = g_get_environ ();

  for (guint i = 0; all[i] != NULL; i++)
    if (is_passed_on (all[i]))
      g_ptr_array_add (list, g_strdup (all[i]));
  g_ptr_array_add (list, NULL);
  return list;
}

/* In a group of its own, so that what a terminal tells this process it is not told. */
static int
spawn (const char *path, int its_end, GPid *pid)
{
  g_autoptr (GPtrArray) environment = list_environment ();
  char *arguments[] = { (char *) path, NULL };
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  int problem;

  sigemptyset (&none);
  sigfillset (&all);
  posix_spawn_file_actions_init (&actions);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK
                                             | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask (&attributes, &none);
  posix_spawnattr_setsigdefault (&attributes, &all);
  posix_spawn_file_actions_adddup2 (&actions, its_end, ITS_SOCKET);
  posix_spawn_file_actions_addopen (&actions, 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2 (&actions, 0, 1);
  if (!REPORTS)
    posix_spawn_file_actions_adddup2 (&actions, 0, 2);
  posix_spawn_file_actions_addclosefrom_np (&actions, ITS_SOCKET + 1);
  problem = posix_spawn (pid, path, &actions, &attributes, arguments,
                         (char **) environment->pdata);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);
  return problem;
}

GPid
lk_cell_start (int *socket, GError **error)
{
  g_autofree char *path = find_program (error);
  int ends[2];
  GPid pid = 0;
  int problem = 0;

  if (path == NULL)
    return 0;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    problem = errno;
  else
    {
      /* What is to be another's number 3 must not be this one's already. */
      int its_end = fcntl (ends[1], F_DUPFD_CLOEXEC, ITS_SOCKET + 1);

      problem = its_end < 0 ? errno : spawn (path, its_end, &pid);
      close (ends[1]);
      if (its_end >= 0)
        close (its_end);
      if (problem == 0)
        *socket = ends[0];
      else
        close (ends[0]);
    }
  if (problem == 0)
    return pid;
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("The process that decodes pictures where they can do no harm cannot be "
                  "started: %s"),
               g_strerror (problem));
  return 0;
}
