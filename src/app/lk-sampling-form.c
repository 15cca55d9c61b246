/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sampling-form.h"

#include "lk-dataset-picker.h"

static guint
get_number (GtkWidget *spin)
{
  return (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin));
}

static void
set_number (GtkWidget *spin, guint64 number)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), (double) number);
}

void
lk_sampling_form_bind (GtkWidgetClass *widget_class, gssize offset)
{
  const struct
  {
    const char *name;
    gssize offset;
  } children[] = {
    { "picker", G_STRUCT_OFFSET (LkSamplingForm, picker) },
    { "ways", G_STRUCT_OFFSET (LkSamplingForm, ways) },
    { "shots", G_STRUCT_OFFSET (LkSamplingForm, shots) },
    { "queries", G_STRUCT_OFFSET (LkSamplingForm, queries) },
    { "episodes", G_STRUCT_OFFSET (LkSamplingForm, episodes) },
    { "seed", G_STRUCT_OFFSET (LkSamplingForm, seed) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE,
                                               offset + children[i].offset);
}

LkSampling *
lk_sampling_form_read (const LkSamplingForm *self)
{
  LkDatasetPicker *picker = LK_DATASET_PICKER (self->picker);
  LkSampling *sampling = lk_sampling_new ();

  lk_sampling_set_dataset (sampling, lk_dataset_picker_get_path (picker),
                           lk_dataset_picker_get_split (picker));
  sampling->sampler = (LkSampler){
    .n_ways = get_number (self->ways),
    .n_shots = get_number (self->shots),
    .n_queries = get_number (self->queries),
    .seed = get_number (self->seed),
  };
  sampling->n_episodes = get_number (self->episodes);
  return sampling;
}

void
lk_sampling_form_show (const LkSamplingForm *self, const LkSampling *sampling)
{
  set_number (self->ways, sampling->sampler.n_ways);
  set_number (self->shots, sampling->sampler.n_shots);
  set_number (self->queries, sampling->sampler.n_queries);
  set_number (self->episodes, sampling->n_episodes);
  set_number (self->seed, sampling->sampler.seed);
  lk_dataset_picker_show (LK_DATASET_PICKER (self->picker), sampling->dataset,
                          sampling->split);
}
