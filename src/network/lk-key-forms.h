/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-checkpoint.h"

G_BEGIN_DECLS

/**
 * LkKeyForm: the shapes that keys come in, after a prefix (docs/METHOD.md 2.2)
 * @LK_KEYS_SEQUENTIAL: "0.weight": an index a layer: M2L, ADM, DN4
 * @LK_KEYS_LAYER: "layer1.0.weight": LibFewShot, RFS, M2L-HEAD
 * @LK_KEYS_INDEX: "0.0.weight": FEAT
 * @LK_KEYS_BLOCK: "0.block.0.weight": MetaOptNet
 * @LK_KEYS_TRUNK: "trunk.0.C.weight": CloserLook
 * @LK_KEYS_CONV: "conv1.0.weight": SimpleShot
 * @LK_KEYS_LAYERS: "layers.0.layers.0.weight": FRN, mmfewshot
 * @LK_KEYS_NAMED: "0.conv.weight", "block1.conv.weight": learn2learn
 * @LK_KEYS_FLAT: "conv1.weight" and "bn1.weight"
 * @LK_KEYS_OTHER: any other names of a Conv64F (lk-key-structure.h)
 * @LK_KEYS_RESIDUAL: "layer1.0.conv1.weight" or "layer1.conv1.weight": every ResNet-12
 * @LK_KEYS_OTHER_RESIDUAL: any other names of a ResNet-12 (lk-key-structure.h)
 * @LK_KEYS_STEM: "conv1.weight", then "layer1.0.conv1.weight": torchvision's ResNets
 * @LK_KEYS_CHILDREN: "0.weight", then "4.0.conv1.weight": the same in a Sequential
 * @LK_KEYS_TRUNK_STEM: "trunk.0.weight", then "trunk.4.C1.weight": CloserLook's ResNets
 * @LK_KEYS_WIDE: "block1.layer.0.conv1.weight": S2M2's Wide ResNet
 * @LK_KEYS_WIDE_LAYER: "layer1.0.conv1.weight" and a "bn1" behind all: FEAT's
 */
typedef enum
{
  LK_KEYS_SEQUENTIAL,
  LK_KEYS_LAYER,
  LK_KEYS_INDEX,
  LK_KEYS_BLOCK,
  LK_KEYS_TRUNK,
  LK_KEYS_CONV,
  LK_KEYS_LAYERS,
  LK_KEYS_NAMED,
  LK_KEYS_FLAT,
  LK_KEYS_OTHER,
  LK_KEYS_RESIDUAL,
  LK_KEYS_OTHER_RESIDUAL,
  LK_KEYS_STEM,
  LK_KEYS_CHILDREN,
  LK_KEYS_TRUNK_STEM,
  LK_KEYS_WIDE,
  LK_KEYS_WIDE_LAYER,
} LkKeyForm;
#define LK_N_KEY_FORMS 17

/** Numbers of what is no stage. */
#define LK_KEY_STEM (-1)
#define LK_KEY_FINAL (-2)

/**
 * LkKeyMatch:
 * @prefix: what stands before, with its last '.', or ""
 * @number: of the stage in these keys, or #LK_KEY_STEM, or #LK_KEY_FINAL: behind all
 * @block: of the stage, from 1 on, or 0: it has none
 * @part: the end of the canonical name, such as "conv2.weight"
 *
 * One name of a file, taken apart as a form has it.
 */
typedef struct
{
  char *prefix;
  int number;
  guint block;
  char *part;
} LkKeyMatch;

/** Receives a @match, which is freed afterwards, of @name in @form. */
typedef void (*LkKeySink) (LkKeyForm form,
                           const LkKeyMatch *match,
                           const char *name,
                           gpointer user_data);

/** Takes each of @names apart as every form has it that it could belong to. A name of
 * %LK_KEYS_SEQUENTIAL has the part "weight", "bias", "running_mean" or "running_var":
 * what kind of layer it is of its axes tell. */
void lk_key_forms_match (GPtrArray *names, LkKeySink sink, gpointer user_data);

/** The number of the first stage in the keys of @form, or -1: stages stand in the order
 * of their numbers, whatever these are. */
int lk_key_form_get_first (LkKeyForm form);

/** Whether the names are those of a ResNet-12. */
gboolean lk_key_form_is_residual (LkKeyForm form);

/** Whether @rest, a name without its prefix, is the backbone's if the form is @form: no
 * network has more than is known then. */
gboolean lk_key_form_owns (LkKeyForm form, const char *rest);

/** (transfer none): canonical names of the tensors that a whole network has at least. */
const char *const *lk_key_form_list_needed (LkKeyForm form);

G_END_DECLS
