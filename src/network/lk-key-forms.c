/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-key-forms.h"

#include <stdlib.h>

#define NORM "(weight|bias|running_mean|running_var)"
#define NORM_NAME "(?:bn|norm|normalize|batchnorm|batch_norm|bnorm)1?"
#define STAGE "(?:layer|block|conv|stage|conv_block|convblock|layers\\.|blocks\\.)?"
#define BLOCK "layer([1-4])\\.([0-9]{1,2})\\."
#define CHILD "([2-9])\\.([0-9]{1,2})\\."
#define SHORTCUT "(?:downsample|shortcut|skip)\\."
#define TRUNK "trunk\\.([0-9]{1,2})\\."
#define WIDE "block([1-3])\\.layer\\.([0-9]{1,2})\\."

/* @pattern is what follows the prefix; its first group is the number of the stage, except
 * where @place says otherwise; @target: with what to expand the match, whose group 1 is
 * the prefix, so that all others count one more. */
typedef struct
{
  LkKeyForm form;
  enum
  {
    IN_STAGE,
    IN_BLOCK,
    IN_STEM,
    IN_FINAL,
  } place;
  const char *pattern;
  const char *target;
} Rule;

static const Rule rules[] = {
  { LK_KEYS_RESIDUAL, IN_STAGE, "layer([1-4])\\.(?:0\\.)?conv([1-3])\\.weight",
    "conv\\3.weight" },
  { LK_KEYS_RESIDUAL, IN_STAGE, "layer([1-4])\\.(?:0\\.)?(?:bn|norm)([1-3])\\." NORM,
    "norm\\3.\\4" },
  { LK_KEYS_RESIDUAL, IN_STAGE, "layer([1-4])\\.(?:0\\.)?downsample\\.0\\.weight",
    "shortcut.conv.weight" },
  { LK_KEYS_RESIDUAL, IN_STAGE, "layer([1-4])\\.(?:0\\.)?downsample\\.1\\." NORM,
    "shortcut.norm.\\3" },
  { LK_KEYS_RESIDUAL, IN_STAGE, "layer([1-4])\\.(?:0\\.)?se\\.fc\\.0\\.(weight|bias)",
    "se.reduce.\\3" },
  { LK_KEYS_RESIDUAL, IN_STAGE, "layer([1-4])\\.(?:0\\.)?se\\.fc\\.2\\.(weight|bias)",
    "se.expand.\\3" },
  { LK_KEYS_SEQUENTIAL, IN_STAGE, "([0-9]{1,4})\\." NORM, "\\3" },
  { LK_KEYS_LAYER, IN_STAGE, "layer([1-4])\\.0\\.(weight|bias)", "conv.\\3" },
  { LK_KEYS_LAYER, IN_STAGE, "layer([1-4])\\.1\\." NORM, "norm.\\3" },
  { LK_KEYS_INDEX, IN_STAGE, "([0-3])\\.0\\.(weight|bias)", "conv.\\3" },
  { LK_KEYS_INDEX, IN_STAGE, "([0-3])\\.1\\." NORM, "norm.\\3" },
  { LK_KEYS_BLOCK, IN_STAGE, "([0-3])\\.block\\.0\\.(weight|bias)", "conv.\\3" },
  { LK_KEYS_BLOCK, IN_STAGE, "([0-3])\\.block\\.1\\." NORM, "norm.\\3" },
  { LK_KEYS_TRUNK, IN_STAGE, "trunk\\.([0-3])\\.C\\.(weight|bias)", "conv.\\3" },
  { LK_KEYS_TRUNK, IN_STAGE, "trunk\\.([0-3])\\.BN\\." NORM, "norm.\\3" },
  { LK_KEYS_CONV, IN_STAGE, "conv([0-9]{1,2})\\.0\\.(weight|bias)", "conv.\\3" },
  { LK_KEYS_CONV, IN_STAGE, "conv([0-9]{1,2})\\.1\\." NORM, "norm.\\3" },
  { LK_KEYS_LAYERS, IN_STAGE, "layers\\.([0-9]{1,2})\\.layers\\.0\\.(weight|bias)",
    "conv.\\3" },
  { LK_KEYS_LAYERS, IN_STAGE, "layers\\.([0-9]{1,2})\\.layers\\.1\\." NORM, "norm.\\3" },
  { LK_KEYS_NAMED, IN_STAGE, STAGE "([0-9]{1,2})\\.conv1?\\.(weight|bias)", "conv.\\3" },
  { LK_KEYS_NAMED, IN_STAGE, STAGE "([0-9]{1,2})\\." NORM_NAME "\\." NORM, "norm.\\3" },
  { LK_KEYS_FLAT, IN_STAGE, "conv([0-9]{1,2})\\.(weight|bias)", "conv.\\3" },
  { LK_KEYS_FLAT, IN_STAGE, "(?:bn|norm|batchnorm|batch_norm)([0-9]{1,2})\\." NORM,
    "norm.\\3" },
  { LK_KEYS_STEM, IN_STEM,
    "(?:conv1|stem\\.0|stem\\.conv1?|layer0\\.0|layer0\\.conv1?)\\.weight",
    "conv.weight" },
  { LK_KEYS_STEM, IN_STEM,
    "(?:bn1|stem\\.1|stem\\.bn1?|stem\\.norm1?|layer0\\.1|layer0\\.bn1?)\\." NORM,
    "norm.\\2" },
  { LK_KEYS_STEM, IN_BLOCK, BLOCK "conv([1-3])\\.weight", "conv\\4.weight" },
  { LK_KEYS_STEM, IN_BLOCK, BLOCK "conv2\\.bias", "conv2.bias" },
  { LK_KEYS_STEM, IN_BLOCK, BLOCK "bn([1-3])\\." NORM, "norm\\4.\\5" },
  { LK_KEYS_STEM, IN_BLOCK, BLOCK SHORTCUT "(?:0|conv)\\.weight",
    "shortcut.conv.weight" },
  { LK_KEYS_STEM, IN_BLOCK, BLOCK SHORTCUT "(?:1|bn|norm)\\." NORM, "shortcut.norm.\\4" },
  { LK_KEYS_CHILDREN, IN_STEM, "0\\.weight", "conv.weight" },
  { LK_KEYS_CHILDREN, IN_STEM, "1\\." NORM, "norm.\\2" },
  { LK_KEYS_CHILDREN, IN_BLOCK, CHILD "conv([1-3])\\.weight", "conv\\4.weight" },
  { LK_KEYS_CHILDREN, IN_BLOCK, CHILD "bn([1-3])\\." NORM, "norm\\4.\\5" },
  { LK_KEYS_CHILDREN, IN_BLOCK, CHILD SHORTCUT "(?:0|conv)\\.weight",
    "shortcut.conv.weight" },
  { LK_KEYS_CHILDREN, IN_BLOCK, CHILD SHORTCUT "(?:1|bn|norm)\\." NORM,
    "shortcut.norm.\\4" },
  { LK_KEYS_TRUNK_STEM, IN_STEM, "trunk\\.0\\.weight", "conv.weight" },
  { LK_KEYS_TRUNK_STEM, IN_STEM, "trunk\\.1\\." NORM, "norm.\\2" },
  { LK_KEYS_TRUNK_STEM, IN_STAGE, TRUNK "C([1-3])\\.weight", "conv\\3.weight" },
  { LK_KEYS_TRUNK_STEM, IN_STAGE, TRUNK "C2\\.bias", "conv2.bias" },
  { LK_KEYS_TRUNK_STEM, IN_STAGE, TRUNK "BN([1-3])\\." NORM, "norm\\3.\\4" },
  { LK_KEYS_TRUNK_STEM, IN_STAGE, TRUNK "shortcut\\.weight", "shortcut.conv.weight" },
  { LK_KEYS_TRUNK_STEM, IN_STAGE, TRUNK "BNshortcut\\." NORM, "shortcut.norm.\\3" },
  { LK_KEYS_WIDE, IN_STEM, "conv1\\.weight", "conv.weight" },
  { LK_KEYS_WIDE, IN_BLOCK, WIDE "conv([12])\\.weight", "conv\\4.weight" },
  { LK_KEYS_WIDE, IN_BLOCK, WIDE "bn([12])\\." NORM, "norm\\4.\\5" },
  { LK_KEYS_WIDE, IN_BLOCK, WIDE "convShortcut\\.weight", "shortcut.conv.weight" },
  { LK_KEYS_WIDE, IN_FINAL, "bn1\\." NORM, "norm.\\2" },
  { LK_KEYS_WIDE_LAYER, IN_STEM, "conv1\\.(weight|bias)", "conv.\\2" },
  { LK_KEYS_WIDE_LAYER, IN_BLOCK, BLOCK "conv([12])\\.(weight|bias)", "conv\\4.\\5" },
  { LK_KEYS_WIDE_LAYER, IN_BLOCK, BLOCK "bn([12])\\." NORM, "norm\\4.\\5" },
  { LK_KEYS_WIDE_LAYER, IN_BLOCK, BLOCK "shortcut\\.0\\.(weight|bias)",
    "shortcut.conv.\\4" },
  { LK_KEYS_WIDE_LAYER, IN_FINAL, "bn1\\." NORM, "norm.\\2" },
};

