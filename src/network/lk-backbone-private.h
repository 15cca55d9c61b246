/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-backbone.h"

G_BEGIN_DECLS

/* A family of networks: how its members are built, stage by stage. */
typedef struct
{
  LkBackbone published;
  void (*add_stage) (LkArchitecture *architecture, const LkBackbone *self, guint stage);
} LkFamily;

/* Each adds stage @stage, from 0 on, and with the first what comes before it. */
void lk_backbone_add_plain_stage (LkArchitecture *architecture,
                                  const LkBackbone *self,
                                  guint stage);
void lk_backbone_add_resnet12_stage (LkArchitecture *architecture,
                                     const LkBackbone *self,
                                     guint stage);
void lk_backbone_add_basic_stage (LkArchitecture *architecture,
                                  const LkBackbone *self,
                                  guint stage);
void lk_backbone_add_wide_stage (LkArchitecture *architecture,
                                 const LkBackbone *self,
                                 guint stage);

G_END_DECLS
