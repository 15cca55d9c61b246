/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-cache.h"
#include "lk-image.h"
#include "lk-metric-options.h"
#include "lk-model.h"

G_BEGIN_DECLS

/** Which of the shared options a subcommand takes. */
typedef enum
{
  LK_CLI_MODEL = 1 << 0,    /* --model, --as-published, those of %LK_CLI_NETWORK */
  LK_CLI_MATCHING = 1 << 1, /* --neighbours, --part, --ridge */
  LK_CLI_FUSION = 1 << 2,   /* --distance, --normalise, --weights */
  LK_CLI_NETWORK = 1 << 3,  /* --profile, --pools and so on, lk-cli-network.h */
  LK_CLI_METRIC = LK_CLI_MATCHING | LK_CLI_FUSION,
  LK_CLI_MAPS = 1 << 4,  /* --maps */
  LK_CLI_CACHE = 1 << 5, /* --cache and so on, lk-cli-cache.h */
} LkCliOptionSet;

/** Options of the metric, one bit each. */
typedef enum
{
  LK_GIVEN_NEIGHBOURS = 1 << 0,
  LK_GIVEN_PART = 1 << 1,
  LK_GIVEN_DISTANCE = 1 << 2,
  LK_GIVEN_RIDGE = 1 << 3,
  LK_GIVEN_NORMALISE = 1 << 4,
  LK_GIVEN_WEIGHTS = 1 << 5,
} LkGiven;

/**
 * LkCliOptions:
 * @model: (nullable): as given
 * @choices: (nullable): what was given of the network and its pictures, as for
 *   lk_model_open_as()
 * @as_published: whether pictures are read as Pillow's convert ("RGB") gives them
 * @maps: (nullable): as given: a file of maps instead of a model
 * @cache: whether the maps of a model are kept
 * @metric: only the members in @given count
 * @given: which options of the metric stood on the command line
 * @values: (nullable): notes every value of those that may stand there several times; of
 *   the others the last counts
 *
 * The options that subcommands share. Begin with all zeros.
 */
typedef struct
{
  char *model;
  GHashTable *choices;
  gboolean as_published;
  char *maps;
  LkCliCache cache;
  LkMetricOptions metric;
  LkGiven given;
  struct _LkCliValues *values;
} LkCliOptions;

void lk_cli_options_clear (LkCliOptions *self);

/**
 * lk_cli_options_parse:
 * @self: (nullable): filled with the options of @sets
 * @parameters: what stands after the options in the usage line, translated
 * @summary: what the subcommand does, translated
 * @entries: the subcommand's own options
 * @arguments: the options are taken out, the subcommand's name too
 *
 * Prints the help and ends the program where it is asked for.
 *
 * Returns: or %FALSE with an error of %G_OPTION_ERROR
 */
gboolean lk_cli_options_parse (LkCliOptions *self,
                               LkCliOptionSet sets,
                               const char *parameters,
                               const char *summary,
                               const GOptionEntry *entries,
                               GStrv *arguments,
                               GError **error);

/** (transfer full): what was asked for of the model, as lk_model_open_as() takes it. */
GHashTable *lk_cli_options_list_choices (const LkCliOptions *self);

/** The model that was asked for, or the built-in one, with lk_decoder_start() on the way:
 * who opens a model has pictures for it. */
LkModel *lk_cli_options_open_model (const LkCliOptions *self, GError **error);

/** The model @name, with what was asked for, and else with @profile and @network (both
 * nullable), see lk_model_open_for(). */
LkModel *lk_cli_options_open (const LkCliOptions *self,
                              const char *name,
                              const char *profile,
                              const char *network,
                              GError **error);

/** How pictures are read. */
LkReading lk_cli_options_get_reading (const LkCliOptions *self);

/** Whether no model was asked for beside --maps, nor how it is to be opened. */
gboolean lk_cli_options_check_maps (const LkCliOptions *self, GError **error);

/** Overwrites what was given in @options. */
void lk_cli_options_apply (const LkCliOptions *self, LkMetricOptions *options);

/**
 * lk_cli_options_resolve:
 * @model: (nullable): %NULL for maps from a file
 * @n_shots: pictures of a class
 * @saved: (nullable): options of a session
 *
 * What was given, over what was @saved, over @model's defaults (#LkModelDefaults). Where
 * the fusion layer's normalisation was asked for, weights, part form and distance that
 * were not given are the ones it was trained with. Warns where the fusion layer was not
 * trained for what comes out, and where weights are those of another number of shots.
 *
 * Returns: or %FALSE where the fusion layer asked for is not in @model
 */
gboolean lk_cli_options_resolve (const LkCliOptions *self,
                                 LkModel *model,
                                 guint n_shots,
                                 const LkMetricOptions *saved,
                                 LkMetricOptions *resolved,
                                 GError **error);

/** The same without a warning. */
gboolean lk_cli_options_settle (const LkCliOptions *self,
                                LkModel *model,
                                guint n_shots,
                                const LkMetricOptions *saved,
                                LkMetricOptions *resolved,
                                GError **error);

/** (transfer full): "k = 1, part cosine, ...": how the levels are scored, for people. */
char *lk_cli_options_describe_matching (const LkMetricOptions *options);

/** (transfer full): "normalise episode, weights: ...": how they are fused, for people. */
char *lk_cli_options_describe_fusion (const LkMetricOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkCliOptions, lk_cli_options_clear)

G_END_DECLS
