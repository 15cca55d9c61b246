/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-cautions.h"
#include "lk-conclusions.h"
#include "lk-history.h"
#include "lk-page-settings.h"
#include "lk-measured.h"
#include "lk-query-place.h"
#include "lk-scorer.h"
#include "lk-selection.h"
#include "lk-shot-check.h"
#include "lk-storage.h"

G_BEGIN_DECLS

/**
 * LkSession:
 *
 * The one place of linked state. It owns the parts that each hold one kind of fact, and
 * sees that they follow one another: the live episode; its history with the settings in
 * force; what is selected; the scorer with model and scoring; what is concluded from
 * those; the file; what the pages of many queries are set to. Views bind to it and never
 * talk to one another. Scoring runs on a worker, deciding (weights, normalisation,
 * distance) at once. Main thread only.
 *
 * Signals: "scored": a new scoring, or none any more; everything may have changed.
 * "decided": the decisions changed, the scoring did not but for its masks. "selected":
 * the query, class or view that is shown, the look or the pins changed. "pointed": the
 * hovered cell changed. "message" (string): something a person should read. "absent"
 * (string): likewise, of pictures that are missing or have changed.
 * "refused" (string): the file of this path could not be opened; a message says why.
 * "sampling-changed", "opponent-changed": what the pages of episodes and of comparison
 * are set to. Properties that notify: "busy", "reading", "progress" (0 to 1), "status"
 * (why there is no scoring, or NULL), "title", "path", "modified", "model-name",
 * "undo-label", "redo-label".
 */
#define LK_TYPE_SESSION (lk_session_get_type ())
G_DECLARE_FINAL_TYPE (LkSession, lk_session, LK, SESSION, GObject)

LkSession *lk_session_new (void);

LkEpisode *lk_session_get_episode (LkSession *self);

/* (transfer none): its parts. What is changed through one of them the session does not
 * hear of; the functions below are for that. */
LkHistory *lk_session_get_history (LkSession *self);
LkSelection *lk_session_get_selection (LkSession *self);
LkScorer *lk_session_get_scorer (LkSession *self);
LkConclusions *lk_session_get_conclusions (LkSession *self);
LkStorage *lk_session_get_storage (LkSession *self);
LkPageSettings *lk_session_get_pages (LkSession *self);

/** Opens a session file, or says why not in "message". Reads on another thread; of
 * several that are opened at once the last one comes, and none where the session became
 * another or was changed meanwhile. */
void lk_session_open (LkSession *self, const char *path);
/** As lk_session_open(), but the session keeps the name @path_to_show (nullable): what
 * was saved by itself comes back. */
