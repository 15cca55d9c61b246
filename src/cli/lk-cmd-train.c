/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "lk-cli-dataset.h"
#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-progress.h"
#include "lk-cli-training.h"
#include "lk-cli.h"
#include "lk-decoder.h"
#include "lk-trainer.h"

#define MAX_MINUTES 1e6
#define MAX_PICTURES (G_GUINT64_CONSTANT (4) * 1000 * 1000 * 1000)
#define SAVE_SECONDS 300
#define LINE_SECONDS 20
#define DRAW_SECONDS 30

typedef struct
{
  LkCliOptions network; /* what is said of the checkpoint to begin with */
  char *output;
  char *recipe;
  char **set;
  char *split;
  char *validate;
  char *validate_split;
  double minutes;
  gint64 pictures;
  gboolean decay_now;
  int freeze;
  char *initial;
  gboolean dry_run;
  gboolean lr_find;
  int overfit;
  gboolean resume;
  gint64 seed;
  char *precision;
  double save_every;
  double report_every;
  gboolean quiet;
} Request;

static void
request_clear (Request *self)
{
  lk_cli_options_clear (&self->network);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->recipe, g_free);
  g_clear_pointer (&self->set, g_strfreev);
  g_clear_pointer (&self->split, g_free);
  g_clear_pointer (&self->validate, g_free);
  g_clear_pointer (&self->validate_split, g_free);
  g_clear_pointer (&self->initial, g_free);
  g_clear_pointer (&self->precision, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse (Request *self, GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
      N_ ("Where checkpoints, weights and the log are written"), N_ ("FOLDER") },
    { "recipe", 0, 0, G_OPTION_ARG_FILENAME, &self->recipe,
      N_ ("conv64f (the default), resnet12, or a file"), N_ ("RECIPE") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->set,
      N_ ("Overrides a value of the recipe, as in stage1.rate=0.05"), N_ ("NAME=VALUE") },
    { "split", 0, 0, G_OPTION_ARG_STRING, &self->split,
      N_ ("Of a dataset with splits: train (the default), val or test"), N_ ("SPLIT") },
    { "validate", 0, 0, G_OPTION_ARG_FILENAME, &self->validate,
      N_ ("Dataset of other classes, to choose the best weights by"), N_ ("DATASET") },
    { "validate-split", 0, 0, G_OPTION_ARG_STRING, &self->validate_split,
      N_ ("Of that dataset, where it has splits: val (the default), train or test"),
      N_ ("SPLIT") },
    { "minutes", 0, 0, G_OPTION_ARG_DOUBLE, &self->minutes,
      N_ ("How long it takes in all, instead of what the recipe says"), "M" },
    { "pictures", 0, 0, G_OPTION_ARG_INT64, &self->pictures,
      N_ ("How many pictures are learned from in all, likewise"), "N" },
    { "decay-now", 0, 0, G_OPTION_ARG_NONE, &self->decay_now,
      N_ ("With --resume: lets the rate decay from now on"), NULL },
    { "freeze", 0, 0, G_OPTION_ARG_INT, &self->freeze,
      N_ ("So many blocks of the backbone stay as they are"), N_ ("BLOCKS") },
    { "init", 0, 0, G_OPTION_ARG_FILENAME, &self->initial,
      N_ ("Begins with the weights of a checkpoint"), N_ ("CHECKPOINT") },
    { "tensors", 0, 0, G_OPTION_ARG_CALLBACK, lk_cli_network_parse_tensors,
      N_ ("What the names of the network’s tensors begin with, if a file has several"),
      N_ ("PREFIX") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->dry_run,
      N_ ("Only tells what it takes: memory and time"), NULL },
    { "lr-find", 0, 0, G_OPTION_ARG_NONE, &self->lr_find,
      N_ ("Only tries rates that grow, to choose one by the loss"), NULL },
    { "overfit", 0, 0, G_OPTION_ARG_INT, &self->overfit,
      N_ ("Learns so many pictures by heart, as a check"), "N" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &self->resume,
      N_ ("Goes on from the last checkpoint in the folder"), NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed,
      N_ ("The same seed, the same weights (0)"), "S" },
    { "precision", 0, 0, G_OPTION_ARG_STRING, &self->precision,
      N_ ("Of the weights that are written: float32 or float16"), N_ ("PRECISION") },
    { "save-every", 0, 0, G_OPTION_ARG_DOUBLE, &self->save_every,
      N_ ("Seconds between two checkpoints (300)"), N_ ("SECONDS") },
    { "report-every", 0, 0, G_OPTION_ARG_DOUBLE, &self->report_every,
      N_ ("Seconds between two lines (20)"), N_ ("SECONDS") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_ ("Show no progress"), NULL },
    { NULL },
  };

  return lk_cli_options_parse (&self->network, LK_CLI_NETWORK, _ ("DATASET"),
                               _ ("Trains a backbone on a folder of labelled pictures."),
                               entries, arguments, error);
}

