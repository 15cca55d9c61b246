/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-page-settings.h"

struct _LkPageSettings
{
  GObject parent_instance;

  LkSampling *sampling;
  LkOpponent *opponent; /* or NULL */
};

static guint sampling_changed;
static guint opponent_changed;

G_DEFINE_FINAL_TYPE (LkPageSettings, lk_page_settings, G_TYPE_OBJECT)

static void
lk_page_settings_finalize (GObject *object)
{
  LkPageSettings *self = LK_PAGE_SETTINGS (object);

  lk_sampling_free (self->sampling);
  g_clear_pointer (&self->opponent, lk_opponent_free);
  G_OBJECT_CLASS (lk_page_settings_parent_class)->finalize (object);
}

static void
lk_page_settings_class_init (LkPageSettingsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_page_settings_finalize;
  sampling_changed = g_signal_new ("sampling-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  opponent_changed = g_signal_new ("opponent-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
lk_page_settings_init (LkPageSettings *self)
{
  self->sampling = lk_sampling_new ();
}

LkPageSettings *
lk_page_settings_new (void)
{
  return g_object_new (LK_TYPE_PAGE_SETTINGS, NULL);
}

const LkSampling *
lk_page_settings_get_sampling (LkPageSettings *self)
{
  g_return_val_if_fail (LK_IS_PAGE_SETTINGS (self), NULL);
  return self->sampling;
}

gboolean
lk_page_settings_set_sampling (LkPageSettings *self, const LkSampling *sampling)
{
  g_autoptr (LkSampling) before = NULL;

  g_return_val_if_fail (LK_IS_PAGE_SETTINGS (self), FALSE);

  before = self->sampling;
  self->sampling = sampling != NULL ? lk_sampling_copy (sampling) : lk_sampling_new ();
  if (lk_sampling_equal (before, self->sampling))
    return FALSE;
  g_signal_emit (self, sampling_changed, 0);
  return TRUE;
}

const LkOpponent *
lk_page_settings_get_opponent (LkPageSettings *self)
{
  g_return_val_if_fail (LK_IS_PAGE_SETTINGS (self), NULL);
  return self->opponent;
}

gboolean
lk_page_settings_set_opponent (LkPageSettings *self, const LkOpponent *opponent)
{
  g_autoptr (LkOpponent) before = NULL;

  g_return_val_if_fail (LK_IS_PAGE_SETTINGS (self), FALSE);

  before = self->opponent;
  self->opponent = opponent != NULL ? lk_opponent_copy (opponent) : NULL;
  if (lk_opponent_equal (before, self->opponent))
    return FALSE;
  g_signal_emit (self, opponent_changed, 0);
  return TRUE;
}

void
lk_page_settings_note_weights (LkPageSettings *self, const char *sha256)
{
  g_return_if_fail (LK_IS_PAGE_SETTINGS (self));
  g_return_if_fail (self->opponent != NULL);

  g_free (self->opponent->sha256);
  self->opponent->sha256 = g_strdup (sha256);
}
