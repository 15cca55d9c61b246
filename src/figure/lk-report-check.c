/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-check-text.h"
#include "lk-place-text.h"
#include "lk-plot-confusion.h"
#include "lk-report-private.h"

#define THUMBNAIL 33.0
#define ROW 40.0
#define GAP 10.0
#define MATRIX 250.0
/* The shots that fit least. */
#define MAX_SHOTS 8

static void
add_matrix (LkReport *self, const LkSupportCheck *check)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  LkPages *pages = self->pages;
  g_autofree const char **names = g_new0 (const char *, check->n_classes);
  const LkConfusion data = { .n_classes = check->n_classes,
                             .class_names = names,
                             .counts = check->confusion,
                             .hovered_row = -1,
                             .hovered_column = -1 };

  for (guint i = 0; i < check->n_classes; i++)
    names[i] = lk_episode_state_get_class_name (episode, i);
  lk_pages_need (pages, MATRIX);
  cairo_save (pages->cr);
  cairo_translate (pages->cr, LK_PAGE_LEFT, pages->y);
  lk_plot_confusion (&data, pages->cr, LK_PAGE_ROOM, MATRIX, &pages->palette);
  cairo_restore (pages->cr);
  pages->y += MATRIX + GAP;
}

static int
compare_leads (gconstpointer a, gconstpointer b, gpointer check)
{
  const LkCheckedShot *shots = ((const LkSupportCheck *) check)->shots;
  guint left = *(const guint *) a, right = *(const guint *) b;

  if (shots[left].lead != shots[right].lead)
    return shots[left].lead < shots[right].lead ? -1 : 1;
  return left < right ? -1 : left > right;
}

static void
add_shot (LkReport *self, const LkSupportCheck *check, guint index)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  const LkCheckedShot *shot = &check->shots[index];
  GPtrArray *shots = lk_episode_state_get_shots (episode, shot->class_index);
  LkPicture *picture = shots->pdata[shot->shot];
  LkPages *pages = self->pages;
  double x = LK_PAGE_LEFT + THUMBNAIL + GAP;
  double room = LK_PAGE_ROOM - THUMBNAIL - GAP;
  g_autofree char *found = lk_check_text_describe_shot (check, index, episode);
  g_autofree char *title = NULL;

  lk_pages_need (pages, ROW);
  lk_report_draw_thumbnail (self, picture, LK_PAGE_LEFT, 0, THUMBNAIL);
  /* Translators: the name of a class, and of one of its pictures. */
  title = g_strdup_printf (_ ("%s: %s"),
                           lk_episode_state_get_class_name (episode, shot->class_index),
                           lk_picture_get_title (picture));
  lk_pages_draw_text (pages, LK_TEXT_BODY, &pages->palette.foreground,
                      (LkTextPlace){ x, 1, 0, room }, title);
  lk_pages_draw_text (pages, LK_TEXT_SMALL, &pages->palette.dim,
                      (LkTextPlace){ x, 17, 0, room }, found);
  pages->y += ROW;
}

static void
add_shots (LkReport *self, const LkSupportCheck *check)
{
  g_autofree guint *order = g_new (guint, check->n_shots);

  for (guint i = 0; i < check->n_shots; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) check->n_shots, sizeof *order, compare_leads,
                     (gpointer) check);
  lk_pages_need (self->pages, 3 * ROW);
  lk_pages_add_heading (self->pages, 1, _ ("The shots that fit least"));
  self->pages->y += GAP;
  for (guint i = 0; i < MIN (check->n_shots, MAX_SHOTS); i++)
    add_shot (self, check, order[i]);
}

static void
add_page (LkReport *self, const LkSupportCheck *check)
{
  LkPages *pages = self->pages;
  g_auto (GStrv) sentences
      = lk_check_text_describe (check, lk_scoring_get_episode (self->scoring));

  lk_pages_turn (pages);
  lk_pages_add_contents (pages, _ ("How good the shots are"));
  lk_pages_add_heading (pages, 1.2, _ ("How good the shots are"));
  pages->y += 4;
  for (guint i = 0; sentences[i] != NULL; i++)
    lk_pages_add_paragraph (pages, &pages->palette.foreground, LK_PAGE_LEFT, LK_PAGE_ROOM,
                            sentences[i]);
  pages->y += GAP;
  add_matrix (self, check);
  add_shots (self, check);
}

gboolean
lk_report_add_check (LkReport *self, GError **error)
{
  LkSupport *support = lk_scoring_get_support (self->scoring);
  g_autoptr (LkLeaveOneOut) left_out = NULL;
  g_autoptr (LkSupportCheck) check = NULL;

  if (lk_support_count_shots (support) > LK_LEAVE_ONE_OUT_AT_ONCE)
    return TRUE;
  left_out = lk_leave_one_out_new (support, &self->options, NULL, error);
  if (left_out == NULL)
    return FALSE;
  if (lk_leave_one_out_get_n_shots (left_out) == 0)
    return TRUE;
  check = lk_support_check_new (support, left_out, &self->options,
                                lk_scoring_get_trained_fusion (self->scoring), error);
  if (check == NULL)
    return FALSE;
  add_page (self, check);
  self->membership
      = lk_membership_new (left_out, lk_support_get_n_classes (support), &self->options);
  return TRUE;
}

gboolean
lk_report_add_place (LkReport *self, guint query, GError **error)
{
  LkExplanation *explanation = lk_scoring_get_explanation (self->scoring, query);
  guint class_index = self->decisions[query]->prediction;
  g_autoptr (LkExplanation) parts = NULL;
  g_autofree char *text = NULL;
  LkPlace place = { .class_index = class_index };

  if (self->membership == NULL)
    return TRUE;
  if (lk_support_get_n_shots (lk_scoring_get_support (self->scoring), class_index) > 1)
    {
      parts = lk_membership_compare (explanation, class_index, NULL, error);
      if (parts == NULL)
        return FALSE;
      place = lk_membership_place (self->membership, explanation, parts, class_index,
                                   &self->options);
    }
  text = lk_place_text_describe (&place);
  lk_pages_add_paragraph (self->pages, &self->pages->palette.foreground, LK_PAGE_LEFT,
                          LK_PAGE_ROOM, text);
  return TRUE;
}
