/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-choices.h"
#include "lk-cli-evaluation.h"
#include "lk-cli-files.h"
#include "lk-session-file.h"

/* Letters of a class's name in a file's name. */
#define MAX_LETTERS 40

static int
compare_margins (gconstpointer a, gconstpointer b)
{
  const LkMistake *x = a;
  const LkMistake *y = b;

  if (x->margin != y->margin)
    return x->margin < y->margin ? 1 : -1;
  if (x->episode != y->episode)
    return x->episode < y->episode ? -1 : 1;
  return x->query < y->query ? -1 : 1;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const LkMistake *x = a;
  const LkMistake *y = b;

  if (x->episode != y->episode)
    return x->episode < y->episode ? -1 : 1;
  return x->query < y->query ? -1 : x->query > y->query;
}

/* The @max mistakes with the widest margins, by episode. */
static GArray *
choose_mistakes (GArray *mistakes, guint max)
{
  GArray *chosen = g_array_copy (mistakes);

  g_array_sort (chosen, compare_margins);
  g_array_set_size (chosen, MIN (chosen->len, max));
  g_array_sort (chosen, compare_places);
  return chosen;
}

/* A name with nothing in it that means something in a path or to a shell. */
static char *
make_plain (const char *name)
{
  GString *plain = g_string_new (NULL);

  for (guint i = 0; *name != '\0' && i < MAX_LETTERS; i++)
    {
      gunichar letter = g_utf8_get_char (name);

      if (g_unichar_isalnum (letter))
        g_string_append_unichar (plain, letter);
      else if (plain->len > 0 && plain->str[plain->len - 1] != '-')
        g_string_append_c (plain, '-');
      name = g_utf8_next_char (name);
    }
  return g_string_free (plain, FALSE);
}

static char *
make_path (LkDataset *dataset, const LkMistake *mistake, const char *folder)
{
  g_autofree char *truth
      = make_plain (lk_dataset_get_class_name (dataset, mistake->truth));
  g_autofree char *prediction
      = make_plain (lk_dataset_get_class_name (dataset, mistake->prediction));
  g_autofree char *name
      = g_strdup_printf ("%05" PRIu64 "-%03u-%s-as-%s.likeness", mistake->episode,
                         mistake->query + 1, truth, prediction);
  g_autofree char *local = g_filename_from_utf8 (name, -1, NULL, NULL, NULL);

  return g_build_filename (folder, local != NULL ? local : name, NULL);
}

static LkSessionFile *
make_session (const LkCliEvaluation *self)
{
  LkSessionFile *session = lk_session_file_new ();
  LkModel *model = lk_map_source_get_model (self->source);

  g_free (session->model);
  g_free (session->model_sha256);
  g_free (session->model_fingerprint);
  g_free (session->profile);
  session->model = g_strdup (lk_map_source_get_name (self->source));
  session->model_sha256
      = g_strdup (model != NULL ? lk_model_get_sha256 (model)
                                : lk_map_source_get_fingerprint (self->source));
  /* Of the model, however pictures were read. */
  session->model_fingerprint
      = model != NULL ? g_strdup (lk_model_get_fingerprint (model)) : NULL;
  session->profile = model != NULL ? g_strdup (lk_model_get_profile (model)->name) : NULL;
  session->network
      = model != NULL ? lk_choices_format (lk_model_get_choices (model)) : NULL;
  session->options = *self->options;
  return session;
}

static LkEpisodeState *
load_episode (LkEvaluation *evaluation, guint64 index, GError **error)
{
  LkDataset *dataset = lk_evaluation_get_dataset (evaluation);
  const LkSampler *sampler = lk_evaluation_get_sampler (evaluation);

  return lk_sampler_load (sampler, dataset, index, error);
}

static gboolean
save (const LkCliEvaluation *self,
      LkSessionFile *session,
      const LkMistake *mistake,
      const char *path,
      GError **error)
{
  LkDataset *dataset = lk_evaluation_get_dataset (self->evaluation);

  g_free (session->title);
  session->title
      = g_strdup_printf (_ ("Episode %" PRIu64 ": %s taken for %s"), mistake->episode,
                         lk_dataset_get_class_name (dataset, mistake->truth),
                         lk_dataset_get_class_name (dataset, mistake->prediction));
  session->selected_query = mistake->query;
  return lk_session_file_save (session, path, error);
}

gboolean
lk_cli_evaluation_save_mistakes (LkCliEvaluation *self,
                                 const char *folder,
                                 guint max,
                                 GError **error)
{
  g_autoptr (GArray) mistakes
      = choose_mistakes (lk_evaluation_get_mistakes (self->evaluation), max);
  g_autoptr (LkSessionFile) session = make_session (self);
  g_autoptr (GError) failure = NULL;

  if (!lk_cli_make_folder (folder, error))
    return FALSE;
  self->sessions = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < mistakes->len; i++)
    {
      const LkMistake *mistake = &g_array_index (mistakes, LkMistake, i);
      GError **place = failure == NULL ? &failure : NULL;
      g_autofree char *path
          = make_path (lk_evaluation_get_dataset (self->evaluation), mistake, folder);

      if (i == 0 || mistake[-1].episode != mistake->episode)
        {
          g_clear_pointer (&session->episode, lk_episode_state_unref);
          session->episode = load_episode (self->evaluation, mistake->episode, place);
        }
      if (session->episode != NULL && save (self, session, mistake, path, place))
        g_ptr_array_add (self->sessions, g_steal_pointer (&path));
    }
  if (session->episode == NULL)
    session->episode = lk_episode_state_new ();
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
