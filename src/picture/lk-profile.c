/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-profile.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"

/* docs/METHOD.md 1.4. p2 and p3 share the constants of MetaOptNet's code. */
#define METAOPTNET_MEAN                                                                  \
  {                                                                                      \
    120.39586422 / 255, 115.59361427 / 255, 104.54012653 / 255                           \
  }
#define METAOPTNET_STD                                                                   \
  {                                                                                      \
    70.68188272 / 255, 68.27635443 / 255, 72.54505529 / 255                              \
  }

static const LkProfile p1 = {
  "p1", "M2L, ADM, DN4 (2019)", 84, FALSE, 84, { 0.5, 0.5, 0.5 }, { 0.5, 0.5, 0.5 }
};
static const LkProfile p2
    = { "p2",          "LibFewShot, MetaOptNet, RFS", 96, FALSE, 84, METAOPTNET_MEAN,
        METAOPTNET_STD };
static const LkProfile p3
    = { "p3", "FEAT", 92, TRUE, 84, METAOPTNET_MEAN, METAOPTNET_STD };
static const LkProfile p4
    = { "p4", "DN4 (2023)", 92, TRUE, 84, { 0.5, 0.5, 0.5 }, { 0.5, 0.5, 0.5 } };
static const LkProfile p3_deepemd = { "p3-deepemd",
                                      "DeepEMD, M2L (2022)",
                                      92,
                                      FALSE,
                                      84,
                                      { 125.3 / 255, 123.0 / 255, 113.9 / 255 },
                                      { 63.0 / 255, 62.1 / 255, 66.7 / 255 } };
static const LkProfile imagenet = { "imagenet",
                                    "FEAT (ConvNet), CloserLookFewShot",
                                    92,
                                    TRUE,
                                    84,
                                    { 0.485, 0.456, 0.406 },
                                    { 0.229, 0.224, 0.225 } };
static const LkProfile imagenet_224
    = { "imagenet-224",          "torchvision",          256, TRUE, 224,
        { 0.485, 0.456, 0.406 }, { 0.229, 0.224, 0.225 } };

static const LkProfile *const profiles[]
    = { &p1, &p2, &p3, &p3_deepemd, &p4, &imagenet, &imagenet_224, NULL };

const LkProfile *const *
lk_profile_list (void)
{
  return profiles;
}

const LkProfile *
lk_profile_find (const char *name, GError **error)
{
  for (guint i = 0; profiles[i] != NULL; i++)
    if (g_str_equal (profiles[i]->name, name))
      return profiles[i];
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
               _ ("“%s” is not a profile: choose p1, p2, p3, p3-deepemd, p4, imagenet or "
                  "imagenet-224"),
               name);
  return NULL;
}