#define NEEDED_PLAIN                                                                     \
  "stage1.conv.weight", "stage2.conv.weight", "stage3.conv.weight",                      \
      "stage4.conv.weight", "stage1.norm.running_mean", "stage2.norm.running_mean",      \
      "stage3.norm.running_mean"

static const char *const needed_plain[] = { NEEDED_PLAIN, NULL };
static const char *const needed_residual[] = { "stage1.conv1.weight",
                                               "stage2.conv1.weight",
                                               "stage3.conv1.weight",
                                               "stage4.conv1.weight",
                                               "stage1.conv3.weight",
                                               "stage1.norm1.running_mean",
                                               NULL };
static const char *const needed_stem[]
    = { "stem.conv.weight",           "stage1.block1.conv1.weight",
        "stage2.block1.conv1.weight", "stage3.block1.conv1.weight",
        "stage4.block1.conv1.weight", NULL };

static const char *const needed_wide[]
    = { "stem.conv.weight",           "stage1.block1.shortcut.conv.weight",
        "stage1.block1.conv1.weight", "stage2.block1.conv1.weight",
        "stage3.block1.conv1.weight", "stage1.block1.norm1.running_mean",
        "final.norm.running_mean",    NULL };

/* What belongs to the backbone in each form, known or not; CloserLook keeps every tensor
 * of a block twice. */
