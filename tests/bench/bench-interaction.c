/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "lk-class-row.h"
#include "window-fixture.h"

/*
 * How long the window takes from a change to its picture: hover, slider and brush, on the
 * sample episode and on 20 classes of 5 shots with 100 queries. Software rendering,
 * without waiting for a frame of the display. The goal is 16.7 ms at the 99th percentile.
 *
 * With arguments only the rows that have each of these words, as for a profiler:
 *
 *     bench-interaction 20-way decision slider
 */

#define N_STEPS 200

typedef void (*Change) (LkSession *session, guint step);

static char **wanted;

static gboolean
is_wanted (const char *episode, const char *view, const char *name)
{
  g_autofree char *row = g_strjoin (" ", episode, view, name, NULL);

  for (guint i = 0; wanted[i] != NULL; i++)
    if (strstr (row, wanted[i]) == NULL)
      return FALSE;
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

/* When the parts of a frame began, and when it was over; microseconds. */
typedef struct
{
  gint64 begin;
  gint64 paint;
  gint64 end;
} Frame;

/* What one step cost, in milliseconds. */
typedef struct
{
  double change[N_STEPS];
  double layout[N_STEPS];
  double paint[N_STEPS];
  double sum[N_STEPS];
} Costs;

static void
on_before_paint (GdkFrameClock *clock, Frame *frame)
{
  frame->begin = g_get_monotonic_time ();
}

static void
on_layout (GdkFrameClock *clock, Frame *frame)
{
  frame->paint = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock, Frame *frame)
{
  frame->end = g_get_monotonic_time ();
}

/* Draws the next frame: layout, drawing, rendering; not the wait for it. */
static Frame
draw_frame (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Frame frame = { 0 };
  gulong handlers[] = {
    g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &frame),
    g_signal_connect_after (clock, "layout", G_CALLBACK (on_layout), &frame),
    g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), &frame),
  };

  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (frame.end == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_handler_disconnect (clock, handlers[i]);
  return frame;
}

static double
get_percentile (double times[N_STEPS], guint percent)
{
  qsort (times, N_STEPS, sizeof *times, compare_times);
  return times[N_STEPS * percent / 100];
}

static void
measure (LkWindow *window,
         const char *episode,
         const char *view,
         const char *name,
         Change change)
{
  LkSession *session = lk_window_get_session (window);
  Costs costs;

  if (!is_wanted (episode, view, name))
    return;
  lk_session_set_view (session, view);
  window_fixture_settle (window);
  for (guint i = 0; i < N_STEPS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      Frame frame;

      change (session, i);
      costs.change[i] = (double) (g_get_monotonic_time () - start) / 1000.0;
      frame = draw_frame (GTK_WIDGET (window));
      costs.layout[i] = (double) (frame.paint - frame.begin) / 1000.0;
      costs.paint[i] = (double) (frame.end - frame.paint) / 1000.0;
      costs.sum[i] = costs.change[i] + (double) (frame.end - frame.begin) / 1000.0;
    }
  g_print ("%-22s %-14s %-8s %8.2f %8.2f %8.2f %8.2f %8.2f\n", episode, view, name,
           get_percentile (costs.change, 50), get_percentile (costs.layout, 50),
           get_percentile (costs.paint, 50), get_percentile (costs.sum, 50),
           get_percentile (costs.sum, 99));
}

static void
hover (LkSession *session, guint step)
{
  guint n = lk_evidence_get_n_cells (lk_session_get_evidence (session));

  lk_session_hover_cell (session, (int) (step * 37 % n));
}

static void
slide (LkSession *session, guint step)
{
  LkMetricOptions options = *lk_session_get_options (session);

  options.weights[LK_LEVEL_PIXEL] = (step % 100 + 1) / 100.0;
  lk_session_set_options (session, &options);
}

static void
brush (LkSession *session, guint step)
{
  guint n = lk_evidence_get_n_cells (lk_session_get_evidence (session));
  g_autofree gboolean *kept = g_new (gboolean, n);

  for (guint i = 0; i < n; i++)
    kept[i] = i > step % (n / 2);
  lk_session_set_mask (session, kept, n);
}

static void
measure_all (LkWindow *window, const char *episode)
{
  const char *views[] = { "decision", "pixel", "part", "distribution" };

  measure (window, episode, "decision", "hover", hover);
  measure (window, episode, "pixel", "hover", hover);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    measure (window, episode, views[i], "slider", slide);
  measure (window, episode, "pixel", "brush", brush);
  measure (window, episode, "decision", "brush", brush);
}

static gboolean
has_evidence (gpointer session)
{
  return lk_session_get_evidence (session) != NULL && !lk_session_get_busy (session);
}

/* A picture of blocks that differ, so that no two pictures match everywhere. */
static LkPicture *
make_picture (guint seed)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 12, 12);
  g_autofree char *title = g_strdup_printf ("picture %u", seed);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *png = NULL;
  gsize length;

  for (guint y = 0; y < 12; y++)
    for (guint x = 0; x < 36; x++)
      gdk_pixbuf_get_pixels (pixbuf)[y * (guint) gdk_pixbuf_get_rowstride (pixbuf) + x]
          = (guchar) g_rand_int_range (random, 0, 256);
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &png, &length, "png", NULL, NULL))
    g_error ("no picture could be made");
  bytes = g_bytes_new (png, length);
  return lk_picture_new_for_bytes (bytes, title, NULL);
}

static LkEpisodeState *
make_large_episode (void)
{
  LkEpisodeState *state = lk_episode_state_new ();
  guint seed = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("Class %u", i + 1);
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint j = 0; j < 5; j++)
        g_ptr_array_add (shots, make_picture (seed++));
      lk_episode_state_append_class (state, name, shots);
    }
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (LkPicture) picture = make_picture (seed++);
      g_autoptr (LkQuery) query = lk_query_new (picture, "Class 1");

      lk_episode_state_append_query (state, query);
    }
  return state;
}

int
main (int argc, char *argv[])
{
  LkWindow *window;
  LkSession *session;
  g_autoptr (LkEpisodeState) large = NULL;

  wanted = argv + 1;
  gtk_init ();
  adw_init ();
  window = window_fixture_new_with_example ();
  session = lk_window_get_session (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  g_print ("%-22s %-14s %-8s %8s %8s %8s %8s %8s\n", "episode", "view", "by", "change",
           "layout", "paint", "p50 ms", "p99 ms");
  measure_all (window, "sample");
  large = make_large_episode ();
  lk_session_set_view (session, "decision");
  lk_episode_set_state (lk_session_get_episode (session), large, "Large");
  window_fixture_settle (window);
  test_wait (has_evidence, session);
  measure_all (window, "20-way 5-shot, 100 q.");
  return EXIT_SUCCESS;
}