static gboolean
check_use (const Request *self, GStrv arguments, GError **error)
{
  if (g_strv_length (arguments) != 1)
    return lk_cli_wrong_use (error, _ ("Give one dataset: a folder with one folder of "
                                       "pictures for each class, or with tables"));
  if (self->output == NULL && !self->dry_run)
    return lk_cli_wrong_use (error, _ ("Say where to write: --output FOLDER"));
  if (self->minutes < 0 || !(self->minutes <= MAX_MINUTES))
    return lk_cli_wrong_use (error, _ ("--minutes: give a number above 0"));
  if (self->pictures < 0 || (guint64) self->pictures > MAX_PICTURES)
    return lk_cli_wrong_use (error, _ ("--pictures: give a number above 0"));
  if (self->minutes > 0 && self->pictures > 0)
    return lk_cli_wrong_use (error, _ ("Give --minutes or --pictures, not both"));
  if (self->freeze < -1 || self->freeze > 4)
    return lk_cli_wrong_use (error, _ ("%s: give a number from %d to %d"), "--freeze", 0,
                             4);
  if (self->overfit != 0 && (self->overfit < 2 || self->overfit > 100000))
    return lk_cli_wrong_use (error, _ ("%s: give a number from %d to %d"), "--overfit", 2,
                             100000);
  if (self->seed < 0)
    return lk_cli_wrong_use (error, _ ("--seed: give a number that is not negative"));
  if (self->precision != NULL && !g_str_equal (self->precision, "float32")
      && !g_str_equal (self->precision, "float16"))
    return lk_cli_wrong_use (error, _ ("--precision: give float32 or float16"));
  if (self->resume
      && (self->recipe != NULL || self->set != NULL || self->initial != NULL))
    return lk_cli_wrong_use (error, _ ("--resume goes on with the recipe and the weights "
                                       "it has: give no other"));
  if (self->network.choices != NULL && self->initial == NULL)
    return lk_cli_wrong_use (error,
                             _ ("--profile, --pools and so on say what network --init "
                                "begins with; of another, --set does"));
  if (self->decay_now && !self->resume)
    return lk_cli_wrong_use (error, _ ("--decay-now needs --resume"));
  if (self->lr_find && (self->resume || self->dry_run))
    return lk_cli_wrong_use (error, _ ("--lr-find goes without --resume and --dry-run"));
  if (self->resume && self->dry_run)
    return lk_cli_wrong_use (error, _ ("Give --resume or --dry-run, not both"));
  return TRUE;
}

typedef struct
{
  LkCliProgress *progress;
  GCancellable *cancellable;
  guint interrupts[2];
  gboolean quiet;
  const char *folder;
  gint64 drawn_at;
} Watch;