static const struct
{
  int first;
  const char *owned;
  const char *const *needed;
} forms[LK_N_KEY_FORMS] = {
  [LK_KEYS_SEQUENTIAL] = { -1, "^[0-9]+\\.", needed_plain },
  [LK_KEYS_LAYER] = { 1, "^layer[0-9]", needed_plain },
  [LK_KEYS_INDEX] = { 0, "^[0-9]+\\.", needed_plain },
  [LK_KEYS_BLOCK] = { 0, "^[0-9]+\\.", needed_plain },
  [LK_KEYS_TRUNK] = { 0, "^trunk\\.[0-9]+\\.(?!trunk\\.)", needed_plain },
  [LK_KEYS_CONV] = { -1, "^conv[0-9]", needed_plain },
  [LK_KEYS_LAYERS] = { -1, "^layers\\.[0-9]+\\.", needed_plain },
  [LK_KEYS_NAMED] = { -1, "^" STAGE "[0-9]+\\.", needed_plain },
  [LK_KEYS_FLAT] = { -1, "^(conv|bn|norm|batchnorm|batch_norm)[0-9]", needed_plain },
  [LK_KEYS_RESIDUAL] = { 1, "^layer[0-9]", needed_residual },
  [LK_KEYS_OTHER] = { -1, "^$", needed_plain },
  [LK_KEYS_OTHER_RESIDUAL] = { -1, "^$", needed_residual },
  [LK_KEYS_STEM] = { 1, "^(conv1|bn1|stem\\.|layer[0-9])", needed_stem },
  [LK_KEYS_CHILDREN] = { -1, "^[0-9]+\\.", needed_stem },
  [LK_KEYS_TRUNK_STEM] = { -1, "^trunk\\.[0-9]", needed_stem },
  [LK_KEYS_WIDE] = { 1, "^(conv1|bn1|block[0-9])", needed_wide },
  [LK_KEYS_WIDE_LAYER] = { 1, "^(conv1|bn1|layer[0-9])", needed_wide },
};

static GRegex *
compile (const Rule *rule)
{
  g_autofree char *pattern = g_strconcat ("^((?:.*\\.)?)", rule->pattern, "$", NULL);

  return g_regex_new (pattern, G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL);
}

static int
fetch_number (const GMatchInfo *match, int group)
{
  g_autofree char *text = g_match_info_fetch (match, group);

  return atoi (text);
}

static int
find_number (const Rule *rule, const GMatchInfo *info)
{
  switch (rule->place)
    {
    case IN_STEM:
      return LK_KEY_STEM;
    case IN_FINAL:
      return LK_KEY_FINAL;
    case IN_STAGE:
    case IN_BLOCK:
    default:
      return fetch_number (info, 2);
    }
}

static void
send (const Rule *rule,
      const GMatchInfo *info,
      const char *name,
      LkKeySink sink,
      gpointer user_data)
{
  g_autofree char *prefix = g_match_info_fetch (info, 1);
  g_autofree char *part = g_match_info_expand_references (info, rule->target, NULL);
  const LkKeyMatch match = {
    prefix,
    find_number (rule, info),
    rule->place == IN_BLOCK ? (guint) fetch_number (info, 3) + 1 : 0,
    part,
  };

  sink (rule->form, &match, name, user_data);
}

void
lk_key_forms_match (GPtrArray *names, LkKeySink sink, gpointer user_data)
{
  g_return_if_fail (names != NULL && sink != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GRegex) regex = compile (&rules[i]);

      for (guint j = 0; j < names->len; j++)
        {
          g_autoptr (GMatchInfo) info = NULL;

          if (g_regex_match (regex, names->pdata[j], 0, &info))
            send (&rules[i], info, names->pdata[j], sink, user_data);
        }
    }
}

int
lk_key_form_get_first (LkKeyForm form)
{
  g_return_val_if_fail (form < LK_N_KEY_FORMS, -1);
  return forms[form].first;
}

gboolean
lk_key_form_is_residual (LkKeyForm form)
{
  return form == LK_KEYS_RESIDUAL || form == LK_KEYS_OTHER_RESIDUAL;
}

gboolean
lk_key_form_owns (LkKeyForm form, const char *rest)
{
  g_return_val_if_fail (form < LK_N_KEY_FORMS && rest != NULL, FALSE);
  return g_regex_match_simple (forms[form].owned, rest, 0, 0);
}

const char *const *
lk_key_form_list_needed (LkKeyForm form)
{
  g_return_val_if_fail (form < LK_N_KEY_FORMS, NULL);
  return forms[form].needed;
}