void lk_session_restore (LkSession *self, const char *path, const char *path_to_show);
/** Loads the example as a change that can be undone. */
void lk_session_open_example (LkSession *self);
/** The same of the second example: photographs with their backgrounds. */
void lk_session_open_photographs (LkSession *self);
/** Writes, and becomes that file; waits for it. */
gboolean lk_session_save (LkSession *self, const char *path, GError **error);
/** The same on another thread; "path" and "modified" follow when it is done. */
void lk_session_save_async (LkSession *self,
                            const char *path,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean lk_session_save_finish (LkSession *self, GAsyncResult *result, GError **error);
/** What a save does beside writing. */
typedef enum
{
  LK_SAVE_OVER = 1 << 0,          /* also where another program changed the file */
  LK_SAVE_WITH_PICTURES = 1 << 1, /* all pictures stand in the file, from now on */
} LkSaveFlags;

/** As lk_session_save_async(). Ends with %G_IO_ERROR_WRONG_ETAG, and nothing written,
 * where the session's own file is another than when it was opened or saved last. */
void lk_session_save_full_async (LkSession *self,
                                 const char *path,
                                 LkSaveFlags flags,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/** Writes a copy without becoming that file; waits for it. */
gboolean lk_session_save_copy (LkSession *self, const char *path, GError **error);
/** The same on another thread; ends with lk_session_save_finish(). */
void lk_session_save_copy_async (LkSession *self,
                                 const char *path,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/** Becomes what @file holds, of @path (nullable), with nothing to undo. */
void lk_session_adopt (LkSession *self, LkSessionFile *file, const char *path);
/** (transfer full): all that a session file holds, as it is now: nobody changes it any
 * more, and another thread may write it. */
LkSessionFile *lk_session_to_file (LkSession *self);
/** Selects and shows what was shown when @file was saved, whose episode is there. */
void lk_session_show_as_saved (LkSession *self, LkSessionFile *file);
/**
 * lk_session_replace:
 * @settings: (nullable): %NULL: they stay
 * @title: (nullable): of the session that begins here
 * @label: of the step
 *
 * Another session begins as a step that can be undone: it is of no file.
 */
void lk_session_replace (LkSession *self,
                         LkEpisodeState *episode,
                         LkSettings *settings,
                         const char *title,
                         const char *label);
/** How many pictures are placeholders: missing, or changed since the session was saved.
 */
guint lk_session_count_absent (LkSession *self);
/** (transfer none) (nullable): where maps come from, once it was opened. */
LkMapSource *lk_session_get_source (LkSession *self);
/** Whether what is scored leaves @picture out as there is no map of it in the file that
 * maps come from. */
gboolean lk_session_lacks_map (LkSession *self, LkPicture *picture);
/** Looks on another thread for pictures that are missing: see lk_locating_run(). What is
 * found takes its place as a step that can be undone; "message" tells of the rest. */
void lk_session_locate (LkSession *self, LkPicture *wanted, const char *place);
/** (nullable) */
const char *lk_session_get_path (LkSession *self);
gboolean lk_session_get_modified (LkSession *self);
/** What a person reads: the file's name without its ending, or "Untitled". */
char *lk_session_get_title (LkSession *self);

/** The settings in force; every setter below makes new ones, which undo can take back. */
LkSettings *lk_session_get_settings (LkSession *self);
const LkMetricOptions *lk_session_get_options (LkSession *self);
/** As a step: see lk_history_push(). Scores or decides anew as far as needed. */
void lk_session_change_settings (LkSession *self,
                                 LkSettings *settings,
                                 const char *label,
                                 const char *kind);
/** Takes the options that are valid; scores or decides anew as far as needed. */
void lk_session_set_options (LkSession *self, const LkMetricOptions *options);
/** "builtin:conv64f" or a path, and a profile or %NULL; opened with the next scoring. */
void lk_session_set_model (LkSession *self, const char *name, const char *profile);
const char *lk_session_get_model_name (LkSession *self);
const char *lk_session_get_profile (LkSession *self);
/** (nullable): what a person says of the network, as lk_choices_parse() has it. Setting
 * it to what is no such line sends a message and returns %FALSE. */
const char *lk_session_get_network (LkSession *self);
gboolean lk_session_set_network (LkSession *self, const char *network);
/** (nullable): %NULL until it was opened. */
LkModel *lk_session_get_model (LkSession *self);
/** (nullable): the fusion layer of the model that was opened. */
const LkTrainedFusion *lk_session_get_trained_fusion (LkSession *self);
/** Whether the scores are normalised as that layer was trained, with the distance and the
 * part form it was trained on. */
gboolean lk_session_get_as_trained (LkSession *self);
/** Sets the three together, all weights being 1; or all three to what they are without a
 * fusion layer. Nothing happens where there is none. */
void lk_session_set_as_trained (LkSession *self, gboolean as_trained);
/** Leaves a shot out of the support set, or takes it in again. */
void lk_session_set_shot_off (LkSession *self, LkPicture *shot, gboolean off);
/** The same of an array of #LkPicture, as one step. */
void lk_session_set_shots_off (LkSession *self, GPtrArray *shots, gboolean off);
/** Paints out cells of the selected query: @kept is a gboolean a cell, or %NULL for all.
 * A mask that leaves fewer than two cells is not taken, with a message. */
void lk_session_set_mask (LkSession *self, const gboolean *kept, guint n_cells);
/** (nullable): the mask of the selected query, as it was set. */
const gboolean *lk_session_get_mask (LkSession *self, guint *n_cells);
/** The same for the cells of a shot. */
void lk_session_set_shot_mask (LkSession *self,
                               LkPicture *shot,
                               const gboolean *kept,
                               guint n_cells);
const gboolean *
lk_session_get_shot_mask (LkSession *self, LkPicture *shot, guint *n_cells);
/** Paints out of @to what is painted out of @from, which belongs to the last step. */
void lk_session_share_shot_mask (LkSession *self, LkPicture *from, LkPicture *to);
/** Paints out what the mask of the selected query keeps, and shows what it paints out;
 * nothing where it has none. */
void lk_session_invert_mask (LkSession *self);
/** (transfer full) (nullable): what the mask of the selected query does to its decision:
 * "Margin 0.12 → 0.15", or "Bird 0.12 → Insect 0.05"; %NULL where it has none. */
char *lk_session_describe_mask (LkSession *self);
/** Whether cells of the selected query or of a shot are painted out; and shows them all
 * again, as one step. */
gboolean lk_session_has_masks (LkSession *self);
void lk_session_show_all_cells (LkSession *self);

/** Takes back what was done last to episode or settings, or does it again. */
void lk_session_undo (LkSession *self);
void lk_session_redo (LkSession *self);
/** (nullable) */
const char *lk_session_get_undo_label (LkSession *self);
const char *lk_session_get_redo_label (LkSession *self);

/** Index in the episode's queries, or -1 where there is none. */
int lk_session_get_selected_query (LkSession *self);
void lk_session_select_query (LkSession *self, int query);
/** Index of the class whose evidence is shown; -1 follows the winner. */
int lk_session_get_selected_class (LkSession *self);
void lk_session_select_class (LkSession *self, int class_index);
/** The same by the place of the class in the scoring, where it may stand elsewhere than
 * in the episode: what has no picture is not scored. */
int lk_session_get_selected_scored_class (LkSession *self);
void lk_session_select_scored_class (LkSession *self, int class_index);
/** The class in force, in the scoring: the selected one, else the winner, else 0. */
guint lk_session_get_shown_class (LkSession *self);
/** The query cell under the pointer, else the last that was pinned, or -1. */
int lk_session_get_cell (LkSession *self);
void lk_session_hover_cell (LkSession *self, int cell);
/** Pins a cell, or unpins it where it is pinned; -1 unpins all. */
void lk_session_pin_cell (LkSession *self, int cell);
/** (transfer none): the pinned cells, in the order they were pinned. */
const guint *lk_session_get_pins (LkSession *self, guint *n_pins);
/** A set of cells of the query with a line around it, which is told of and not asked for:
 * [@n_cells], or %NULL for none. "pointed" follows. */
void lk_session_set_outline (LkSession *self, const gboolean *cells, guint n_cells);
/** (transfer none) (nullable) */
const gboolean *lk_session_get_outline (LkSession *self, guint *n_cells);
/** How the evidence is looked at: see #LkLook. "selected" follows a change. */
const LkLook *lk_session_get_look (LkSession *self);
void lk_session_set_look (LkSession *self, const LkLook *look);

/** The view that is shown: "decision", "pixel", "part" or "distribution". */
const char *lk_session_get_view (LkSession *self);
void lk_session_set_view (LkSession *self, const char *view);

/** What the page of episodes samples from. Part of the session, not of its undo. */
const LkSampling *lk_session_get_sampling (LkSession *self);
void lk_session_set_sampling (LkSession *self, const LkSampling *sampling);
/** (nullable): what the page of comparison calls B; %NULL: the session itself. Part of
 * the session, not of its undo. */
const LkOpponent *lk_session_get_opponent (LkSession *self);
void lk_session_set_opponent (LkSession *self, const LkOpponent *opponent);
/** Remembers which weights its model turned out to have; there must be an opponent. */
void lk_session_note_opponent_weights (LkSession *self, const char *sha256);

/** (nullable): the scoring of the episode as it was when the last job began, with the
 * cells that are painted out now. */
LkScoring *lk_session_get_scoring (LkSession *self);
/** (nullable): evidence of the selected query. */
LkEvidence *lk_session_get_evidence (LkSession *self);
/** (nullable): the decision on @query as it is scored, for the marks of the strip. */
const LkDecision *lk_session_get_decision (LkSession *self, LkQuery *query);

/** (nullable): the accuracy of the labelled queries over all weights; kept until the
 * scores change. */
const LkFlipAccuracy *lk_session_get_accuracy_map (LkSession *self);

/** (transfer none): what there is to be cautious about in the episode without the shots
 * that are switched off; its classes are those of the episode. */
LkCautions *lk_session_get_cautions (LkSession *self);
/** (transfer none): how good the shots of what is scored are. */
LkShotCheck *lk_session_get_shot_check (LkSession *self);
/** Where the query that is shown lies among those shots. */
LkQueryPlace *lk_session_get_query_place (LkSession *self);
/** (transfer none): what evaluations measured of how sure decisions may be. */
LkMeasured *lk_session_get_measured (LkSession *self);
/** What an evaluation of @dataset (nullable) is of, with what is set now: all borrowed.
 */
LkEvaluationRequest lk_session_make_request (LkSession *self, LkDataset *dataset);
/** (transfer full) (nullable): lk_measured_describe() of the evidence that is shown. */
char *lk_session_describe_probability (LkSession *self);

/** Whether it scores, so that what is shown is of before. */
gboolean lk_session_get_busy (LkSession *self);
/** Whether pictures or sessions that were given to it are still being read. */
gboolean lk_session_get_reading (LkSession *self);
/** For who reads them on another thread: as often as there are ends. */
void lk_session_begin_reading (LkSession *self);
void lk_session_end_reading (LkSession *self);
double lk_session_get_progress (LkSession *self);
/** (nullable): why there is nothing to show. */
const char *lk_session_get_status (LkSession *self);
/** Stops what runs. What was shown stays, and a message says so. */
void lk_session_cancel (LkSession *self);

/** Shows @text as a message, as the signal does. */
void lk_session_send_message (LkSession *self, const char *text);

G_END_DECLS