static gboolean
on_interrupt (gpointer data)
{
  Watch *watch = data;

  g_cancellable_cancel (watch->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
on_tick (gpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
on_loading (guint n_done, guint total, gpointer data)
{
  Watch *watch = data;

  on_tick (data);
  lk_cli_progress_show (watch->progress, n_done, total, -1, _ ("reading pictures"));
}

static void
say (const char *text)
{
  g_print ("%s\n", text);
  fflush (stdout);
}

static void
on_line (const LkTrainingLine *line, gpointer data)
{
  g_autofree char *text
      = line->validation != NULL
            ? lk_training_line_format_validation (line->validation, line->is_best)
            : lk_training_line_format (line);

  if (!((Watch *) data)->quiet)
    say (text);
}

static void
on_message (const char *text, gpointer data)
{
  lk_cli_warn ("%s", text);
}

/* Checkpoints may come one after another. */
static void
on_saved (gpointer data)
{
  Watch *watch = data;
  gint64 now = g_get_monotonic_time ();

  if (now - watch->drawn_at < DRAW_SECONDS * G_USEC_PER_SEC)
    return;
  watch->drawn_at = now;
  lk_cli_training_draw_curves (watch->folder);
}

static LkRecipe *
load_recipe (const Request *self, GError **error)
{
  g_autoptr (LkRecipe) recipe
      = lk_recipe_load (self->recipe != NULL ? self->recipe : "conv64f", error);
  g_autoptr (GError) problem = NULL;

  if (recipe == NULL)
    return NULL;
  for (guint i = 0; self->set != NULL && self->set[i] != NULL; i++)
    if (!lk_recipe_override (recipe, self->set[i], &problem))
      {
        lk_cli_wrong_use (error, "--set: %s", problem->message);
        return NULL;
      }
  if (!lk_recipe_check (recipe, error))
    return NULL;
  return g_steal_pointer (&recipe);
}

static void
introduce (LkTrainer *trainer, LkDataset *dataset)
{
  g_autofree char *shown = lk_cli_dataset_show (dataset);
  g_autofree char *described = lk_trainer_describe (trainer);
  g_autofree char *json = lk_recipe_to_json (lk_trainer_get_recipe (trainer), TRUE);

  say (json);
  say (described);
  g_print (_ ("Dataset   %s (%u classes)\n"), shown, lk_dataset_get_n_classes (dataset));
}

static gboolean
estimate (LkTrainer *trainer, GError **error)
{
  const LkRecipe *recipe = lk_trainer_get_recipe (trainer);
  double seconds = 0;
  g_autofree char *total = NULL;

  for (guint i = 0; i < recipe->n_stages; i++)
    {
      LkTrainerEstimate found;
      g_autofree char *time = NULL;

      if (!lk_trainer_estimate (trainer, i, &found, error))
        return FALSE;
      seconds += found.seconds;
      time = lk_cli_progress_format_time (found.seconds);
      g_print (_ ("stage %u: %u pictures a step in %.3g seconds (%.0f pictures/s), %zu "
                  "MiB in all, %s\n"),
               i + 1, found.pictures_a_step, found.seconds_a_step,
               found.pictures_a_step / found.seconds_a_step, found.memory >> 20, time);
    }
  total = lk_cli_progress_format_time (seconds);
  g_print (_ ("the whole recipe: %s, without validation\n"), total);
  return TRUE;
}

static gboolean
run (const Request *self, LkTrainerOptions *options, Watch *watch, GError **error)
{
  const LkTrainerWatch callbacks = { .loading = on_loading,
                                     .tick = on_tick,
                                     .line = on_line,
                                     .message = on_message,
                                     .saved = on_saved,
                                     .user_data = watch };
  g_autoptr (LkTrainer) trainer
      = lk_trainer_new (options, &callbacks, watch->cancellable, error);
  gboolean done;

  g_clear_pointer (&watch->progress, lk_cli_progress_free);
  if (trainer == NULL)
    return FALSE;
  if (!self->quiet)
    introduce (trainer, options->dataset);
  if (self->dry_run)
    return estimate (trainer, error);
  if (self->lr_find)
    return lk_cli_training_find_rate (trainer, self->output, watch->cancellable, error);
  done = lk_trainer_run (trainer, watch->cancellable, error);
  lk_cli_training_draw_curves (self->output);
  if (!done)
    return FALSE;
  g_print (_ ("The weights to use: %s\n"), lk_trainer_get_result (trainer));
  return TRUE;
}

static gboolean
train (const Request *self, const char *path, GError **error)
{
  g_autoptr (LkDataset) dataset
      = lk_cli_dataset_open_usual (path, self->split, "train", error);
  g_autoptr (LkDataset) validation = NULL;
  g_autoptr (LkRecipe) recipe = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch
      = { NULL, cancellable, { 0 }, self->quiet, self->output, g_get_monotonic_time () };
  LkTrainerOptions options;
  gboolean done;

  if (dataset == NULL || !lk_decoder_start (error))
    return FALSE;
  if (self->validate != NULL)
    {
      validation = lk_cli_dataset_open_usual (self->validate, self->validate_split, "val",
                                              error);
      if (validation == NULL)
        return FALSE;
    }
  if (!self->resume)
    {
      recipe = load_recipe (self, error);
      if (recipe == NULL)
        return FALSE;
    }
  options = (LkTrainerOptions){
    .dataset = dataset,
    .validation = validation,
    .recipe = recipe,
    .folder = self->dry_run || self->lr_find ? NULL : self->output,
    .seed = (guint64) self->seed,
    .initial = self->initial,
    .initial_choices = self->network.choices,
    .resume = self->resume,
    .minutes = self->minutes,
    .pictures = (guint64) self->pictures,
    .decay_now = self->decay_now,
    .freeze = self->freeze,
    .overfit = (guint) self->overfit,
    .half = g_strcmp0 (self->precision, "float16") == 0,
    .save_seconds = self->save_every,
    .line_seconds = self->report_every,
  };
  watch.progress = lk_cli_progress_new (self->quiet);
  watch.interrupts[0] = g_unix_signal_add (SIGINT, on_interrupt, &watch);
  watch.interrupts[1] = g_unix_signal_add (SIGTERM, on_interrupt, &watch);
  done = run (self, &options, &watch, error);
  g_clear_pointer (&watch.progress, lk_cli_progress_free);
  g_source_remove (watch.interrupts[0]);
  g_source_remove (watch.interrupts[1]);
  return done;
}

gboolean
lk_cmd_train (GStrv *arguments, GError **error)
{
  g_auto (Request) request
      = { .freeze = -1, .save_every = SAVE_SECONDS, .report_every = LINE_SECONDS };

  return parse (&request, arguments, error) && check_use (&request, *arguments, error)
         && train (&request, (*arguments)[0], error);
}
